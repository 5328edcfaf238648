use ponder_assist::Manner;
use serde_json::Value;
use tower_lsp::gen_lsp_types::{Message, Position};

use super::*;

fn uri(uri: &str) -> Uri {
    uri.parse().unwrap()
}

fn range() -> Range {
    Range {
        start: Position {
            line: 1,
            character: 2,
        },
        end: Position {
            line: 3,
            character: 4,
        },
    }
}

fn complaint(message: &str) -> Diagnostic {
    Diagnostic {
        range: range(),
        message: Message::String(message.to_owned()),
        severity: None,
        code: None,
        code_description: None,
        source: Some("rustc".to_owned()),
        tags: None,
        related_information: None,
        data: None,
    }
}

fn offer(action: Action, kind: OfferKind, diagnostics: &[usize]) -> Offer {
    Offer {
        title: action.to_string(),
        action,
        kind,
        diagnostics: diagnostics.to_vec(),
    }
}

fn shown(features: ClientFeatures, offer: &Offer, diagnostics: &[Diagnostic]) -> Value {
    let uri = uri("file:///project/a.rs");
    let place = OfferedAt {
        uri: &uri,
        range: range(),
        version: 7,
        diagnostics,
    };
    serde_json::to_value(code_action_of(features, place, offer)).unwrap()
}

fn resolving() -> ClientFeatures {
    ClientFeatures {
        resolves_edit: true,
        ..ClientFeatures::default()
    }
}

#[test]
fn a_kind_is_wanted_with_its_parents() {
    let only = |kind: &str| vec![kind.to_owned()];
    assert!(wanted(None, "refactor.rewrite"));
    assert!(wanted(None, ""));
    assert!(wanted(Some(&only("")), "refactor.rewrite"));
    assert!(wanted(Some(&only("refactor")), "refactor.rewrite"));
    assert!(wanted(Some(&only("refactor.rewrite")), "refactor.rewrite"));
    assert!(!wanted(Some(&only("refac")), "refactor.rewrite"));
    assert!(!wanted(Some(&only("quickfix")), "refactor.rewrite"));
    assert!(!wanted(Some(&only("quickfix")), ""));
    assert!(!wanted(Some(&[]), "quickfix"));
}

#[test]
fn a_fix_names_the_diagnostics_that_it_mends() {
    let complaints = [complaint("one"), complaint("two")];
    let action = shown(
        resolving(),
        &offer(Action::Fix, OfferKind::QuickFix, &[1]),
        &complaints,
    );
    assert_eq!(action["kind"], "quickfix");
    assert_eq!(action["diagnostics"], json!([complaints[1]]));
    assert_eq!(action["data"]["diagnostics"], json!([complaints[1]]));
    assert_eq!(action["data"]["action"], json!({"name": "fix"}));
    assert_eq!(action["command"], Value::Null);
}

#[test]
fn other_actions_know_what_is_complained_about_and_name_nothing() {
    let complaints = [complaint("one")];
    let action = shown(
        resolving(),
        &offer(Action::Document, OfferKind::Rewrite, &[]),
        &complaints,
    );
    assert_eq!(action["diagnostics"], Value::Null);
    assert_eq!(action["data"]["diagnostics"], json!(complaints));
    assert_eq!(action["data"]["version"], 7);
}

#[test]
fn the_data_of_every_action_comes_back_as_it_went() {
    let actions = [
        Action::Fix,
        Action::FixAndTell,
        Action::Refactor {
            instruction: Some("\u{201c}quoted\u{201d}\nand more".to_owned()),
        },
        Action::Test,
        Action::Complete,
        Action::Document,
        Action::DocumentFile,
        Action::Improve,
        Action::Translate {
            to: "German".to_owned(),
        },
        Action::CommitMessage,
        Action::Prompt {
            file: "mine".to_owned(),
        },
    ];
    for action in actions {
        let data = ActionData {
            action: action.clone(),
            uri: uri("untitled:Untitled-1"),
            range: range(),
            version: Some(7),
            diagnostics: vec![complaint("one")],
        };
        let sent = serde_json::to_string(&data).unwrap();
        assert_eq!(serde_json::from_str::<ActionData>(&sent).unwrap(), data);

        let in_data = shown(resolving(), &offer(action.clone(), OfferKind::Rewrite, &[]), &[]);
        let in_command = shown(
            ClientFeatures::default(),
            &offer(action, OfferKind::Rewrite, &[]),
            &[],
        );
        assert_eq!(in_command["data"], Value::Null);
        assert_eq!(in_command["command"]["command"], EDIT);
        assert_eq!(in_command["command"]["arguments"], json!([in_data["data"]]));
    }
}

#[test]
fn what_tells_something_is_a_command_for_every_client() {
    for features in [resolving(), ClientFeatures::default()] {
        for (action, command, subject) in [
            (Action::Explain, EXPLAIN, json!("here")),
            (Action::ExplainError, EXPLAIN, json!("error")),
            (Action::ExplainFile, EXPLAIN, json!("file")),
            (Action::ContinueInChat, CHAT, Value::Null),
            (
                Action::Rewrite {
                    manner: Manner::Warmer,
                },
                VARIANTS,
                Value::Null,
            ),
            (Action::Refactor { instruction: None }, EDIT, Value::Null),
        ] {
            let action = shown(features, &offer(action, OfferKind::None, &[]), &[]);
            assert_eq!(action["command"]["command"], command, "{action}");
            assert_eq!(action["data"], Value::Null, "{action}");
            let argument = &action["command"]["arguments"][0];
            assert_eq!(argument["uri"], "file:///project/a.rs");
            assert_eq!(argument["subject"], subject);
        }
    }
}

#[test]
fn nothing_is_offered_that_the_client_can_not_do_its_part_of() {
    let document = uri("file:///a.rs");
    let refactor = Action::Refactor { instruction: None };
    let told = Action::Refactor {
        instruction: Some("shorten".to_owned()),
    };
    for (action, possible) in [
        (&refactor, false),
        (&Action::ContinueInChat, false),
        (&told, true),
    ] {
        assert_eq!(
            is_possible(ClientFeatures::default(), &document, action),
            possible,
            "{action}"
        );
        let able = ClientFeatures {
            instruction: true,
            open_chat: true,
            ..ClientFeatures::default()
        };
        assert!(is_possible(able, &document, action), "{action}");
    }
}

#[test]
fn what_a_program_shows_is_explained_and_not_changed() {
    for (document, changeable) in [
        ("file:///a.rs", true),
        ("untitled:Untitled-1", true),
        ("git:/a.rs?ref=HEAD", false),
        ("output:ponder", false),
    ] {
        let document = uri(document);
        let features = ClientFeatures {
            instruction: true,
            open_chat: true,
            ..ClientFeatures::default()
        };
        for action in [
            Action::Fix,
            Action::Document,
            Action::Refactor { instruction: None },
        ] {
            assert_eq!(
                is_possible(features, &document, &action),
                changeable,
                "{document} {action}"
            );
        }
        for action in [Action::Explain, Action::ExplainFile, Action::ContinueInChat] {
            assert!(is_possible(features, &document, &action), "{document} {action}");
        }
    }
}
