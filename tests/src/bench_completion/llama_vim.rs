//! What llama.vim does between the keys and llama.cpp's server: the text it sends, its cache with the look-back, and
//! what it shows of an answer. A re-implementation of its behavior; asking the server and time are the caller's.
//!
//! One kindness to it: it asks again while a shown suggestion is typed through, in the background. Here it does not.

use serde_json::{Value, json};

use super::buffer::Buffer;

/// Lines before the cursor's that are sent.
const LINES_BEFORE: usize = 256;

/// Lines after the cursor's that are sent.
const LINES_AFTER: usize = 64;

/// Bytes right of the cursor above which nothing is asked.
const MOST_RIGHT_OF_CURSOR: usize = 8;

/// Answers that are kept.
const KEPT: usize = 250;

/// Bytes that may have been typed since an answer that still serves.
const LOOK_BACK: usize = 128;

/// Leading lines without which an answer is kept as well, so that scrolling does not lose it.
const DROPPED_LINES: usize = 3;

/// The text around the cursor as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Context {
    prefix: String,
    /// The cursor's line up to the cursor.
    middle: String,
    suffix: String,
    indentation: usize,
}

/// For whom is asked: this sets how long the server may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// For what was typed.
    ForTyped,
    /// Ahead, as if the shown suggestion were accepted.
    Ahead,
}

impl Asked {
    /// Milliseconds.
    fn most_time(self) -> u32 {
        match self {
            Self::ForTyped => 250,
            Self::Ahead => 1000,
        }
    }
}

/// The context at the cursor.
pub(crate) fn context(buffer: &Buffer) -> Context {
    let (above, line_before) = buffer.before().rsplit_once('\n').unwrap_or(("", buffer.before()));
    let (line_after, below) = buffer.after().split_once('\n').unwrap_or((buffer.after(), ""));
    let blank = line_before.trim().is_empty() && line_after.trim().is_empty();
    let lines: Vec<&str> = above.lines().collect();
    let prefix = lines[lines.len().saturating_sub(LINES_BEFORE)..].join("\n") + "\n";
    let following: Vec<&str> = below.lines().take(LINES_AFTER).collect();
    let (middle, rest) = if blank {
        ("", "")
    } else {
        (line_before, line_after)
    };
    Context {
        prefix,
        middle: middle.to_owned(),
        suffix: format!("{rest}\n{}\n", following.join("\n")),
        indentation: middle.len() - middle.trim_start().len(),
    }
}

/// Whether anything is asked at the cursor.
pub(crate) fn asks(buffer: &Buffer) -> bool {
    buffer.after().split('\n').next().unwrap_or_default().len() <= MOST_RIGHT_OF_CURSOR
}

impl Context {
    /// The body for `/infill`.
    pub(crate) fn request(&self, asked: Asked) -> Value {
        json!({
            "id_slot": 0,
            "input_prefix": self.prefix,
            "input_suffix": self.suffix,
            "input_extra": [],
            "prompt": self.middle,
            "n_predict": 128,
            "stop": [],
            "n_indent": self.indentation,
            "top_k": 40,
            "top_p": 0.90,
            "samplers": ["top_k", "top_p", "infill"],
            "stream": false,
            "cache_prompt": true,
            "t_max_prompt_ms": 500,
            "t_max_predict_ms": asked.most_time(),
        })
    }

    fn key(&self) -> String {
        key(&format!("{}{}", self.prefix, self.middle), &self.suffix)
    }

    /// The keys under which an answer is kept: its own first.
    fn keys(&self) -> Vec<String> {
        let mut keys = vec![self.key()];
        let mut prefix = self.prefix.as_str();
        for _ in 0..DROPPED_LINES {
            let Some((_, rest)) = prefix.split_once('\n').filter(|(_, rest)| !rest.is_empty()) else {
                break;
            };
            prefix = rest;
            keys.push(key(&format!("{prefix}{}", self.middle), &self.suffix));
        }
        keys
    }
}

fn key(before: &str, suffix: &str) -> String {
    format!("{before}\u{ce}{suffix}")
}

/// The answers that are kept: the least recently used one goes first.
#[derive(Debug, Default)]
pub(crate) struct Cache(Vec<(String, String)>);

impl Cache {
    pub(crate) fn insert(&mut self, context: &Context, written: &str) {
        for key in context.keys() {
            self.0.retain(|(kept, _)| *kept != key);
            if self.0.len() >= KEPT {
                self.0.remove(0);
            }
            self.0.push((key, written.to_owned()));
        }
    }

    fn get(&mut self, key: &str) -> Option<String> {
        let found = self.0.iter().position(|(kept, _)| kept == key)?;
        let entry = self.0.remove(found);
        let written = entry.1.clone();
        self.0.push(entry);
        Some(written)
    }

    /// Whether this very place was answered; then nothing is asked.
    pub(crate) fn has(&mut self, context: &Context) -> bool {
        context.keys().iter().any(|key| self.get(key).is_some())
    }

    /// What an earlier answer says to the place: its own, or the rest of one that what was typed since begins.
    pub(crate) fn look_up(&mut self, context: &Context) -> Option<String> {
        if let Some(written) = self.get(&context.key()) {
            return Some(written);
        }
        let before = format!("{}{}", context.prefix, context.middle);
        let mut longest: Option<String> = None;
        for (start, _) in before.char_indices().rev() {
            let typed = &before[start..];
            if typed.len() > LOOK_BACK {
                break;
            }
            let Some(written) = self.get(&key(&before[..start], &context.suffix)) else {
                continue;
            };
            let rest = written.strip_prefix(typed).unwrap_or_default();
            if rest.len() > longest.as_ref().map_or(0, String::len) {
                longest = Some(rest.to_owned());
            }
        }
        longest
    }
}

