//! From a change to the protocol's edit: for the version it was computed from, in parts that the user can refuse one by one,
//! wherever the client can.

use std::collections::HashMap;

use ponder_assist::{Edit, Part};
use ponder_route::Route;
use ponder_text::{PositionEncoding, Snapshot};
use tower_lsp::gen_lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, CreateFile, CreateFileOptions, DocumentChange, Edit as DocumentEdit,
    OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextDocumentIdentifier, TextEdit, Uri,
    WorkspaceEdit,
};

use super::convert;
use crate::features::ClientFeatures;

/// Characters of the reason for a route that an annotation shows.
const REASON: usize = 160;

/// The document that an edit is for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) uri: &'a Uri,
    /// The version that the edit is for; `None` for a file that is not open.
    pub(crate) version: Option<i32>,
    /// Its text.
    pub(crate) snapshot: &'a Snapshot,
}

/// The edit of an existing document: an annotation for each part, which has the client ask the user first.
pub(crate) fn edit(
    features: ClientFeatures,
    target: Target<'_>,
    parts: &[Part],
    route: &Route,
) -> WorkspaceEdit {
    let Target {
        uri,
        version,
        snapshot,
    } = target;
    if !features.document_changes {
        let edits = parts.iter().flat_map(|part| &part.edits);
        let edits = edits.map(|edit| text_edit(snapshot, edit, features.encoding));
        return WorkspaceEdit {
            changes: Some(HashMap::from([(uri.clone(), edits.collect())])),
            ..WorkspaceEdit::default()
        };
    }
    let annotations = Annotations::new(features, parts.iter().map(|part| part.label.as_str()), route);
    let edits = parts.iter().enumerate().flat_map(|(index, part)| {
        let annotations = &annotations;
        part.edits.iter().map(move |edit| {
            let edit = text_edit(snapshot, edit, features.encoding);
            annotations.annotated(index, edit)
        })
    });
    let change = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            version,
            text_document_identifier: TextDocumentIdentifier { uri: uri.clone() },
        },
        edits: edits.collect(),
    };
    WorkspaceEdit {
        document_changes: Some(vec![DocumentChange::TextDocumentEdit(change)]),
        change_annotations: annotations.0,
        ..WorkspaceEdit::default()
    }
}

/// The edit that creates a file with this text, if there is none; `None` for a client that can't.
pub(crate) fn new_file(
    features: ClientFeatures,
    uri: &Uri,
    text: &str,
    label: &str,
    route: &Route,
) -> Option<WorkspaceEdit> {
    if !features.create_files {
        return None;
    }
    let annotations = Annotations::new(features, [label].into_iter(), route);
    let create = CreateFile {
        uri: uri.clone(),
        options: Some(CreateFileOptions {
            overwrite: Some(false),
            ignore_if_exists: Some(false),
        }),
        annotation_id: annotations.id(0),
    };
    let fill = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            version: None,
            text_document_identifier: TextDocumentIdentifier { uri: uri.clone() },
        },
        edits: vec![annotations.annotated(
            0,
            TextEdit {
                range: Range::default(),
                new_text: text.to_owned(),
            },
        )],
    };
    Some(WorkspaceEdit {
        document_changes: Some(vec![
            DocumentChange::CreateFile(create),
            DocumentChange::TextDocumentEdit(fill),
        ]),
        change_annotations: annotations.0,
        ..WorkspaceEdit::default()
    })
}

fn text_edit(snapshot: &Snapshot, edit: &Edit, encoding: PositionEncoding) -> TextEdit {
    TextEdit {
        range: convert::range(snapshot, edit.bytes.clone(), encoding),
        new_text: edit.new_text.clone(),
    }
}

/// What the client shows beside each part of an edit; nothing where it knows no annotations.
struct Annotations(Option<HashMap<String, ChangeAnnotation>>);

impl Annotations {
    fn new<'a>(features: ClientFeatures, labels: impl Iterator<Item = &'a str>, route: &Route) -> Self {
        let description = description(route);
        let annotations = labels.enumerate().map(|(index, label)| {
            let annotation = ChangeAnnotation {
                label: label.to_owned(),
                needs_confirmation: Some(true),
                description: Some(description.clone()),
            };
            (id(index), annotation)
        });
        Self(features.change_annotations.then(|| annotations.collect()))
    }

    fn id(&self, index: usize) -> Option<String> {
        self.0.as_ref().map(|_| id(index))
    }

    fn annotated(&self, index: usize, text_edit: TextEdit) -> DocumentEdit {
        match self.id(index) {
            Some(annotation_id) => DocumentEdit::AnnotatedTextEdit(AnnotatedTextEdit {
                annotation_id,
                text_edit,
            }),
            None => DocumentEdit::TextEdit(text_edit),
        }
    }
}

fn id(index: usize) -> String {
    format!("ponder-{index}")
}

/// Who wrote it, in a line.
fn description(route: &Route) -> String {
    let reason = match route.reason.char_indices().nth(REASON) {
        Some((end, _)) => format!("{} …", route.reason[..end].trim_end()),
        None => route.reason.clone(),
    };
    format!("written by {}: {reason}", route.model)
}

#[cfg(test)]
mod tests;
