//! From FILE to a text: a file, or standard input in the place of one.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use ponder_ask::Place;
use ponder_text::{Document, Language, Snapshot};

use crate::exit;

/// The largest text that is read, in bytes: far above what people write, and small enough to hold several times.
const MOST_BYTES: u64 = 16 << 20;

/// How standard input is called where a file has its name.
const STANDARD_INPUT: &str = "standard input";

/// Which text, and what is known of it.
#[derive(Debug, clap::Args)]
pub(crate) struct SourceArguments {
    /// The file; - is standard input
    file: PathBuf,
    /// The language, by the name that editors have for it, such as python; by itself it follows from the file's name
    #[arg(long, value_name = "ID", value_parser = language)]
    language: Option<Language>,
    /// The file whose text comes from standard input: says the language, where tests stand, and who may read it
    #[arg(long, value_name = "FILE")]
    name: Option<PathBuf>,
}

fn language(id: &str) -> Result<Language, String> {
    Language::from_id(id).ok_or_else(|| {
        "no such language is known; write one as editors do, such as python, rust or cpp".to_owned()
    })
}

/// Where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// This file.
    File(PathBuf),
    /// Standard input; perhaps it is known which file's text it is.
    StandardInput(Option<PathBuf>),
}

impl Origin {
    /// The file whose text it is, as far as that is known.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::StandardInput(path) => path.as_deref(),
        }
    }

    /// What it is called where people read it.
    pub(crate) fn name(&self) -> String {
        self.path()
            .map_or_else(|| STANDARD_INPUT.to_owned(), |path| path.display().to_string())
    }
}

/// A text, and where it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) origin: Origin,
    pub(crate) snapshot: Snapshot,
}

impl SourceArguments {
    /// Where the text is to come from. Nothing is read.
    pub(crate) fn origin(&self) -> anyhow::Result<Origin> {
        match (self.file.as_os_str() == "-", &self.name) {
            (true, name) => Ok(Origin::StandardInput(name.clone())),
            (false, None) => Ok(Origin::File(self.file.clone())),
            (false, Some(_)) => Err(exit::wrong_command_line(
                "--name says which file standard input is the text of; write - for FILE",
            )),
        }
    }

    /// Reads the text.
    pub(crate) fn read(&self) -> anyhow::Result<Source> {
        let origin = self.origin()?;
        let text = match &origin {
            Origin::File(path) => text_of_file(path)?,
            Origin::StandardInput(_) => text_of(std::io::stdin().lock(), STANDARD_INPUT)?,
        };
        Ok(Source::new(origin, &text, self.language))
    }
}

impl Source {
    fn new(origin: Origin, text: &str, language: Option<Language>) -> Self {
        // What nothing is known of is text for people: that is what is piped without a word about it.
        let of_name = || match origin.path() {
            Some(path) => Language::detect("", path),
            None => Language::PlainText,
        };
        let language = language.unwrap_or_else(of_name);
        Self {
            snapshot: Document::new(text, 0, language).snapshot(),
            origin,
        }
    }

    /// The whole text.
    pub(crate) fn text(&self) -> String {
        self.snapshot.text().to_string()
    }

    /// Where it stands, for pins and privacy: also of a text from standard input, if its file is told.
    pub(crate) fn place(&self) -> Place {
        Place {
            path: self.origin.path().and_then(|path| std::path::absolute(path).ok()),
            language: Some(self.snapshot.language().name()),
        }
    }

    /// The file as models are told of it: its path from here, or its name alone. What stands above is no business of theirs.
    pub(crate) fn told_path(&self) -> String {
        let Some(path) = self.origin.path() else {
            return STANDARD_INPUT.to_owned();
        };
        let here = std::env::current_dir().unwrap_or_default();
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let told = absolute
            .strip_prefix(here)
            .ok()
            .filter(|path| path.components().all(|part| part.as_os_str() != ".."))
            .or_else(|| path.file_name().map(Path::new))
            .unwrap_or(path);
        told.to_string_lossy().into_owned()
    }
}

