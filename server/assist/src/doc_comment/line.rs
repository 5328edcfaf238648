//! A line of documentation that is not yet broken: what is ours in it, and what a model wrote.

/// A line of documentation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Spaces before it, on all lines that it is broken into.
    pub(super) indent: usize,
    /// What the convention puts first, such as `@param a `. Made of fixed words and of names.
    pub(super) lead: String,
    /// What a model wrote.
    pub(super) text: String,
    /// What the convention puts last, such as `</param>`.
    pub(super) tail: &'static str,
    /// More spaces before what is continued.
    pub(super) hang: usize,
}

impl Line {
    /// A line of text. What is continued from an item of a list is indented by two.
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let is_item = ["- ", "* ", "+ "].iter().any(|bullet| text.starts_with(bullet));
        Self {
            text,
            hang: if is_item { 2 } else { 0 },
            ..Self::default()
        }
    }

    /// A line of nothing but fixed words.
    pub(super) fn fixed(lead: impl Into<String>) -> Self {
        Self {
            lead: lead.into(),
            ..Self::default()
        }
    }

    /// A line that begins with fixed words.
    pub(super) fn led(lead: impl Into<String>, text: &str, hang: usize) -> Self {
        Self {
            lead: lead.into(),
            text: text.to_owned(),
            hang,
            ..Self::default()
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lead.is_empty() && self.text.is_empty()
    }

    /// The same line with its text in another form.
    pub(super) fn with_text(&self, change: impl Fn(&str) -> String) -> Self {
        Self {
            text: change(&self.text),
            ..self.clone()
        }
    }
}

/// Breaks `lines` at words so that none is longer than `width` characters, unless a word is.
///
/// A text can't begin a line with `@`, which would make a tag of it.
pub(super) fn broken(lines: &[Line], width: usize) -> Vec<String> {
    lines.iter().flat_map(|line| broken_line(line, width)).collect()
}

fn broken_line(line: &Line, width: usize) -> Vec<String> {
    let text = format!("{}{}", line.text, line.tail);
    let mut written = Vec::new();
    let mut current = format!("{}{}", " ".repeat(line.indent), line.lead);
    let mut has_word = !line.lead.is_empty();
    let mut is_after_lead = has_word;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = current.chars().count() + 1 + word.chars().count();
        if has_word && !is_after_lead && length > width {
            written.push(std::mem::take(&mut current));
            current.push_str(&" ".repeat(line.indent + line.hang));
            has_word = false;
        }
        let word = if has_word {
            word
        } else {
            word.trim_start_matches('@')
        };
        if word.is_empty() {
            continue;
        }
        if has_word && !is_after_lead {
            current.push(' ');
        }
        current.push_str(word);
        has_word = true;
        is_after_lead = false;
    }
    if has_word || written.is_empty() {
        written.push(current);
    }
    written.iter().map(|line| line.trim_end().to_owned()).collect()
}
