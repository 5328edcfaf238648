//! Prompt files: code actions of the user's own.
//!
//! They stand beside the user's configuration and nowhere else: what a workspace says is never a prompt. Where they are
//! offered and what becomes of an answer is left to the code actions.

mod folder;
mod reading;
mod template;

use ponder_route::Intent;
use serde::Deserialize;

pub(crate) use folder::{FolderStamp, PromptFolder};
pub use template::{Placeholder, TemplatePiece};

/// A code action of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptFile {
    /// The file's name without its extension.
    pub name: String,
    /// As a menu shows it.
    pub title: String,
    /// What it is for: decides who answers.
    pub intent: Intent,
    /// Where it is offered.
    pub offered: Vec<Offered>,
    /// The languages in whose documents it is offered, by the names that [`Language::name`](ponder_text::Language::name)
    /// gives; in all if empty.
    pub languages: Vec<String>,
    /// What becomes of the answer.
    pub result: PromptResult,
    /// What the model is asked, with placeholders.
    pub template: String,
}

/// Where a prompt file is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offered {
    /// Where something is selected.
    Selection,
    /// At a symbol.
    Symbol,
    /// At a diagnostic.
    Diagnostic,
    /// In a comment.
    Comment,
    /// In prose.
    Prose,
    /// Everywhere, about the whole file.
    File,
}

/// What becomes of the answer to a prompt file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptResult {
    /// Its block of code takes the place of what it is about.
    Replace,
    /// It is shown.
    #[default]
    Show,
}

impl PromptFile {
    /// The template, taken apart. What is filled in is not looked at for placeholders again.
    pub fn pieces(&self) -> Vec<TemplatePiece<'_>> {
        template::pieces(&self.template).unwrap_or_else(|_| vec![TemplatePiece::Text(&self.template)])
    }
}

#[cfg(test)]
mod tests;