/// What is shown of an answer at the cursor, without what stands right of it; `None` if it is not worth it.
pub(crate) fn shown(buffer: &Buffer, written: &str) -> Option<String> {
    let line_before = buffer.before().rsplit('\n').next().unwrap_or_default();
    let mut following = buffer.after().split('\n');
    let line_after = following.next().unwrap_or_default();
    let following: Vec<&str> = following.collect();
    let mut lines: Vec<&str> = written.trim_end_matches('\n').split('\n').collect();
    let mut line_start = line_before;
    if line_before.trim().is_empty() && line_after.trim().is_empty() {
        let lead = lines[0].len() - lines[0].trim_start().len();
        let lead = lead.min(line_before.len() + line_after.len());
        (line_start, lines[0]) = lines[0].split_at(lead);
    }
    let repeats_following = lines.len() > 1 && lines[0].is_empty() && following.starts_with(&lines[1..]);
    let repeats_rest = lines.len() == 1 && lines[0] == line_after;
    let compared = &following[following.iter().take_while(|line| line.trim().is_empty()).count()..];
    let repeats_next = compared
        .first()
        .is_some_and(|next| **next == format!("{line_start}{}", lines[0]))
        && match lines.len() {
            1 => true,
            2 => compared.get(1).is_some_and(|next| next.starts_with(lines[1])),
            _ => compared[1..].starts_with(&lines[1..]),
        };
    let text = lines.join("\n");
    let worthless = repeats_following || repeats_rest || repeats_next || text.trim().is_empty();
    (!worthless).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A buffer with the cursor at `|`.
    fn at(marked: &str) -> Buffer {
        let cursor = marked.find('|').expect("the text has a cursor");
        Buffer::new(marked.replacen('|', "", 1), cursor)
    }

    #[test]
    fn the_context_is_256_lines_before_and_64_after() {
        let lines: Vec<String> = (0..400).map(|line| format!("line {line}")).collect();
        let text = format!("{}\n  a|b\n{}\n", lines.join("\n"), lines.join("\n"));
        let context = context(&at(&text));
        assert!(context.prefix.starts_with("line 144\n") && context.prefix.ends_with("line 399\n"));
        assert_eq!(context.middle, "  a");
        assert!(context.suffix.starts_with("b\nline 0\n") && context.suffix.ends_with("line 63\n"));
        assert_eq!(context.indentation, 2);
    }

    #[test]
    fn typing_through_a_suggestion_needs_no_request() {
        let mut cache = Cache::default();
        cache.insert(&context(&at("x = |\ny\n")), "first + second");
        let look_up = |cache: &mut Cache, marked| cache.look_up(&context(&at(marked)));
        assert_eq!(
            look_up(&mut cache, "x = |\ny\n").as_deref(),
            Some("first + second")
        );
        assert_eq!(
            look_up(&mut cache, "x = fir|\ny\n").as_deref(),
            Some("st + second")
        );
        assert_eq!(look_up(&mut cache, "x = second|\ny\n"), None);
        assert_eq!(look_up(&mut cache, "x = fir|\nz\n"), None);
    }

    #[test]
    fn a_suggestion_on_a_blank_line_is_typed_through_as_well() {
        let mut cache = Cache::default();
        cache.insert(&context(&at("def f():\n    |\n")), "    return 1");
        assert_eq!(
            cache.look_up(&context(&at("def f():\n    re|\n"))).as_deref(),
            Some("turn 1")
        );
        assert_eq!(
            shown(&at("def f():\n    |\n"), "    return 1").as_deref(),
            Some("return 1")
        );
    }

    #[test]
    fn an_answer_survives_three_scrolled_lines_and_not_four() {
        let mut cache = Cache::default();
        cache.insert(&context(&at("1\n2\n3\n4\n5\nx|\n")), "y");
        assert!(cache.has(&context(&at("4\n5\nx|\n"))));
        assert!(!cache.has(&context(&at("5\nx|\n"))));
    }

    #[test]
    fn the_least_recently_used_answer_goes_first() {
        let mut cache = Cache::default();
        cache.insert(&context(&at("old|\n")), "kept");
        cache.insert(&context(&at("unused|\n")), "lost");
        for number in 0..(KEPT - 2) {
            cache.insert(&context(&at(&format!("{number}|\n"))), "");
        }
        assert!(cache.has(&context(&at("old|\n"))));
        cache.insert(&context(&at("new|\n")), "");
        assert!(cache.has(&context(&at("old|\n"))));
        assert!(!cache.has(&context(&at("unused|\n"))));
    }

    #[test]
    fn what_stands_there_already_is_not_shown() {
        assert_eq!(shown(&at("f(|)\n"), ")"), None);
        assert_eq!(shown(&at("|\nreturn 1\n"), "return 1"), None);
        assert_eq!(shown(&at("x|\nreturn 1\n"), "\nreturn 1"), None);
        assert_eq!(shown(&at("x|\n"), "  \n"), None);
        assert_eq!(shown(&at("x|\n"), " = 1\n").as_deref(), Some(" = 1"));
    }

    #[test]
    fn nothing_is_asked_inside_a_line() {
        assert!(asks(&at("f(|12345678\n")));
        assert!(!asks(&at("f(|123456789\n")));
    }
}
