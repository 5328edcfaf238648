//! One request on its way: sent once, up to its first token.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures::{Stream, StreamExt as _, stream};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};

use super::response_bytes::ResponseBytes;
use super::{Endpoint, EndpointSettings};
use crate::remote::address::{models_url, request_url};
use crate::remote::body::Body;
use crate::remote::failure::{Problem, problem_of_response};
use crate::remote::stream::read;
use crate::{AnswerStream, Binding, Delta, EndpointFailure, ModelError, Priority, Sent, is_loopback};

/// Bytes of an error's body that are read.
const MOST_ERROR_BYTES: usize = 64 * 1024;

/// How long the body of an error is waited for.
const ERROR_BODY_TIME: Duration = Duration::from_secs(5);

/// What came of sending a request.
pub(super) struct Opened {
    /// The requests that went out.
    pub(super) sent: Vec<Sent>,
    /// The answer from its first token on, or why there is none.
    pub(super) answer: AnswerStream,
}

impl Default for Opened {
    fn default() -> Self {
        Self {
            sent: Vec::new(),
            answer: Box::pin(stream::empty()),
        }
    }
}

impl Opened {
    pub(super) fn failed(self, error: ModelError) -> Self {
        Self {
            answer: Box::pin(stream::iter([Err(error)])),
            ..self
        }
    }

    /// The answer holds its place among the requests at once until it ends.
    pub(super) fn succeeded(self, answer: AnswerStream, permit: OwnedSemaphorePermit) -> Self {
        let answer = answer.map(move |delta| {
            let _held = &permit;
            delta
        });
        Self {
            answer: Box::pin(answer),
            ..self
        }
    }
}

/// The client of an endpoint.
pub(super) fn client(settings: &EndpointSettings) -> reqwest::Result<reqwest::Client> {
    // Only the first call in the process has an effect; the others find the provider installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .connect_timeout(settings.timeouts.connect)
        .pool_max_idle_per_host(settings.concurrency)
        .tcp_nodelay(true)
        // A redirect would take the question, and perhaps the key, to somebody whom the user did not name.
        .redirect(Policy::none())
        .user_agent(concat!("ponder/", env!("CARGO_PKG_VERSION")));
    let builder = if is_loopback(&settings.url) {
        builder.no_proxy()
    } else {
        builder
    };
    let builder = if settings.url.scheme() == "http" {
        // The system's certificates take time and memory, and serve nothing here.
        builder.tls_certs_only([])
    } else {
        builder
    };
    builder.build()
}

/// Sends `body` once. Returns the answer from its first token on.
pub(super) async fn attempt(
    endpoint: &Arc<Endpoint>,
    binding: &Arc<Binding>,
    priority: Priority,
    body: &Body,
    sent: &mut Vec<Sent>,
) -> Result<AnswerStream, Problem> {
    let patience = endpoint.settings.timeouts.first_token(binding, priority);
    let deadline = Instant::now() + patience;
    let late = |_| {
        Problem::new(
            EndpointFailure::TimedOut,
            format!("no token came within {} s", patience.as_secs_f32()),
        )
    };
    let client = endpoint.client()?;
    let url = request_url(&endpoint.settings.url, endpoint.settings.dialect, &body.path);
    let text = serde_json::to_string(&body.json).expect("a map of JSON values is JSON");
    let mut headers = HeaderMap::new();
    if let Some(key) = key(endpoint).await? {
        headers.insert(AUTHORIZATION, authorization(&key)?);
    }
    sent.push(Sent {
        endpoint: endpoint.settings.name.clone(),
        url: url.to_string(),
        headers: shown(&headers),
        body: text.clone(),
        parameters: body.parameters(),
    });
    let request = client
        .post(url)
        .headers(headers)
        .header("content-type", "application/json")
        .header("accept", "text/event-stream")
        .body(text);
    let response = timeout_at(deadline, request.send())
        .await
        .map_err(late)?
        .map_err(|error| not_sent(&error))?;
    let status = response.status();
    if !status.is_success() {
        let problem = refused(response).await;
        if problem.failure == EndpointFailure::Unauthorized {
            // It may have been replaced where it is kept.
            *endpoint.key.lock().await = None;
        }
        return Err(problem);
    }
    let bytes = ResponseBytes::new(response, endpoint.settings.timeouts.idle(binding));
    let rest = Arc::new(bytes.rest());
    let mut deltas: Pin<Box<dyn Stream<Item = _> + Send>> = Box::pin(read(body.kind, binding, bytes));
    let first = timeout_at(deadline, deltas.next())
        .await
        .map_err(late)?
        .unwrap_or_else(|| Err(Problem::new(EndpointFailure::Malformed, "the answer is empty")))?;

    let (endpoint, model) = (Arc::clone(endpoint), Arc::<str>::from(binding.model.as_str()));
    let answer = stream::iter([Ok(first)]).chain(deltas).then(move |delta| {
        let (endpoint, model, rest) = (Arc::clone(&endpoint), Arc::clone(&model), Arc::clone(&rest));
        async move {
            match delta {
                Ok(delta) => {
                    if let Delta::Finished(_) = delta {
                        rest.finish().await;
                    }
                    Ok(delta)
                }
                Err(problem) => {
                    endpoint.health.broke_off(endpoint.name(), &problem);
                    Err(broke_off(endpoint.name(), &model, problem))
                }
            }
        }
    });
    Ok(Box::pin(answer))
}

