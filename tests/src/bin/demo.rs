//! The main job as an editor does it: completions, an explanation, a doc comment and a chat, with the user's model.
//!
//! It starts the real program, opens the files in `tests/data/demo`, and prints every answer with its route and its
//! times. It ends with 0 only if every answer came. Nothing is written to the files.

#![expect(
    clippy::print_stdout,
    reason = "the answers are what the demonstration is for"
)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use ponder_tests::{Client, Launch, PlainText, Unit};
use serde_json::{Value, json};

/// How long one answer may take: a slow machine loads the model first.
const ANSWER: Duration = Duration::from_secs(300);

/// How often a place is asked where the answer is sampled: a sample may be empty.
const TRIES: u32 = 3;

const CODE: (&str, &str, &str) = (
    "inventory.py",
    "python",
    include_str!("../../data/demo/inventory.py"),
);
const PROSE: (&str, &str, &str) = (
    "handbook.md",
    "markdown",
    include_str!("../../data/demo/handbook.md"),
);

fn main() -> ExitCode {
    let mut editor = Editor::start();
    if !editor.has_model() {
        println!("No model is installed yet. Get one with:\n\n    ponder models pull qwen2.5-coder-0.5b\n");
        return ExitCode::FAILURE;
    }
    let (code, prose) = (editor.open(CODE), editor.open(PROSE));

    let places = [
        (
            code,
            "code",
            "per_day = self.average_per_day(number, today)\n        ",
            "if per_day == 0:\n            return float(\"inf\")",
        ),
        (
            code,
            "a call",
            "self.lines.append(OrderLine(",
            "article, quantity, discount_percent",
        ),
        (
            code,
            "a comment",
            "# Check everything first, ",
            "so that a failure leaves the shelves as they were.",
        ),
        (
            code,
            "a docstring",
            "\"\"\"How many pieces were sold each day, ",
            "on average of the last `days` days.",
        ),
        (
            prose,
            "Markdown",
            "Counting matters because ",
            "the numbers in the computer drift away from the shelves.",
        ),
    ];
    let mut missing: Vec<String> = Vec::new();
    for (file, name, before, hole) in places {
        let title = format!("inline completion in {name}");
        if let Err(reason) = complete(&mut editor, file, &title, before, hole) {
            missing.push(format!("{title}: {reason}"));
        }
    }
    let rest: [(&str, Step); 3] = [
        ("explain a function", explain),
        ("write a doc comment by a code action", document),
        ("ask in the chat", chat),
    ];
    for (title, step) in rest {
        if let Err(reason) = step(&mut editor, code, title) {
            missing.push(format!("{title}: {reason}"));
        }
    }
    editor.client.shut_down();

    if missing.is_empty() {
        println!("All answers came.");
        return ExitCode::SUCCESS;
    }
    for answer in missing {
        println!("NO ANSWER  {answer}");
    }
    ExitCode::FAILURE
}

/// One job for the server; the error says why no answer came.
type Step = fn(&mut Editor, usize, &str) -> Result<(), String>;

/// Cuts `hole` out of the text after `before`, asks for a completion there, and puts the hole's text back.
fn complete(editor: &mut Editor, file: usize, title: &str, before: &str, hole: &str) -> Result<(), String> {
    let start = editor.after(file, before);
    let end = editor.after(file, &format!("{before}{hole}"));
    editor.change(
        file,
        &json!([{"range": {"start": start, "end": end}, "text": ""}]),
    );
    let asked = ask_completion(editor, file, &start);
    editor.change(
        file,
        &json!([{"range": {"start": start, "end": start}, "text": hole}]),
    );

    let (suggestion, last, tries) = asked?;
    let line = before.lines().next_back().unwrap_or_default().trim_start();
    heading(title, &editor.place(file, &start));
    quote(&format!("{line}⟦{suggestion}⟧"));
    if tries > 1 {
        println!("  tries     {tries}: the answers before were empty, which sampling can give");
    }
    conclude(&last);
    Ok(())
}

/// A suggestion, what `ponder/lastRoute` says of it, and how many times it was asked for.
fn ask_completion(
    editor: &mut Editor,
    file: usize,
    position: &Value,
) -> Result<(String, Value, u32), String> {
    for tries in 1..=TRIES {
        let params = json!({
            "textDocument": editor.identifier(file),
            "position": position,
            "context": {"triggerKind": 1},
        });
        let result = editor.ask("textDocument/inlineCompletion", &params)?;
        let items = result.get("items").unwrap_or(&result);
        let text = &items[0]["insertText"];
        let last = editor.ask("ponder/lastRoute", &Value::Null)?;
        let suggestion = text
            .as_str()
            .or_else(|| text["value"].as_str())
            .unwrap_or_default();
        if !suggestion.trim().is_empty() {
            return Ok((suggestion.to_owned(), last, tries));
        }
        let sampled = last["route"]["parameters"]["temperature"]
            .as_f64()
            .is_some_and(|temperature| temperature > 0.0);
        if !sampled {
            break;
        }
    }
    Err("there was no suggestion".to_owned())
}

