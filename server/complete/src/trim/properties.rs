//! What holds for every document, hole and answer.

use ponder_model::Finish;
use ponder_text::{Document, Language};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::suggestion;
use crate::extent::around::head;
use crate::extent::extent;
use crate::hole::Hole;
use crate::stop::brackets::{Brackets, Seen};
use crate::stop::{Progress, Stop};

const RUST: &str = "/// Adds.\nfn f(a: &str) -> Vec<u8> {\n    let b = g(a, [1, 2], \"c {}\");\n    if b.is_empty() {\n        return h(|x| x + 1);\n    }\n\n    // Gives 字.\n    match a {\n        \"🤗\" => vec![],\n        _ => b,\n    }\n}\n\nstruct S {\n    a: u8,\n}\n";
const PYTHON: &str = "class A:\n    \"\"\"A 字.\"\"\"\n\n    def f(self, a):\n        # Adds.\n        b = [c for c in a if c]\n        for d in b:\n            if d:\n                print(f\"{d} 🤗\", end='')\n        return {\n            'a': b,\n        }\n\n\nx = A()\n";
const TYPESCRIPT: &str = "/**\n * Adds.\n */\nexport function f(a: number[]): string {\n  const b = a.map((c) => {\n    return `${c} 字`;\n  });\n  if (b.length > 0) {\n    g({ b, c: [1] });\n  } else {\n    throw new Error('a');\n  }\n  return b.join(', ');\n}\n";
const GO: &str = "package a\n\n// F adds.\nfunc F(a []int) (string, error) {\n\tfor i, b := range a {\n\t\tif b > 0 {\n\t\t\treturn \"\", g(i)\n\t\t}\n\t}\n\treturn fmt.Sprintf(\"%d\", len(a)), nil\n}\n";
const LUA: &str = "local function f(a)\n  if a then\n    return { b = 1, c = g(a) }\n  end\n  -- Adds.\n  for i = 1, 3 do\n    print(i)\n  end\nend\n";

const DOCUMENTS: [(Language, &str); 6] = [
    (Language::Rust, RUST),
    (Language::Python, PYTHON),
    (Language::TypeScript, TYPESCRIPT),
    (Language::Go, GO),
    (Language::Lua, LUA),
    (Language::Other("kotlin"), TYPESCRIPT),
];

