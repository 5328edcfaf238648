//! Where a request goes: from the base URL that the user wrote to the URL of a path.

use url::Url;

use crate::Dialect;

/// The URL of `path` at the endpoint with the base URL `base`.
pub(super) fn request_url(base: &Url, dialect: Dialect, path: &str) -> Url {
    let mut url = base.clone();
    let mut segments: Vec<&str> = base
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    if let [.., "chat", "completions"] = segments.as_slice() {
        segments.truncate(segments.len() - 2);
    }
    if path.starts_with('/') {
        // Outside what the version in the base URL covers.
        if let Some(&("v1" | "beta")) = segments.last() {
            segments.pop();
        }
    } else if let Some(version) = version(dialect, &segments) {
        segments.extend(version);
    }
    let whole = segments.join("/");
    let path = path.trim_start_matches('/');
    url.set_path(&if whole.is_empty() {
        path.to_owned()
    } else {
        format!("{whole}/{path}")
    });
    url.set_fragment(None);
    url
}

/// What a base URL lacks that names a host alone.
fn version(dialect: Dialect, segments: &[&str]) -> Option<&'static [&'static str]> {
    match dialect {
        // DeepSeek serves the same paths with and without a version.
        Dialect::Deepseek | Dialect::Local => None,
        // The server's own paths lie beside `v1`, so a prefix before it may be a proxy's.
        Dialect::LlamaServer => (segments.last() != Some(&"v1")).then_some(&["v1"]),
        _ if !segments.is_empty() => None,
        Dialect::Openrouter => Some(&["api", "v1"]),
        _ => Some(&["v1"]),
    }
}

/// The URL that lists the endpoint's models.
pub(super) fn models_url(base: &Url, dialect: Dialect) -> Url {
    request_url(base, dialect, "models")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base: &str, dialect: Dialect, path: &str) -> String {
        request_url(&Url::parse(base).unwrap(), dialect, path).to_string()
    }

    #[test]
    fn a_path_follows_the_base_url_with_or_without_a_slash_at_its_end() {
        for base in [
            "https://openrouter.ai/api/v1",
            "https://openrouter.ai/api/v1/",
            "https://openrouter.ai/api/v1//",
        ] {
            assert_eq!(
                at(base, Dialect::Openrouter, "chat/completions"),
                "https://openrouter.ai/api/v1/chat/completions"
            );
        }
        assert_eq!(
            at("https://api.deepseek.com", Dialect::Deepseek, "chat/completions"),
            "https://api.deepseek.com/chat/completions"
        );
        assert_eq!(
            at(
                "https://gateway.example/team/x?api-version=2",
                Dialect::Generic,
                "completions"
            ),
            "https://gateway.example/team/x/completions?api-version=2"
        );
    }

    #[test]
    fn a_base_url_that_names_the_host_alone_gets_the_version() {
        for (base, dialect, whole) in [
            (
                "http://127.0.0.1:11434",
                Dialect::Ollama,
                "http://127.0.0.1:11434/v1/models",
            ),
            (
                "http://127.0.0.1:1234/",
                Dialect::LmStudio,
                "http://127.0.0.1:1234/v1/models",
            ),
            (
                "http://127.0.0.1:8080",
                Dialect::LlamaServer,
                "http://127.0.0.1:8080/v1/models",
            ),
            (
                "http://127.0.0.1:8080/v1/",
                Dialect::LlamaServer,
                "http://127.0.0.1:8080/v1/models",
            ),
            (
                "http://127.0.0.1:8000",
                Dialect::Vllm,
                "http://127.0.0.1:8000/v1/models",
            ),
            (
                "https://openrouter.ai",
                Dialect::Openrouter,
                "https://openrouter.ai/api/v1/models",
            ),
            (
                "https://api.openai.com",
                Dialect::Openai,
                "https://api.openai.com/v1/models",
            ),
            (
                "https://api.deepseek.com",
                Dialect::Deepseek,
                "https://api.deepseek.com/models",
            ),
        ] {
            assert_eq!(models_url(&Url::parse(base).unwrap(), dialect).as_str(), whole);
        }
    }

    #[test]
    fn filling_lies_beside_the_version() {
        for base in [
            "https://api.deepseek.com",
            "https://api.deepseek.com/v1",
            "https://api.deepseek.com/beta/",
        ] {
            assert_eq!(
                at(base, Dialect::Deepseek, "/beta/completions"),
                "https://api.deepseek.com/beta/completions"
            );
        }
        for base in [
            "http://127.0.0.1:8080",
            "http://127.0.0.1:8080/",
            "http://127.0.0.1:8080/v1/",
        ] {
            assert_eq!(
                at(base, Dialect::LlamaServer, "/infill"),
                "http://127.0.0.1:8080/infill"
            );
        }
        assert_eq!(
            at("http://host.example/llama/v1", Dialect::LlamaServer, "/infill"),
            "http://host.example/llama/infill"
        );
    }

    #[test]
    fn a_whole_chat_address_is_taken_for_its_base() {
        assert_eq!(
            at(
                "https://api.openai.com/v1/chat/completions",
                Dialect::Openai,
                "chat/completions"
            ),
            "https://api.openai.com/v1/chat/completions"
        );
    }
}
