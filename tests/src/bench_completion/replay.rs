//! Typing a stretch against an engine: takes suggestions by the policy, and writes down what every key brought.

use ponder_tests::random::Random;
use ponder_tests::sample::{Sample, number};

use super::buffer::Buffer;
use super::policy::accepted;
use super::stretch::Stretch;
use super::syntax::{Effect, effect};
use super::typist::{Keystroke, Patience, Typist, Work};

/// How fast is typed.
#[derive(Debug, Clone)]
pub(crate) enum Pace {
    /// The next key as soon as the answer came.
    FlatOut,
    /// As people do.
    Human(Random),
}

impl Pace {
    fn patience(&mut self) -> Patience {
        match self {
            Self::FlatOut => Patience::UntilAnswered,
            Self::Human(random) => Patience::UntilNextKey(random.interval()),
        }
    }
}

/// What was measured.
#[derive(Debug, Clone, Default)]
pub(crate) struct Measured {
    /// Keys and acceptances.
    pub(crate) keystrokes: usize,
    /// Of these, those after which a suggestion was shown before the next.
    pub(crate) shown: usize,
    /// Keys for which a model wrote.
    pub(crate) written: usize,
    /// From a key that goes on where the last one was to a suggestion that a model wrote for it, in milliseconds.
    pub(crate) latency: Sample,
    /// Prompt tokens read for such a key, where the engine tells.
    pub(crate) tokens_read: Sample,
    /// The same for the first key in a file, one somewhere else, and one that deletes.
    pub(crate) latency_elsewhere: Sample,
    /// Likewise.
    pub(crate) tokens_read_elsewhere: Sample,
    /// Characters of the stretch.
    pub(crate) characters: usize,
    /// Of these, characters that came from suggestions, less the key that took each.
    pub(crate) saved: usize,
    pub(crate) accepted: usize,
    /// Accepted ones at places where the file parsed.
    pub(crate) judged: usize,
    /// Of these, those that broke it.
    pub(crate) broken: usize,
    /// Texts that broke a file, to look into.
    pub(crate) breaking: Vec<String>,
}

impl Measured {
    /// Characters saved of 1.
    pub(crate) fn savings(&self) -> f64 {
        number(self.saved) / number(self.characters.max(1))
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.keystrokes += other.keystrokes;
        self.shown += other.shown;
        self.written += other.written;
        self.latency.extend(&other.latency);
        self.tokens_read.extend(&other.tokens_read);
        self.latency_elsewhere.extend(&other.latency_elsewhere);
        self.tokens_read_elsewhere.extend(&other.tokens_read_elsewhere);
        self.characters += other.characters;
        self.saved += other.saved;
        self.accepted += other.accepted;
        self.judged += other.judged;
        self.broken += other.broken;
        self.breaking.extend_from_slice(&other.breaking);
    }

    fn note(&mut self, stroke: &Keystroke, at: At) {
        self.keystrokes += 1;
        self.shown += usize::from(stroke.shown.is_some());
        if let Work::Wrote { tokens_read } = stroke.work {
            self.written += 1;
            let (latencies, tokens) = match at {
                At::Cursor => (&mut self.latency, &mut self.tokens_read),
                At::Elsewhere => (&mut self.latency_elsewhere, &mut self.tokens_read_elsewhere),
            };
            if let Some(tokens_read) = tokens_read {
                tokens.push(tokens_read);
            }
            if stroke.shown.is_some() {
                latencies.push(stroke.latency_ms);
            }
        }
    }

    fn judge(&mut self, stretch: &Stretch, buffer: &Buffer, suggestion: &str) {
        match effect(stretch.language, buffer.before(), suggestion, buffer.after()) {
            Effect::Unknown => {}
            Effect::Kept => self.judged += 1,
            Effect::Broken => {
                self.judged += 1;
                self.broken += 1;
                self.breaking.push(format!("{}: {suggestion:?}", stretch.name));
            }
        }
    }
}

/// Where a key is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Where the last one left the cursor.
    Cursor,
    /// First in its file, somewhere else, or something is deleted: the surroundings are new to the engine.
    Elsewhere,
}

