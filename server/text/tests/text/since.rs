//! Places that are followed through edits, against a plain model in which every byte knows where it was.

use std::ops::Range as Bytes;

use ponder_text::{Change, Document, Language, Position, PositionEncoding, Range, Since};
use proptest::prelude::*;

use crate::reference::{any_change, any_text, reference_offset, text_of};

const ENCODING: PositionEncoding = PositionEncoding::Utf16;

/// A text whose bytes are those of an older one, each with its place there, or new.
struct Traced {
    text: String,
    origins: Vec<Option<usize>>,
}

impl Traced {
    fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            origins: (0..text.len()).map(Some).collect(),
        }
    }

    fn apply(&mut self, change: &Change) {
        let (bytes, new_len) = if let Some(Range { start, end }) = change.range {
            let mut ends = [start, end].map(|position| reference_offset(&self.text, position, ENCODING));
            ends.sort_unstable();
            (ends[0]..ends[1], change.text.len())
        } else {
            let (old, new) = (self.text.clone(), &change.text);
            let common = |old: &mut dyn Iterator<Item = char>, new: &mut dyn Iterator<Item = char>| {
                old.zip(new)
                    .take_while(|(old, new)| old == new)
                    .map(|(old, _)| old.len_utf8())
                    .sum::<usize>()
            };
            let start = common(&mut old.chars(), &mut new.chars());
            let end = common(&mut old[start..].chars().rev(), &mut new[start..].chars().rev());
            (start..old.len() - end, new.len() - start - end)
        };
        let new_text = match change.range {
            Some(_) => change.text.clone(),
            None => change.text[bytes.start..bytes.start + new_len].to_owned(),
        };
        self.text.replace_range(bytes.clone(), &new_text);
        self.origins.splice(bytes, vec![None; new_len]);
    }

    /// Where the old bytes, which are not none, stand together with nothing between them.
    fn place(&self, old: &Bytes<usize>) -> Option<Bytes<usize>> {
        let start = self
            .origins
            .iter()
            .position(|origin| *origin == Some(old.start))?;
        let here = self.origins.get(start..start + old.len())?;
        let is_whole = here
            .iter()
            .zip(old.clone())
            .all(|(origin, old)| *origin == Some(old));
        is_whole.then(|| start..start + old.len())
    }
}

fn boundaries(text: &str) -> Vec<usize> {
    text.char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect()
}

fn change(range: Option<(u32, u32)>, text: &str) -> Change {
    let position = |character| Position { line: 0, character };
    Change {
        range: range.map(|(start, end)| Range {
            start: position(start),
            end: position(end),
        }),
        text: text.to_owned(),
    }
}

fn followed(text: &str, changes: &[Change]) -> (Document, Since) {
    let mut document = Document::new(text, 1, Language::PlainText);
    let since = document.since();
    document.apply(changes.iter().cloned(), 2, ENCODING);
    (document, since)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_place_is_where_its_text_went_or_lost(
        text in text_of(1..24),
        changes in proptest::collection::vec(any_change(), 0..6),
        ends in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        let ends = [ends.0, ends.1].map(|end| *end.get(&boundaries(&text)));
        let old = ends[0].min(ends[1])..ends[0].max(ends[1]);
        let mut document = Document::new(&text, 0, Language::PlainText);
        let since = document.since();
        let mut traced = Traced::new(&text);
        let mut expected = Some(old.clone());
        for (change, version) in changes.iter().zip(1..) {
            document.apply([change.clone()], version, ENCODING);
            traced.apply(change);
            // Once lost it stays lost, whatever is put back.
            expected = expected.and_then(|_| traced.place(&old));
            let snapshot = document.snapshot();
            prop_assert_eq!(snapshot.text().to_string(), traced.text.clone());
            let now = since.map(old.clone());
            if !old.is_empty() {
                prop_assert_eq!(&now, &expected);
            }
            if let Some(now) = now {
                prop_assert_eq!(snapshot.slice(now), &text[old.clone()]);
            }
        }
    }

    #[test]
    fn a_text_sent_anew_moves_what_stands_around_what_differs(
        before in any_text(), old in any_text(), new in any_text(), after in any_text(),
    ) {
        let text = format!("{before}<|{old}|>{after}");
        let (document, since) = followed(&text, &[change(None, &format!("{before}<|{new}|>{after}"))]);
        let first = since.map(0..before.len());
        prop_assert_eq!(first, Some(0..before.len()));
        let last = since.map(text.len() - after.len()..text.len()).filter(|last| !last.is_empty());
        if !after.is_empty() {
            let last = last.expect("what stands behind the difference is the same");
            prop_assert_eq!(document.snapshot().slice(last), after);
        }
    }
}

#[test]
fn what_stands_beside_a_change_is_not_touched_by_it() {
    for (range, text, expected) in [
        (Some((0, 3)), "", Some(0..3)),
        (Some((3, 3)), "new", Some(6..9)),
        (Some((6, 6)), "new", Some(3..6)),
        (Some((6, 9)), "", Some(3..6)),
        (Some((4, 4)), "", Some(3..6)),
        (Some((4, 4)), "x", None),
        (Some((2, 4)), "x", None),
        (Some((0, 9)), "onetwosix", None),
        (None, "ONEtwosix", Some(3..6)),
        (None, "onetwo", Some(3..6)),
        (None, "", None),
    ] {
        let (_document, since) = followed("onetwosix", &[change(range, text)]);
        assert_eq!(since.map(3..6), expected, "{range:?} becomes {text:?}");
    }
}

#[test]
fn a_place_between_two_characters_is_lost_when_something_is_written_there() {
    for (at, expected) in [(2, Some(4..4)), (3, None), (4, Some(3..3))] {
        let (_document, since) = followed("onetwo", &[change(Some((at, at)), "x")]);
        assert_eq!(since.map(3..3), expected, "{at}");
    }
}

#[test]
fn what_was_taken_back_stays_lost() {
    let changes = [change(Some((1, 1)), "x"), change(Some((1, 2)), "")];
    let (document, since) = followed("one", &changes);
    assert_eq!(document.snapshot().text().to_string(), "one");
    assert_eq!(since.map(0..3), None);
}

#[test]
fn changes_before_the_moment_do_not_count() {
    let mut document = Document::new("two", 1, Language::PlainText);
    let first = document.since();
    document.apply([change(Some((0, 0)), "one")], 2, ENCODING);
    let second = document.since();
    document.apply([change(Some((0, 0)), "zero")], 3, ENCODING);
    assert_eq!(first.map(0..3), Some(7..10));
    assert_eq!(second.map(3..6), Some(7..10));
    assert_eq!(second.clone().map(0..3), Some(4..7));
}

#[test]
fn a_document_that_is_gone_has_no_places() {
    let (document, since) = followed("one", &[]);
    assert_eq!(since.map(0..3), Some(0..3));
    drop(document);
    assert_eq!(since.map(0..3), None);
}
