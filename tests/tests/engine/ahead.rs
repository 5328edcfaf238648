//! What is asked for ahead waits for everything else, and is answered all the same.

use ponder_model::{Priority, Request};

use crate::fixture::{CODER, answer, chat, code, engine, fill, options, order, running, typed};

fn ahead(lines: u32, max_tokens: u32) -> Request {
    let mut request = fill(&code(lines), "\nprint(value_0)\n", max_tokens);
    request.priority = Priority::Ahead;
    request
}

#[tokio::test]
async fn a_keystroke_overtakes_what_is_read_ahead() {
    let (engine, options) = (engine(), options(CODER));
    // The model is loaded, so that both are there before anything is read.
    answer(&engine, &options, fill("a", "", 1)).await;
    let ahead = engine.answer(options.clone(), ahead(150, 8));
    let keystroke = engine.answer(options, fill("def add(a, b):\n    return ", "\n", 8));
    assert_eq!(
        order([("ahead", ahead), ("keystroke", keystroke)]).await,
        ["keystroke", "ahead"]
    );
}

#[tokio::test]
async fn a_question_overtakes_what_is_written_ahead() {
    let (engine, options) = (engine(), options(CODER));
    let ahead = running(&engine, &options, ahead(20, 200)).await;
    let question = engine.answer(options, chat("Say yes.", 4));
    assert_eq!(
        order([("ahead", ahead), ("question", question)]).await,
        ["question", "ahead"]
    );
}

#[tokio::test]
async fn what_was_overtaken_goes_on_as_if_it_had_not_been() {
    let (engine, options) = (engine(), options(CODER));
    let undisturbed = answer(&engine, &options, ahead(20, 60)).await;
    let overtaken = async { answer(&engine, &options, ahead(20, 60)).await };
    let keystrokes = async {
        for written in ["    r", "    ret", "    return "] {
            answer(&engine, &options, typed("def add(a, b):\n", written, "\n", 8)).await;
        }
    };
    let (overtaken, ()) = tokio::join!(overtaken, keystrokes);
    assert_eq!(overtaken.text, undisturbed.text);
}
