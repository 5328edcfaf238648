//! How much is to be written: the rest of the line, a statement, or a whole block, as the syntax around the hole says.
//!
//! It looks at the lines and brackets around the hole, which tell the same for half-typed code, for which a tree is
//! little more than its error recovery, and for files without a tree.

pub(crate) mod around;

use ponder_text::Region;

use crate::hole::Hole;
use around::{Around, indentation, opens_block};

/// How much is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Extent {
    /// The rest of the line; in comments and prose, the rest of the sentence.
    Line,
    /// One statement or entry, which may span lines. It ends at what follows on the same level, a block only with its own
    /// end: that is why it is no `Block`.
    Statement,
    /// The inside of a block that was just opened.
    Block,
}

impl Extent {
    /// Tokens of an answer, at most: a line of 100 characters has some 30, and the tail only costs time.
    pub(crate) fn max_tokens(self) -> u32 {
        match self {
            Self::Line => 48,
            Self::Statement => 96,
            Self::Block => 160,
        }
    }
}

/// How much is to be written at a hole. May parse: work for a blocking thread.
pub(crate) fn extent(hole: &Hole) -> Extent {
    extent_of(&Around::of(hole))
}

fn extent_of(around: &Around) -> Extent {
    if around.region != Region::Code {
        return Extent::Line;
    }
    let line = around.line_before.trim();
    let rest = around.rest.trim();
    if !rest.chars().all(|character| ")]}>\"'`,;:".contains(character)) {
        return Extent::Line;
    }
    if !line.is_empty() && opens_block(line, around.language) {
        // What a call is given goes on in its line, and so does a list that is closed on it.
        let is_in_line = line.ends_with('(') || line.ends_with('[') && !rest.is_empty();
        return if is_in_line { Extent::Line } else { Extent::Block };
    }
    if !rest.is_empty() {
        return Extent::Line;
    }
    if line.is_empty() {
        return if is_in_empty_body(around) {
            Extent::Block
        } else if is_above_its_block(around) {
            Extent::Line
        } else {
            Extent::Statement
        };
    }
    // A statement that is complete: what follows begins on the next line.
    if line.ends_with([';', '}']) {
        Extent::Statement
    } else {
        Extent::Line
    }
}

/// Whether the next line stands right below and deeper: what is put above it is the line that it belongs to. More of a
/// statement would repeat what stands there.
fn is_above_its_block(around: &Around) -> bool {
    let width = match around.above.first() {
        // The first line of a block that has others.
        Some(above) if opens_block(above, around.language) && around.line_before.is_empty() => return false,
        Some(above) if around.line_before.is_empty() => indentation(above),
        _ => around.indentation(),
    };
    around
        .next
        .as_deref()
        .is_some_and(|next| indentation(next) > width)
}

/// Whether the line above opens a block in which nothing stands yet, besides its docstring.
fn is_in_empty_body(around: &Around) -> bool {
    let Some(opener) = around.opener() else {
        return false;
    };
    let below = around.below.first().map_or(0, |line| indentation(line));
    opens_block(opener, around.language)
        && below <= indentation(opener)
        && (around.line_before.is_empty() || around.indentation() > indentation(opener))
}

#[cfg(test)]
mod tests;
