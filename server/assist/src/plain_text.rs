//! From what a model wrote to plain sentences: no fences, no comment markers, no code, nothing hidden.

use crate::visible::visible;

/// Lines of documentation, at most.
const MOST_LINES: usize = 40;

/// What a model may put at the start of a line though it was asked for plain sentences. Longer ones first.
const MARKERS: [&str; 8] = ["\"\"\"", "'''", "///", "//!", "/**", "*/", "/*", "//"];

/// Such markers that only count before a space: `--flag` and `**bold**` are text.
const SPACED_MARKERS: [&str; 6] = ["---", "--", "####", "###", "##", "#"];

/// How a line may begin that says that the documentation follows.
const INTRODUCTIONS: [&str; 6] = ["Here is", "Here's", "Here are", "Sure", "Certainly", "Of course"];

/// The sentences in `text`, as lines without indentation. Lines that stand in `declaration` are code and left out.
pub(crate) fn plain_lines(text: &str, declaration: &str) -> Vec<String> {
    let visible = visible(text).replace('\t', " ");
    // In a block comment a star at the start of a line is its margin, elsewhere it marks an item of a list.
    let has_margin = visible.lines().any(|line| line.trim_start().starts_with("/*"));
    let mut lines: Vec<String> = Vec::new();
    for line in unquoted(&visible).lines() {
        if ["```", "~~~"]
            .iter()
            .any(|fence| line.trim_start().starts_with(fence))
        {
            continue;
        }
        let line = &without_fences(without_markers(line, has_margin));
        let is_code = !line.is_empty() && declaration.lines().any(|code| code.trim() == line);
        if is_code || (lines.is_empty() && is_introduction(line)) {
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

fn without_markers(line: &str, has_margin: bool) -> &str {
    let mut line = line.trim();
    let before_space = |line: &str, marker: &str| -> Option<usize> {
        let rest = line.strip_prefix(marker)?;
        (rest.is_empty() || rest.starts_with(' ')).then_some(marker.len())
    };
    loop {
        let marker = MARKERS
            .iter()
            .find(|marker| line.starts_with(**marker))
            .map(|marker| marker.len())
            .or_else(|| {
                SPACED_MARKERS
                    .iter()
                    .find_map(|marker| before_space(line, marker))
            });
        let Some(length) = marker else { break };
        line = line[length..].trim_start();
    }
    if has_margin && let Some(length) = before_space(line, "*") {
        line = line[length..].trim_start();
    }
    for marker in ["*/", "\"\"\"", "'''"] {
        line = line.strip_suffix(marker).unwrap_or(line).trim_end();
    }
    line
}

/// A line in which no code block of Markdown begins, neither fenced nor indented: rustdoc would compile and run it.
fn without_fences(line: &str) -> String {
    let mut kept = String::new();
    for character in line.chars() {
        let repeated = kept
            .chars()
            .rev()
            .take_while(|before| *before == character)
            .count();
        match character {
            ' ' if repeated == 1 => {}
            '`' | '~' if repeated == 2 => {}
            character => kept.push(character),
        }
    }
    kept
}

/// `text` without the quotation marks around all of it.
fn unquoted(text: &str) -> &str {
    let whole = text.trim();
    [('"', '"'), ('\u{201c}', '\u{201d}')]
        .iter()
        .find_map(|(open, close)| {
            let inner = whole.strip_prefix(*open)?.strip_suffix(*close)?;
            (!inner.contains([*open, *close])).then_some(inner)
        })
        .unwrap_or(text)
}

/// A line such as "Here is the documentation:" or "Sure!".
fn is_introduction(line: &str) -> bool {
    INTRODUCTIONS.iter().any(|start| {
        line.strip_prefix(start)
            .is_some_and(|rest| rest.ends_with(':') || ["", "!", ".", ","].contains(&rest))
    })
}

/// Breaks `lines` at words so that none is longer than `width` characters, unless a word is.
/// What is continued from a line of a list is indented by two.
pub(crate) fn wrap(lines: &[String], width: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    for line in lines {
        let mut current = String::new();
        let is_item = ["- ", "* ", "+ "].iter().any(|bullet| line.starts_with(bullet));
        for word in line.split(' ').filter(|word| !word.is_empty()) {
            let length = current.chars().count() + 1 + word.chars().count();
            if !current.is_empty() && length > width {
                wrapped.push(std::mem::take(&mut current));
                if is_item {
                    current.push(' ');
                }
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
