//! What the server itself needs for a request in a file of 10,000 lines, besides the model.

use ponder_tests::bars::Bar;
use ponder_tests::sample::Sample;

use super::buffer::Buffer;
use super::ponder::{Ponder, Trigger};

const LINES: usize = 10_000;

/// What is typed in the middle.
const TYPED: &str = "def total(values):\n    result = 0\n    for value in values:\n";

/// The longest that 95 % of the requests may take, in milliseconds.
const LONGEST: f64 = 3.0;

const WHAT: &str = "server work besides the model, 10,000 lines, ms";
const BAR: &str = "p95 ≤ 3";

/// Types in the middle of the file.
pub(crate) fn measure(model: &str, ponder: &mut Ponder) -> Bar {
    let text = (0..LINES / 4).fold(String::new(), |text, number| {
        text + &format!("def function_{number}(value):\n    result = value * {number}\n    return result\n\n")
    });
    let middle = text
        .find(&format!("def function_{}(", LINES / 8))
        .expect("the function is there");
    let mut buffer = Buffer::new(text, middle);
    ponder.open_text("py", "python", &buffer.text);
    ponder.complete(&buffer, Trigger::Automatic);
    ponder.rest();
    let mut own = Sample::default();
    for character in TYPED.chars() {
        let change = buffer.insert(character.encode_utf8(&mut [0; 4]));
        ponder.change(&change);
        let answer = ponder.complete(&buffer, Trigger::Automatic);
        if let Some(milliseconds) = answer.stage("ownMs", "own_ms") {
            own.push(milliseconds);
        }
    }
    ponder.close_text();
    ponder.rest();
    match (own.median(), own.percentile(95)) {
        (Some(median), Some(high)) => {
            let text = format!("median {median:.2}, p95 {high:.2} of {}", own.len());
            Bar::new(model, WHAT, text, BAR, high <= LONGEST)
        }
        _ => Bar::not_measured(model, WHAT, BAR, "`ponder/lastRoute` tells no `stages.own_ms`"),
    }
}
