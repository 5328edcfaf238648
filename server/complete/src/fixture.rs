//! What the tests of several stages need.

use std::sync::Arc;

use ponder_figures::Source;
use ponder_model::{Dialect, Mode};
use ponder_route::{Intent, Role, Route};
use ponder_text::{Document, Language, Snapshot};

use crate::completion::{Completion, Suggestion};
use crate::extent::Extent;
use crate::generation::{Begun, unfinished};
use crate::reuse::Shown;
use crate::sight::Sight;
use crate::written::Written;

/// What is seen at the `|` of a text, and the text without it.
pub(crate) fn sight(marked: &str) -> (Sight, Snapshot) {
    let offset = marked.find('|').expect("a cursor");
    let snapshot = Document::new(&marked.replacen('|', "", 1), 0, Language::PlainText).snapshot();
    (Sight::at(&Arc::from("file:///a"), &snapshot, offset), snapshot)
}

/// A text as the embedded engine wrote it.
pub(crate) fn written(text: &str) -> Arc<Written> {
    Arc::new(Written {
        extent: Extent::Line,
        begun: Arc::new(Begun {
            route: Route {
                intent: Intent::CompleteCode,
                role: Role::Completion,
                binding: "local".to_owned(),
                endpoint: "local".to_owned(),
                model: "small".to_owned(),
                mode: Mode::NonThinking,
                parameters: serde_json::Map::new(),
                reason: String::new(),
            },
            sent: Vec::new(),
            dialect: Dialect::Local,
        }),
        answer: unfinished(text.to_owned()),
    })
}

/// A suggestion that is shown at a place.
pub(crate) fn shown(sight: Sight, text: &str) -> Shown {
    let written = written(text);
    let suggestion = Suggestion {
        id: 1,
        text: text.to_owned(),
    };
    Shown {
        sight,
        suggestion: suggestion.clone(),
        completion: Completion {
            suggestion: Some(suggestion),
            route: written.begun.route.clone(),
            sent: Vec::new(),
            dialect: written.begun.dialect,
            answer: written.answer.clone(),
            source: Source::Model,
            stages: Vec::new(),
        },
    }
}
