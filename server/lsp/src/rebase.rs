//! From a change of the text that a model saw to one of the text as it is now: a part whose place is as it was moves along,
//! and one whose place was touched is lost.

use ponder_assist::{Edit, Part};
use ponder_text::{PositionEncoding, Since, Snapshot};

/// What became of the parts of a change.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Rebased {
    /// Those that fit, for the text as it is now.
    pub(crate) kept: Vec<Part>,
    /// The others, for the text as it was.
    pub(crate) lost: Vec<Part>,
}

/// Moves `parts` to where they are in `now`, which is the text at the end of `since`.
///
/// Also lost is a part whose edits reach out of the bytes it is from, and one that begins or ends where no position of the
/// protocol is, such as between the two characters of a line break.
pub(crate) fn rebased(
    parts: Vec<Part>,
    since: &Since,
    now: &Snapshot,
    encoding: PositionEncoding,
) -> Rebased {
    let mut rebased = Rebased::default();
    for part in parts {
        match moved(&part, since).filter(|moved| can_be_said(moved, now, encoding)) {
            Some(moved) => rebased.kept.push(moved),
            None => rebased.lost.push(part),
        }
    }
    rebased
}

fn moved(part: &Part, since: &Since) -> Option<Part> {
    let is_inside = |Edit { bytes, .. }: &Edit| {
        part.from.start <= bytes.start && bytes.start <= bytes.end && bytes.end <= part.from.end
    };
    if !part.edits.iter().all(is_inside) {
        return None;
    }
    let from = since.map(part.from.clone())?;
    let at = |offset: usize| offset - part.from.start + from.start;
    let edits = part.edits.iter().map(|Edit { bytes, new_text }| Edit {
        bytes: at(bytes.start)..at(bytes.end),
        new_text: new_text.clone(),
    });
    Some(Part {
        label: part.label.clone(),
        edits: edits.collect(),
        from,
    })
}

/// Whether all edits of `part` begin and end where a position of the protocol is.
pub(crate) fn can_be_said(part: &Part, now: &Snapshot, encoding: PositionEncoding) -> bool {
    part.edits
        .iter()
        .flat_map(|edit| [edit.bytes.start, edit.bytes.end])
        .all(|offset| now.offset_of(now.position_of(offset, encoding), encoding) == offset)
}

#[cfg(test)]
mod tests {
    use ponder_text::{Change, Document, Language, Position, Range};
    use proptest::prelude::*;

    use super::*;

    const ENCODING: PositionEncoding = PositionEncoding::Utf16;

    /// Pieces in which counting goes wrong.
    const PIECES: [&str; 9] = [
        "fn a() {}\n",
        "字\r\n",
        "🤗🤗",
        "\r",
        "\n",
        "e\u{301}",
        "\t",
        "x",
        "",
    ];

    fn text_of(pieces: std::ops::Range<usize>) -> impl Strategy<Value = String> {
        proptest::collection::vec(proptest::sample::select(&PIECES[..]), pieces)
            .prop_map(|pieces| pieces.concat())
    }

    fn any_change() -> impl Strategy<Value = Change> {
        let position = || (0..8_u32, 0..8_u32).prop_map(|(line, character)| Position { line, character });
        let range = (position(), position()).prop_map(|(start, end)| Some(Range { start, end }));
        let insertion = position().prop_map(|start| Some(Range { start, end: start }));
        let range = prop_oneof![4 => range, 8 => insertion, 1 => Just(None)];
        (range, text_of(0..3)).prop_map(|(range, text)| Change { range, text })
    }

    fn boundary(text: &str, index: prop::sample::Index) -> usize {
        let boundaries: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        *index.get(&boundaries)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]

        #[test]
        fn an_edit_for_an_older_text_is_made_at_its_place_or_not_at_all(
            before in text_of(0..8), from in text_of(0..6), after in text_of(0..8), new_text in text_of(0..4),
            within in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
            changes in proptest::collection::vec(any_change(), 0..5),
        ) {
            let text = format!("{before}{from}{after}");
            let ends = [within.0, within.1].map(|index| before.len() + boundary(&from, index));
            let edit = Edit { bytes: ends[0].min(ends[1])..ends[0].max(ends[1]), new_text: new_text.clone() };
            let expected_inside = {
                let mut inside = from.clone();
                inside.replace_range(edit.bytes.start - before.len()..edit.bytes.end - before.len(), &new_text);
                inside
            };
            let part = Part {
                label: String::new(),
                edits: vec![edit],
                from: before.len()..before.len() + from.len(),
            };

            let mut document = Document::new(&text, 1, Language::PlainText);
            let since = document.since();
            // The model writes; the user does, too.
            document.apply(changes.iter().cloned(), 2, ENCODING);
            let now = document.snapshot();
            let rebased = rebased(vec![part.clone()], &since, &now, ENCODING);

            match rebased.kept.as_slice() {
                [] => prop_assert_eq!(rebased.lost, vec![part]),
                [kept] => {
                    prop_assert!(rebased.lost.is_empty());
                    let newest = now.text().to_string();
                    prop_assert_eq!(&newest[kept.from.clone()], from.as_str());
                    // As the client does it: by positions in the newest text.
                    let mut client = Document::new(&newest, 2, Language::PlainText);
                    let position = |offset| now.position_of(offset, ENCODING);
                    client.apply(
                        kept.edits.iter().map(|edit| Change {
                            range: Some(Range { start: position(edit.bytes.start), end: position(edit.bytes.end) }),
                            text: edit.new_text.clone(),
                        }),
                        3,
                        ENCODING,
                    );
                    let outside = (&newest[..kept.from.start], &newest[kept.from.end..]);
                    let expected = format!("{}{expected_inside}{}", outside.0, outside.1);
                    prop_assert_eq!(client.snapshot().text().to_string(), expected);
                }
                more => prop_assert!(false, "one part became {more:?}"),
            }
        }
    }

    fn part(edit: std::ops::Range<usize>, from: std::ops::Range<usize>) -> Part {
        Part {
            label: String::new(),
            edits: vec![Edit {
                bytes: edit,
                new_text: "new".to_owned(),
            }],
            from,
        }
    }

    #[test]
    fn parts_are_kept_and_lost_one_by_one() {
        let mut document = Document::new("one\ntwo\nthree\n", 1, Language::PlainText);
        let since = document.since();
        let at = |line, character| Position { line, character };
        let changes = [(at(0, 0), at(0, 0), "zero\n"), (at(2, 1), at(2, 2), "")];
        let changes = changes.map(|(start, end, text)| Change {
            range: Some(Range { start, end }),
            text: text.to_owned(),
        });
        document.apply(changes, 2, ENCODING);
        let parts = vec![part(0..3, 0..4), part(4..7, 4..8), part(8..8, 8..14)];
        let rebased = rebased(parts, &since, &document.snapshot(), ENCODING);
        assert_eq!(rebased.kept, [part(5..8, 5..9), part(12..12, 12..18)]);
        assert_eq!(rebased.lost, [part(4..7, 4..8)]);
    }

    #[test]
    fn an_edit_outside_of_what_it_was_computed_from_is_not_made() {
        let mut document = Document::new("one two", 1, Language::PlainText);
        let since = document.since();
        let rebased = rebased(vec![part(2..7, 0..3)], &since, &document.snapshot(), ENCODING);
        assert_eq!(rebased.kept, []);
    }
}
