//! The file that the tests of a text stand in, or are to stand in.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use ponder_ask::Place;
use ponder_assist::{TestFile, TestPlace, test_place};

use crate::source::Source;

/// The largest file of tests that is read, in bytes: the model is shown a small part of it.
const MOST_BYTES: u64 = 1 << 20;

/// The file for the tests of `source`; `None` where they stand in the text itself, or nobody knows where.
pub(crate) fn test_file(source: &Source) -> anyhow::Result<Option<TestFile>> {
    match test_place(&source.snapshot, source.origin.path()) {
        TestPlace::File(candidates) => {
            for candidate in &candidates {
                if let Some(text) = text_of(candidate)? {
                    return Ok(Some(TestFile {
                        path: candidate.clone(),
                        text: Some(text),
                    }));
                }
            }
            let is_at_home = |path: &&PathBuf| {
                // The folder of a bare name is the present one.
                path.parent()
                    .is_some_and(|folder| folder.as_os_str().is_empty() || folder.is_dir())
            };
            let new = candidates.iter().find(is_at_home).or(candidates.first());
            Ok(new.cloned().map(|path| TestFile { path, text: None }))
        }
        TestPlace::Here | TestPlace::Unknown => Ok(None),
    }
}

/// The text of the file at `path`; `None` if there is none.
fn text_of(path: &Path) -> anyhow::Result<Option<String>> {
    let failed = || format!("can't read {}, where the tests stand", path.display());
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(failed),
    };
    let absolute = std::path::absolute(path).with_context(failed)?;
    if Place::is_private(&absolute) {
        bail!(
            "the tests stand in {}, which may hold secrets or is ignored, so no model reads it; write them yourself",
            path.display()
        );
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .with_context(failed)?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!(
            "the tests stand in {}, which is larger than 1 MiB; split it",
            path.display()
        );
    }
    let text =
        String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8; convert it", path.display()))?;
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use ponder_text::{Document, Language};

    use super::*;
    use crate::source::Origin;

    #[test]
    fn tests_go_into_the_file_that_exists_or_into_a_new_one_in_a_folder_that_does() {
        let folder = tempfile::tempdir().unwrap();
        let found = || {
            let source = Source {
                origin: Origin::File(folder.path().join("a.ts")),
                snapshot: Document::new("export const a = 1;\n", 0, Language::TypeScript).snapshot(),
            };
            let file = test_file(&source).unwrap().expect("there is a place for tests");
            (
                file.path.strip_prefix(folder.path()).unwrap().to_owned(),
                file.text,
            )
        };
        assert_eq!(found(), ("a.test.ts".into(), None));
        std::fs::create_dir(folder.path().join("__tests__")).unwrap();
        assert_eq!(found(), ("a.test.ts".into(), None));
        std::fs::write(folder.path().join("__tests__/a.test.ts"), "it();\n").unwrap();
        assert_eq!(
            found(),
            ("__tests__/a.test.ts".into(), Some("it();\n".to_owned()))
        );
    }

    #[test]
    fn what_may_not_be_read_is_refused_and_what_is_missing_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let refusal = |path: &Path| text_of(path).expect_err("refused").to_string();
        assert_eq!(text_of(&folder.path().join("none.py")).unwrap(), None);
        assert_eq!(
            text_of(&write("a.py", b"x\r\n")).unwrap().as_deref(),
            Some("x\r\n")
        );
        assert!(refusal(&write(".env", b"KEY=1")).contains("may hold secrets"));
        assert!(refusal(&write("b.py", b"\xff")).contains("not UTF-8"));
        assert!(refusal(&write("c.py", &vec![b'a'; (1 << 20) + 1])).contains("larger than 1 MiB"));
    }
}
