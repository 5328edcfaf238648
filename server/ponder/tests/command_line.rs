//! The program as people and scripts call it: arguments, output, exit codes. With the real model where one answers.

use std::io::{BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ponder_figures::{Accepted, Figures, Suggestion};
use ponder_local::store::{ModelId, ModelStore};
use serde_json::Value;
use tempfile::TempDir;

/// The model that answers where nothing is configured.
const MODEL: &str = "qwen2.5-coder-0.5b";

/// A home of its own: no configuration, no models.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn ponder(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ponder"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env("HOME", self.path())
            .env("XDG_CONFIG_HOME", self.path().join("config"))
            .env("XDG_DATA_HOME", self.path().join("data"))
            .env_remove("PONDER_LOG")
            .env_remove("RUST_LOG")
            .env_remove("HF_ENDPOINT")
            .stdin(Stdio::null());
        command
    }

    /// Like [`Self::ponder`], with the models of the user who runs the tests.
    fn ponder_with_model(&self, arguments: &[&str]) -> Command {
        let store = ModelStore::open_default().expect("the home folder is known");
        if let Err(error) = store.find(&ModelId::parse(MODEL).expect("an id")) {
            panic!("this test asks the real model: {error}");
        }
        let data = store
            .folder()
            .ancestors()
            .nth(2)
            .expect("ponder/models is below it");
        // Tests run side by side: engines with more threads than cores wait for one another's spinning threads.
        self.configure("[local]\nthreads = 1\n");
        let mut command = self.ponder(arguments);
        command.env("XDG_DATA_HOME", data);
        command
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(&self.ponder(arguments).output().expect("started"))
    }

    fn run_with_model(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(&self.ponder_with_model(arguments).output().expect("started"))
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        std::fs::write(&path, content).expect("written");
        path
    }

    fn configure(&self, content: &str) {
        self.write("config/ponder/config.toml", content);
    }
}

#[derive(Debug)]
struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Outcome {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout.clone()).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr.clone()).expect("UTF-8"),
        }
    }

    #[track_caller]
    fn done(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{self:?}");
        self.stdout
    }

    #[track_caller]
    fn done_as_json(self) -> Value {
        let stdout = self.done();
        assert_eq!(stdout.lines().count(), 1, "one object on one line: {stdout}");
        serde_json::from_str(&stdout).expect("JSON")
    }

    /// Nothing on standard output, and what went wrong on standard error.
    #[track_caller]
    fn failed(self, code: i32) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (Some(code), ""), "{self:?}");
        assert!(self.stderr.starts_with("error: "), "{self:?}");
        self.stderr
    }
}

/// Serves `input` and returns what the program wrote.
fn run_with_input(mut command: Command, input: &[u8]) -> Outcome {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(input)
        .expect("written");
    Outcome::of(&child.wait_with_output().expect("ended"))
}

#[track_caller]
fn assert_is_an_answer(answer: &Value, intent: &str) {
    assert_eq!(answer["route"]["intent"], intent, "{answer}");
    assert_eq!(answer["route"]["model"], MODEL, "{answer}");
    assert!(answer["route"]["reason"].is_string() && answer["route"]["parameters"].is_object());
    let number = |pointer: &str| {
        answer
            .pointer(pointer)
            .and_then(Value::as_f64)
            .unwrap_or_default()
    };
    assert!(
        number("/usage/promptTokens") > 0.0 && number("/usage/completionTokens") > 0.0,
        "{answer}"
    );
    assert!(0.0 < number("/timing/firstToken"), "{answer}");
    assert!(
        number("/timing/firstToken") <= number("/timing/total"),
        "{answer}"
    );
}

