use std::collections::BTreeMap;
use std::sync::Arc;

use ponder_config::{AssistSettings, Offered, PromptFile, PromptResult};
use ponder_route::Intent;
use ponder_text::{Document, Language};
use proptest::prelude::*;

use super::{Offer, offers, offers_by_text};
use crate::target::tests::{complained, situation};
use crate::{Action, Diagnostic, Situation};

fn settings() -> AssistSettings {
    AssistSettings {
        languages: vec!["English".to_owned(), "German".to_owned()],
        ..AssistSettings::default()
    }
}

fn by_tree(situation: &Situation) -> Vec<Offer> {
    offers(
        &situation.snapshot,
        &situation.bytes,
        &situation.diagnostics,
        &settings(),
    )
}

fn by_text(situation: &Situation) -> Vec<Offer> {
    offers_by_text(
        &situation.snapshot,
        &situation.bytes,
        &situation.diagnostics,
        &settings(),
    )
}

/// One line per offer: its kind and title.
fn menu(offers: &[Offer]) -> String {
    let line = |offer: &Offer| format!("{:<16} | {}", offer.kind.name(), offer.title);
    offers.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn has(offers: &[Offer], action: &Action) -> bool {
    offers.iter().any(|offer| offer.action == *action)
}

#[test]
fn at_a_function() {
    let here = situation(Language::Rust, "fn f() {\n    // Why.\n    wo|rk();\n}\n");
    insta::assert_snapshot!(menu(&by_tree(&here)), @r"
                     | Explain
    refactor.rewrite | Refactor …
    refactor.rewrite | Write tests
    refactor.rewrite | Write doc comment
    refactor.rewrite | Simplify
    refactor.rewrite | Translate to English
    refactor.rewrite | Translate to German
                     | Continue in chat
    source           | Explain this file
    source           | Document the whole file
    ");
}

#[test]
fn at_a_diagnostic() {
    let here = complained(
        situation(Language::Rust, "fn f() {\n    wo|rk();\n}\n"),
        &["work"],
    );
    let offers = by_tree(&here);
    insta::assert_snapshot!(menu(&offers), @r"
    quickfix         | Fix: `work` is wrong
    quickfix         | Fix and tell why
    quickfix         | Explain this error
                     | Explain
    refactor.rewrite | Refactor …
    refactor.rewrite | Write tests
    refactor.rewrite | Write doc comment
    refactor.rewrite | Simplify
                     | Continue in chat
    source           | Explain this file
    source           | Document the whole file
    ");
    assert_eq!(offers[0].diagnostics, [0]);
    let two = complained(here, &["f()"]);
    assert_eq!(
        by_tree(&two)[0].title,
        "Fix: `work` is wrong",
        "the other is on another line"
    );
    let mut selected = two;
    selected.bytes = 0..15;
    let offers = by_tree(&selected);
    assert_eq!(
        (offers[0].title.as_str(), offers[0].diagnostics.as_slice()),
        ("Fix 2 problems", &[0, 1][..])
    );
}

#[test]
fn a_long_message_is_cut_in_the_title() {
    let mut here = complained(situation(Language::Rust, "fn f|() {}\n"), &["f"]);
    here.diagnostics[0].message = format!("mismatched\ntypes\u{202e} {}", "x".repeat(200));
    let title = &by_tree(&here)[0].title;
    assert!(
        title.starts_with("Fix: mismatched types xxx") && title.ends_with('…'),
        "{title}"
    );
    assert!(title.len() < 70, "{title}");
}

#[test]
fn at_a_selection_of_code_in_an_unknown_language() {
    let here = situation(Language::Other("unknown"), "one\n|two\nth|ree\n");
    insta::assert_snapshot!(menu(&by_tree(&here)), @r"
                     | Explain
    refactor.rewrite | Fix
    refactor.rewrite | Refactor …
    refactor.rewrite | Simplify
                     | Continue in chat
    source           | Explain this file
    ");
}

#[test]
fn in_a_comment() {
    let here = situation(Language::Rust, "// So|me words.\nlet a = 1;\n");
    insta::assert_snapshot!(menu(&by_tree(&here)), @r"
                     | Explain
    refactor.rewrite | Improve the wording
    refactor.rewrite | Make it shorter
    refactor.rewrite | Make it plainer
    refactor.rewrite | Make it warmer
    refactor.rewrite | Translate to English
    refactor.rewrite | Translate to German
                     | Continue in chat
    source           | Explain this file
    source           | Document the whole file
    ");
}

#[test]
fn in_every_form_of_comment_its_words_can_be_written_anew() {
    for (language, text) in [
        (Language::Rust, "/// Wo|rds.\nfn f() {}\n"),
        (Language::Rust, "fn f() {\n    |// Words.\n}\n"),
        (Language::Rust, "fn f() {\n    |// Words.|\n}\n"),
        (
            Language::Python,
            "def f():\n    \"\"\"Wo|rds.\"\"\"\n    return 1\n",
        ),
        (Language::Java, "/**\n * Wo|rds.\n */\nclass C {}\n"),
        (Language::Lua, "-- Wo|rds.\n"),
    ] {
        assert!(
            has(&by_tree(&situation(language, text)), &Action::Improve),
            "{text}"
        );
    }
    let code = situation(Language::Rust, "/* a */ wo|rk();\n");
    assert!(!has(&by_tree(&code), &Action::Improve));
}

#[test]
fn in_prose() {
    let here = situation(Language::Markdown, "# Title\n\nSome wo|rds.\n");
    insta::assert_snapshot!(menu(&by_tree(&here)), @r"
                     | Explain
    refactor.rewrite | Improve the wording
    refactor.rewrite | Make it shorter
    refactor.rewrite | Make it plainer
    refactor.rewrite | Make it warmer
    refactor.rewrite | Translate to English
    refactor.rewrite | Translate to German
                     | Continue in chat
    source           | Explain this file
    ");
}

#[test]
fn in_the_code_of_a_markdown_file() {
    let here = situation(Language::Markdown, "Words.\n\n```rust\nfn f|() {}\n```\n");
    let offers = by_tree(&here);
    assert!(has(&offers, &Action::Refactor { instruction: None }));
    assert!(!has(&offers, &Action::Improve));
}

#[test]
fn in_a_commit_message() {
    let empty = situation(Language::GitCommit, "|\n# Please enter the commit message\n");
    insta::assert_snapshot!(menu(&by_tree(&empty)), @r"
    refactor.rewrite | Write commit message
    source           | Write commit message
    ");
    let written = situation(
        Language::GitCommit,
        "Mend i|t\n\n# Please enter the commit message\n",
    );
    insta::assert_snapshot!(menu(&by_tree(&written)), @r"
    refactor.rewrite | Write commit message
                     | Explain
    refactor.rewrite | Improve the wording
    refactor.rewrite | Make it shorter
    refactor.rewrite | Make it plainer
    refactor.rewrite | Make it warmer
    refactor.rewrite | Translate to English
    refactor.rewrite | Translate to German
                     | Continue in chat
    source           | Write commit message
    ");
    let nothing = situation(Language::GitCommit, "|");
    assert!(has(&by_tree(&nothing), &Action::CommitMessage));
}

#[test]
fn in_an_empty_document_there_is_nothing() {
    for language in [Language::Rust, Language::Markdown, Language::Other("unknown")] {
        for text in ["|", " \n|\n"] {
            assert_eq!(by_tree(&situation(language, text)), []);
            assert_eq!(by_text(&situation(language, text)), []);
        }
    }
}

#[test]
fn on_a_blank_line_there_is_only_the_file() {
    let here = situation(Language::Rust, "fn f() {}\n\n|\n\nfn g() {}\n");
    insta::assert_snapshot!(menu(&by_tree(&here)), @r"
    source           | Explain this file
    source           | Document the whole file
    ");
}

#[test]
fn an_unwritten_function_can_be_completed_from_its_comment_too() {
    for text in [
        "/// Ad|ds.\nfn add() { todo!() }\n",
        "/// Adds.\nfn add() { to|do!() }\n",
    ] {
        assert!(
            has(&by_tree(&situation(Language::Rust, text)), &Action::Complete),
            "{text}"
        );
        assert!(
            has(&by_text(&situation(Language::Rust, text)), &Action::Complete),
            "{text}"
        );
    }
    let written = situation(Language::Rust, "/// Adds.\nfn add() { 1| }\n");
    assert!(!has(&by_tree(&written), &Action::Complete));
    assert!(!has(&by_text(&written), &Action::Complete));
}

#[test]
fn a_comment_mark_in_a_string_is_no_comment() {
    let translate = Action::Translate {
        to: "English".to_owned(),
    };
    let string = situation(Language::Rust, "fn f() {\n    wo|rk(\"http://x\");\n}\n");
    assert!(!has(&by_tree(&string), &translate));
    let comment = situation(Language::Rust, "fn f() {\n    wo|rk(); // Worte\n}\n");
    assert!(has(&by_tree(&comment), &translate));
}

#[test]
fn data_has_no_tests_and_no_doc_comments() {
    let here = situation(Language::Json, "{\n  \"a|\": 1\n}\n");
    insta::assert_snapshot!(menu(&by_tree(&here)), @r"
                     | Explain
    refactor.rewrite | Refactor …
    refactor.rewrite | Simplify
                     | Continue in chat
    source           | Explain this file
    ");
}

#[test]
fn without_a_tree_what_may_not_fit_is_offered_too() {
    let here = situation(Language::Rust, "fn f() {\n    wo|rk();\n}\n");
    insta::assert_snapshot!(menu(&by_text(&here)), @r"
                     | Explain
    refactor.rewrite | Refactor …
    refactor.rewrite | Write tests
    refactor.rewrite | Write doc comment
    refactor.rewrite | Simplify
                     | Continue in chat
    source           | Explain this file
    source           | Document the whole file
    ");
}

#[test]
fn what_the_tree_finds_is_found_by_text_too_but_for_comments_further_away() {
    for (language, text) in crate::tests::CODE {
        let here = situation(language, text);
        let by_text = by_text(&here);
        for offer in by_tree(&here) {
            assert!(by_text.contains(&offer), "{}: {}", language.name(), offer.title);
        }
    }
}

#[test]
fn prompt_files_are_offered_where_they_say() {
    let prompt = |name: &str, offered: &[Offered], languages: &[&str], result| PromptFile {
        name: name.to_owned(),
        title: format!("My {name}"),
        intent: Intent::Refactor,
        offered: offered.to_vec(),
        languages: languages.iter().map(|&name| name.to_owned()).collect(),
        result,
        template: String::new(),
    };
    let prompts = [
        prompt("a", &[Offered::Selection], &[], PromptResult::Replace),
        prompt(
            "b",
            &[Offered::Symbol, Offered::Selection],
            &["Rust"],
            PromptResult::Show,
        ),
        prompt("c", &[Offered::Symbol], &["python"], PromptResult::Show),
        prompt(
            "d",
            &[Offered::Comment, Offered::Prose],
            &[],
            PromptResult::Replace,
        ),
        prompt("e", &[Offered::Diagnostic], &[], PromptResult::Replace),
        prompt("f", &[Offered::File], &[], PromptResult::Show),
    ];
    let settings = AssistSettings {
        prompts: Arc::new(BTreeMap::from(
            prompts.map(|prompt| (prompt.name.clone(), prompt)),
        )),
        ..AssistSettings::default()
    };
    let offered = |situation: &Situation| -> String {
        let mine = offers(
            &situation.snapshot,
            &situation.bytes,
            &situation.diagnostics,
            &settings,
        );
        let mine = mine
            .iter()
            .filter(|offer| matches!(offer.action, Action::Prompt { .. }));
        let named = mine.map(|offer| offer.title.replace("My ", "") + offer.kind.name());
        named.collect::<Vec<_>>().join(" ")
    };
    let code = situation(Language::Rust, "fn f() {\n    wo|rk();\n}\n");
    assert_eq!(offered(&code), "b f");
    let mut selected = code.clone();
    selected.bytes = 0..5;
    assert_eq!(offered(&selected), "arefactor.rewrite b f");
    assert_eq!(
        offered(&situation(Language::Markdown, "wo|rds\n")),
        "drefactor.rewrite f"
    );
    assert_eq!(offered(&complained(code, &["work"])), "b erefactor.rewrite f");
}

proptest! {
    #[test]
    fn any_place_in_any_text_has_its_offers(
        text in "([a-z{}()/*#\"' \n\r字]|// |fn f|def f|:\n|todo!){0,60}",
        start in 0_usize..80,
        end in 0_usize..80,
    ) {
        for language in [
            Language::Rust, Language::Python, Language::Go, Language::Markdown, Language::GitCommit, Language::Lua,
            Language::Other("unknown"),
        ] {
            let mut here = situation(language, "|");
            here.snapshot = Document::new(&text, 0, language).snapshot();
            here.bytes = start..end;
            here.diagnostics = vec![Diagnostic { bytes: end..start, message: text.clone(), source: None, code: None }];
            for offers in [by_tree(&here), by_text(&here)] {
                prop_assert!(offers.iter().all(|offer| !offer.title.is_empty() && !offer.title.contains('\n')));
                let is_empty = text.trim().is_empty();
                let allowed = |offer: &Offer| {
                    matches!(offer.action, Action::CommitMessage | Action::Fix | Action::FixAndTell | Action::ExplainError)
                };
                prop_assert!(!is_empty || offers.iter().all(allowed));
            }
        }
    }
}