/// The error for an answer that had begun.
fn broke_off(endpoint: &str, model: &str, problem: Problem) -> ModelError {
    match problem.into_error(endpoint, model) {
        ModelError::Endpoint { reason, .. } => ModelError::Interrupted {
            reason: format!("the answer broke off: {reason}"),
        },
        error => error,
    }
}

/// The ids of the models that `endpoint` offers.
pub(super) async fn list_models(endpoint: &Endpoint) -> Result<Vec<String>, Problem> {
    let mut request = endpoint
        .client()?
        .get(models_url(&endpoint.settings.url, endpoint.settings.dialect));
    if let Some(key) = key(endpoint).await? {
        request = request.header(AUTHORIZATION, authorization(&key)?);
    }
    let response = request.send().await.map_err(|error| not_sent(&error))?;
    if !response.status().is_success() {
        return Err(refused(response).await);
    }
    let body = error_body(response).await;
    let listing: serde_json::Value = serde_json::from_slice(&body)
        .map_err(|_| Problem::new(EndpointFailure::Malformed, "its list of models is not JSON"))?;
    let models = listing["data"].as_array().into_iter().flatten();
    Ok(models
        .filter_map(|model| model["id"].as_str().map(str::to_owned))
        .collect())
}

async fn refused(response: reqwest::Response) -> Problem {
    let (status, headers) = (response.status(), response.headers().clone());
    if status.is_redirection() {
        return Problem::new(
            EndpointFailure::Rejected,
            "it redirects elsewhere, which is not followed since it would take your text to somebody you did not name; \
             correct its url in the configuration",
        );
    }
    let body = error_body(response).await;
    problem_of_response(status.as_u16(), &headers, &body, SystemTime::now())
}

/// The body, as far as it comes in a short time and is of a sensible size.
async fn error_body(response: reqwest::Response) -> Vec<u8> {
    let mut body = Vec::new();
    let mut bytes = response.bytes_stream();
    let reading = async {
        while let Some(Ok(piece)) = bytes.next().await {
            body.extend_from_slice(&piece);
            if body.len() > MOST_ERROR_BYTES {
                break;
            }
        }
    };
    // What has come by then says enough.
    let _ = tokio::time::timeout(ERROR_BODY_TIME, reading).await;
    body
}

/// The key, read from where it is kept the first time that it is needed.
async fn key(endpoint: &Endpoint) -> Result<Option<SecretString>, Problem> {
    let Some(read) = endpoint.settings.key.clone() else {
        return Ok(None);
    };
    let mut kept = endpoint.key.lock().await;
    if kept.is_none() {
        let read = tokio::task::spawn_blocking(move || read())
            .await
            .unwrap_or_else(|_| Err("reading the key failed".to_owned()));
        *kept = Some(read.map_err(|reason| Problem::new(EndpointFailure::Unauthorized, reason))?);
    }
    Ok(kept.clone())
}

fn authorization(key: &SecretString) -> Result<HeaderValue, Problem> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", key.expose_secret())).map_err(|_| {
        Problem::new(
            EndpointFailure::Unauthorized,
            "the key has characters that no key has; look at where it is kept",
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The headers as they may be shown.
fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = match value.to_str() {
                Ok(text) if !value.is_sensitive() => text.to_owned(),
                _ => "Bearer ***".to_owned(),
            };
            (name.to_string(), value)
        })
        .collect()
}

fn not_sent(error: &reqwest::Error) -> Problem {
    Problem {
        // A connection that was there broke before it brought an answer: chance, often, on one that was kept open.
        may_retry: !error.is_connect() && !error.is_timeout(),
        ..Problem::new(
            EndpointFailure::Unreachable,
            format!("no connection: {}", in_words(error)),
        )
    }
}

/// The innermost cause: the outer ones only repeat the address.
pub(super) fn in_words(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
