//! Typing through a suggestion: its first 20 characters are typed one by one, and none may need the model again.

use std::time::Instant;

use ponder_tests::bars::Bar;
use ponder_tests::sample::Sample;

use super::places::place;
use super::ponder::{Ponder, Trigger};

/// Characters typed through.
const CHARACTERS: usize = 20;

/// Rounds, each in a copy of the file.
const ROUNDS: usize = 5;

/// Places that are tried for a suggestion that is long enough.
const TRIES: usize = 15;

/// The longest that 95 % of the answers may take, in milliseconds.
const LONGEST: f64 = 5.0;

const WHAT: &str = "typing through a 20-character suggestion";
const BAR: &str = "1 generation; answers p95 ≤ 5 ms";

/// Types through suggestions.
pub(crate) fn measure(model: &str, ponder: &mut Ponder) -> Bar {
    let (mut answers, mut rounds, mut asked, mut started, mut lost) = (Sample::default(), 0, 0, Some(0), 0);
    for copy in 0..TRIES {
        if rounds == ROUNDS {
            break;
        }
        let mut buffer = place(1000 + copy);
        ponder.open_text("py", "python", &buffer.text);
        ponder.rest();
        let before = ponder.generations("started");
        let first = ponder.complete(&buffer, Trigger::Invoked);
        let suggestion = first.text.clone().unwrap_or_default();
        if suggestion.chars().count() < CHARACTERS {
            ponder.close_text();
            continue;
        }
        rounds += 1;
        asked += usize::from(first.needed_model());
        let mut rest = suggestion.as_str();
        for character in suggestion.chars().take(CHARACTERS) {
            let start = Instant::now();
            let change = buffer.insert(character.encode_utf8(&mut [0; 4]));
            rest = &rest[character.len_utf8()..];
            ponder.change(&change);
            let answer = ponder.complete(&buffer, Trigger::Automatic);
            answers.push(answer.when.duration_since(start).as_secs_f64() * 1e3);
            asked += usize::from(answer.needed_model());
            // At its very end another suggestion may follow.
            lost += usize::from(
                !rest.is_empty() && answer.text.as_deref().is_none_or(|text| !text.starts_with(rest)),
            );
        }
        // What still runs is counted when it ends.
        ponder.rest();
        let after = ponder.generations("started");
        started = started
            .zip(before.zip(after))
            .map(|(sum, (before, after))| sum + (after - before));
        ponder.close_text();
        ponder.rest();
    }
    let (Some(median), Some(high)) = (answers.median(), answers.percentile(95)) else {
        return Bar::not_measured(model, WHAT, BAR, "no suggestion was 20 characters long");
    };
    let counted = started.map_or_else(
        || format!("{asked} generations in {rounds} rounds (the server counts none)"),
        |started| {
            format!("{asked} answers of the model in {rounds} rounds, {started} generations with those written ahead")
        },
    );
    // When nothing more is typed, what follows is written ahead, once.
    let once = asked == rounds && started.is_none_or(|started| started <= 2 * rounds as u64);
    let text = format!("{counted}; answers median {median:.2} ms, p95 {high:.2} ms; {lost} not the rest");
    Bar::new(model, WHAT, text, BAR, once && high <= LONGEST && lost == 0)
}
