//! The figures as the server uses them: what is counted, what is in the file, and what several processes make of it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ponder_figures::{
    Accepted, Answered, Figures, Generation, Kept, Report, Source, Stage, Suggestion, Suggestions, Survival,
};

/// Tells the test that saves where to save for ever.
const SAVE_FOR_EVER: &str = "PONDER_TEST_SAVE_FOR_EVER";

fn suggestion(id: u64, text: &str) -> Suggestion {
    Suggestion {
        id,
        document: "file:///home/somebody/secret-project/main.rs".to_owned(),
        offset: 0,
        text: text.to_owned(),
    }
}

fn answered(source: Source, milliseconds: u64) -> Answered {
    Answered {
        model: "fim".to_owned(),
        source,
        stages: vec![(Stage::Total, Duration::from_millis(milliseconds))],
    }
}

fn show(figures: &Figures, ids: std::ops::Range<u64>) {
    for id in ids {
        figures.shown(suggestion(id, "one two"));
    }
}

fn file_in(folder: &tempfile::TempDir) -> PathBuf {
    Figures::file_in(folder.path())
}

fn shown_in(path: &Path) -> u64 {
    Figures::open(path.to_owned()).report().all.suggestions.shown
}

fn names_in(folder: &tempfile::TempDir) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder.path())
        .expect("a readable folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

#[test]
fn each_suggestion_counts_as_what_became_of_it_in_the_end() {
    let figures = Figures::in_memory();
    show(&figures, 0..6);
    show(&figures, 5..6);
    figures.accepted(0, Accepted::Whole);
    figures.accepted(1, Accepted::Part { bytes: 3 });
    figures.accepted(1, Accepted::Part { bytes: 2 });
    figures.accepted(2, Accepted::Part { bytes: 4 });
    figures.accepted(2, Accepted::Part { bytes: 3 });
    figures.rejected(3);
    figures.rejected(1);
    figures.rejected(0);
    figures.accepted(99, Accepted::Whole);
    let report = figures.report();
    let nothing = Kept {
        kept: 0,
        looked_for: 0,
    };
    let expected = Suggestions {
        shown: 6,
        accepted: 2,
        partly_accepted: 1,
        rejected: 1,
        kept_half_minute: nothing,
        kept_five_minutes: nothing,
        characters_accepted: 7 + 5 + 7,
    };
    assert_eq!(report.all.suggestions, expected);
    assert_eq!(report.all, report.week);
    assert!(!report.is_empty());
}

#[test]
fn a_part_counts_at_once_and_becomes_a_whole_even_when_saved_in_between() {
    let folder = tempfile::tempdir().unwrap();
    let figures = Figures::open(file_in(&folder));
    show(&figures, 0..1);
    figures.accepted(0, Accepted::Part { bytes: 4 });
    assert_eq!(figures.report().all.suggestions.partly_accepted, 1);
    figures.save().unwrap();
    figures.accepted(0, Accepted::Whole);
    figures.save().unwrap();
    let suggestions = Figures::open(file_in(&folder)).report().all.suggestions;
    assert_eq!((suggestions.partly_accepted, suggestions.accepted), (0, 1));
}

#[test]
fn accepted_text_is_looked_for_in_open_documents_only() {
    let figures = Figures::in_memory();
    show(&figures, 0..3);
    for id in 0..3 {
        figures.accepted(id, Accepted::Whole);
    }
    let look = |after: Duration, documents: [Option<&str>; 3]| {
        let due = figures.due(Instant::now() + after);
        assert_eq!(due.len(), 3);
        for check in due {
            assert_eq!(
                (check.text.as_str(), check.document.as_str()),
                ("one two", suggestion(0, "").document.as_str())
            );
            let document = documents[usize::try_from(check.id).unwrap()];
            figures.checked(check.id, check.after, document);
            figures.checked(check.id, check.after, document);
        }
    };
    look(Duration::from_secs(31), [Some("one\ntwo"), Some("three"), None]);
    look(Duration::from_secs(301), [Some("one two"), None, None]);
    figures.checked(0, Survival::FiveMinutes, Some("one two"));
    let suggestions = figures.report().all.suggestions;
    assert_eq!(
        suggestions.kept_half_minute,
        Kept {
            kept: 1,
            looked_for: 2
        }
    );
    assert_eq!(
        suggestions.kept_five_minutes,
        Kept {
            kept: 1,
            looked_for: 1
        }
    );
}

#[test]
fn latency_is_told_by_model_source_and_stage() {
    let figures = Figures::in_memory();
    for milliseconds in 1..=100 {
        figures.answered(&answered(Source::Model, milliseconds));
    }
    figures.answered(&answered(Source::Cache, 1));
    figures.generation(Generation::Started);
    figures.generation(Generation::Started);
    figures.generation(Generation::Finished);
    figures.generation(Generation::Abandoned);
    figures.tokens_read(6, 1_000);
    let report = figures.report();
    let sources: Vec<_> = report
        .latency
        .iter()
        .map(|latency| (latency.source, latency.answers))
        .collect();
    assert_eq!(sources, [(Source::Cache, 1), (Source::Model, 100)]);
    let stage = &report.latency[1].stages[0];
    assert_eq!((stage.stage, stage.milliseconds.count), (Stage::Total, 100));
    for (found, exact) in [
        (stage.milliseconds.p50, 50.0),
        (stage.milliseconds.p95, 95.0),
        (stage.milliseconds.p99, 99.0),
    ] {
        assert!((found - exact).abs() <= exact * 0.05, "{found} for {exact}");
    }
    let generations = report.all.generations;
    assert_eq!(
        (generations.started, generations.finished, generations.abandoned),
        (2, 1, 1)
    );
    let read = report.tokens.read.unwrap();
    assert_eq!((read.count, format!("{}", read.p50)), (1, "6".to_owned()));
}

#[test]
fn a_report_as_json_names_everything() {
    let figures = Figures::in_memory();
    show(&figures, 0..1);
    figures.answered(&answered(Source::Joined, 0));
    let json = serde_json::to_value(figures.report()).unwrap();
    assert_eq!(json["week"], json["all"]);
    assert_eq!(json["all"]["suggestions"]["partlyAccepted"], 0);
    assert_eq!(json["all"]["suggestions"]["keptHalfMinute"]["lookedFor"], 0);
    assert_eq!(
        json["latency"][0],
        serde_json::json!({
            "model": "fim", "source": "joined", "answers": 1,
            "stages": [{ "stage": "total", "count": 1, "p50": 0.0, "p95": 0.0, "p99": 0.0 }],
        })
    );
    assert_eq!(json["tokens"]["read"], serde_json::Value::Null);
}

#[test]
fn what_is_saved_is_there_when_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let figures = Figures::open(file_in(&folder));
    assert!(figures.report().is_empty());
    show(&figures, 0..3);
    figures.answered(&answered(Source::Model, 80));
    figures.tokens_read(6, 10);
    figures.save().unwrap();
    figures.save().unwrap();
    let opened = Figures::open(file_in(&folder));
    assert_eq!(opened.report(), figures.report());
    assert_eq!(opened.report().all.suggestions.shown, 3);
}

