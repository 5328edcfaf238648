//! Where tests stand by the customs of each language. Nothing is looked for: paths are all that is known.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use ponder_text::{Language, Snapshot};

/// Lines of a document that are searched for the module of its tests.
const LINES: usize = 20_000;

/// Where tests of a document stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestPlace {
    /// In the document itself, as in Rust.
    Here,
    /// In another file: the first of these that exists, or else the first whose folder does, or else the first.
    File(Vec<PathBuf>),
    /// Nobody knows; tests are only shown.
    Unknown,
}

/// Where tests of the document at `path` stand by the customs of its language.
///
/// A document that holds tests already is its own place. No file is looked for.
pub fn test_place(snapshot: &Snapshot, path: Option<&Path>) -> TestPlace {
    let language = snapshot.language();
    let Some(path) = path else {
        return match language {
            Language::Rust if module_file(snapshot, Path::new("x.rs")).is_none() => TestPlace::Here,
            _ => TestPlace::Unknown,
        };
    };
    let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else {
        return TestPlace::Unknown;
    };
    if holds_tests(language, path, stem) {
        return TestPlace::Here;
    }
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    let folder = path.parent().unwrap_or(Path::new(""));
    let candidates = match language {
        Language::Rust => match module_file(snapshot, path) {
            Some(file) => vec![file],
            None => return TestPlace::Here,
        },
        Language::Python => python(folder, stem),
        Language::Go => vec![folder.join(format!("{stem}_test.go"))],
        Language::JavaScript | Language::TypeScript | Language::Tsx => vec![
            folder.join(format!("{stem}.test.{extension}")),
            folder.join(format!("{stem}.spec.{extension}")),
            folder.join("__tests__").join(format!("{stem}.test.{extension}")),
        ],
        Language::Java => java(path, folder, stem),
        Language::CSharp => vec![
            folder.join(format!("{stem}Tests.cs")),
            folder.join(format!("{stem}Test.cs")),
        ],
        Language::Ruby => beside(
            folder,
            &["lib", "app"],
            &[
                ("spec", &format!("{stem}_spec.rb")),
                ("test", &format!("{stem}_test.rb")),
            ],
        ),
        Language::Lua => beside(
            folder,
            &["lua", "src", "lib"],
            &[("spec", &format!("{stem}_spec.lua"))],
        ),
        _ => return TestPlace::Unknown,
    };
    TestPlace::File(candidates)
}

/// Whether the document is one of tests as a whole.
pub(super) fn is_of_tests(snapshot: &Snapshot, path: Option<&Path>) -> bool {
    path.and_then(|path| Some((path, path.file_stem()?.to_str()?)))
        .is_some_and(|(path, stem)| holds_tests(snapshot.language(), path, stem))
}

/// Whether a file is one of tests, by its name.
fn holds_tests(language: Language, path: &Path, stem: &str) -> bool {
    let in_folder = |names: &[&str]| {
        path.parent().is_some_and(|folder| {
            folder.components().any(|part| {
                part.as_os_str()
                    .to_str()
                    .is_some_and(|part| names.contains(&part))
            })
        })
    };
    match language {
        Language::Rust => {
            stem == "tests" || stem.ends_with("_tests") || stem.ends_with("_test") || in_folder(&["tests"])
        }
        Language::Python => stem.starts_with("test_") || stem.ends_with("_test") || stem == "tests",
        Language::Go => stem.ends_with("_test"),
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            matches!(stem.rsplit_once('.'), Some((_, "test" | "spec"))) || in_folder(&["__tests__"])
        }
        Language::Java => stem.ends_with("Test") || stem.ends_with("Tests") || stem.ends_with("IT"),
        Language::CSharp => stem.ends_with("Test") || stem.ends_with("Tests"),
        Language::Ruby => stem.ends_with("_spec") || stem.ends_with("_test") || stem.starts_with("test_"),
        Language::Lua => stem.ends_with("_spec") || stem.ends_with("_test"),
        _ => false,
    }
}

/// The file of a module `tests` that the document declares without its body.
fn module_file(snapshot: &Snapshot, path: &Path) -> Option<PathBuf> {
    let lines = snapshot.line_count();
    let is_declaration = |line: usize| {
        // Anything longer declares something else.
        let bytes = snapshot.line_start(line)..snapshot.line_start(line + 1);
        bytes.len() <= 40
            && matches!(
                snapshot.slice(bytes).trim(),
                "mod tests;" | "#[cfg(test)] mod tests;"
            )
    };
    // By custom it is at the end, and at the beginning otherwise.
    let is_declared =
        (0..lines.min(LINES)).any(is_declaration) || (lines.saturating_sub(LINES)..lines).any(is_declaration);
    if !is_declared {
        return None;
    }
    let folder = path.parent()?;
    let stem = path.file_stem()?.to_str()?;
    Some(match stem {
        "lib" | "main" | "mod" => folder.join("tests.rs"),
        stem => folder.join(stem).join("tests.rs"),
    })
}

fn python(folder: &Path, stem: &str) -> Vec<PathBuf> {
    let name = format!("test_{stem}.py");
    // A package's tests stand in it, beside it, or beside the folder `src` that it is in.
    let in_tests = folder
        .ancestors()
        .take(4)
        .map(|above| above.join("tests").join(&name));
    in_tests.chain([folder.join(&name)]).collect()
}

fn java(path: &Path, folder: &Path, stem: &str) -> Vec<PathBuf> {
    let name = format!("{stem}Test.java");
    let folder = match mirrored(path, "main", "test") {
        Some(mirrored) => mirrored.parent().unwrap_or(folder).to_owned(),
        None => folder.to_owned(),
    };
    vec![folder.join(name)]
}

/// A path with the last folder of that name called otherwise.
fn mirrored(path: &Path, folder: &str, other: &str) -> Option<PathBuf> {
    let parts: Vec<_> = path.components().collect();
    let at = parts.iter().rposition(|part| part.as_os_str() == folder)?;
    let mut mirrored = PathBuf::new();
    for (index, part) in parts.iter().enumerate() {
        if index == at {
            mirrored.push(other);
        } else {
            mirrored.push(part);
        }
    }
    Some(mirrored)
}

/// Files in folders for tests beside the folder of sources, in the same folders below, or else in the folder itself.
fn beside(folder: &Path, sources: &[&str], names: &[(&str, &str)]) -> Vec<PathBuf> {
    let mut candidates = Vec::new();
    for (tests, name) in names {
        for source in sources {
            candidates.extend(mirrored(folder, source, tests).map(|folder| folder.join(name)));
        }
        candidates.push(folder.join(tests).join(name));
    }
    candidates
}
