//! From what a model answers to an edit, or to words that say why there is none.

use ponder_tests::stand_in::{Answer, Outcome};

use crate::editor::{Editor, fenced, refused};
use crate::provider::Provider;

const BEFORE: &str =
    "import os\n\n\n«def area(width, height):\n    return width + height»\n\n\nprint(area(2, 3))\n";
const MENDED: &str = "def area(width, height):\n    return width * height";
const AFTER: &str =
    "import os\n\n\ndef area(width, height):\n    return width * height\n\n\nprint(area(2, 3))\n";
/// Does not parse.
const BROKEN: &str = "def area(width, height:\n    return (width * height";

fn editor(provider: &Provider) -> Editor {
    Editor::open(provider, "area.py", "python", BEFORE)
}

#[test]
fn a_block_of_code_becomes_an_edit_of_the_newest_version_that_the_user_is_asked_about() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = editor(&provider);
    assert_eq!(editor.done("fix"), AFTER);
    assert_eq!(provider.asked().len(), 1);
    assert_eq!(provider.stand_in().rejections(), Vec::<String>::new());
}

#[test]
fn words_around_the_block_stay_out_of_the_file() {
    let answer = format!("Here it is:\n\n{}\n\nThe sign was wrong.", fenced(MENDED));
    let provider = Provider::saying(&answer);
    assert_eq!(editor(&provider).done("fix"), AFTER);
}

#[test]
fn what_was_wrong_is_told_where_that_was_asked_for() {
    let answer = format!("{}\n\nThe operator was wrong.", fenced(MENDED));
    let provider = Provider::saying(&answer);
    let mut editor = editor(&provider);
    editor.complain("width + height", "an area is no sum");
    let action = editor.resolved("fix_and_tell");
    assert_eq!(editor.applied(&action["edit"]).as_deref(), Some(AFTER));
    let shown = serde_json::to_string(&action).expect("a value is JSON");
    assert!(shown.contains("The operator was wrong."), "{action}");
}

#[test]
fn what_the_model_is_asked_has_the_code_and_the_complaint() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = editor(&provider);
    editor.complain("width + height", "an area is no sum");
    assert_eq!(editor.done("fix"), AFTER);
    let [question] = provider.asked().try_into().expect("one question");
    assert!(question.contains("return width + height"), "{question}");
    assert!(question.contains("an area is no sum"), "{question}");
}

#[test]
fn no_answer_is_guessed_into_an_edit() {
    let answers = [
        ("nothing", String::new()),
        ("blanks", " \n\n ".to_owned()),
        (
            "prose",
            "You should multiply the two numbers instead of adding them.".to_owned(),
        ),
        ("half a block", format!("```python\n{MENDED}")),
        ("ten blocks", format!("{}\n\n", fenced("pass")).repeat(10)),
        (
            "another language",
            "```rust\nfn area(width: u32, height: u32) -> u32 {\n    width * height\n}\n```".to_owned(),
        ),
        ("code that does not parse", fenced(BROKEN)),
        (
            "the same code",
            fenced("def area(width, height):\n    return width + height"),
        ),
    ];
    for (what, answer) in answers {
        let provider = Provider::saying(&answer);
        let mut editor = editor(&provider);
        let message = editor.refusal("fix");
        let asked = provider.asked().len();
        // A connection without an answer is tried again, as with any question.
        let most = if answer.trim().is_empty() { 3 } else { 2 };
        assert!(
            (1..=most).contains(&asked),
            "{what}: one round of repair at most, not {asked} questions"
        );
        assert!(
            !message.contains("def area"),
            "{what}: a message holds no code: {message}"
        );
    }
}

#[test]
fn code_that_would_not_parse_is_sent_back_once_and_a_good_second_answer_is_taken() {
    let (bad, good) = (fenced(BROKEN), fenced(MENDED));
    let provider = Provider::saying_each([bad.as_str(), &good]);
    assert_eq!(editor(&provider).done("fix"), AFTER);
    let asked = provider.asked();
    assert_eq!(asked.len(), 2);
    assert!(asked[1].contains("parse"), "it is told why: {}", asked[1]);
}

#[test]
fn two_answers_that_would_not_parse_are_refused_and_the_text_is_shown() {
    let provider = Provider::saying(&fenced(BROKEN));
    let mut editor = editor(&provider);
    let answer = editor.resolve("fix");
    refused(&answer);
    assert_eq!(provider.asked().len(), 2);
    // In the error itself, or by a message or a document of its own.
    let mut shown = answer.to_string();
    if !shown.contains("width * height") {
        let message = editor.client.wait_for(ponder_tests::PATIENCE, |message| {
            message["method"]
                .as_str()
                .is_some_and(|method| method.starts_with("window/show"))
        });
        shown = message.to_string();
        if let Some(uri) = message["params"]["uri"].as_str() {
            let path = uri.strip_prefix("file://").expect("it is a file");
            shown = std::fs::read_to_string(path).expect("what is shown is there");
        }
    }
    assert!(shown.contains("width * height"), "{shown}");
}

#[test]
fn a_file_that_did_not_parse_before_may_be_mended() {
    let provider = Provider::saying(&fenced("def area(width, height):\n    return width * height"));
    let marked = "«def area(width, height:\n    return width * height»\n";
    let mut editor = Editor::open(&provider, "broken.py", "python", marked);
    assert_eq!(
        editor.done("fix"),
        "def area(width, height):\n    return width * height\n"
    );
}

#[test]
fn an_answer_that_was_cut_by_a_limit_is_no_edit() {
    let provider = Provider::saying("");
    provider.stand_in().answer_with(Answer {
        finish: "length".to_owned(),
        ..Answer::text("```python\ndef area(width, height):\n    return wid")
    });
    editor(&provider).refusal("fix");
}

#[test]
fn an_instruction_is_what_the_model_is_told_to_do() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = editor(&provider);
    let refactor = editor.action("refactor");
    assert!(
        refactor["edit"].is_null(),
        "nothing is known before the user has said it: {refactor}"
    );
    assert_eq!(provider.asked().len(), 0);
}

#[test]
fn nobody_who_answers_is_an_error_with_words() {
    let provider = Provider::saying("");
    provider
        .stand_in()
        .fail_with(ponder_tests::stand_in::Fault::Status(401));
    let mut editor = editor(&provider);
    let message = editor.refusal("fix");
    assert!(!message.is_empty());
    let outcomes = provider.stand_in().requests();
    assert!(
        outcomes
            .iter()
            .any(|request| matches!(request.outcome, Outcome::Failed(_)))
    );
}