#[test]
fn without_anything_to_save_nothing_is_created() {
    let folder = tempfile::tempdir().unwrap();
    let figures = Figures::open(file_in(&folder));
    figures.save().unwrap();
    figures.reset().unwrap();
    assert_eq!(names_in(&folder), [""; 0]);
    Figures::in_memory().save().unwrap();
}

#[test]
fn the_folder_is_created_when_it_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let path = Figures::file_in(&folder.path().join("a/b"));
    let figures = Figures::open(path.clone());
    show(&figures, 0..1);
    figures.save().unwrap();
    assert_eq!(shown_in(&path), 1);
}

#[test]
fn the_file_holds_no_text_and_no_path() {
    let folder = tempfile::tempdir().unwrap();
    let figures = Figures::open(file_in(&folder));
    figures.shown(suggestion(1, "let password = 7;"));
    figures.accepted(1, Accepted::Part { bytes: 5 });
    figures.due(Instant::now() + Duration::from_secs(31));
    figures.checked(1, Survival::HalfMinute, Some("let password = 7;"));
    figures.answered(&Answered {
        model: "/home/somebody/models/fim.gguf".to_owned(),
        ..answered(Source::Model, 1)
    });
    figures.save().unwrap();
    let content = std::fs::read_to_string(file_in(&folder)).unwrap();
    assert!(
        content.contains("fim.gguf") && content.contains("\"looked_after_half_minute\":1"),
        "{content}"
    );
    for secret in ["password", "somebody", "home", "project", "main.rs", "file:"] {
        assert!(!content.contains(secret), "{secret} is in {content}");
    }
    assert!(!format!("{figures:?}").contains("password"));
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let figures = Figures::open(file_in(&folder));
    show(&figures, 0..1);
    figures.save().unwrap();
    let mode = std::fs::metadata(file_in(&folder)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn several_that_save_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_in(&folder);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let path = path.clone();
            scope.spawn(move || {
                let figures = Figures::open(path);
                for round in 0..25 {
                    let id = thread * 1_000 + round;
                    show(&figures, id..id + 1);
                    figures.answered(&answered(Source::Model, round));
                    figures.save().unwrap();
                }
            });
        }
    });
    let report = Figures::open(path).report();
    assert_eq!(report.all.suggestions.shown, 100);
    assert_eq!(report.latency[0].stages[0].milliseconds.count, 100);
}

