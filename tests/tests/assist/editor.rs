//! An editor with one document: it lists actions, has them resolved, types meanwhile, and takes an edit only if it is for the
//! version that it shows.

use std::ops::Range;

use ponder_tests::{Client, PlainText, Unit};
use serde_json::{Value, json};

use crate::provider::Provider;

/// What begins and ends the selection in the texts of these tests. A cursor is an empty selection.
const MARKS: [char; 2] = ['«', '»'];

/// The document changed meanwhile.
pub(crate) const CONTENT_MODIFIED: i64 = -32801;
/// The request was taken back.
pub(crate) const CANCELLED: i64 = -32800;
/// It was well formed, and failed.
pub(crate) const FAILED: i64 = -32803;

/// What an editor that can do everything says of itself.
pub(crate) fn able() -> Value {
    json!({
        "textDocument": {"codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}},
            "dataSupport": true,
            "isPreferredSupport": true,
            "resolveSupport": {"properties": ["edit", "command"]},
        }},
        "workspace": {
            "applyEdit": true,
            "workspaceEdit": {
                "documentChanges": true,
                "resourceOperations": ["create"],
                "changeAnnotationSupport": {"groupsOnLabel": false},
            },
        },
        "window": {"showDocument": {"support": true}},
        "experimental": {"ponder": {"instruction": true, "choose": true, "chat": true}},
    })
}

/// An editor with one document.
#[derive(Debug)]
pub(crate) struct Editor {
    pub(crate) client: Client,
    pub(crate) uri: String,
    pub(crate) text: String,
    pub(crate) version: i32,
    /// What is selected, in bytes.
    pub(crate) selection: Range<usize>,
    /// What is complained about.
    pub(crate) diagnostics: Vec<Value>,
}

impl Editor {
    /// An editor that can do everything, with a document whose selection is marked.
    pub(crate) fn open(provider: &Provider, name: &str, language: &str, marked: &str) -> Self {
        let mut client = provider.launch().start();
        client.initialize(&json!({"capabilities": able()}));
        Self::with(client, &format!("file:///assist/{name}"), language, marked)
    }

    /// The same with a client that was started before.
    pub(crate) fn with(client: Client, uri: &str, language: &str, marked: &str) -> Self {
        let (text, selection) = unmarked(marked);
        let mut editor = Self {
            client,
            uri: uri.to_owned(),
            text,
            version: 1,
            selection,
            diagnostics: Vec::new(),
        };
        editor.client.open(uri, language, &editor.text);
        editor
    }

    /// Has something complained about at the first place where `text` stands.
    pub(crate) fn complain(&mut self, text: &str, message: &str) {
        let start = self.text.find(text).expect("the document has this text");
        let range = self.range(start..start + text.len());
        self.diagnostics
            .push(json!({"range": range, "message": message, "source": "test", "severity": 1}));
    }

    // Actions.

    /// What is offered at the selection.
    pub(crate) fn list(&mut self) -> Vec<Value> {
        self.list_of(&Value::Null)
    }

    /// The same of these kinds only.
    pub(crate) fn list_of(&mut self, only: &Value) -> Vec<Value> {
        let mut params = json!({
            "textDocument": {"uri": self.uri},
            "range": self.range(self.selection.clone()),
            "context": {"diagnostics": self.diagnostics, "triggerKind": 1},
        });
        if !only.is_null() {
            params["context"]["only"] = only.clone();
        }
        match self.client.result("textDocument/codeAction", &params) {
            Value::Array(actions) => actions,
            Value::Null => Vec::new(),
            other => panic!("{other} is no list"),
        }
    }

    /// The titles of what is offered.
    pub(crate) fn titles(&mut self) -> Vec<String> {
        titles(&self.list())
    }

    /// The first action of this name that is offered.
    pub(crate) fn action(&mut self, name: &str) -> Value {
        let actions = self.list();
        let found = actions.iter().find(|action| name_of(action) == Some(name));
        found
            .cloned()
            .unwrap_or_else(|| panic!("no {name:?} in {:?}", titles(&actions)))
    }

    /// Begins to resolve the action of this name.
    pub(crate) fn begin(&mut self, name: &str) -> i64 {
        let action = self.action(name);
        self.client.begin("codeAction/resolve", &action)
    }

    /// The whole answer to the action of this name.
    pub(crate) fn resolve(&mut self, name: &str) -> Value {
        let id = self.begin(name);
        self.client.answer(id)
    }

