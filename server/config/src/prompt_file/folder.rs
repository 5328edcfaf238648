//! The folder of prompt files beside the user's configuration.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::{PromptFile, reading};

/// The folder's name.
const FOLDER: &str = "prompts";

/// The longest prompt file in bytes. What is longer fits no model's window together with an answer.
const MOST_BYTES: u64 = 64 * 1024;

/// Prompt files that are read at most: a menu with more is none.
const MOST_FILES: usize = 200;

/// Entries of the folder that are looked at, at most.
const MOST_ENTRIES: usize = 2000;

/// The prompt files of the user, and what is wrong with others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PromptFolder {
    /// By name.
    pub(crate) files: Arc<BTreeMap<String, PromptFile>>,
    /// For the user, one line for each file that is left out.
    pub(crate) problems: Vec<String>,
}

/// When the prompt files were last changed. Two that differ mean that they must be read again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FolderStamp(Vec<(OsString, Option<SystemTime>, u64)>);

impl PromptFolder {
    /// Reads the folder beside the configuration file at `path`. One that is not there is empty.
    pub(crate) fn beside(path: &Path) -> Self {
        let (paths, mut problems) = match prompt_paths(path) {
            Ok(paths) => (paths, Vec::new()),
            Err(problem) => (Vec::new(), vec![problem]),
        };
        if let Some(first) = paths.get(MOST_FILES) {
            problems.push(format!(
                "there are more than {MOST_FILES} prompt files: {} and those after it are left out",
                first.display()
            ));
        }
        let mut files = BTreeMap::new();
        for path in paths.iter().take(MOST_FILES) {
            match read(path) {
                Ok(file) => {
                    files.insert(file.name.clone(), file);
                }
                Err(reason) => {
                    problems.push(format!(
                        "the prompt file {} is left out: {reason}",
                        path.display()
                    ));
                }
            }
        }
        Self {
            files: Arc::new(files),
            problems,
        }
    }
}

impl FolderStamp {
    /// The stamp of the folder beside the configuration file at `path`. Reads no file's content.
    pub(crate) fn beside(path: &Path) -> Self {
        let stamps = prompt_paths(path).unwrap_or_default().into_iter().map(|path| {
            let metadata = fs::metadata(&path).ok();
            let changed = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
            let length = metadata.map_or(0, |metadata| metadata.len());
            (path.into_os_string(), changed, length)
        });
        Self(stamps.collect())
    }
}

/// The prompt files beside the configuration file at `path`, in the order of their names; or what is wrong.
fn prompt_paths(path: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = path.with_file_name(FOLDER);
    let unreadable = |error: io::Error| {
        format!(
            "can't read the folder of prompt files {}: {error}",
            folder.display()
        )
    };
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut paths = Vec::new();
    for entry in entries.take(MOST_ENTRIES) {
        let path = entry.map_err(unreadable)?.path();
        // Editors keep locks and copies under names that begin with a dot.
        let is_hidden = path
            .file_name()
            .is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        if !is_hidden && path.extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The prompt file at `path`; or what is wrong with it.
fn read(path: &Path) -> Result<PromptFile, String> {
    let name = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    if name.is_empty() || !name.bytes().all(is_plain) {
        return Err("its name must have no characters but `a-z`, `0-9`, `-` and `_`".to_owned());
    }
    let unreadable = |error: io::Error| format!("it can't be read: {error}");
    // Asked before it is opened: to open a pipe may take forever.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!("it is longer than {} KiB", MOST_BYTES / 1024));
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8; save it so".to_owned())?;
    reading::prompt_file(name, path, &text)
}
