//! A real editing session, replayed as an editor would send it.

use std::fs::File;
use std::path::Path;

use flate2::read::GzDecoder;
use ponder_text::{Change, Document, Language, PositionEncoding, Range};
use serde::Deserialize;

use crate::reference::ENCODINGS;

/// The format of the "editing-traces" collection; its README is beside the file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Trace {
    start_content: String,
    end_content: String,
    txns: Vec<Transaction>,
}

#[derive(Deserialize)]
struct Transaction {
    /// Position and number of deleted characters, both in Unicode scalar values, and the inserted text.
    patches: Vec<(usize, usize, String)>,
}

#[test]
fn the_trace_ends_in_the_recorded_text() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/trace/sveltecomponent.json.gz");
    let file = File::open(&path).expect("the trace is part of the checkout");
    let trace: Trace = serde_json::from_reader(GzDecoder::new(file)).expect("the trace is JSON");
    for encoding in ENCODINGS {
        let mut document = Document::new(
            &trace.start_content,
            0,
            Language::detect("svelte", "Component.svelte"),
        );
        let mut version = 0;
        for (position, deleted, inserted) in trace.txns.iter().flat_map(|transaction| &transaction.patches) {
            version += 1;
            let change = change(&document, *position, *deleted, inserted, encoding);
            document.apply([change], version, encoding);
        }
        assert!(version > 19_000, "the whole trace was read");
        assert_eq!(document.snapshot().text().to_string(), trace.end_content);
    }
}

fn change(
    document: &Document,
    position: usize,
    deleted: usize,
    inserted: &str,
    encoding: PositionEncoding,
) -> Change {
    let snapshot = document.snapshot();
    let at = |character| snapshot.position_of(snapshot.text().char_to_byte(character), encoding);
    Change {
        range: Some(Range {
            start: at(position),
            end: at(position + deleted),
        }),
        text: inserted.to_owned(),
    }
}