#[test]
fn clones_count_while_one_saves() {
    let folder = tempfile::tempdir().unwrap();
    let figures = Figures::open(file_in(&folder));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            let figures = figures.clone();
            scope.spawn(move || {
                for _ in 0..500 {
                    figures.generation(Generation::Started);
                }
            });
        }
        let figures = figures.clone();
        scope.spawn(move || {
            for _ in 0..20 {
                figures.save().unwrap();
            }
        });
    });
    assert_eq!(figures.report().all.generations.started, 1_500);
    figures.save().unwrap();
    assert_eq!(
        Figures::open(file_in(&folder)).report().all.generations.started,
        1_500
    );
}

#[test]
fn a_save_that_fails_leaves_the_file_and_is_made_up_for_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_in(&folder);
    let figures = Figures::open(path.clone());
    show(&figures, 0..1);
    figures.save().unwrap();
    // A folder where the new file is to be written.
    let obstacle = folder.path().join("figures.json.new");
    std::fs::create_dir(&obstacle).unwrap();
    show(&figures, 1..3);
    figures.save().expect_err("it can't be written");
    assert_eq!(shown_in(&path), 1);
    assert_eq!(figures.report().all.suggestions.shown, 3);
    std::fs::remove_dir(&obstacle).unwrap();
    figures.save().unwrap();
    assert_eq!(shown_in(&path), 3);
}

#[test]
fn what_a_process_left_that_died_while_writing_is_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_in(&folder);
    let figures = Figures::open(path.clone());
    show(&figures, 0..1);
    figures.save().unwrap();
    let content = std::fs::read(&path).unwrap();
    std::fs::write(
        folder.path().join("figures.json.new"),
        &content[..content.len() / 2],
    )
    .unwrap();
    assert_eq!(shown_in(&path), 1);
    show(&figures, 1..2);
    figures.save().unwrap();
    assert_eq!(shown_in(&path), 2);
    assert_eq!(names_in(&folder), ["figures.json", "figures.json.lock"]);
}

