//! A diff as a model is shown it: without private files, and no longer than fits.

use std::fmt::Write as _;

use crate::{AssistError, start_of};

/// Files that are listed by name at most.
const MOST_FILES: usize = 60;

/// Bytes of a file's differences below which they are not worth showing.
const LEAST: usize = 160;

/// What a diff says about one file.
#[derive(Debug)]
struct FileDiff {
    /// The names that it has, before and after.
    paths: Vec<String>,
    /// The same as git has written them: without a prefix their first folder may look like one.
    written: Vec<String>,
    /// The lines, without those that only git needs.
    text: String,
    added: usize,
    removed: usize,
    is_binary: bool,
}

/// `diff`, in git's form, with a list of its files before it, in some more than `most` bytes at most. Files that `is_private`
/// says so of are left out, also by their names, and those whose names can't be told.
///
/// Fails where nothing is left.
pub(super) fn condensed(
    diff: &str,
    is_private: impl Fn(&str) -> bool,
    most: usize,
) -> Result<String, AssistError> {
    let all = files(diff);
    let count = all.len();
    if count == 0 {
        return Err(AssistError::NothingHere(
            "git shows no differences; resolve conflicts first, if there are some".to_owned(),
        ));
    }
    let shown: Vec<FileDiff> = all
        .into_iter()
        .filter(|file| {
            let mut names = file.paths.iter().chain(&file.written);
            !file.paths.is_empty() && !names.any(|path| is_private(path))
        })
        .collect();
    if shown.is_empty() {
        return Err(AssistError::NothingHere(
            "only private files are changed: they may hold secrets, or are ignored; write this message yourself".to_owned(),
        ));
    }
    let mut text = String::new();
    for file in shown.iter().take(MOST_FILES) {
        text += &file.line();
    }
    if shown.len() > MOST_FILES {
        let _ = writeln!(text, "{} more files", shown.len() - MOST_FILES);
    }
    match count - shown.len() {
        0 => {}
        1 => text += "1 private file is left out\n",
        left_out => {
            let _ = writeln!(text, "{left_out} private files are left out");
        }
    }
    let with_text: Vec<&FileDiff> = shown.iter().filter(|file| !file.is_binary).collect();
    let lengths: Vec<usize> = with_text.iter().map(|file| file.text.len()).collect();
    for (file, share) in with_text.iter().zip(shares(&lengths, most)) {
        if share == file.text.len() {
            let _ = write!(text, "\n{}", file.text);
        } else if share >= LEAST {
            let _ = write!(text, "\n{}", cut(&file.text, share));
        }
    }
    Ok(text)
}

impl FileDiff {
    /// The file in the list.
    fn line(&self) -> String {
        let name = self.paths.join(" -> ").replace(char::is_control, " ");
        if self.is_binary {
            format!("{name} (binary)\n")
        } else {
            format!("{name} +{} -{}\n", self.added, self.removed)
        }
    }

    /// Takes the name that a line before the differences gives.
    fn note_path(&mut self, line: &str) {
        let with_prefix = ["--- ", "+++ "].iter().find_map(|start| line.strip_prefix(start));
        let plain = ["rename from ", "rename to ", "copy from ", "copy to "]
            .iter()
            .find_map(|start| line.strip_prefix(start));
        let path = match (with_prefix, plain) {
            (Some(written), _) => {
                // A tab follows a name with spaces.
                let written = unquoted(written.strip_suffix('\t').unwrap_or(written));
                self.written.extend(written.clone());
                written.and_then(|path| without_prefix(&path))
            }
            (_, Some(path)) => unquoted(path),
            _ => None,
        };
        if let Some(path) = path.filter(|path| !self.paths.contains(path)) {
            self.paths.push(path);
        }
    }
}

