//! Where options were written: the file, and the line of each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::ConfigError;

/// Where options were written. Without a file they came as JSON, or are defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    file: Option<PathBuf>,
    /// By option, as in `endpoints.mine.url` or `pins[0].folder`.
    lines: Arc<BTreeMap<String, usize>>,
}

/// The path of all options together.
pub(crate) const WHOLE: &str = ".";

impl Origin {
    /// The places of everything in `table`, which was read from `text`, the content of `file`.
    pub(crate) fn of(file: &Path, text: &str, table: &DeTable<'_>) -> Self {
        let mut lines = BTreeMap::new();
        note_table(&mut lines, "", text, table);
        Self {
            file: Some(file.to_owned()),
            lines: Arc::new(lines),
        }
    }

    /// The error that `option` is wrong; `reason` follows its name, as in `must be a number`.
    pub(crate) fn error(&self, option: &str, reason: &str) -> ConfigError {
        let line = self.line(option);
        let reason = match line {
            _ if option == WHOLE => format!("it {reason}"),
            Some(line) => format!("`{option}` (line {line}) {reason}"),
            None => format!("`{option}` {reason}"),
        };
        self.error_at(Some(option).filter(|option| *option != WHOLE), line, reason)
    }

    /// The error that there is no such option as the last part of `option`; `suggestion` ends it.
    pub(crate) fn unknown_key(&self, option: &str, key: &str, suggestion: &str) -> ConfigError {
        let line = self.line(option);
        let reason = match (line, option == key) {
            (Some(line), _) => format!("unknown key `{key}` (line {line}){suggestion}"),
            (None, true) => format!("unknown key `{key}`{suggestion}"),
            (None, false) => format!("unknown key `{key}` as `{option}`{suggestion}"),
        };
        self.error_at(Some(option), line, reason)
    }

    fn error_at(&self, option: Option<&str>, line: Option<usize>, reason: String) -> ConfigError {
        ConfigError::Invalid {
            file: self.file.clone(),
            option: option.map(str::to_owned),
            line,
            reason,
        }
    }

    /// The line of `option`, or of the innermost table around it that was written.
    fn line(&self, option: &str) -> Option<usize> {
        let mut option = option;
        loop {
            if let Some(line) = self.lines.get(option) {
                return Some(*line);
            }
            option = &option[..option.rfind(['.', '['])?];
        }
    }
}

/// The line, from 1, where the byte `at` of `text` is.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

fn note_table(lines: &mut BTreeMap<String, usize>, path: &str, text: &str, table: &DeTable<'_>) {
    for (key, value) in table {
        let name = key.get_ref();
        let option = if path.is_empty() {
            name.to_string()
        } else {
            format!("{path}.{name}")
        };
        lines.insert(option.clone(), line_of(text, key.span().start));
        note_value(lines, &option, text, value);
    }
}

fn note_value(lines: &mut BTreeMap<String, usize>, option: &str, text: &str, value: &Spanned<DeValue<'_>>) {
    match value.get_ref() {
        DeValue::Table(table) => note_table(lines, option, text, table),
        DeValue::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                let option = format!("{option}[{index}]");
                lines.insert(option.clone(), line_of(text, value.span().start));
                note_value(lines, &option, text, value);
            }
        }
        _ => {}
    }
}
