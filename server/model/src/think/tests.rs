use proptest::prelude::*;

use futures::StreamExt as _;
use futures::executor::block_on;
use futures::stream;

use super::*;
use crate::{Delta, Finished, Timing, Usage};

/// Pieces of the same kind in a row joined.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (Some(Piece::Reasoning(last)), Piece::Reasoning(text))
            | (Some(Piece::Content(last)), Piece::Content(text)) => last.push_str(&text),
            (_, piece) => joined.push(piece),
        }
    }
    joined
}

fn split<'a>(opening: Opening, texts: impl IntoIterator<Item = &'a str>, finish: Finish) -> Vec<Piece> {
    let mut splitter = ThinkSplitter::new(opening);
    let mut pieces: Vec<Piece> = texts.into_iter().flat_map(|text| splitter.push(text)).collect();
    pieces.extend(splitter.finish(finish));
    joined(pieces)
}

fn reasoning(text: &str) -> Piece {
    Piece::Reasoning(text.to_owned())
}

fn content(text: &str) -> Piece {
    Piece::Content(text.to_owned())
}

const BOTH: [Opening; 2] = [Opening::Answer, Opening::Thinking];

#[test]
fn a_block_at_the_start_is_thinking() {
    for opening in BOTH {
        assert_eq!(
            split(
                opening,
                ["\n<think>\nWhy <think>?\n</think>\n\nBecause."],
                Finish::Stop
            ),
            [reasoning("\nWhy <think>?\n"), content("Because.")]
        );
    }
}

#[test]
fn an_empty_block_is_no_thinking() {
    for opening in BOTH {
        assert_eq!(
            split(opening, ["<think>\n\n</think>\n\nYes"], Finish::Stop),
            [reasoning("\n\n"), content("Yes")]
        );
        assert_eq!(
            split(opening, ["<think></think>Yes"], Finish::Stop),
            [content("Yes")]
        );
        assert_eq!(
            split(opening, ["</think>\r\n\r\n  Yes"], Finish::Stop),
            [content("  Yes")]
        );
    }
}

#[test]
fn a_lone_closing_tag_ends_thinking_where_thinking_was_to_be_expected() {
    assert_eq!(
        split(
            Opening::Thinking,
            ["Why? Because.", "</think>", "\n", "\nSo."],
            Finish::Stop
        ),
        [reasoning("Why? Because."), content("So.")]
    );
}

#[test]
fn nothing_is_content_before_it_is_known_not_to_be_thinking() {
    let mut splitter = ThinkSplitter::new(Opening::Thinking);
    assert_eq!(
        splitter.push("Perhaps an answer"),
        [reasoning("Perhaps an answer")]
    );
    assert_eq!(splitter.finish(Finish::Stop), [content("Perhaps an answer")]);
}

#[test]
fn what_was_cut_before_it_left_its_thinking_is_no_answer() {
    for text in ["<think>Why", "<think>Why</thi", "<think>"] {
        for opening in BOTH {
            for finish in [Finish::Length, Finish::Stop] {
                let pieces = split(opening, [text], finish);
                assert!(
                    !pieces.iter().any(|piece| matches!(piece, Piece::Content(_))),
                    "{pieces:?}"
                );
            }
        }
    }
    assert_eq!(
        split(Opening::Thinking, ["Why? Beca"], Finish::Length),
        [reasoning("Why? Beca")]
    );
}

#[test]
fn tags_inside_an_answer_are_its_own() {
    for text in [
        "let tag = \"<think>\";\n</think>",
        "`</think>` closes it",
        "< think>",
        "<thinker>a</thinker>",
    ] {
        assert_eq!(split(Opening::Answer, [text], Finish::Stop), [content(text)]);
    }
    assert_eq!(
        split(
            Opening::Thinking,
            ["<think>a</think>Use <think>b</think>"],
            Finish::Stop
        ),
        [reasoning("a"), content("Use <think>b</think>")]
    );
}

#[test]
fn an_answer_that_is_the_beginning_of_a_tag_comes_at_the_end() {
    assert_eq!(split(Opening::Answer, ["<thi"], Finish::Stop), [content("<thi")]);
    assert_eq!(split(Opening::Answer, ["  \n"], Finish::Stop), [content("  \n")]);
}