/// A place in a document, with the rest of its line or without it.
fn any_hole() -> impl Strategy<Value = Hole> {
    (
        select(DOCUMENTS.to_vec()),
        any::<Index>(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|((language, text), at, is_cut, has_crlf)| {
            let offset = head(text, at.index(text.len() + 1)).len();
            let (before, after) = text.split_at(offset);
            let after = if is_cut {
                after.find('\n').map_or("", |end| &after[end..])
            } else {
                after
            };
            let ends = |text: &str| {
                if has_crlf {
                    text.replace('\n', "\r\n")
                } else {
                    text.to_owned()
                }
            };
            let before = ends(before);
            let document = Document::new(&(before.clone() + &ends(after)), 0, language);
            Hole::at(document.snapshot(), before.len())
        })
}

/// Something like code: pieces of documents and tokens one after the other.
fn any_answer() -> impl Strategy<Value = String> {
    let piece =
        (select(DOCUMENTS.to_vec()), any::<Index>(), 0..200_usize).prop_map(|((_, text), at, length)| {
            let start = head(text, at.index(text.len())).len();
            let end = head(text, start + length).len();
            text[start..end].to_owned()
        });
    let token = select(vec![
        "a", "foo(", ")", "{", "}", "[", "]", "\n", "\n    ", "\n\t", "\r\n", " ", ";", ",", "\"", "'", "字",
        "\0", "<|eot|>", "```\n", "<think>", "</think>", "// ", "return", "end", "else", "=", " + ", "\n\n",
        ".", "#", "/*", "*/",
    ])
    .prop_map(str::to_owned);
    prop::collection::vec(prop_oneof![1 => piece, 3 => token], 0..12).prop_map(|pieces| pieces.concat())
}

fn suggested(answer: &str, hole: &Hole) -> Option<String> {
    suggestion(answer, Finish::Stop, hole, extent(hole))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn a_suggestion_is_worth_showing_and_breaks_nothing(hole in any_hole(), answer in any_answer()) {
        if let Some(suggestion) = suggested(&answer, &hole) {
            prop_assert!(!suggestion.trim().is_empty());
            prop_assert!(!suggestion.contains(['\r', '\0']));
            let after = hole.snapshot.with_insertion(hole.offset, &suggestion);
            prop_assert!(after.error_count() <= hole.snapshot.error_count(), "{suggestion:?}");
        }
    }

    #[test]
    fn pieces_make_no_difference(hole in any_hole(), answer in any_answer(), sizes in prop::collection::vec(1..9_usize, 1..9)) {
        let mut stop = Stop::new(&hole, extent(&hole));
        let mut read = String::new();
        let mut rest = answer.as_str();
        for size in sizes.iter().cycle() {
            let (piece, later) = rest.split_at(head(rest, (*size).max(4)).len());
            read.push_str(piece);
            rest = later;
            if rest.is_empty() || stop.push(piece) == Progress::Enough {
                break;
            }
        }
        prop_assert_eq!(suggested(&read, &hole), suggested(&answer, &hole));
    }

    #[test]
    fn without_a_grammar_brackets_stay_as_balanced_as_they_are(
        at in any::<Index>(),
        answer in "[ab(){}\\[\\]\n ;]{0,40}",
    ) {
        let text = "f(a) {\n    g(b, [c]);\n\n    if (d) {\n        e();\n    }\n}\n";
        let offset = at.index(text.len() + 1);
        let language = Language::Other("kotlin");
        let hole = Hole::at(Document::new(text, 0, language).snapshot(), offset);
        if let Some(suggestion) = suggested(&answer, &hole) {
            let after = format!("{}{suggestion}{}", &text[..offset], &text[offset..]);
            prop_assert_eq!(unbalanced(language, &after), 0, "{}", after);
        }
    }
}

/// The number of brackets without a partner.
fn unbalanced(language: Language, text: &str) -> usize {
    let mut brackets = Brackets::new(language);
    let alone = text
        .bytes()
        .filter(|byte| matches!(brackets.step(*byte), Seen::Unmatched(_)))
        .count();
    alone + brackets.open().len()
}

#[test]
fn the_text_of_a_document_is_suggested_again_where_it_was_cut_out() {
    for (language, text) in DOCUMENTS {
        for (offset, _) in text.char_indices() {
            let (before, rest) = text.split_at(offset);
            let (line, after) = rest.split_at(rest.find('\n').unwrap_or(rest.len()));
            // Of a word that is half typed or a line that is all there, there is nothing to tell.
            if line.trim().is_empty() || before.ends_with('\n') {
                continue;
            }
            let document = Document::new(&format!("{before}{after}"), 0, language);
            let hole = Hole::at(document.snapshot(), before.len());
            let suggestion = suggested(rest, &hole).unwrap_or_default();
            let sound = hole.snapshot.with_insertion(offset, &suggestion).error_count();
            assert!(
                sound <= hole.snapshot.error_count()
                    && line
                        .trim_end()
                        .starts_with(suggestion.lines().next().unwrap_or_default().trim_end()),
                "{before:?} + {suggestion:?} of {line:?}"
            );
        }
    }
}

#[test]
fn huge_documents_and_answers_are_no_trouble() {
    let line = "a(b, \"c\") + ".repeat(400_000);
    for (before, after) in [
        (line.as_str(), line.as_str()),
        ("", ""),
        (line.as_str(), ""),
        ("", line.as_str()),
    ] {
        for language in [Language::JavaScript, Language::PlainText, Language::Python] {
            let document = Document::new(&format!("{before}{after}"), 0, language);
            let hole = Hole::at(document.snapshot(), before.len());
            let answer = "x(1) + ".repeat(100_000);
            assert!(suggested(&answer, &hole).is_none_or(|suggestion| suggestion.len() < 2_000));
            assert_eq!(suggested("\n\n\n", &hole), None);
        }
    }
}