/// Reads a file; the language follows from its name.
pub(crate) fn open(path: &Path) -> anyhow::Result<Snapshot> {
    let text = text_of_file(path)?;
    Ok(Source::new(Origin::File(path.to_owned()), &text, None).snapshot)
}

/// The text of the file at `path`.
pub(crate) fn text_of_file(path: &Path) -> anyhow::Result<String> {
    let file = File::open(path).with_context(|| format!("can't open {}", path.display()))?;
    text_of(file, &path.display().to_string())
}

/// The text of what is called `name`.
fn text_of(reader: impl Read, name: &str) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    // Not by the size that the system states: a device states none and never ends.
    reader
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("can't read {name}"))?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!("{name} is larger than 16 MiB, the most that ponder reads; take a smaller file");
    }
    String::from_utf8(bytes).map_err(|error| {
        anyhow::anyhow!(
            "{name} is not UTF-8: byte {} is not part of a character; convert it, for example with iconv",
            error.utf8_error().valid_up_to() + 1
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(file: &str, name: Option<&str>) -> SourceArguments {
        SourceArguments {
            file: file.into(),
            language: None,
            name: name.map(PathBuf::from),
        }
    }

    fn refusal<T: std::fmt::Debug>(result: anyhow::Result<T>) -> String {
        result.expect_err("refused").to_string()
    }

    #[test]
    fn a_hyphen_is_standard_input_and_a_name_is_for_it_alone() {
        let origin = |file, name| arguments(file, name).origin();
        assert_eq!(origin("-", None).unwrap(), Origin::StandardInput(None));
        assert_eq!(
            origin("-", Some("a.py")).unwrap(),
            Origin::StandardInput(Some("a.py".into()))
        );
        assert_eq!(origin("./-", None).unwrap(), Origin::File("./-".into()));
        assert!(refusal(origin("a.py", Some("b.py"))).contains("--name"));
    }

    #[test]
    fn a_language_is_told_or_follows_from_the_name() {
        let language = |origin: Origin, told| Source::new(origin, "x", told).snapshot.language();
        let input = |name: Option<&str>| Origin::StandardInput(name.map(PathBuf::from));
        assert_eq!(language(input(None), None), Language::PlainText);
        assert_eq!(language(input(Some("x.py")), None), Language::Python);
        assert_eq!(language(input(None), Some(Language::Go)), Language::Go);
        assert_eq!(
            language(Origin::File("x.py".into()), Some(Language::Go)),
            Language::Go
        );
    }

    #[test]
    fn what_a_text_is_told_as_and_where_it_stands_follow_from_its_name() {
        let here = std::env::current_dir().unwrap();
        let source = |path: &Path| Source::new(Origin::StandardInput(Some(path.to_owned())), "x", None);
        assert_eq!(source(Path::new("./src/a.rs")).told_path(), "src/a.rs");
        assert_eq!(source(&here.join("src/a.rs")).told_path(), "src/a.rs");
        assert_eq!(source(Path::new("/elsewhere/of/mine/a.rs")).told_path(), "a.rs");
        assert_eq!(source(Path::new("../../mine/a.rs")).told_path(), "a.rs");
        assert_eq!(source(Path::new(".env")).place().path, Some(here.join(".env")));
        assert_eq!(
            Source::new(Origin::StandardInput(None), "x", None).place().path,
            None
        );
    }

    #[test]
    fn what_is_not_text_is_refused_by_name() {
        assert!(refusal(text_of(&b"caf\xe9"[..], "latin.txt")).contains("latin.txt is not UTF-8: byte 4"));
        assert!(refusal(text_of(std::io::repeat(b'a'), "endless")).contains("larger than 16 MiB"));
        let folder = tempfile::tempdir().unwrap();
        assert!(refusal(open(folder.path())).contains("can't read"));
        assert!(refusal(open(&folder.path().join("none.rs"))).contains("can't open"));
    }
}