#[test]
fn an_answer_is_handed_on_at_once_where_no_thinking_is_expected() {
    let mut splitter = ThinkSplitter::new(Opening::Answer);
    assert_eq!(splitter.push("a"), [content("a")]);
    assert_eq!(splitter.push("<"), [content("<")]);
}

#[test]
fn a_field_for_reasoning_leaves_the_text_alone() {
    for opening in BOTH {
        let mut splitter = ThinkSplitter::new(opening);
        assert_eq!(splitter.reasoning_field_seen(ReasoningField::Alone), []);
        assert_eq!(splitter.push("<think>a</think>b"), [content("<think>a</think>b")]);
    }
    let mut splitter = ThinkSplitter::new(Opening::Thinking);
    assert_eq!(splitter.push("a <"), [reasoning("a ")]);
    assert_eq!(
        splitter.reasoning_field_seen(ReasoningField::Alone),
        [content("a <")]
    );
}

#[test]
fn a_block_that_repeats_the_field_is_left_out() {
    let mut splitter = ThinkSplitter::new(Opening::Thinking);
    assert_eq!(splitter.reasoning_field_seen(ReasoningField::Repeated), []);
    assert_eq!(joined(splitter.push("<think>Why</think>\nSo")), [content("So")]);

    let mut splitter = ThinkSplitter::new(Opening::Thinking);
    assert_eq!(splitter.push("<thi"), []);
    assert_eq!(splitter.reasoning_field_seen(ReasoningField::Alone), []);
    assert_eq!(joined(splitter.push("nk>Why</think>\nSo")), [content("So")]);

    let mut splitter = ThinkSplitter::new(Opening::Thinking);
    assert_eq!(splitter.reasoning_field_seen(ReasoningField::Repeated), []);
    assert_eq!(splitter.push("So"), [content("So")]);
}

/// Texts of what matters to a splitter.
fn tagged() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("<think>"),
        Just("</think>"),
        Just("<"),
        Just("</"),
        Just("think>"),
        Just("\n"),
        Just(" "),
        Just("a"),
        Just("é"),
        Just("\r\n"),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn it_does_not_matter_how_the_text_is_cut(text in tagged(), thinking in any::<bool>(), cut in any::<bool>()) {
        let opening = if thinking { Opening::Thinking } else { Opening::Answer };
        let finish = if cut { Finish::Length } else { Finish::Stop };
        let whole = split(opening, [text.as_str()], finish);
        let characters: Vec<String> = text.chars().map(String::from).collect();
        prop_assert_eq!(&whole, &split(opening, characters.iter().map(String::as_str), finish));
        for (at, _) in text.char_indices() {
            prop_assert_eq!(&whole, &split(opening, [&text[..at], &text[at..]], finish));
        }
    }
}

fn separated(texts: &[&str], finish: Finish) -> (String, String, bool) {
    let finished = Finished {
        finish,
        usage: Usage::default(),
        timing: Timing::default(),
    };
    let mut deltas: Vec<_> = texts
        .iter()
        .map(|text| Ok(Delta::Content((*text).to_owned())))
        .collect();
    deltas.push(Ok(Delta::Finished(finished)));
    let (mut reasoning, mut content, mut failed) = (String::new(), String::new(), false);
    for delta in block_on(separate_thinking(Box::pin(stream::iter(deltas))).collect::<Vec<_>>()) {
        match delta {
            Ok(Delta::Reasoning(text)) => reasoning += &text,
            Ok(Delta::Content(text)) => content += &text,
            Ok(Delta::Sent(_) | Delta::Read(_) | Delta::Finished(_)) => {}
            Err(_) => failed = true,
        }
    }
    (reasoning, content, failed)
}

#[test]
fn a_local_model_that_begins_in_the_middle_of_thinking_is_understood() {
    let (reasoning, content, failed) = separated(&["Let me", " see.</th", "ink>\n\n4"], Finish::Stop);
    assert_eq!(
        (reasoning.as_str(), content.as_str(), failed),
        ("Let me see.", "4", false)
    );
}

#[test]
fn a_local_model_that_only_thinks_has_not_answered() {
    let (_, content, failed) = separated(&["Let me see, and see"], Finish::Length);
    assert_eq!((content.as_str(), failed), ("", true));
}