/// Types a stretch.
pub(crate) fn replay(typist: &mut impl Typist, stretch: &Stretch, mut pace: Pace) -> Measured {
    let mut measured = Measured::default();
    let mut buffer = stretch.start.clone();
    typist.open(stretch);
    let mut number = 0;
    while let Some(key) = stretch.keys.get(number) {
        let patience = pace.patience();
        let at = if number > 0 && key.at == buffer.cursor && key.deleted == 0 {
            At::Cursor
        } else {
            At::Elsewhere
        };
        let mut stroke = typist.press(&mut buffer, key, patience);
        number += 1;
        measured.characters += key.inserted.chars().count();
        measured.note(&stroke, at);
        // What was taken may be followed by the next suggestion.
        while let Some(suggestion) = stroke.shown.take() {
            let next = stretch.next(number, buffer.cursor);
            let Some(length) = accepted(&suggestion, &next) else {
                break;
            };
            let Some(keys) = keys_of(stretch, number, length) else {
                break;
            };
            measured.judge(stretch, &buffer, &suggestion);
            measured.accepted += 1;
            let taken = &suggestion[..length];
            measured.characters += taken.chars().count();
            measured.saved += taken.chars().count() - 1;
            number += keys;
            let patience = pace.patience();
            stroke = typist.accept(&mut buffer, taken, patience);
            measured.note(&stroke, At::Cursor);
        }
    }
    typist.close();
    measured
}

/// How many keys type these bytes; `None` where they end inside a key.
fn keys_of(stretch: &Stretch, from: usize, mut length: usize) -> Option<usize> {
    let mut keys = 0;
    while length > 0 {
        length = length.checked_sub(stretch.keys.get(from + keys)?.inserted.len())?;
        keys += 1;
    }
    Some(keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::buffer::Key;

    /// Suggests the rest of a text at once, once the text before the cursor has it.
    struct Known {
        text: &'static str,
        opened: usize,
        closed: usize,
    }

    impl Known {
        fn stroke(&self, buffer: &Buffer) -> Keystroke {
            let rest = self
                .text
                .strip_prefix(buffer.before())
                .filter(|rest| !rest.is_empty());
            Keystroke {
                shown: rest.map(str::to_owned),
                latency_ms: 2.0,
                work: Work::Wrote {
                    tokens_read: Some(3.0),
                },
            }
        }
    }

    impl Typist for Known {
        fn open(&mut self, _: &Stretch) {
            self.opened += 1;
        }

        fn press(&mut self, buffer: &mut Buffer, key: &Key, _: Patience) -> Keystroke {
            buffer.apply(key);
            self.stroke(buffer)
        }

        fn accept(&mut self, buffer: &mut Buffer, text: &str, _: Patience) -> Keystroke {
            buffer.insert(text);
            self.stroke(buffer)
        }

        fn close(&mut self) {
            self.closed += 1;
        }
    }

    fn stretch(typed: &str) -> Stretch {
        let keys = typed.chars().enumerate().map(|(at, character)| Key {
            at,
            deleted: 0,
            inserted: character.to_string(),
        });
        Stretch {
            name: "x".to_owned(),
            language: "python",
            extension: "py",
            start: Buffer::new("\n".to_owned(), 0),
            keys: keys.collect(),
        }
    }

    fn typed(text: &'static str, typed: &str) -> Measured {
        let mut engine = Known {
            text,
            opened: 0,
            closed: 0,
        };
        let measured = replay(&mut engine, &stretch(typed), Pace::FlatOut);
        assert_eq!((engine.opened, engine.closed), (1, 1));
        measured
    }

    #[test]
    fn what_is_suggested_right_is_not_typed() {
        let measured = typed("abcdefgh", "abcdefgh");
        // One key, one acceptance of seven characters.
        assert_eq!((measured.keystrokes, measured.accepted), (2, 1));
        assert_eq!((measured.characters, measured.saved), (8, 6));
        assert!((measured.savings() - 0.75).abs() < 1e-9);
    }

    #[test]
    fn what_is_suggested_wrong_is_typed() {
        let measured = typed("abcdefgh", "abcdxxxx");
        assert_eq!((measured.keystrokes, measured.accepted), (8, 0));
        assert_eq!((measured.characters, measured.saved, measured.shown), (8, 0, 4));
    }

    #[test]
    fn every_key_that_needed_the_model_counts_its_tokens() {
        let measured = typed("abcd", "abcdx");
        assert_eq!(
            measured.tokens_read.len() + measured.tokens_read_elsewhere.len(),
            measured.keystrokes
        );
        assert_eq!(measured.tokens_read_elsewhere.len(), 1, "the first key in a file");
        assert_eq!(
            measured.latency.len() + measured.latency_elsewhere.len(),
            measured.shown
        );
    }
}
