//! From a prompt file's text to the action that it describes.

use std::path::Path;

use ponder_route::Intent;
use ponder_text::Language;
use serde::Deserialize;

use super::template::{self, Placeholder, TemplatePiece};
use super::{Offered, PromptFile, PromptResult};
use crate::ConfigError;
use crate::origin::{Origin, line_of};
use crate::reading::of_toml;

/// What stands on the lines before and after the options.
const MARK: &str = "+++";

/// What may be said before the template.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
struct FrontMatter {
    title: Option<String>,
    intent: Option<Intent>,
    offered: Option<Vec<Offered>>,
    languages: Vec<String>,
    result: PromptResult,
}

/// The action that the file at `path` describes by `text`; or what is wrong, with its line.
pub(super) fn prompt_file(name: &str, path: &Path, text: &str) -> Result<PromptFile, String> {
    let text = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .replace("\r\n", "\n");
    let (options, template) = parts(&text)?;
    // An empty line in the place of the first mark: lines are those of the file.
    let (front, origin): (FrontMatter, Origin) =
        of_toml(&format!("\n{options}"), path).map_err(|error| reason(&error))?;
    let wrong = |option: &str, reason: &str| self::reason(&origin.error(option, reason));

    let title = front.title.unwrap_or_else(|| name.to_owned());
    if title.trim().is_empty() || title.chars().any(char::is_control) {
        return Err(wrong("title", "must be one line of text"));
    }
    let intent = front.intent.unwrap_or(match front.result {
        PromptResult::Show => Intent::AskCode,
        PromptResult::Replace => Intent::Refactor,
    });
    if intent.is_keystroke() {
        return Err(wrong(
            "intent",
            "must be that of an action, not of what is being typed",
        ));
    }
    let offered = front.offered.unwrap_or_else(|| vec![Offered::Selection]);
    if offered.is_empty() {
        return Err(wrong("offered", "must name a place"));
    }
    let mut languages = Vec::new();
    for (index, id) in front.languages.iter().enumerate() {
        let language = Language::from_id(id).ok_or_else(|| {
            wrong(
                &format!("languages[{index}]"),
                "is no language that ponder knows, such as `markdown`",
            )
        })?;
        languages.push(language.name().to_owned());
    }
    let asked = template.trim();
    if asked.is_empty() {
        return Err("it asks nothing; write what the model is to do".to_owned());
    }
    let pieces = template::pieces(asked).map_err(|fault| {
        let at = text.len() - template.trim_start().len() + fault.at;
        format!("line {} {}", line_of(&text, at), fault.reason)
    })?;
    if front.result == PromptResult::Replace
        && !pieces.contains(&TemplatePiece::Placeholder(Placeholder::Selection))
    {
        return Err(wrong(
            "result",
            "is `replace`, so the text must have {{ selection }}: what is to be replaced",
        ));
    }
    Ok(PromptFile {
        name: name.to_owned(),
        title: title.trim().to_owned(),
        intent,
        offered,
        languages,
        result: front.result,
        template: asked.to_owned(),
    })
}

/// The options and the template.
fn parts(text: &str) -> Result<(&str, &str), String> {
    let Some((first, rest)) = text
        .split_once('\n')
        .filter(|(first, _)| first.trim_end() == MARK)
    else {
        return Ok(("", text));
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == MARK {
            return Ok((&rest[..at], &rest[at + line.len()..]));
        }
        at += line.len();
    }
    Err(format!(
        "the options after line 1 ({}) have no end; write another {MARK} after them",
        first.trim_end()
    ))
}

fn reason(error: &ConfigError) -> String {
    match error {
        ConfigError::Invalid { reason, .. } => reason.clone(),
        other => other.to_string(),
    }
}
