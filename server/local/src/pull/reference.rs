//! What the user asks to pull: a catalogue id, a file on the hub, an address, or a file on this machine.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use ponder_model::is_loopback;
use url::Url;

use crate::catalogue::{self, CATALOGUE, CatalogueEntry};
use crate::store::{InvalidId, ModelId};

/// A model to pull, and the name it will have. Parsed from what the user wrote:
///
/// - `qwen2.5-coder-0.5b`: an id of the catalogue;
/// - `hf:owner/name/path/file.gguf`: a file in a repository of the hub;
/// - `https://host/file.gguf`: an address; plain `http` only to this machine itself;
/// - `/path/file.gguf`, `./file.gguf`, `../file.gguf`: a file, which stays where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelReference {
    id: ModelId,
    target: Target,
}

/// Where a reference points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Catalogue(&'static CatalogueEntry),
    Hub {
        repository: String,
        file: String,
    },
    Address(Url),
    /// Absolute.
    File(PathBuf),
}

/// A text that does not say where a model is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidReference {
    /// Not an id of the catalogue, and of no other form.
    #[error(
        "no model `{0}` in the catalogue ({catalogue}); give one of these, hf:owner/name/file.gguf, an https address, or a path \
         that begins with / or ./",
        catalogue = catalogue_ids()
    )]
    Unknown(String),
    /// A hub reference that is not complete.
    #[error("`{0}` is not a file on the hub; write hf:owner/name/file.gguf")]
    Hub(String),
    /// An address that cannot be understood.
    #[error("the address cannot be understood: {0}")]
    Address(String),
    /// An address without encryption, or of another protocol.
    #[error("the address must begin with https:// (http:// is for this machine itself only)")]
    Insecure,
    /// An address with a name or password in it.
    #[error("the address must not contain a user name or password")]
    Credentials,
    /// No id can be made from the name of the file.
    #[error("the file's name cannot be used: {0}")]
    Name(#[from] InvalidId),
    /// The path has no file name, or the current folder is not known.
    #[error("`{0}` is not the path of a file")]
    Path(PathBuf),
}

fn catalogue_ids() -> String {
    CATALOGUE
        .iter()
        .map(|entry| entry.id)
        .collect::<Vec<_>>()
        .join(", ")
}

impl ModelReference {
    /// The reference to a model of the catalogue.
    ///
    /// # Panics
    ///
    /// If the id of `entry` is not a [`ModelId`]; those of the catalogue are.
    pub fn from_catalogue(entry: &'static CatalogueEntry) -> Self {
        let id = ModelId::parse(entry.id).expect("a test checks the catalogue's ids");
        Self {
            id,
            target: Target::Catalogue(entry),
        }
    }

    /// The reference to the file at `path`, relative to the current folder.
    pub fn from_path(path: &Path) -> Result<Self, InvalidReference> {
        let unusable = || InvalidReference::Path(path.to_owned());
        let absolute = std::path::absolute(path).map_err(|_| unusable())?;
        let name = absolute.file_name().ok_or_else(unusable)?;
        let id = ModelId::from_file_name(&name.to_string_lossy())?;
        Ok(Self {
            id,
            target: Target::File(absolute),
        })
    }

    /// The name that the model will have in the store.
    pub fn id(&self) -> &ModelId {
        &self.id
    }

    /// The catalogue's entry, if the reference is to one.
    pub fn catalogue_entry(&self) -> Option<&'static CatalogueEntry> {
        match self.target {
            Target::Catalogue(entry) => Some(entry),
            _ => None,
        }
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    fn from_hub(text: &str, rest: &str) -> Result<Self, InvalidReference> {
        let malformed = || InvalidReference::Hub(text.to_owned());
        let segments: Vec<&str> = rest.split('/').collect();
        let [owner, name, path @ ..] = segments.as_slice() else {
            return Err(malformed());
        };
        let file_name = path.last().ok_or_else(malformed)?;
        let sound = |segment: &&str| {
            !matches!(*segment, "" | "." | "..")
                && segment
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && !b"?#\\%@".contains(&byte))
        };
        if !segments.iter().all(sound) {
            return Err(malformed());
        }
        let id = ModelId::from_file_name(file_name)?;
        Ok(Self {
            id,
            target: Target::Hub {
                repository: format!("{owner}/{name}"),
                file: path.join("/"),
            },
        })
    }

    fn from_address(text: &str) -> Result<Self, InvalidReference> {
        let address = secure_address(text)?;
        let name = address
            .path_segments()
            .and_then(|mut segments| segments.next_back())
            .unwrap_or_default();
        let id = ModelId::from_file_name(&name.replace("%20", " "))?;
        Ok(Self {
            id,
            target: Target::Address(address),
        })
    }
}