#[test]
fn help_lists_the_commands_and_the_exit_codes() {
    let help = Home::new().run(&["--help"]).done();
    for command in [
        "lsp",
        "complete",
        "explain",
        "fix",
        "refactor",
        "test",
        "document",
        "rewrite",
        "translate",
        "commit",
        "chat",
        "models",
        "config",
        "doctor",
        "stats",
        "completions",
        "man",
        "version",
    ] {
        assert!(
            help.contains(&format!("\n  {command} ")),
            "{command} is in {help}"
        );
    }
    assert!(help.contains("3  no model is installed"), "{help}");
    assert!(
        help.contains("4  a change was asked for and no edit came of it"),
        "{help}"
    );
    assert!(
        !help.contains("\n  engine "),
        "the engine is not for people: {help}"
    );
}

#[test]
fn the_version_is_told_in_every_way() {
    let home = Home::new();
    let expected = format!("ponder {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(home.run(&["version"]).done(), expected);
    assert_eq!(home.run(&["--version"]).done(), expected);
    assert_eq!(
        home.run(&["version", "--json"]).done_as_json()["version"],
        env!("CARGO_PKG_VERSION")
    );
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let home = Home::new();
    for arguments in [
        &["nonsense"][..],
        &["complete"],
        &["complete", "a.rs", "0", "1"],
        &["complete", "a.rs", "one", "1"],
        &["explain", "a.rs", "9:7"],
        &["fix", "-", "--apply"],
        &["fix", "a.rs", "--name", "b.rs"],
        &["refactor", "a.rs", "3:9"],
        &["rewrite", "a.md", "--shorter", "--warmer"],
        &["models", "pull"],
        &["models", "pull", "gpt-9"],
        &["models", "remove", "../x"],
        &["completions", "no-shell"],
        &["--log", "a=b=c", "version"],
    ] {
        home.run(arguments).failed(2);
    }
}

#[test]
fn config_shows_the_defaults_where_there_is_no_file() {
    let home = Home::new();
    let shown = home.run(&["config", "show"]).done();
    assert!(shown.contains("# Defaults: there is no file"), "{shown}");
    assert!(shown.contains(&format!("model = \"{MODEL}\"")), "{shown}");
    let path = home.run(&["config", "path", "--json"]).done_as_json();
    let expected = home.path().join("config/ponder/config.toml");
    assert_eq!(path["path"], expected.to_str().expect("UTF-8"));
    assert_eq!(path["exists"], false);
}

#[test]
fn what_config_shows_is_a_configuration() {
    let home = Home::new();
    home.configure("[local]\nmodel = \"mine\"\nthreads = 3\n");
    let shown = home.run(&["config", "show"]).done();
    assert!(
        shown.contains("model = \"mine\"") && shown.contains("threads = 3"),
        "{shown}"
    );
    home.configure(&shown);
    let again = home.run(&["config", "show", "--json"]).done_as_json();
    assert_eq!(
        (&again["local"]["model"], &again["local"]["threads"]),
        (&"mine".into(), &3.into())
    );
}

#[test]
fn a_broken_configuration_is_refused_with_its_place() {
    let home = Home::new();
    home.configure("[local]\nmodle = \"mine\"\n");
    let error = home.run(&["config", "show"]).failed(1);
    assert!(error.contains("line 2") && error.contains("modle"), "{error}");
    home.configure("[local]\ncontext_tokens = 1\n");
    let error = home.run(&["config", "show"]).failed(1);
    assert!(error.contains("`local.context_tokens` (line 2) is 1"), "{error}");
}

#[test]
fn the_schema_describes_every_option() {
    let schema = Home::new().run(&["config", "schema"]).done();
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    assert_eq!(schema["title"], "Ponder configuration");
    assert!(schema["properties"]["local"].is_object() && schema["properties"]["completion"].is_object());
}

#[test]
fn doctor_says_that_the_model_is_missing_and_what_to_do() {
    let home = Home::new();
    let outcome = home.run(&["doctor"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(
        outcome.stdout.contains(&format!("ponder models pull {MODEL}")),
        "{outcome:?}"
    );
    let outcome = home.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let state = |name: &str| {
        let checks = report["checks"].as_array().expect("a list");
        checks
            .iter()
            .find(|check| check["name"] == name)
            .map(|check| check["state"].clone())
    };
    assert_eq!(state("configuration"), Some("good".into()), "{report}");
    assert_eq!(state("local engine"), Some("good".into()), "{report}");
    assert_eq!(state("data folder"), Some("good".into()), "{report}");
    assert_eq!(
        state(&format!("model {MODEL}")),
        Some("no_model".into()),
        "{report}"
    );
    assert!(!home.path().join("data").exists(), "looking creates nothing");
}

#[test]
fn doctor_fails_on_a_broken_configuration() {
    let home = Home::new();
    home.configure("[nonsense]\n");
    let outcome = home.run(&["doctor"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stdout.contains("nonsense"), "{outcome:?}");
}

#[test]
fn doctor_sees_a_damaged_model() {
    let home = Home::new();
    let weights = home.write("data/ponder/models/qwen2.5-coder-0.5b.gguf", "not a model");
    let manifest = serde_json::json!({
        "id": MODEL, "origin": MODEL, "source": "a test", "bytes": 11, "sha256": "00".repeat(32),
    });
    home.write("data/ponder/models/qwen2.5-coder-0.5b.json", manifest.to_string());
    let outcome = home.run(&["doctor"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stdout.contains("ponder models remove"), "{outcome:?}");
    std::fs::remove_file(weights).expect("removed");
    let outcome = home.run(&["doctor"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
}

#[test]
fn without_a_model_every_question_ends_with_3_and_says_what_to_do() {
    let home = Home::new();
    home.write("a.rs", "fn answer() -> u32 {\n    42\n}\n");
    for arguments in [
        &["complete", "a.rs", "2", "5"][..],
        &["explain", "a.rs", "1"],
        &["explain", "a.rs"],
        &["explain", "a.rs", "1", "-m", "wrong"],
        &["fix", "a.rs"],
        &["refactor", "a.rs", "1", "use a constant"],
        &["test", "a.rs", "1", "--apply"],
        &["document", "a.rs", "1"],
        &["document", "a.rs"],
        &["rewrite", "a.rs", "--warmer", "--all"],
        &["translate", "a.rs"],
        &["chat", "What is Rust?"],
    ] {
        let error = home.run(arguments).failed(3);
        assert!(
            error.contains(&format!("ponder models pull {MODEL}")),
            "{arguments:?}: {error}"
        );
    }
}

#[test]
fn a_place_that_is_not_there_is_refused_with_the_numbers() {
    let home = Home::new();
    home.write("a.rs", "let a🤗;\n");
    let error = home.run(&["complete", "a.rs", "7", "1"]).failed(1);
    assert!(
        error.contains("the file has 2 lines, so there is no line 7"),
        "{error}"
    );
    let error = home.run(&["complete", "a.rs", "1", "9"]).failed(1);
    assert!(
        error.contains("line 1 has 7 characters, so there is no column 9"),
        "{error}"
    );
    let error = home.run(&["explain", "a.rs", "1:3"]).failed(1);
    assert!(error.contains("there is no line 3"), "{error}");
    let error = home.run(&["document", "a.rs", "3"]).failed(1);
    assert!(error.contains("there is no line 3"), "{error}");
}

#[test]
fn a_file_that_can_not_be_read_is_named() {
    let home = Home::new();
    let error = home.run(&["complete", "nothing.rs", "1", "1"]).failed(1);
    assert!(error.contains("can't open nothing.rs"), "{error}");
    home.write("latin.txt", b"caf\xe9\n");
    let error = home.run(&["explain", "latin.txt", "1"]).failed(1);
    assert!(error.contains("latin.txt is not UTF-8"), "{error}");
    home.write("large.txt", vec![b' '; (16 << 20) + 1]);
    let error = home.run(&["complete", "large.txt", "1", "1"]).failed(1);
    assert!(error.contains("large.txt is larger than 16 MiB"), "{error}");
}

#[test]
fn a_line_without_a_declaration_can_not_be_documented() {
    let home = Home::new();
    home.write("notes.txt", "only words\n");
    let error = home.run(&["document", "notes.txt", "1"]).failed(4);
    assert!(error.contains("line 1 of notes.txt"), "{error}");
}

#[test]
fn a_filter_passes_its_text_on_where_no_edit_comes_of_it() {
    let home = Home::new();
    let outcome = run_with_input(
        home.ponder(&["document", "-", "1"]),
        b"only words\r\nno line break",
    );
    assert_eq!(
        (outcome.code, outcome.stdout.as_str()),
        (Some(4), "only words\r\nno line break")
    );
    assert!(outcome.stderr.contains("line 1 of standard input"), "{outcome:?}");
    run_with_input(home.ponder(&["document", "-", "1", "--diff"]), b"only words\n").failed(4);
    let error = run_with_input(home.ponder(&["fix", "-"]), b"caf\xe9").failed(1);
    assert!(error.contains("standard input is not UTF-8"), "{error}");
}

#[test]
fn where_tests_can_not_be_written_is_said_before_a_model_is_asked() {
    let home = Home::new();
    home.write("notes.txt", "only words\n");
    let error = home.run(&["test", "notes.txt", "--apply"]).failed(4);
    assert!(error.contains("leave out --apply"), "{error}");
    home.write(".ponderignore", "test_a.py\n");
    home.write("test_a.py", "KEY = 1\n");
    home.write("a.py", "def a():\n    return 1\n");
    let error = home.run(&["test", "a.py", "1", "--apply"]).failed(1);
    assert!(
        error.contains("test_a.py") && error.contains("is ignored"),
        "{error}"
    );
}

/// Runs git in the home, without the settings of the user who runs the tests.
fn git(home: &Home, arguments: &[&str]) -> Outcome {
    let mut command = Command::new("git");
    command
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com"])
        .args(arguments)
        .current_dir(home.path())
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path().join("config"))
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_EDITOR", "true");
    Outcome::of(&command.output().expect("git is installed"))
}

#[test]
fn a_commit_message_needs_something_that_is_staged() {
    let home = Home::new();
    home.run(&["commit"]).failed(4);
    assert_eq!(git(&home, &["init", "-q"]).code, Some(0));
    let error = home.run(&["commit"]).failed(4);
    assert!(error.contains("nothing is staged"), "{error}");
    home.write("a.rs", "fn a() {}\n");
    assert_eq!(git(&home, &["add", "a.rs"]).code, Some(0));
    home.run(&["commit"]).failed(3);
}

#[cfg(unix)]
#[test]
fn the_hook_of_the_guide_leaves_a_message_alone_and_lets_commit_without_a_model() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = Home::new();
    assert_eq!(git(&home, &["init", "-q"]).code, Some(0));
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/guide.md");
    let guide = std::fs::read_to_string(guide).expect("read");
    let hook = guide
        .split("```sh\n")
        .find(|block| block.starts_with("#!/bin/sh"))
        .and_then(|block| block.split("```").next())
        .expect("the hook is in the guide");
    let hook = hook.replace("ponder", env!("CARGO_BIN_EXE_ponder"));
    let path = home.write(".git/hooks/prepare-commit-msg", hook);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("executable");
    home.write("a.rs", "fn a() {}\n");
    assert_eq!(git(&home, &["add", "a.rs"]).code, Some(0));

    let outcome = git(&home, &["commit", "-q", "-m", "Of mine"]);
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (Some(0), ""),
        "{outcome:?}"
    );
    assert_eq!(git(&home, &["log", "-1", "--format=%B"]).done().trim(), "Of mine");
    // Without a model the hook says so, and git goes on to ask for a message, of which there is none.
    home.write("a.rs", "fn b() {}\n");
    let outcome = git(&home, &["commit", "-q", "-a"]);
    assert!(outcome.stderr.contains("ponder models pull"), "{outcome:?}");
    assert!(outcome.stderr.contains("empty commit message"), "{outcome:?}");
}

#[test]
fn models_of_an_empty_home_are_none_and_what_can_be_had() {
    let home = Home::new();
    let list = home.run(&["models", "list"]).done();
    assert!(
        list.starts_with("no model is installed\n") && list.contains(MODEL),
        "{list}"
    );
    let list = home.run(&["models", "list", "--json"]).done_as_json();
    assert_eq!(list["models"], serde_json::json!([]));
    assert_eq!(list["available"][0]["id"], MODEL);
    let error = home.run(&["models", "remove", MODEL]).failed(1);
    assert!(error.contains("not installed"), "{error}");
}

/// Figures where the language server keeps them.
fn count_suggestions(home: &Home, number: u64) -> PathBuf {
    let file = Figures::file_in(&home.path().join("data/ponder"));
    let figures = Figures::open(file.clone());
    for id in 0..number {
        figures.shown(Suggestion {
            id,
            document: "file:///a.rs".to_owned(),
            offset: 0,
            text: "a + b".to_owned(),
        });
        figures.accepted(id, Accepted::Whole);
    }
    figures.save().expect("saved");
    file
}

#[test]
fn without_figures_stats_say_what_to_do_and_create_nothing() {
    let home = Home::new();
    let told = home.run(&["stats"]).done();
    assert!(told.starts_with("nothing is counted yet"), "{told}");
    let report = home.run(&["stats", "--json"]).done_as_json();
    assert_eq!(report["all"]["suggestions"]["shown"], 0);
    assert_eq!(report["latency"], serde_json::json!([]));
    assert_eq!(home.run(&["stats", "--reset"]).done(), "there are no figures\n");
    assert!(!home.path().join("data").exists(), "looking creates nothing");
}

#[test]
fn stats_show_what_the_server_counted() {
    let home = Home::new();
    count_suggestions(&home, 3);
    let told = home.run(&["stats"]).done();
    assert!(
        told.lines()
            .any(|line| line.starts_with("accepted") && line.ends_with("3 (100 %)")),
        "{told}"
    );
    let report = home.run(&["stats", "--json"]).done_as_json();
    assert_eq!(report["all"]["suggestions"]["accepted"], 3);
    assert_eq!(report["all"]["suggestions"]["charactersAccepted"], 15);
    assert!(report["today"].is_object() && report["week"].is_object() && report["tokens"].is_object());
}

#[test]
fn stats_are_removed_after_saying_what_goes() {
    let home = Home::new();
    let file = count_suggestions(&home, 3);
    let told = home.run(&["stats", "--reset"]).done();
    assert!(
        told.starts_with("removing what was counted: suggestions 3,"),
        "{told}"
    );
    assert!(told.ends_with("figures.json is removed\n"), "{told}");
    assert!(!file.exists());
    count_suggestions(&home, 2);
    let removed = home.run(&["stats", "--reset", "--json"]).done_as_json();
    assert_eq!(removed["removed"]["all"]["suggestions"]["shown"], 2);
    assert_eq!(removed["file"], file.to_str().expect("UTF-8"));
    assert!(!file.exists());
}

#[test]
fn damaged_figures_are_set_aside_with_a_warning() {
    let home = Home::new();
    let file = home.write("data/ponder/figures.json", "{ damaged");
    let outcome = home.run(&["stats"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(
        outcome.stdout.starts_with("nothing is counted yet"),
        "{outcome:?}"
    );
    assert!(outcome.stderr.contains("figures.json.broken"), "{outcome:?}");
    assert!(!outcome.stderr.contains("damaged"), "no content: {outcome:?}");
    assert!(!file.exists());
    home.run(&["stats"]).done();
}

#[cfg(unix)]
#[test]
fn figures_that_can_not_be_removed_end_with_1() {
    let home = Home::new();
    count_suggestions(&home, 1);
    // A folder where the lock is to be.
    let lock = home.path().join("data/ponder/figures.json.lock");
    std::fs::remove_file(&lock).expect("removed");
    std::fs::create_dir(&lock).expect("created");
    let outcome = home.run(&["stats", "--reset", "--json"]);
    let error = outcome.failed(1);
    assert!(
        error.contains("can't remove") && error.contains("figures.json"),
        "{error}"
    );
}

#[test]
fn a_file_that_is_no_model_is_not_added() {
    let home = Home::new();
    home.write("mine.gguf", "not a model");
    let outcome = home.run(&["models", "pull", "./mine.gguf"]);
    let error = outcome.failed(1);
    assert!(error.contains("mine.gguf"), "{error}");
}

#[test]
fn completions_and_manual_pages_are_printed() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = home.run(&["completions", shell]).done();
        assert!(script.contains("ponder") && script.contains("doctor"), "{shell}");
    }
    let page = home.run(&["man"]).done();
    assert!(
        page.contains(".TH ponder 1") && page.contains("no model is installed"),
        "{page}"
    );
    let page = home.run(&["man", "complete"]).done();
    assert!(page.contains(".TH ponder-complete 1"), "{page}");
    home.run(&["man", "nonsense"]).failed(1);
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let mut child = Home::new()
        .ponder(&["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    drop(child.stdout.take());
    let outcome = Outcome::of(&child.wait_with_output().expect("ended"));
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (Some(0), ""),
        "{outcome:?}"
    );
}

#[test]
fn an_empty_question_is_refused() {
    let home = Home::new();
    let outcome = run_with_input(home.ponder_with_model(&["chat"]), b" \n");
    assert!(outcome.failed(1).contains("there is no question"));
}

#[test]
fn a_log_file_takes_the_log() {
    let home = Home::new();
    home.run(&["--log", "trace", "--log-file", "ponder.log", "version"])
        .done();
    assert!(home.path().join("ponder.log").is_file());
    let error = home
        .run(&["--log-file", "no/such/folder/log", "version"])
        .failed(1);
    assert!(error.contains("no/such/folder/log"), "{error}");
}

fn message(content: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{content}", content.len()).into_bytes()
}

fn read_message(output: &mut impl std::io::BufRead) -> Value {
    let mut length = 0;
    loop {
        let mut line = String::new();
        output.read_line(&mut line).expect("read");
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", number)) => length = number.parse().expect("a number"),
            Some(_) => {}
            None => break,
        }
    }
    let mut content = vec![0; length];
    output.read_exact(&mut content).expect("read");
    serde_json::from_slice(&content).expect("JSON")
}

#[test]
fn the_language_server_answers_in_every_way_that_editors_start_it() {
    let home = Home::new();
    home.configure("[nonsense]\n");
    for arguments in [
        &[][..],
        &["lsp"],
        &["lsp", "--stdio"],
        &["--stdio"],
        &["lsp", "--clientProcessId=1"],
    ] {
        let mut child = home
            .ponder(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let mut input = child.stdin.take().expect("a pipe");
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        let initialize = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
        input.write_all(&message(initialize)).expect("written");
        let answer = loop {
            let answer = read_message(&mut output);
            if answer["id"] == 1 {
                break answer;
            }
        };
        assert!(
            answer["result"]["capabilities"].is_object(),
            "{arguments:?}: {answer}"
        );
        input
            .write_all(&message(r#"{"jsonrpc":"2.0","method":"exit"}"#))
            .expect("written");
        assert_eq!(
            child.wait().expect("ended").code(),
            Some(1),
            "{arguments:?}: exit without shutdown"
        );
    }
}

#[test]
fn the_language_server_ends_with_its_input() {
    let outcome = Home::new().run(&["lsp"]);
    assert_eq!(
        (outcome.code, outcome.stdout.as_str()),
        (Some(0), ""),
        "{outcome:?}"
    );
}

#[test]
fn a_real_model_completes_code() {
    let home = Home::new();
    home.write(
        "a.py",
        "def add(a, b):\n    \"\"\"Return the sum of a and b.\"\"\"\n    return \n",
    );
    let answer = home
        .run_with_model(&["complete", "a.py", "3", "12", "--json"])
        .done_as_json();
    assert_is_an_answer(&answer, "complete_code");
    let text = answer["text"].as_str().expect("a suggestion");
    assert!(text.contains("a + b"), "{text}");
    let plain = home.run_with_model(&["complete", "a.py", "3", "12"]).done();
    assert_eq!(plain, format!("{text}\n"));
}

#[test]
fn a_real_model_explains_a_function() {
    let home = Home::new();
    home.write(
        "a.rs",
        "fn factorial(n: u64) -> u64 {\n    if n == 0 { 1 } else { n * factorial(n - 1) }\n}\n",
    );
    let answer = home
        .run_with_model(&["explain", "a.rs", "1", "--json"])
        .done_as_json();
    assert_is_an_answer(&answer, "explain");
    let text = answer["text"].as_str().expect("an explanation").to_lowercase();
    assert!(text.contains("factorial"), "{text}");
}

#[test]
fn a_real_model_writes_a_doc_comment_into_the_file() {
    let home = Home::new();
    let source = "fn main() {}\n\npub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n";
    let path = home.write("a.rs", source);
    let diff = home.run_with_model(&["document", "a.rs", "3"]).done();
    assert!(
        diff.starts_with("--- a/a.rs\n+++ b/a.rs\n@@ ") && diff.contains("\n+/// "),
        "{diff}"
    );
    assert_eq!(
        std::fs::read_to_string(&path).expect("read"),
        source,
        "nothing is written unasked"
    );

    let answer = home
        .run_with_model(&["document", "a.rs", "3", "--write", "--json"])
        .done_as_json();
    assert_is_an_answer(&answer, "document");
    assert_eq!(answer["written"], true);
    let written = std::fs::read_to_string(&path).expect("read");
    let comment = written
        .strip_prefix("fn main() {}\n\n")
        .and_then(|rest| rest.strip_suffix("pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n"))
        .expect("the code is as it was");
    assert!(
        !comment.is_empty() && comment.lines().all(|line| line.starts_with("///")),
        "{written}"
    );
}

#[test]
fn a_real_model_answers_a_question_from_an_argument_and_from_a_pipe() {
    let home = Home::new();
    let question = "What is the capital of France? Answer with one word.";
    let answer = home.run_with_model(&["chat", question, "--json"]).done_as_json();
    assert_is_an_answer(&answer, "ask_general");
    assert!(
        answer["text"].as_str().expect("an answer").contains("Paris"),
        "{answer}"
    );
    let outcome = run_with_input(home.ponder_with_model(&["chat"]), question.as_bytes());
    assert!(outcome.done().contains("Paris"));
}

#[test]
fn a_reader_that_leaves_in_the_middle_of_an_answer_stops_it() {
    let home = Home::new();
    let mut child = home
        .ponder_with_model(&["chat", "Count from 1 to 200, each number on a line of its own."])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut first = [0];
    child
        .stdout
        .take()
        .expect("a pipe")
        .read_exact(&mut first)
        .expect("an answer begins");
    let outcome = Outcome::of(&child.wait_with_output().expect("ended"));
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (Some(0), ""),
        "{outcome:?}"
    );
}

#[test]
fn doctor_puts_the_engine_to_work() {
    let home = Home::new();
    let report = home.run_with_model(&["doctor", "--engine", "--json"]);
    let report: Value = serde_json::from_str(&report.stdout).expect("JSON");
    let checks = report["checks"].as_array().expect("a list");
    let test = checks
        .iter()
        .find(|check| check["name"] == "engine test")
        .expect("it was tested");
    assert_eq!(test["state"], "good", "{test}");
    assert!(
        test["found"]
            .as_str()
            .is_some_and(|found| found.contains("fills holes in code")),
        "{test}"
    );
}
