//! The labelled texts that the classifier is trained on, as JSON lines.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use anyhow::{Context as _, Result};
use ponder_route::training::Features;
use serde::Deserialize;

/// A labelled text.
pub(crate) struct Row {
    pub(crate) text: String,
    pub(crate) features: Features,
    pub(crate) is_reasoning: bool,
    /// Of a reasoning text, where it is known: logic or mathematics, not code.
    pub(crate) is_logic: Option<bool>,
    pub(crate) language: String,
    pub(crate) source: String,
    /// How much an error on it counts.
    pub(crate) weight: f32,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    role: String,
    lang: String,
    source: String,
    subject: Option<String>,
    weight: Option<f32>,
}

/// The rows of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<Row>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut rows = Vec::new();
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line = line.with_context(|| format!("cannot read {}", path.display()))?;
        let line: Line = serde_json::from_str(&line)
            .with_context(|| format!("{}:{} is not a row", path.display(), number + 1))?;
        rows.push(Row {
            features: Features::of(&line.text),
            is_reasoning: line.role == "reasoning",
            is_logic: line.subject.map(|subject| subject == "logic"),
            text: line.text,
            language: line.lang,
            source: line.source,
            weight: line.weight.unwrap_or(1.0),
        });
    }
    Ok(rows)
}
