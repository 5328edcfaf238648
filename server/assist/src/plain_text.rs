//! From what a model wrote to plain sentences: no fences, no comment markers, no code, nothing hidden.

/// Lines of documentation, at most.
const MOST_LINES: usize = 40;

/// What a model may put at the start of a line though it was asked for plain sentences. Longer ones first.
const MARKERS: [&str; 13] = [
    "\"\"\"", "'''", "///", "//!", "/**", "---", "*/", "/*", "//", "--", "##", "#", "*",
];

/// The sentences in `text`, as lines without indentation. Lines that stand in `declaration` are code and left out.
pub(crate) fn plain_lines(text: &str, declaration: &str) -> Vec<String> {
    let visible = visible(text);
    let mut lines: Vec<String> = Vec::new();
    for line in visible.lines() {
        let line = without_markers(line);
        let is_code = !line.is_empty() && declaration.lines().any(|code| code.trim() == line);
        if line.starts_with("```") || is_code || is_introduction(line) {
            continue;
        }
        // No empty line at the start, and never two in a row.
        if line.is_empty() && lines.last().is_none_or(String::is_empty) {
            continue;
        }
        lines.push(line.to_owned());
        if lines.len() == MOST_LINES {
            break;
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// `text` without control, bidirectional and invisible characters; every kind of line break becomes a line feed.
///
/// The ranges are those used to hide instructions in source files (Trojan Source, CVE-2021-42574).
fn visible(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter_map(|character| match character {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}' => None,
            character if character.is_control() => None,
            character => Some(character),
        })
        .collect()
}

fn without_markers(line: &str) -> &str {
    let mut line = line.trim();
    while let Some(rest) = MARKERS.iter().find_map(|marker| line.strip_prefix(marker)) {
        line = rest.trim_start();
    }
    for marker in ["*/", "\"\"\"", "'''"] {
        line = line.strip_suffix(marker).unwrap_or(line).trim_end();
    }
    line
}

/// A line such as "Here is the documentation:".
fn is_introduction(line: &str) -> bool {
    line.ends_with(':')
        && ["Here is", "Here's", "Sure", "Certainly"]
            .iter()
            .any(|start| line.starts_with(start))
}

/// Breaks `lines` at words so that none is longer than `width` characters, unless a word is.
pub(crate) fn wrap(lines: &[String], width: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    for line in lines {
        let mut current = String::new();
        for word in line.split(' ') {
            let length = current.chars().count() + 1 + word.chars().count();
            if !current.is_empty() && length > width {
                wrapped.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        wrapped.push(current);
    }
    wrapped
}
