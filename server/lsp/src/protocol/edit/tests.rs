use ponder_model::Mode;
use ponder_route::{Intent, Role};
use ponder_text::{Document, Language};
use serde_json::{Value, json};

use super::*;

fn features() -> ClientFeatures {
    ClientFeatures {
        document_changes: true,
        change_annotations: true,
        create_files: true,
        ..ClientFeatures::default()
    }
}

fn route(reason: &str) -> Route {
    Route {
        intent: Intent::Document,
        role: Role::General,
        binding: "mine".to_owned(),
        endpoint: "here".to_owned(),
        model: "clever-1".to_owned(),
        mode: Mode::NonThinking,
        parameters: serde_json::Map::new(),
        reason: reason.to_owned(),
    }
}

fn part(label: &str, edits: &[(std::ops::Range<usize>, &str)]) -> Part {
    let edits: Vec<Edit> = edits
        .iter()
        .map(|(bytes, new_text)| Edit {
            bytes: bytes.clone(),
            new_text: (*new_text).to_owned(),
        })
        .collect();
    Part {
        label: label.to_owned(),
        from: edits[0].bytes.start..edits[edits.len() - 1].bytes.end,
        edits,
    }
}

fn edit_of(features: ClientFeatures, version: Option<i32>, parts: &[Part]) -> Value {
    let snapshot = Document::new("one\n🤗 two\nthree\n", 7, Language::PlainText).snapshot();
    let target = Target {
        uri: &"file:///a.txt".parse().unwrap(),
        version,
        snapshot: &snapshot,
    };
    serde_json::to_value(edit(features, target, parts, &route("because"))).unwrap()
}

fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    json!({
        "start": {"line": start.0, "character": start.1},
        "end": {"line": end.0, "character": end.1},
    })
}

#[test]
fn each_part_can_be_refused_by_itself() {
    let parts = [
        part("Document one", &[(0..0, "// 1\n")]),
        part("Document two", &[(9..12, "2"), (13..18, "3")]),
    ];
    let annotation = |label: &str| json!({"label": label, "needsConfirmation": true, "description": "written by clever-1: because"});
    assert_eq!(
        edit_of(features(), Some(7), &parts),
        json!({
            "documentChanges": [{
                "textDocument": {"uri": "file:///a.txt", "version": 7},
                "edits": [
                    {"range": range((0, 0), (0, 0)), "newText": "// 1\n", "annotationId": "ponder-0"},
                    {"range": range((1, 3), (1, 6)), "newText": "2", "annotationId": "ponder-1"},
                    {"range": range((2, 0), (2, 5)), "newText": "3", "annotationId": "ponder-1"},
                ],
            }],
            "changeAnnotations": {
                "ponder-0": annotation("Document one"),
                "ponder-1": annotation("Document two"),
            },
        })
    );
}

#[test]
fn a_client_gets_no_more_than_it_knows() {
    let parts = [part("Fix", &[(0..3, "ONE")])];
    let without_annotations = ClientFeatures {
        change_annotations: false,
        ..features()
    };
    assert_eq!(
        edit_of(without_annotations, None, &parts),
        json!({"documentChanges": [{
            "textDocument": {"uri": "file:///a.txt", "version": null},
            "edits": [{"range": range((0, 0), (0, 3)), "newText": "ONE"}],
        }]})
    );
    let without_versions = ClientFeatures {
        document_changes: false,
        ..features()
    };
    assert_eq!(
        edit_of(without_versions, Some(7), &parts),
        json!({"changes": {"file:///a.txt": [{"range": range((0, 0), (0, 3)), "newText": "ONE"}]}})
    );
}

#[test]
fn a_new_file_is_created_and_never_overwritten() {
    let uri = "file:///project/tests/a.rs".parse().unwrap();
    let created = new_file(features(), &uri, "text\n", "Write tests", &route("because")).unwrap();
    let created = serde_json::to_value(created).unwrap();
    assert_eq!(
        created["documentChanges"],
        json!([
            {
                "kind": "create",
                "uri": uri,
                "options": {"overwrite": false, "ignoreIfExists": false},
                "annotationId": "ponder-0",
            },
            {
                "textDocument": {"uri": uri, "version": null},
                "edits": [{"range": range((0, 0), (0, 0)), "newText": "text\n", "annotationId": "ponder-0"}],
            },
        ])
    );
    let cannot = ClientFeatures {
        create_files: false,
        ..features()
    };
    assert_eq!(new_file(cannot, &uri, "text\n", "Write tests", &route("")), None);
}

#[test]
fn a_long_reason_is_cut_at_a_character() {
    let description = description(&route(&"字".repeat(500)));
    assert_eq!(
        description,
        format!("written by clever-1: {} …", "字".repeat(REASON))
    );
}
