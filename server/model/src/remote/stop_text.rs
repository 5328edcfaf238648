//! The end of an answer at a stop text, whatever its endpoint does with stop texts.
//!
//! Some take no more than a few, some take none, and some write the tokens of a model as text. So an answer is cut here, too;
//! where its endpoint has cut it already nothing is left to do.

use std::collections::VecDeque;

use futures::{StreamExt as _, stream};

use crate::{AnswerStream, Delta, Finish, Finished, ModelError, Timing, Usage};

/// `answer` up to the first of `stops`. There it ends as if the model had ended it, but without usage; what would follow is
/// not waited for.
pub(super) fn end_before(stops: Vec<String>, answer: AnswerStream) -> AnswerStream {
    if stops.is_empty() {
        return answer;
    }
    let cutting = Cutting {
        stops,
        answer: Some(answer),
        held: String::new(),
        ready: VecDeque::new(),
    };
    Box::pin(stream::unfold(cutting, Cutting::next))
}

struct Cutting {
    stops: Vec<String>,
    /// `None` once nothing more is read.
    answer: Option<AnswerStream>,
    /// The end of the text so far, with which a stop text may begin.
    held: String,
    ready: VecDeque<Result<Delta, ModelError>>,
}

impl Cutting {
    async fn next(mut self) -> Option<(Result<Delta, ModelError>, Self)> {
        loop {
            if let Some(delta) = self.ready.pop_front() {
                return Some((delta, self));
            }
            match self.answer.as_mut()?.next().await {
                Some(Ok(Delta::Content(text))) => self.content(&text),
                Some(Ok(delta @ (Delta::Sent(_) | Delta::Read(_) | Delta::Reasoning(_)))) => {
                    self.ready.push_back(Ok(delta));
                }
                last => self.end(last),
            }
        }
    }

    fn content(&mut self, text: &str) {
        self.held.push_str(text);
        let begun = self.stops.iter().map(|stop| begun(&self.held, stop)).max();
        let known = self.held.len() - begun.unwrap_or(0);
        match self.first_stop() {
            // Another one may begin before it.
            Some(end) if end <= known => {
                self.hand_on(end);
                self.ready.push_back(Ok(Delta::Finished(Finished {
                    finish: Finish::Stop,
                    usage: Usage::default(),
                    timing: Timing::default(),
                })));
                // Dropped, it tells its endpoint that nobody listens any more.
                self.answer = None;
            }
            _ => self.hand_on(known),
        }
    }

    /// The answer ended by itself, with `last`.
    fn end(&mut self, last: Option<Result<Delta, ModelError>>) {
        let stop = self.first_stop();
        self.hand_on(stop.unwrap_or(self.held.len()));
        self.ready.extend(last.map(|last| match (last, stop) {
            (Ok(Delta::Finished(finished)), Some(_)) => Ok(Delta::Finished(Finished {
                finish: Finish::Stop,
                ..finished
            })),
            (last, _) => last,
        }));
        self.answer = None;
    }

    /// Where the first stop text begins in what is held.
    fn first_stop(&self) -> Option<usize> {
        self.stops.iter().filter_map(|stop| self.held.find(stop)).min()
    }

    /// Hands on the first `length` bytes of what is held.
    fn hand_on(&mut self, length: usize) {
        if length > 0 {
            let text = self.held.drain(..length).collect();
            self.ready.push_back(Ok(Delta::Content(text)));
        }
    }
}

/// Bytes at the end of `text` with which `stop` begins.
fn begun(text: &str, stop: &str) -> usize {
    let lengths = stop.char_indices().map(|(length, _)| length).skip(1);
    lengths
        .filter(|length| text.ends_with(&stop[..*length]))
        .last()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use proptest::prelude::*;

    use super::*;
    use crate::{Answer, EndpointFailure};

    fn finished(finish: Finish) -> Delta {
        Delta::Finished(Finished {
            finish,
            usage: Usage {
                prompt_tokens: 7,
                ..Usage::default()
            },
            timing: Timing::default(),
        })
    }

    /// What comes of these pieces, and whether usage came with it.
    fn cut(stops: &[&str], pieces: &[&str]) -> (String, Finished) {
        let pieces = pieces.iter().map(|piece| Ok(Delta::Content((*piece).to_owned())));
        let deltas: Vec<_> = pieces.chain([Ok(finished(Finish::Length))]).collect();
        let stops = stops.iter().map(|stop| (*stop).to_owned()).collect();
        let answer = end_before(stops, Box::pin(stream::iter(deltas)));
        let answer = Answer::collect(answer, |_| {}).now_or_never();
        let answer = answer.expect("all of it is there").expect("it ends well");
        (answer.text, answer.finished)
    }

    #[test]
    fn an_answer_ends_before_the_first_stop_text() {
        let (text, finished) = cut(&["\n\n", "<|end|>"], &["a", "\n", "b<|e", "nd|>c\n\n"]);
        assert_eq!((text.as_str(), finished.finish), ("a\nb", Finish::Stop));
    }

    #[test]
    fn an_answer_without_a_stop_text_is_whole() {
        let (text, finished) = cut(&["\n\n"], &["a\n", "b\n"]);
        assert_eq!((text.as_str(), finished.finish), ("a\nb\n", Finish::Length));
        assert_eq!(finished.usage.prompt_tokens, 7);
    }

    #[test]
    fn nothing_is_read_beyond_the_stop_text() {
        let first = stream::iter([Ok(Delta::Content("a\nb".to_owned()))]);
        let answer = end_before(vec!["\n".to_owned()], Box::pin(first.chain(stream::pending())));
        let answer = Answer::collect(answer, |_| {}).now_or_never();
        assert_eq!(answer.expect("it is over").expect("it ends well").text, "a");
    }

    #[test]
    fn an_error_comes_after_the_text_before_it() {
        let error = ModelError::Endpoint {
            failure: EndpointFailure::Busy,
            reason: "no".to_owned(),
        };
        let deltas = [Ok(Delta::Content("a\n".to_owned())), Err(error.clone())];
        let answer = end_before(vec!["\n\n".to_owned()], Box::pin(stream::iter(deltas)));
        let found: Option<Vec<_>> = answer.collect::<Vec<_>>().now_or_never();
        assert_eq!(
            found.expect("all of it is there"),
            [
                Ok(Delta::Content("a".to_owned())),
                Ok(Delta::Content("\n".to_owned())),
                Err(error)
            ]
        );
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(
            text in "[ab\né]{0,30}",
            stops in prop::collection::vec("[ab\né]{1,4}", 1..4),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let characters: Vec<char> = text.chars().collect();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(characters.len() + 1)).collect();
            cuts.extend([0, characters.len()]);
            cuts.sort_unstable();
            let pieces: Vec<String> =
                cuts.windows(2).map(|range| characters[range[0]..range[1]].iter().collect()).collect();
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            let stops: Vec<&str> = stops.iter().map(String::as_str).collect();
            let end = stops.iter().filter_map(|stop| text.find(stop)).min();
            let (found, _) = cut(&stops, &pieces);
            prop_assert_eq!(&found, &text[..end.unwrap_or(text.len())]);
        }
    }
}
