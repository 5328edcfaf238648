//! With the real model: what it reads at a key, and what is there when a suggestion is accepted.

use ponder_local::store::{ModelId, ModelStore};
use ponder_tests::{Client, Launch};
use serde_json::{Value, json};

use crate::editor::{Editor, numbered};
use crate::endpoint::{configure, start};

const MODEL: &str = "qwen2.5-coder-0.5b";

/// Tokens that a typed character may have the model read, in the median: the character, and what is read again because
/// tokens end elsewhere when one is typed.
const MOST_READ: u64 = 8;

/// A server with this machine's models, but with figures of its own.
fn server() -> Client {
    let store = ModelStore::open_default().expect("the home folder is known");
    let id = ModelId::parse(MODEL).expect("the catalogue's ids are valid");
    if let Err(error) = store.find(&id) {
        panic!("{error}; run `make test`, which pulls it");
    }
    let launch = Launch::new();
    let data = launch
        .home()
        .expect("it has a home of its own")
        .join("data/ponder/models");
    std::fs::create_dir_all(&data).expect("the home can be written");
    for entry in std::fs::read_dir(store.folder()).expect("the store can be read") {
        let file = entry.expect("the store can be read").path();
        let name = file.file_name().expect("a file has a name");
        std::os::unix::fs::symlink(&file, data.join(name)).expect("the home can be written");
    }
    // Threads of one answer wait for each other by spinning: with more, tests side by side crawl.
    let configuration = format!("routing.discover = false\nlocal.model = \"{MODEL}\"\nlocal.threads = 1\n");
    configure(&launch, &configuration);
    start(launch, &json!({}))
}

fn read(usage: &Value) -> u64 {
    let tokens = |name: &str| {
        usage[name]
            .as_u64()
            .unwrap_or_else(|| panic!("{usage} has no {name}"))
    };
    tokens("promptTokens") - tokens("cachedTokens")
}

#[test]
fn what_comes_after_an_accepted_suggestion_is_written_ahead() {
    let marked = "one = read(1)\ntwo = read(2)\nthree = read(3)\nfour = ‸\n";
    let mut editor = Editor::open(server(), "file:///completion/numbers.py", "python", marked);
    let suggestion = editor.suggestion().expect("a suggestion");
    assert_eq!(editor.source(), "model");
    assert_eq!(suggestion.text, "read(4)");
    // Nobody types, and the next one is written.
    editor.figures_once(|figures| figures["generations"]["finished"].as_u64() >= Some(2));
    editor.insert(&suggestion.text);
    let next = editor.suggestion().expect("a suggestion");
    assert!(next.text.starts_with("\nfive = read(5)"), "{next:?}");
    assert!(
        ["cache", "joined"].contains(&editor.source().as_str()),
        "{}",
        editor.last()
    );
    let figures = editor.figures();
    assert_eq!(figures["suggestions"]["accepted"], 1, "{figures}");
}

#[test]
fn what_comes_after_a_suggestion_that_is_accepted_at_once_is_there_too() {
    let marked = "one = read(1)\ntwo = read(2)\nthree = read(3)\nfour = ‸\n";
    let mut editor = Editor::open(server(), "file:///completion/numbers.py", "python", marked);
    let suggestion = editor.suggestion().expect("a suggestion");
    editor.insert(&suggestion.text);
    let next = editor.suggestion().expect("a suggestion");
    assert!(next.text.starts_with("\nfive = read(5)"), "{next:?}");
}

/// A hole in an empty line, with some 200 tokens before and after it.
fn hole() -> String {
    let before = numbered(0..20, |line| format!("value_{line} = read({})\n", line * 7));
    let after = numbered(20..38, |line| format!("print(value_{line}, {})\n", line * 3));
    format!("{before}\n‸\n{after}")
}

#[test]
fn what_was_read_for_an_answer_is_told_however_early_it_is_shown() {
    let mut editor = Editor::open(server(), "file:///completion/cold.py", "python", &hole());
    editor.suggestion();
    let last = editor.last();
    assert_eq!(last["source"], "model", "{last}");
    assert!(
        read(&last["usage"]) > 300,
        "a hole is read with its surroundings: {last}"
    );
}

#[test]
fn a_typed_character_has_the_model_read_a_few_tokens() {
    let mut editor = Editor::open(server(), "file:///completion/typed.py", "python", &hole());
    editor.suggestion();
    let mut reads = Vec::new();
    // Nothing that a model foresees.
    for character in "zq_wob = hurgh(17, kvex) * 3".chars() {
        editor.type_text(&character.to_string());
        editor.suggestion();
        let last = editor.last();
        if last["source"] == "model" {
            let usage = &last["usage"];
            assert!(
                usage["promptTokens"].as_u64() > Some(300),
                "what was read is told: {last}"
            );
            reads.push(read(usage));
        }
    }
    assert!(
        reads.len() >= 9,
        "the model was asked {} times only: {reads:?}",
        reads.len()
    );
    reads.sort_unstable();
    assert!(reads[0] > 0, "a character was typed: {reads:?}");
    assert!(reads[reads.len() / 2] <= MOST_READ, "{reads:?}");
}
