//! What changes in a file, as a unified diff that `git apply` and `patch -p1` take.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

/// The unified diff from `old`, which is `None` for a file that is new, to `new`; empty if nothing changes. The file is named
/// as seen from the present folder.
pub(crate) fn unified_diff(file: &Path, old: Option<&str>, new: &str) -> String {
    let name = shown(file);
    let old_name = match old {
        Some(_) => quoted(&format!("a/{name}")),
        None => "/dev/null".to_owned(),
    };
    ponder_assist::unified_diff(
        &old_name,
        &quoted(&format!("b/{name}")),
        old.unwrap_or_default(),
        new,
    )
}

/// The path from the present folder on, where the file is below it: that is what a diff can be applied to.
fn shown(file: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let below = file.strip_prefix(here).unwrap_or(file);
    let parts = below
        .components()
        .filter(|part| !matches!(part, Component::CurDir | Component::RootDir));
    parts.collect::<PathBuf>().display().to_string()
}

/// The name as git writes it: in quotes where it has characters that end it or that a line can't have, and with a tab at the
/// end where it has spaces.
fn quoted(name: &str) -> String {
    let is_special = |character: char| character.is_control() || matches!(character, '"' | '\\');
    if !name.contains(is_special) {
        let end = if name.contains(' ') { "\t" } else { "" };
        return format!("{name}{end}");
    }
    let mut quoted = String::from("\"");
    for character in name.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            _ if character.is_control() => {
                for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(quoted, "\\{byte:03o}");
                }
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use proptest::prelude::*;

    use super::*;

    fn diff(old: &str, new: &str) -> String {
        unified_diff(Path::new("a.txt"), Some(old), new)
    }

    /// What a program makes of `old` with the diff to `new`; `None` if it refuses.
    fn applied(program: &[&str], name: &str, old: Option<&str>, diff: &str) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        if let Some(old) = old {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, old).unwrap();
        }
        let mut child = Command::new(program[0])
            .args(&program[1..])
            .current_dir(folder.path())
            // A repository around the temporary folder, or the user's wishes, must not count.
            .env("GIT_CEILING_DIRECTORIES", folder.path().parent().unwrap())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(diff.as_bytes()).unwrap();
        if !child.wait().unwrap().success() {
            return None;
        }
        Some(std::fs::read_to_string(file).unwrap())
    }

    const GIT: &[&str] = &["git", "apply", "--whitespace=nowarn", "-"];

    #[test]
    fn an_insertion_stands_among_its_neighbors() {
        assert_eq!(
            diff("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nnew\n5\n6\n7\n8\n"),
            "--- a/a.txt\n+++ b/a.txt\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7\n"
        );
    }

    #[test]
    fn changes_far_apart_are_hunks_and_near_ones_are_one() {
        let lines: Vec<String> = (1..=30).map(|number| format!("{number}\n")).collect();
        let changed = |at: [usize; 2]| -> String {
            let line = |(index, line): (usize, &String)| {
                if at.contains(&index) {
                    "x\n".to_owned()
                } else {
                    line.clone()
                }
            };
            lines.iter().enumerate().map(line).collect()
        };
        let hunks = |at| diff(&lines.concat(), &changed(at)).matches("@@ -").count();
        assert_eq!(hunks([1, 20]), 2);
        assert_eq!(hunks([10, 17]), 1);
        assert_eq!(
            diff(&lines.concat(), &changed([1, 20])),
            "--- a/a.txt\n+++ b/a.txt\n@@ -1,5 +1,5 @@\n 1\n-2\n+x\n 3\n 4\n 5\n\
             @@ -18,7 +18,7 @@\n 18\n 19\n 20\n-21\n+x\n 22\n 23\n 24\n"
        );
    }

    #[test]
    fn a_missing_line_break_at_the_end_is_said() {
        assert_eq!(
            diff("one", "zero\none"),
            "--- a/a.txt\n+++ b/a.txt\n@@ -1,1 +1,2 @@\n+zero\n one\n\\ No newline at end of file\n"
        );
        assert_eq!(diff("", "x\n"), "--- a/a.txt\n+++ b/a.txt\n@@ -0,0 +1,1 @@\n+x\n");
    }

    #[test]
    fn no_change_is_no_diff() {
        assert_eq!(diff("one\n", "one\n"), "");
        assert_eq!(diff("", ""), "");
    }

    #[test]
    fn a_new_file_comes_from_nothing() {
        let diff = unified_diff(Path::new("./tests/new one.py"), None, "a\nb\n");
        assert_eq!(
            diff,
            "--- /dev/null\n+++ b/tests/new one.py\t\n@@ -0,0 +1,2 @@\n+a\n+b\n"
        );
        assert_eq!(
            applied(GIT, "tests/new one.py", None, &diff).as_deref(),
            Some("a\nb\n")
        );
    }

    #[test]
    fn a_file_is_named_as_seen_from_here() {
        let here = std::env::current_dir().unwrap();
        assert_eq!(shown(&here.join("src/a.rs")), "src/a.rs");
        assert_eq!(shown(Path::new("./src/./a.rs")), "src/a.rs");
        assert_eq!(quoted("a/sp ace"), "a/sp ace\t");
        assert_eq!(quoted("a/\"\n\u{1}"), "\"a/\\\"\\n\\001\"");
    }

    #[test]
    fn a_file_with_an_odd_name_is_found() {
        for name in ["sp ace.txt", "quo\"te.txt", "tab\t.txt", "字.txt"] {
            let diff = unified_diff(Path::new(name), Some("1\n"), "2\n");
            assert_eq!(
                applied(GIT, name, Some("1\n"), &diff).as_deref(),
                Some("2\n"),
                "{name}"
            );
        }
    }

    /// Lines of few kinds, so that equal ones come often, with line breaks of both kinds.
    fn text() -> impl Strategy<Value = String> {
        let line = ("[abé\r ]{0,3}", prop_oneof![Just("\n"), Just("\r\n")]);
        let lines = prop::collection::vec(line, 0..40);
        (lines, "[ab]{0,2}").prop_map(|(lines, end)| {
            let lines: String = lines.into_iter().map(|(text, end)| text + end).collect();
            lines + &end
        })
    }

    proptest! {
        // Each case starts two programs.
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn git_and_patch_make_the_new_text_of_the_old_one(old in text(), new in text()) {
            // Neither takes an empty diff, and patch removes a file that becomes empty.
            prop_assume!(old != new && !old.is_empty() && !new.is_empty());
            let diff = diff(&old, &new);
            prop_assert_eq!(applied(GIT, "a.txt", Some(&old), &diff), Some(new.clone()));
            let patch = &["patch", "--binary", "-p1", "-s"];
            prop_assert_eq!(applied(patch, "a.txt", Some(&old), &diff), Some(new));
        }
    }
}
