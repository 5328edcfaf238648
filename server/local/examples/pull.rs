//! Pulls a model into the user's store: `cargo run --example pull -p ponder-local -- smollm2-135m`.

use anyhow::Context as _;
use ponder_local::byte_size::ByteSize;
use ponder_local::pull::{ModelReference, pull};
use ponder_local::store::ModelStore;

#[tokio::main]
#[expect(clippy::print_stderr, reason = "a program for the terminal")]
async fn main() -> anyhow::Result<()> {
    let text = std::env::args().nth(1).context("usage: pull MODEL")?;
    let reference: ModelReference = text.parse()?;
    let store = ModelStore::open_default()?;
    let mut shown = None;
    let model = pull(&store, &reference, |progress| {
        let percent = progress
            .total_bytes
            .map(|total| progress.done_bytes * 100 / total.max(1));
        let line = (progress.source.to_owned(), progress.stage, percent);
        if shown.as_ref() != Some(&line) {
            eprintln!(
                "{:?} {} from {}",
                progress.stage,
                ByteSize(progress.done_bytes),
                progress.source
            );
            shown = Some(line);
        }
    })
    .await?;
    eprintln!(
        "{}: {} in {}",
        model.id,
        ByteSize(model.bytes),
        model.path.display()
    );
    Ok(())
}
