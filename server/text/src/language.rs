//! Languages: how they are recognized and what the rest of the crate knows about each.
//!
//! All of it is data, one entry per language, in the tables below this module.
//! To add a language, add an entry.

mod entry;
mod marked;
mod parsed;

use std::path::Path;

pub(crate) use entry::{Declaration, DocumentationRule, Entry, LineComments, Scope, Shape};

/// The language of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Rust.
    Rust,
    /// Python.
    Python,
    /// TypeScript.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
    /// JavaScript, with or without JSX.
    JavaScript,
    /// Go.
    Go,
    /// C.
    C,
    /// C++.
    Cpp,
    /// Java.
    Java,
    /// C#.
    CSharp,
    /// Ruby.
    Ruby,
    /// Lua.
    Lua,
    /// Bash and other POSIX-like shells.
    Bash,
    /// JSON, with or without comments.
    Json,
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// Markdown.
    Markdown,
    /// Text for people, in no markup.
    PlainText,
    /// The message of a git commit, `#` lines included.
    GitCommit,
    /// A language known only by its comment markers, under the name that [`Language::name`] gives.
    Other(&'static str),
}

/// How a language writes comments. Where there are several forms the customary one comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentMarkers {
    /// What begins a comment that lasts to the line's end.
    pub line: &'static [&'static str],
    /// What begins and ends a comment that may span lines.
    pub block: &'static [(&'static str, &'static str)],
    /// What begins each line of a doc comment.
    /// Equal to a marker in `line` where the place alone makes the comment a doc comment, as in Go.
    pub doc_line: &'static [&'static str],
    /// What begins and ends a doc comment that may span lines; Python's docstrings are such.
    pub doc_block: &'static [(&'static str, &'static str)],
}

impl Language {
    /// The language for an identifier of the protocol, such as `typescriptreact`, in any case.
    pub fn from_id(id: &str) -> Option<Self> {
        let id = id.to_ascii_lowercase();
        entries()
            .find(|entry| entry.name == id || entry.ids.contains(&id.as_str()))
            .map(|entry| entry.language)
    }

    /// The language for a file, by its name or extension. The file need not exist.
    pub fn from_path(path: impl AsRef<Path>) -> Option<Self> {
        let path = path.as_ref();
        let name = path.file_name()?.to_str()?;
        let extension = path
            .extension()
            .and_then(|extension| extension.to_str())
            .map(str::to_ascii_lowercase);
        let by_name = entries().find(|entry| entry.files.contains(&name));
        let by_extension = || {
            entries().find(|entry| {
                extension
                    .as_deref()
                    .is_some_and(|own| entry.extensions.contains(&own))
            })
        };
        by_name.or_else(by_extension).map(|entry| entry.language)
    }

    /// The language for what an editor says about a document.
    ///
    /// The editor's identifier decides, unless it is unknown or says plain text:
    /// that is what editors send for every file that they do not recognize themselves.
    pub fn detect(id: &str, path: impl AsRef<Path>) -> Self {
        let by_id = Self::from_id(id);
        match by_id {
            Some(language) if language != Self::PlainText => language,
            _ => Self::from_path(path)
                .or(by_id)
                .unwrap_or(Self::Other(marked::UNKNOWN.name)),
        }
    }

    /// The name, equal to the protocol's identifier where there is one, such as `cpp`.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// How comments are written; all empty for an unknown language.
    pub fn comment_markers(self) -> CommentMarkers {
        self.entry().comments
    }

    /// The grammar, if the language has one.
    pub fn grammar(self) -> Option<tree_sitter::Language> {
        self.entry().grammar.map(|grammar| grammar())
    }

    /// Whether documents in it may have symbols: functions, types and the like.
    pub fn declares(self) -> bool {
        !self.entry().symbols.declarations.is_empty()
    }

    /// Whether its documents are text for people, with code in it at most.
    pub fn is_prose(self) -> bool {
        self.entry().prose
    }

    pub(crate) fn entry(self) -> &'static Entry {
        entries()
            .find(|entry| entry.language == self)
            .unwrap_or(&marked::UNKNOWN)
    }
}

fn entries() -> impl Iterator<Item = &'static Entry> {
    parsed::ENTRIES.iter().chain(marked::ENTRIES)
}
