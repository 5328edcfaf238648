//! Edits against a plain model: the document is the same text after every change.

use ponder_text::{Change, Document, Language, Position, PositionEncoding, Range};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::reference::{ENCODINGS, any_change, any_text, reference_apply};

#[test]
fn two_thousand_random_edits_leave_the_text_of_the_plain_model() {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    for encoding in ENCODINGS {
        let mut expected = "fn main() {\r\n    \"🤗🤗🤗\"\n}\r".to_owned();
        let mut document = Document::new(&expected, 0, Language::Rust);
        for version in 1..=2_000 {
            let change = any_change().new_tree(&mut runner).unwrap().current();
            reference_apply(&mut expected, &change, encoding);
            document.apply([change.clone()], version, encoding);
            let snapshot = document.snapshot();
            assert_eq!(
                snapshot.text().to_string(),
                expected,
                "after {change:?} in {encoding:?}"
            );
            assert_eq!(snapshot.version(), version);
        }
    }
}

#[test]
fn changes_of_one_notification_build_on_each_other() {
    let at = |line, character| Position { line, character };
    let insert = |position, text: &str| Change {
        range: Some(Range {
            start: position,
            end: position,
        }),
        text: text.to_owned(),
    };
    let mut document = Document::new("old", 1, Language::PlainText);
    let changes = [
        Change {
            range: None,
            text: "one\n".to_owned(),
        },
        insert(at(1, 0), "three"),
        insert(at(1, 0), "two\n"),
        Change {
            range: Some(Range {
                start: at(0, 3),
                end: at(0, 0),
            }),
            text: "1".to_owned(),
        },
    ];
    document.apply(changes, 2, PositionEncoding::Utf16);
    assert_eq!(document.snapshot().text().to_string(), "1\ntwo\nthree");
}

#[test]
fn a_snapshot_stays_as_it_was() {
    let mut document = Document::new("fn a() {}", 1, Language::Rust);
    let before = document.snapshot();
    document.apply(
        [Change {
            range: None,
            text: "fn b() {}".to_owned(),
        }],
        2,
        PositionEncoding::Utf8,
    );
    assert_eq!(before.text().to_string(), "fn a() {}");
    assert_eq!(before.version(), 1);
    assert_eq!(document.snapshot().text().to_string(), "fn b() {}");
}

#[test]
fn no_changes_with_a_new_version_only_change_the_version() {
    let mut document = Document::new("text", 7, Language::PlainText);
    document.apply([], 3, PositionEncoding::Utf8);
    assert_eq!(document.snapshot().version(), 3);
    assert_eq!(document.snapshot().text().to_string(), "text");
}

#[test]
fn snapshots_can_be_used_from_several_threads() {
    fn check<T: Clone + Send + Sync + 'static>(_: &T) {}
    check(&Document::new("", 1, Language::Rust).snapshot());
}

proptest! {
    #[test]
    fn changes_together_or_one_by_one_leave_the_text_of_the_plain_model(
        text in any_text(),
        changes in proptest::collection::vec(any_change(), 1..8),
    ) {
        for encoding in ENCODINGS {
            let mut expected = text.clone();
            let mut one_by_one = Document::new(&text, 0, Language::Rust);
            for (change, version) in changes.iter().zip(1..) {
                reference_apply(&mut expected, change, encoding);
                one_by_one.apply([change.clone()], version, encoding);
                prop_assert_eq!(&one_by_one.snapshot().text().to_string(), &expected);
            }
            let mut together = Document::new(&text, 0, Language::Rust);
            together.apply(changes.clone(), 1, encoding);
            prop_assert_eq!(together.snapshot().text().to_string(), expected);
        }
    }
}