fn explain(editor: &mut Editor, file: usize, title: &str) -> Result<(), String> {
    let function = editor.span(file, "    def ship(", "        return order.total_cents()\n");
    let action = editor.action(file, &function, "Explain")?;
    let command = if action["command"].is_object() {
        &action["command"]
    } else {
        &action
    };
    let params = json!({"command": command["command"], "arguments": command["arguments"]});
    let answer = editor.ask("workspace/executeCommand", &params)?;
    let text = words(&answer["text"])?;
    heading(title, &editor.place(file, &function["start"]));
    quote(text);
    conclude(&answer);
    Ok(())
}

fn document(editor: &mut Editor, file: usize, title: &str) -> Result<(), String> {
    let name = "    def days_left(";
    let position = editor.after(file, name);
    let action = editor.action(
        file,
        &json!({"start": position, "end": position}),
        "Write doc comment",
    )?;
    let resolved = editor.ask("codeAction/resolve", &action)?;
    let edits = resolved["edit"]["documentChanges"][0]["edits"]
        .as_array()
        .filter(|edits| !edits.is_empty())
        .ok_or("the action brought no edit")?
        .clone();
    // Positions are those before the edit: from the last to the first none moves another.
    let mut changes: Vec<Value> = edits
        .iter()
        .map(|edit| json!({"range": edit["range"], "text": edit["newText"]}))
        .collect();
    changes.sort_by_key(|change| {
        let start = &change["range"]["start"];
        std::cmp::Reverse((start["line"].as_u64(), start["character"].as_u64()))
    });
    let lines_before = editor.files[file].text.text().lines().count();
    editor.change(file, &Value::from(changes));

    let text = editor.files[file].text.text();
    let added = text.lines().count().saturating_sub(lines_before);
    let function = text
        .lines()
        .skip_while(|line| !line.starts_with(name))
        .take(5 + added);
    heading(title, &editor.place(file, &position));
    quote(&function.collect::<Vec<_>>().join("\n"));
    conclude(&resolved["data"]);
    let (servers, _) = editor.client.document(&editor.files[file].uri);
    if servers == text {
        Ok(())
    } else {
        Err("the server has another text after the edit".to_owned())
    }
}

fn chat(editor: &mut Editor, file: usize, title: &str) -> Result<(), String> {
    let question =
        "What happens to the shelves when an order can't be shipped completely? Answer in two sentences.";
    let function = editor.span(file, "    def ship(", "        return order.total_cents()\n");
    let params = json!({
        "messages": [{"role": "user", "content": question}],
        "textDocument": editor.identifier(file),
        "range": function,
        "partialResultToken": "demo",
    });
    heading(title, &format!("question  {question}"));
    let start = Instant::now();
    let id = editor.client.begin("ponder/chat", &params);
    let (mut first, mut text, mut pieces) = (None, String::new(), 0);
    let answer = loop {
        let message = editor.client.wait_for(ANSWER, |message| {
            message["method"] == "$/progress" || message.get("method").is_none() && message["id"] == id
        });
        if message.get("method").is_none() {
            break message;
        }
        let value = &message["params"]["value"];
        if message["params"]["token"] == "demo" && value["kind"] == "delta" {
            first.get_or_insert_with(|| start.elapsed());
            pieces += 1;
            text += value["text"].as_str().unwrap_or_default();
        }
    };
    let last = start.elapsed();
    if let Some(error) = answer["error"]["message"].as_str() {
        return Err(error.to_owned());
    }
    let first = first.ok_or("nothing was streamed")?;
    if text.trim().is_empty() {
        return Err("the answer is empty".to_owned());
    }
    quote(text.trim());
    println!("  streamed  in {pieces} pieces");
    let mut result = answer["result"].clone();
    result["timing"] =
        json!({"firstTokenMs": first.as_secs_f64() * 1e3, "totalMs": last.as_secs_f64() * 1e3});
    conclude(&result);
    Ok(())
}

// What is printed.

fn heading(title: &str, place: &str) {
    println!("── {title}\n  {place}");
}

fn quote(text: &str) {
    for line in text.lines() {
        println!("  │ {line}");
    }
}

/// The route and the times of an answer.
fn conclude(answer: &Value) {
    let route = &answer["route"];
    let word = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    println!(
        "  route     {} → {} → {} on {}, {}",
        word(&route["intent"]),
        word(&route["role"]),
        word(&route["model"]),
        word(&route["endpoint"]),
        parameters(&route["parameters"]),
    );
    if let Some(reason) = route["reason"].as_str() {
        println!("  because   {reason}");
    }
    let (timing, usage) = (&answer["timing"], &answer["usage"]);
    println!(
        "  time      first token {}, last token {}",
        milliseconds(&timing["firstTokenMs"]),
        milliseconds(&timing["totalMs"]),
    );
    if let Some(prompt) = usage["promptTokens"].as_u64() {
        println!(
            "  tokens    {prompt} in the prompt ({} of them cached), {} generated",
            usage["cachedTokens"], usage["completionTokens"],
        );
    }
    println!();
}