/// What `diff` says about each file.
fn files(diff: &str) -> Vec<FileDiff> {
    const BEGIN: &str = "diff --git ";
    let mut starts: Vec<usize> = diff
        .match_indices("\ndiff --git ")
        .map(|(at, _)| at + 1)
        .collect();
    if diff.starts_with(BEGIN) {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([diff.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| file(&diff[*start..end]))
        .collect()
}

fn file(whole: &str) -> FileDiff {
    let mut file = FileDiff {
        paths: Vec::new(),
        written: Vec::new(),
        text: String::new(),
        added: 0,
        removed: 0,
        is_binary: false,
    };
    let mut is_header = true;
    for line in whole.lines() {
        is_header &= !line.starts_with("@@");
        if is_header {
            file.is_binary |= line.starts_with("Binary files ") || line == "GIT binary patch";
            file.note_path(line);
            if line.starts_with("index ") || line.starts_with("similarity index ") {
                continue;
            }
        } else {
            file.added += usize::from(line.starts_with('+'));
            file.removed += usize::from(line.starts_with('-'));
        }
        file.text += line;
        file.text.push('\n');
    }
    if file.paths.is_empty() {
        file.paths = paths_of_first_line(whole.lines().next().unwrap_or_default());
        file.written.clone_from(&file.paths);
    }
    file
}

/// The names in the first line about a file, of which nothing else tells the name: an empty file, a binary one, or one whose
/// mode alone is changed. Both are the same then.
fn paths_of_first_line(line: &str) -> Vec<String> {
    let Some(names) = line.strip_prefix("diff --git ") else {
        return Vec::new();
    };
    let (before, after) = if names.starts_with('"') {
        let end = names.match_indices("\" ").map(|(at, _)| at + 1).next();
        match end {
            Some(end) => (&names[..end], &names[end + 1..]),
            None => return Vec::new(),
        }
    } else {
        let middle = names.len() / 2;
        match (
            names.get(..middle),
            names.get(middle..).and_then(|after| after.strip_prefix(' ')),
        ) {
            (Some(before), Some(after)) => (before, after),
            _ => return Vec::new(),
        }
    };
    let path = |name: &str| unquoted(name).and_then(|path| without_prefix(&path));
    match (path(before), path(after)) {
        (Some(before), Some(after)) if before == after => vec![before],
        _ => Vec::new(),
    }
}

/// A name without the `a/` or `b/`, or what else stands there by the user's settings; `None` for no file.
fn without_prefix(path: &str) -> Option<String> {
    if path == "/dev/null" {
        return None;
    }
    let mut characters = path.chars();
    let is_prefixed =
        characters.next().is_some_and(|first| first.is_ascii_lowercase()) && characters.next() == Some('/');
    Some(if is_prefixed { &path[2..] } else { path }.to_owned())
}

/// A name as it is, where git has put it into quotation marks; `None` where that is broken.
fn unquoted(name: &str) -> Option<String> {
    let Some(inner) = name.strip_prefix('"') else {
        return Some(name.to_owned());
    };
    let inner = inner.strip_suffix('"')?;
    let mut bytes = Vec::new();
    let mut rest = inner.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next()? {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'v' => 11,
            other @ (b'"' | b'\\') => other,
            first @ b'0'..=b'3' => {
                let mut value = first - b'0';
                for _ in 0..2 {
                    let digit = rest.next().filter(|digit| (b'0'..=b'7').contains(digit))?;
                    value = value * 8 + (digit - b'0');
                }
                value
            }
            _ => return None,
        });
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// How `most` bytes are shared out: short texts get all that they need, long ones the same each.
fn shares(lengths: &[usize], most: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|index| lengths[*index]);
    let mut shares = vec![0; lengths.len()];
    let mut left = most;
    for (done, index) in order.iter().enumerate() {
        let share = lengths[*index].min(left / (lengths.len() - done));
        shares[*index] = share;
        left -= share;
    }
    shares
}

/// The first whole lines of `text` in `most` bytes, and how many lines follow.
fn cut(text: &str, most: usize) -> String {
    let (start, _) = start_of(text, most);
    let end = start.rfind('\n').map_or(0, |at| at + 1);
    let left_out = text[end..].lines().count();
    format!("{}[{left_out} more lines]\n", &text[..end])
}
