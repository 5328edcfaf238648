//! An editor with one document in view: it types, takes back, moves and accepts, and asks as real ones do.

use std::ops::Range;
use std::thread;
use std::time::{Duration, Instant};

use ponder_tests::Client;
use serde_json::{Value, json};

/// Stands for the cursor in the texts of these tests.
const CURSOR: char = '‸';

/// How long anything may take on a busy machine, an answer of the model too.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);

/// Of a request that a key makes; 1 would be that of a user who asks for it.
const AUTOMATIC: u32 = 2;

/// How often something is looked at that is waited for.
const POLL: Duration = Duration::from_millis(10);

/// A text of numbered pieces.
pub(crate) fn numbered(numbers: Range<usize>, piece: impl Fn(usize) -> String) -> String {
    numbers.map(piece).collect::<Vec<_>>().concat()
}

/// An editor with one document in view.
#[derive(Debug)]
pub(crate) struct Editor {
    pub(crate) client: Client,
    uri: String,
    text: String,
    /// In bytes.
    cursor: usize,
    version: i32,
}

/// A suggestion as the editor gets it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Suggestion {
    pub(crate) text: String,
    /// What is to be executed when it is taken.
    pub(crate) command: Value,
}

impl Suggestion {
    /// What names it.
    pub(crate) fn id(&self) -> u64 {
        self.command["arguments"][0]
            .as_u64()
            .expect("a suggestion has an id")
    }
}

impl Editor {
    /// Opens a document, in which a mark stands for the cursor.
    pub(crate) fn open(client: Client, uri: &str, language: &str, marked: &str) -> Self {
        let (before, after) = marked
            .split_once(CURSOR)
            .expect("the text has a mark for the cursor");
        let mut editor = Self {
            client,
            uri: uri.to_owned(),
            text: format!("{before}{after}"),
            cursor: before.len(),
            version: 1,
        };
        editor.client.open(uri, language, &editor.text);
        editor
    }

    // The document.

    /// Types, one change for each character.
    pub(crate) fn type_text(&mut self, text: &str) {
        for character in text.chars() {
            self.insert(character.encode_utf8(&mut [0; 4]));
        }
    }

    /// Puts a text at the cursor by one change, as it happens when a suggestion is accepted.
    pub(crate) fn insert(&mut self, text: &str) {
        self.put(self.cursor, text);
    }

    /// Types a bracket that the editor closes by itself.
    pub(crate) fn type_closed(&mut self, pair: &str) {
        let inside = self.cursor + pair.chars().next().map_or(0, char::len_utf8);
        self.insert(pair);
        self.cursor = inside;
    }

    /// Puts a text somewhere by one change; the cursor stays in its text.
    pub(crate) fn put(&mut self, at: usize, text: &str) {
        let position = self.position_of(at);
        self.change(&json!({"range": {"start": position, "end": position}, "text": text}));
        self.text.insert_str(at, text);
        if at <= self.cursor {
            self.cursor += text.len();
        }
    }

    /// Puts a text at the cursor and, by the same notification, another one above.
    pub(crate) fn insert_with_above(&mut self, text: &str, above: &str) {
        let (position, start) = (self.position(), self.position_of(0));
        self.version += 1;
        let changes = json!([
            {"range": {"start": position, "end": position}, "text": text},
            {"range": {"start": start, "end": start}, "text": above},
        ]);
        self.client.change(&self.uri, self.version, &changes);
        self.text.insert_str(self.cursor, text);
        self.text.insert_str(0, above);
        self.cursor += text.len() + above.len();
    }

