//! Temporary.
use ponder_local::engine::{EngineOptions, serve};
fn main() {
    let mut a = std::env::args().skip(1);
    let model = a.next().expect("model").into();
    let threads = a.next().and_then(|t| t.parse().ok()).unwrap_or(2);
    serve(&EngineOptions { model, context_tokens: 4096, threads, memory_limit: None, unload_after: None }).expect("serves");
}