fn parameters(parameters: &Value) -> String {
    let named: Vec<String> = parameters
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| match value.as_f64() {
            // Single precision: 0.3 should not be shown as 0.30000001192092896.
            #[expect(clippy::cast_possible_truncation, reason = "fewer digits are the purpose")]
            Some(number) => format!("{name} {}", number as f32),
            None => format!("{name} {value}"),
        })
        .collect();
    if named.is_empty() {
        "no parameters".to_owned()
    } else {
        named.join(", ")
    }
}

fn milliseconds(value: &Value) -> String {
    value.as_f64().map_or("?".to_owned(), |ms| format!("{ms:.0} ms"))
}

fn words(text: &Value) -> Result<&str, String> {
    text.as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| "the answer is empty".to_owned())
}

/// The editor: the connection and its own copy of each open file.
struct Editor {
    client: Client,
    unit: Unit,
    files: Vec<File>,
}

struct File {
    name: &'static str,
    uri: String,
    version: i32,
    text: PlainText,
}

impl Editor {
    fn start() -> Self {
        let mut client = Launch::new().with_users_environment().start();
        let capabilities = json!({
            "general": {"positionEncodings": ["utf-8", "utf-16"]},
            "textDocument": {
                "inlineCompletion": {},
                "codeAction": {
                    "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "refactor", "refactor.rewrite"]}},
                    "dataSupport": true,
                    "resolveSupport": {"properties": ["edit"]},
                },
            },
            "workspace": {"workspaceEdit": {"documentChanges": true}},
            // Explanations are shown here, not by the server.
            "experimental": {"ponder": {"explain": true}},
        });
        let server = client.initialize(&json!({"capabilities": capabilities}));
        let unit = match server["capabilities"]["positionEncoding"].as_str() {
            Some("utf-8") => Unit::Utf8,
            _ => Unit::Utf16,
        };
        Self {
            client,
            unit,
            files: Vec::new(),
        }
    }

    fn has_model(&mut self) -> bool {
        let status = self.client.result("ponder/status", &Value::Null);
        status["installed"].as_array().is_some_and(|ids| !ids.is_empty())
    }

    fn open(&mut self, (name, language, text): (&'static str, &str, &str)) -> usize {
        let uri = format!("file:///demo/{name}");
        self.client.open(&uri, language, text);
        self.files.push(File {
            name,
            uri,
            version: 1,
            text: PlainText::new(text, self.unit),
        });
        self.files.len() - 1
    }

    fn identifier(&self, file: usize) -> Value {
        json!({"uri": self.files[file].uri})
    }

    /// Changes the copy and tells the server.
    fn change(&mut self, file: usize, changes: &Value) {
        let file = &mut self.files[file];
        file.version += 1;
        file.text.apply(changes);
        self.client.change(&file.uri, file.version, changes);
    }

    /// The position after a text that stands once in the file. The lines before must be ASCII.
    fn after(&self, file: usize, wanted: &str) -> Value {
        let text = self.files[file].text.text();
        let end = text.find(wanted).expect("the file has the text") + wanted.len();
        let line = text[..end].matches('\n').count();
        let start = text[..end].rfind('\n').map_or(0, |newline| newline + 1);
        json!({"line": line, "character": end - start})
    }

    /// The range from the line of `first` to the end of `last`.
    fn span(&self, file: usize, first: &str, last: &str) -> Value {
        let line = self.after(file, first)["line"].clone();
        json!({"start": {"line": line, "character": 0}, "end": self.after(file, last)})
    }

    fn place(&self, file: usize, position: &Value) -> String {
        let number = |name: &str| position[name].as_u64().unwrap_or_default() + 1;
        format!(
            "at        {}:{}:{}",
            self.files[file].name,
            number("line"),
            number("character")
        )
    }

    /// Sends a request and waits for its result; the error is the server's message.
    fn ask(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        let id = self.client.begin(method, params);
        let mut answer = self.client.wait_for(ANSWER, |message| {
            message.get("method").is_none() && message["id"] == id
        });
        match answer["error"]["message"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer["result"].take()),
        }
    }

    fn action(&mut self, file: usize, range: &Value, title: &str) -> Result<Value, String> {
        let params = json!({
            "textDocument": self.identifier(file),
            "range": range,
            "context": {"diagnostics": [], "triggerKind": 1},
        });
        let actions = self.ask("textDocument/codeAction", &params)?;
        actions
            .as_array()
            .into_iter()
            .flatten()
            .find(|action| action["title"] == title)
            .cloned()
            .ok_or_else(|| format!("no action {title:?} is offered"))
    }
}