    /// The action of this name with its edit.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub(crate) fn resolved(&mut self, name: &str) -> Value {
        let mut answer = self.resolve(name);
        assert!(answer.get("error").is_none(), "{name}: {answer}");
        let action = answer["result"].take();
        assert!(action["edit"].is_object(), "{name}: {action}");
        action
    }

    /// The text after the edit of the action of this name, of which it is asserted that it is for this version of this
    /// document alone and asks the user first.
    pub(crate) fn done(&mut self, name: &str) -> String {
        let action = self.resolved(name);
        self.applied(&action["edit"])
            .unwrap_or_else(|| panic!("{action} is for another version than {}", self.version))
    }

    /// The error of the action of this name, of which it is asserted that it is for the user and changes nothing.
    pub(crate) fn refusal(&mut self, name: &str) -> String {
        let answer = self.resolve(name);
        refused(&answer);
        assert!(
            self.client.document(&self.uri).0 == self.text,
            "nothing was changed: {answer}"
        );
        answer["error"]["message"].as_str().unwrap_or_default().to_owned()
    }

    /// The text after `edit`; `None` where it is for another version than the newest. Asserts that it touches nothing else
    /// and that the user is asked.
    pub(crate) fn applied(&self, edit: &Value) -> Option<String> {
        assert!(edit.get("changes").is_none(), "the edit has versions: {edit}");
        let changes = edit["documentChanges"].as_array().expect("the edit has versions");
        let [change] = changes.as_slice() else {
            panic!("{edit} changes more than one document");
        };
        assert_eq!(change["textDocument"]["uri"], self.uri, "{edit}");
        let edits = change["edits"].as_array().expect("there are edits");
        assert!(!edits.is_empty(), "{edit}");
        for edit_of_it in edits {
            let annotation = edit_of_it["annotationId"].as_str().expect("the user is asked");
            assert_eq!(
                edit["changeAnnotations"][annotation]["needsConfirmation"], true,
                "{edit}"
            );
        }
        if change["textDocument"]["version"] != self.version {
            return None;
        }
        Some(edited(&self.text, edits))
    }

    // Typing.

    /// Puts `with` in the place of these bytes.
    pub(crate) fn type_over(&mut self, bytes: Range<usize>, with: &str) {
        self.version += 1;
        let range = self.range(bytes.clone());
        self.client
            .change(&self.uri, self.version, &json!([{"range": range, "text": with}]));
        self.text.replace_range(bytes, with);
    }

    /// Types before the first place where `text` stands.
    pub(crate) fn type_before(&mut self, text: &str, typed: &str) {
        let at = self.text.find(text).expect("the document has this text");
        self.type_over(at..at, typed);
    }

    // Places.

    /// A range of the protocol.
    pub(crate) fn range(&self, bytes: Range<usize>) -> Value {
        json!({"start": self.position(bytes.start), "end": self.position(bytes.end)})
    }

    fn position(&self, offset: usize) -> Value {
        let before = &self.text[..offset];
        let lines = before.replace("\r\n", "\n").replace('\r', "\n");
        let in_line = lines.rsplit('\n').next().unwrap_or_default();
        json!({"line": lines.matches('\n').count(), "character": in_line.encode_utf16().count()})
    }
}

/// `text` with the protocol's `edits`, all of which are for it as it is.
pub(crate) fn edited(text: &str, edits: &[Value]) -> String {
    let mut edits: Vec<&Value> = edits.iter().collect();
    let place = |edit: &&Value| {
        let start = &edit["range"]["start"];
        (start["line"].as_u64(), start["character"].as_u64())
    };
    edits.sort_by_key(place);
    let mut changed = PlainText::new(text, Unit::Utf16);
    // From the end: what stands before keeps its place.
    for edit in edits.into_iter().rev() {
        changed.apply(&json!([{"range": edit["range"], "text": edit["newText"]}]));
    }
    changed.text()
}

/// Asserts that an answer is an error for the user.
pub(crate) fn refused(answer: &Value) {
    assert_eq!(answer["error"]["code"], FAILED, "{answer}");
    let message = answer["error"]["message"]
        .as_str()
        .expect("an error has a message");
    assert!(!message.is_empty() && !message.contains('\n'), "{answer}");
    assert!(answer.get("result").is_none(), "{answer}");
}

/// What an action does, by the name that it carries along: as data, or as an argument of its command.
pub(crate) fn name_of(action: &Value) -> Option<&str> {
    action["data"]["action"]["name"]
        .as_str()
        .or_else(|| action["command"]["arguments"][0]["action"]["name"].as_str())
}

/// The titles of these actions.
pub(crate) fn titles(actions: &[Value]) -> Vec<String> {
    let title = |action: &Value| action["title"].as_str().unwrap_or_default().to_owned();
    actions.iter().map(title).collect()
}

/// A text without its marks, and what they stand around.
pub(crate) fn unmarked(marked: &str) -> (String, Range<usize>) {
    let start = marked.find(MARKS[0]).unwrap_or(0);
    let text = marked.replacen(MARKS[0], "", 1);
    let end = text.find(MARKS[1]).unwrap_or(start);
    (text.replacen(MARKS[1], "", 1), start..end)
}

/// An answer with this code, as models write it.
pub(crate) fn fenced(code: &str) -> String {
    format!("```python\n{code}\n```")
}