#[test]
fn saving_again_and_again_adds_up() {
    if let Some(path) = std::env::var_os(SAVE_FOR_EVER) {
        // Until the test below kills this process.
        let figures = Figures::open(path.into());
        for id in 0.. {
            show(&figures, id..id + 1);
            figures.save().unwrap();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let figures = Figures::open(file_in(&folder));
    for id in 0..10 {
        show(&figures, id..id + 1);
        figures.save().unwrap();
        assert_eq!(shown_in(&file_in(&folder)), id + 1);
    }
}

#[test]
fn a_process_killed_while_it_saves_leaves_the_old_file_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_in(&folder);
    let mut before = 0;
    for _ in 0..10 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "saving_again_and_again_adds_up"])
            .env(SAVE_FOR_EVER, &path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while shown_in(&path) < before + 3 {
            assert!(child.try_wait().unwrap().is_none(), "it saves");
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let now = shown_in(&path);
        assert!(now >= before + 3, "{now} after {before}");
        before = now;
    }
    assert!(
        names_in(&folder).iter().all(|name| !name.ends_with("broken")),
        "{:?}",
        names_in(&folder)
    );
}

#[test]
fn a_file_that_can_not_be_used_is_set_aside() {
    let whole = r#"{"version":1,"figures":{"all":{"shown":7}}}"#;
    for content in [
        "",
        "{",
        "\0\0\0\0",
        "[]",
        "{}",
        r#"{"figures":{}}"#,
        r#"{"version":1}"#,
        r#"{"version":2,"figures":{}}"#,
        r#"{"version":"1","figures":{}}"#,
        r#"{"version":1,"figures":{"all":{"shown":-1}}}"#,
        r#"{"version":1,"figures":{"nonsense":1}}"#,
        r#"{"version":1,"figures":{"tokens_read":{"60000":1}}}"#,
        &whole[..whole.len() - 1],
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = file_in(&folder);
        std::fs::write(&path, content).unwrap();
        let figures = Figures::open(path.clone());
        assert!(figures.report().is_empty(), "{content}");
        let aside = folder.path().join("figures.json.broken");
        assert_eq!(std::fs::read_to_string(aside).unwrap(), content);
        show(&figures, 0..1);
        figures.save().unwrap();
        assert_eq!(shown_in(&path), 1, "{content}");
    }
}

#[test]
fn a_file_that_breaks_while_it_is_used_is_set_aside_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_in(&folder);
    let figures = Figures::open(path.clone());
    show(&figures, 0..1);
    std::fs::write(&path, "broken").unwrap();
    figures.save().unwrap();
    assert_eq!(shown_in(&path), 1);
    assert!(names_in(&folder).contains(&"figures.json.broken".to_owned()));
}

#[test]
fn what_is_no_file_does_not_keep_ponder_from_counting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file").join("figures.json");
    std::fs::write(folder.path().join("file"), "not a folder").unwrap();
    let figures = Figures::open(path);
    show(&figures, 0..1);
    figures.save().expect_err("there is no such folder");
    assert_eq!(figures.report().all.suggestions.shown, 1);
}

#[test]
fn a_reset_forgets_everything_also_for_others_that_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_in(&folder);
    let server = Figures::open(path.clone());
    show(&server, 0..5);
    server.save().unwrap();
    let command = Figures::open(path.clone());
    command.reset().unwrap();
    assert!(command.report().is_empty());
    show(&server, 5..6);
    server.save().unwrap();
    assert_eq!(server.report().all.suggestions.shown, 1);
    assert_eq!(shown_in(&path), 1);
}

#[test]
fn thousands_of_suggestions_make_a_small_file() {
    let folder = tempfile::tempdir().unwrap();
    let figures = Figures::open(file_in(&folder));
    show(&figures, 0..10_000);
    for milliseconds in 0..10_000 {
        figures.answered(&answered(Source::Model, milliseconds));
    }
    figures.save().unwrap();
    assert_eq!(shown_in(&file_in(&folder)), 10_000);
    let bytes = std::fs::metadata(file_in(&folder)).unwrap().len();
    assert!(bytes < 8_000, "{bytes} bytes");
}

#[test]
fn figures_go_to_threads() {
    fn assert_shareable<T: Clone + Send + Sync + 'static>(_: &T) {}
    let figures = Figures::in_memory();
    assert_shareable(&figures);
    let clone = figures.clone();
    std::thread::spawn(move || show(&clone, 0..1)).join().unwrap();
    let report: Report = figures.report();
    assert_eq!(report.today.suggestions.shown, 1);
}
