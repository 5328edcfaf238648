//! The service: which method is served by which handler.

use std::sync::Arc;

use ponder_config::Options;
use ponder_figures::{Figures, Report};
use ponder_local::LocalModels;
use ponder_model::Sent;
use ponder_route::Route;
use tokio::sync::watch;
use tower::ServiceExt as _;
use tower::util::MapRequest;
use tower_lsp::gen_lsp_types::{
    CodeAction, CodeActionParams, CodeActionResponse, CompletionList, CompletionParams, ExecuteCommandParams,
    InitializeParams, InitializeResult, InlineCompletionList, InlineCompletionParams, LspAny,
    WorkDoneProgressCancelParams,
};
use tower_lsp::jsonrpc::{Request, Result};
use tower_lsp::{ClientSocket, LanguageServer, LspService};

use crate::protocol::chat::{ChatParams, ChatResult};
use crate::protocol::completion::LastCompletion;
use crate::protocol::document::{DocumentText, DocumentTextParams};
use crate::protocol::endpoints::Endpoints;
use crate::protocol::pin::PinParams;
use crate::protocol::route::RouteParams;
use crate::protocol::status::Status;
use crate::protocol::suggestion::SuggestionParams;
use crate::protocol::text_sync::{DidChangeParams, DidCloseParams, DidOpenParams};
use crate::session::Session;
use crate::transport::{self, Exit};
use crate::{handlers, session};

/// Serves one client on standard input and output until it leaves.
///
/// `config_problem` is what is wrong with the user's configuration file, if anything: the client is told. What becomes of
/// suggestions is told to `figures`, which are saved now and then and at the end.
pub async fn run(
    local: LocalModels,
    options: Options,
    figures: Figures,
    config_problem: Option<String>,
) -> Exit {
    let counted = figures.clone();
    let (stop, mut stopped) = watch::channel(false);
    let (service, socket) = service(local, options, figures, config_problem, stop);
    let stop = async move {
        tokio::select! {
            () = session::stopped(&mut stopped) => {}
            () = terminated() => {}
        }
    };
    let output = transport::standard_output();
    let exit = transport::serve(tokio::io::stdin(), output, service, socket, stop).await;
    crate::figures::save(&counted);
    exit
}

/// A service that takes needless parameters, too.
type Tolerant = MapRequest<LspService<Server>, fn(Request) -> Request>;

/// The service for one client, and its way to the client. `stop` is set when the session is to end.
pub(crate) fn service(
    local: LocalModels,
    options: Options,
    figures: Figures,
    config_problem: Option<String>,
    stop: watch::Sender<bool>,
) -> (Tolerant, ClientSocket) {
    let (service, socket) = LspService::build_with_lifecycle_methods(|client| Server {
        session: Arc::new(Session::new(
            client,
            local,
            options,
            figures,
            config_problem,
            stop,
        )),
    })
    // Sync has parameters of its own: the library would take a change whose range it can't read for the whole text.
    .custom_method("textDocument/didOpen", Server::did_open)
    .custom_method("textDocument/didChange", Server::did_change)
    .custom_method("textDocument/didClose", Server::did_close)
    .custom_method(
        "workspace/didChangeConfiguration",
        Server::did_change_configuration,
    )
    .custom_method("textDocument/inlineCompletion", Server::inline_completion)
    .custom_method("textDocument/completion", Server::completion)
    .custom_method("textDocument/codeAction", Server::code_action)
    .custom_method("codeAction/resolve", Server::code_action_resolve)
    .custom_method("workspace/executeCommand", Server::execute_command)
    .custom_method(
        "window/workDoneProgress/cancel",
        Server::work_done_progress_cancel,
    )
    .custom_method("ponder/chat", Server::chat)
    .custom_method("ponder/documentText", Server::document_text)
    .custom_method("ponder/endpoints", Server::endpoints)
    .custom_method("ponder/lastRoute", Server::last_route)
    .custom_method("ponder/lastSent", Server::last_sent)
    .custom_method("ponder/pin", Server::pin)
    .custom_method("ponder/route", Server::route)
    .custom_method("ponder/stats", Server::stats)
    .custom_method("ponder/status", Server::status)
    .custom_method("ponder/suggestion", Server::suggestion)
    .finish();
    (service.map_request(without_needless_params), socket)
}

/// Requests without parameters may come with empty ones, which the library would refuse.
fn without_needless_params(request: Request) -> Request {
    let (method, id, params) = request.into_parts();
    let takes_none = matches!(
        &*method,
        "ponder/endpoints"
            | "ponder/lastRoute"
            | "ponder/lastSent"
            | "ponder/stats"
            | "ponder/status"
            | "shutdown"
    );
    let request = Request::build(method);
    let request = match id {
        Some(id) => request.id(id),
        None => request,
    };
    match params {
        Some(params) if !takes_none => request.params(params).finish(),
        _ => request.finish(),
    }
}

/// Resolves when the process is asked to end.
async fn terminated() {
    #[cfg(unix)]
    if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        signal.recv().await;
        return;
    }
    std::future::pending::<()>().await;
}

pub(crate) struct Server {
    session: Arc<Session>,
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        handlers::initialize(&self.session, &params)
    }

    async fn initialized(&self, _: tower_lsp::gen_lsp_types::InitializedParams) {
        handlers::initialized(&self.session).await;
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}

#[expect(clippy::unused_async, reason = "the library takes handlers that are async")]
impl Server {
    async fn did_open(&self, params: DidOpenParams) {
        handlers::did_open(&self.session, params);
    }

    async fn did_change(&self, params: DidChangeParams) {
        handlers::did_change(&self.session, params);
    }

    async fn did_close(&self, params: DidCloseParams) {
        handlers::did_close(&self.session, &params);
    }

    async fn did_change_configuration(&self, params: LspAny) {
        handlers::did_change_configuration(&self.session, &params).await;
    }

    async fn inline_completion(
        &self,
        params: InlineCompletionParams,
    ) -> Result<Option<InlineCompletionList>> {
        handlers::inline_completion(&self.session, params).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionList>> {
        handlers::completion(&self.session, params).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Vec<CodeActionResponse>> {
        handlers::code_action(&self.session, params).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        handlers::code_action_resolve(&self.session, action).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LspAny>> {
        handlers::execute_command(&self.session, params).await
    }

    async fn work_done_progress_cancel(&self, params: WorkDoneProgressCancelParams) {
        handlers::work_done_progress_cancel(&self.session, &params);
    }

    async fn chat(&self, params: ChatParams) -> Result<ChatResult> {
        handlers::chat(&self.session, params).await
    }

    async fn document_text(&self, params: DocumentTextParams) -> Result<DocumentText> {
        handlers::document_text(&self.session, &params)
    }

    async fn last_route(&self) -> Result<Option<LastCompletion>> {
        Ok(self.session.last_completion())
    }

    async fn endpoints(&self) -> Result<Endpoints> {
        handlers::endpoints(&self.session).await
    }

    async fn last_sent(&self) -> Result<Vec<Sent>> {
        handlers::last_sent(&self.session)
    }

    async fn pin(&self, params: PinParams) -> Result<()> {
        handlers::pin(&self.session, &params)
    }

    async fn route(&self, params: RouteParams) -> Result<Route> {
        handlers::route(&self.session, params).await
    }

    async fn stats(&self) -> Result<Report> {
        Ok(self.session.completer.figures().report())
    }

    async fn suggestion(&self, params: SuggestionParams) {
        handlers::suggestion(&self.session, &params);
    }

    async fn status(&self) -> Result<Status> {
        handlers::status(&self.session)
    }
}