impl FromStr for ModelReference {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, InvalidReference> {
        if let Some(rest) = text.strip_prefix("hf:") {
            return Self::from_hub(text, rest);
        }
        if text.contains("://") {
            return Self::from_address(text);
        }
        if text.starts_with('/') || text.starts_with("./") || text.starts_with("../") {
            return Self::from_path(Path::new(text));
        }
        match catalogue::find(text) {
            Some(entry) => Ok(Self::from_catalogue(entry)),
            None => Err(InvalidReference::Unknown(text.to_owned())),
        }
    }
}

/// What the store records as a model's origin. An address is without its query, which may hold a key.
impl fmt::Display for ModelReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            Target::Catalogue(entry) => formatter.write_str(entry.id),
            Target::Hub { repository, file } => write!(formatter, "hf:{repository}/{file}"),
            Target::Address(address) => formatter.write_str(&without_query(address)),
            Target::File(path) => write!(formatter, "{}", path.display()),
        }
    }
}

/// Parses an address that models may be pulled from: `https`, or `http` to this machine itself.
pub(super) fn secure_address(text: &str) -> Result<Url, InvalidReference> {
    let mut address = Url::parse(text).map_err(|error| InvalidReference::Address(error.to_string()))?;
    match address.scheme() {
        "https" => {}
        "http" if is_loopback(&address) => {}
        _ => return Err(InvalidReference::Insecure),
    }
    if !address.username().is_empty() || address.password().is_some() {
        return Err(InvalidReference::Credentials);
    }
    address.set_fragment(None);
    Ok(address)
}

/// The address for people and records: without its query, which may hold a key.
pub(super) fn without_query(address: &Url) -> String {
    let mut shown = address.clone();
    shown.set_query(None);
    shown.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, String) {
        let reference: ModelReference = text.parse().unwrap();
        (reference.id().to_string(), reference.to_string())
    }

    #[track_caller]
    fn refused(text: &str) -> InvalidReference {
        text.parse::<ModelReference>().expect_err(text)
    }

    fn pair(one: &str, other: &str) -> (String, String) {
        (one.to_owned(), other.to_owned())
    }

    #[test]
    fn the_forms_of_a_reference_are_told_apart() {
        assert_eq!(parsed("smollm2-135m"), pair("smollm2-135m", "smollm2-135m"));
        assert_eq!(
            parsed("hf:Owner/Name-GGUF/sub/Model-Q4.gguf"),
            pair("model-q4", "hf:Owner/Name-GGUF/sub/Model-Q4.gguf")
        );
        assert_eq!(
            parsed("https://host/a/b%20c.gguf"),
            pair("b-c", "https://host/a/b%20c.gguf")
        );
        assert_eq!(parsed("/models/Mine.gguf"), pair("mine", "/models/Mine.gguf"));
        let here = std::env::current_dir().unwrap().join("mine.gguf");
        assert_eq!(parsed("./mine.gguf"), pair("mine", &here.display().to_string()));
    }

    #[test]
    fn a_query_is_used_but_never_shown() {
        let reference: ModelReference = "https://host/m.gguf?token=secret#top".parse().unwrap();
        assert_eq!(reference.to_string(), "https://host/m.gguf");
        let Target::Address(address) = reference.target() else {
            panic!("an address was parsed")
        };
        assert_eq!(address.as_str(), "https://host/m.gguf?token=secret");
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert_eq!(refused("http://example.com/m.gguf"), InvalidReference::Insecure);
        assert_eq!(
            refused("http://localhost.example.com/m.gguf"),
            InvalidReference::Insecure
        );
        assert_eq!(refused("ftp://example.com/m.gguf"), InvalidReference::Insecure);
        assert_eq!(refused("file:///m.gguf"), InvalidReference::Insecure);
        for host in ["localhost", "127.0.0.1:8000", "[::1]"] {
            assert!(format!("http://{host}/m.gguf").parse::<ModelReference>().is_ok());
        }
    }

    #[test]
    fn unsound_references_are_refused() {
        assert_eq!(
            refused("https://name:password@host/m.gguf"),
            InvalidReference::Credentials
        );
        for text in [
            "hf:",
            "hf:owner",
            "hf:owner/name",
            "hf:owner/name/",
            "hf:o/n/../m.gguf",
            "hf:o//m.gguf",
            "hf:o/n/a?b.gguf",
        ] {
            assert!(matches!(refused(text), InvalidReference::Hub(_)), "{text}");
        }
        assert!(matches!(refused("https://host/"), InvalidReference::Name(_)));
        assert!(matches!(refused("https://"), InvalidReference::Address(_)));
        assert!(matches!(refused("/"), InvalidReference::Path(_)));
        assert_eq!(
            refused("gpt-9").to_string(),
            "no model `gpt-9` in the catalogue (qwen2.5-coder-0.5b, qwen2.5-coder-1.5b, smollm2-135m); give one of \
             these, hf:owner/name/file.gguf, an https address, or a path that begins with / or ./"
        );
    }
}
