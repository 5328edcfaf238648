//! stub
#![expect(missing_docs, missing_debug_implementations, clippy::unused_async)]
use ponder_config::Settings; use ponder_local::LocalModels; use ponder_model::*; use ponder_route::*; use ponder_text::Snapshot; use std::ops::Range;
pub struct Explanation { pub route: Route, pub answer: AnswerStream }
pub fn explain(models: &LocalModels, settings: &Settings, snapshot: &Snapshot, _f: &str, bytes: Range<usize>) -> Result<Explanation, ModelError> {
 let route = route(Intent::Explain, &Bindings::local(&settings.model));
 let r = Request { prompt: Prompt::Chat(vec![Message::user(format!("Explain:\n{}", snapshot.slice(bytes)))]), parameters: route.parameters, stop: vec![], priority: Priority::Question };
 Ok(Explanation { answer: models.answer(&route.model, settings, r)?, route }) }
pub struct Edit { pub bytes: Range<usize>, pub new_text: String }
pub struct Documentation { pub route: Route, pub edit: Edit, pub answer: Answer }
pub struct DocumentTarget;
#[derive(Debug)] pub enum DocumentError { Model(ModelError) }
impl std::fmt::Display for DocumentError { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "x") } }
pub fn documentable(_: &Snapshot, _: usize) -> Option<DocumentTarget> { None }
pub async fn document(_: &LocalModels, _: &Settings, _: &Snapshot, _: &DocumentTarget) -> Result<Documentation, DocumentError> { Err(DocumentError::Model(ModelError::Missing{reason:"x".into()})) }