    /// Takes back so many bytes before the cursor.
    pub(crate) fn delete_back(&mut self, bytes: usize) {
        let start = self.cursor - bytes;
        let (from, to) = (self.position_of(start), self.position_of(self.cursor));
        self.change(&json!({"range": {"start": from, "end": to}, "text": ""}));
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    /// Moves the cursor behind the first place where `text` stands.
    pub(crate) fn move_behind(&mut self, text: &str) {
        let found = self.text.find(text).expect("the document has this text");
        self.cursor = found + text.len();
    }

    /// Moves the cursor so many bytes on.
    pub(crate) fn move_on(&mut self, bytes: usize) {
        self.cursor += bytes;
    }

    /// Bytes of the cursor's line after it.
    pub(crate) fn line_after(&self) -> usize {
        let after = &self.text[self.cursor..];
        after.find(['\r', '\n']).unwrap_or(after.len())
    }

    fn change(&mut self, change: &Value) {
        self.version += 1;
        self.client.change(&self.uri, self.version, &json!([change]));
    }

    /// The place of the cursor in the unit that every client knows.
    pub(crate) fn position(&self) -> Value {
        self.position_of(self.cursor)
    }

    fn position_of(&self, offset: usize) -> Value {
        let before = &self.text[..offset];
        let in_line = before.rsplit('\n').next().unwrap_or_default();
        json!({"line": before.matches('\n').count(), "character": in_line.encode_utf16().count()})
    }

    /// The text before the cursor.
    pub(crate) fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    // Suggestions.

    /// Asks for a suggestion at the cursor, and does not wait for it.
    pub(crate) fn begin(&mut self) -> i64 {
        let params = json!({
            "textDocument": {"uri": self.uri},
            "position": self.position(),
            "context": {"triggerKind": AUTOMATIC},
        });
        self.client.begin("textDocument/inlineCompletion", &params)
    }

    /// The suggestion that was asked for at the cursor, if there is one.
    pub(crate) fn suggestion_of(&mut self, id: i64) -> Option<Suggestion> {
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{answer}");
        let list = &answer["result"];
        if list.is_null() {
            return None;
        }
        let items = list["items"].as_array().expect("a list has items");
        assert_eq!(items.len(), 1, "{list}");
        let position = self.position();
        assert_eq!(
            items[0]["range"],
            json!({"start": position, "end": position}),
            "{list}"
        );
        Some(Suggestion {
            text: items[0]["insertText"]
                .as_str()
                .expect("an item has a text")
                .to_owned(),
            command: items[0]["command"].clone(),
        })
    }

    /// What was suggested for a place where the cursor is no more: a text, if there is one.
    pub(crate) fn suggestion_of_earlier(&mut self, id: i64) -> Option<String> {
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"]["items"][0]["insertText"]
            .as_str()
            .map(str::to_owned)
    }

    /// What is suggested at the cursor, where it may also be refused in words; an empty text then.
    pub(crate) fn suggested_or_refused(&mut self) -> String {
        let id = self.begin();
        let answer = self.answer(id);
        if let Some(error) = answer.get("error") {
            assert_eq!(error["code"], -32803, "{answer}");
            let message = error["message"].as_str().expect("an error has a message");
            assert!(!message.is_empty() && message.lines().count() == 1, "{answer}");
        }
        let text = answer["result"]["items"][0]["insertText"].as_str();
        text.map(str::to_owned).unwrap_or_default()
    }

    /// The whole answer to a request.
    pub(crate) fn answer(&mut self, id: i64) -> Value {
        self.client.wait_for(PATIENCE, |message| {
            message.get("method").is_none() && message["id"] == id
        })
    }

    /// The suggestion at the cursor, if there is one.
    pub(crate) fn suggestion(&mut self) -> Option<Suggestion> {
        let id = self.begin();
        self.suggestion_of(id)
    }

    /// The text that is suggested at the cursor; an empty one where nothing is.
    pub(crate) fn suggested(&mut self) -> String {
        self.suggestion()
            .map(|suggestion| suggestion.text)
            .unwrap_or_default()
    }

    // What the server tells.

    /// How the last answer came about.
    pub(crate) fn last(&mut self) -> Value {
        self.client.result("ponder/lastRoute", &Value::Null)
    }

    /// Where the last answer came from.
    pub(crate) fn source(&mut self) -> String {
        let last = self.last();
        last["source"]
            .as_str()
            .unwrap_or_else(|| panic!("{last} has no source"))
            .to_owned()
    }

    /// The figures of all time.
    pub(crate) fn figures(&mut self) -> Value {
        self.client.result("ponder/stats", &Value::Null)["all"].take()
    }

    /// The figures of all time, as soon as they are as `wanted` says.
    pub(crate) fn figures_once(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let figures = self.figures();
            if wanted(&figures) {
                return figures;
            }
            assert!(
                Instant::now() < deadline,
                "the figures stay as they are: {figures}"
            );
            thread::sleep(POLL);
        }
    }

    /// Ends the server; all messages that nobody waited for.
    pub(crate) fn end(&mut self) -> Vec<Value> {
        self.client.result("shutdown", &Value::Null);
        self.client.notify("exit", &Value::Null);
        self.client.rest()
    }
}
