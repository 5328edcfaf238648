//! Positions and ranges, to and from the protocol's.

use std::ops;

use ponder_ask::Place;
use ponder_text::{PositionEncoding, Snapshot};
use tower_lsp::gen_lsp_types::{Code, Diagnostic, Message, Position, Range, Uri};

/// Where a document stands.
pub(crate) fn place(uri: &Uri, snapshot: &Snapshot) -> Place {
    Place {
        path: uri.to_file_path().ok(),
        language: Some(snapshot.language().name()),
    }
}

/// The byte offset of a position.
pub(crate) fn offset(snapshot: &Snapshot, position: Position, encoding: PositionEncoding) -> usize {
    let Position { line, character } = position;
    snapshot.offset_of(ponder_text::Position { line, character }, encoding)
}

/// The bytes of a range, its ends in order.
pub(crate) fn bytes(snapshot: &Snapshot, range: Range, encoding: PositionEncoding) -> ops::Range<usize> {
    let (one, other) = (
        offset(snapshot, range.start, encoding),
        offset(snapshot, range.end, encoding),
    );
    one.min(other)..one.max(other)
}

/// The range of some bytes.
pub(crate) fn range(snapshot: &Snapshot, bytes: ops::Range<usize>, encoding: PositionEncoding) -> Range {
    let position = |offset| {
        let ponder_text::Position { line, character } = snapshot.position_of(offset, encoding);
        Position { line, character }
    };
    Range {
        start: position(bytes.start),
        end: position(bytes.end),
    }
}

/// What an editor complains about.
pub(crate) fn diagnostic(
    snapshot: &Snapshot,
    diagnostic: &Diagnostic,
    encoding: PositionEncoding,
) -> ponder_assist::Diagnostic {
    ponder_assist::Diagnostic {
        bytes: bytes(snapshot, diagnostic.range, encoding),
        message: match &diagnostic.message {
            Message::String(text) => text.clone(),
            Message::MarkupContent(content) => content.value.clone(),
        },
        source: diagnostic.source.clone(),
        code: diagnostic.code.as_ref().map(|code| match code {
            Code::Int(number) => number.to_string(),
            Code::String(text) => text.clone(),
        }),
    }
}
