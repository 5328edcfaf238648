//! From what a model wrote to the message of a commit: one line of subject, and perhaps a body.

use crate::plain_text::wrap;
use crate::visible::visible;

/// Characters of a line, at most: what git's own tools show whole in a terminal of 80 columns.
const WIDTH: usize = 72;

/// Lines of a body, at most.
const MOST_LINES: usize = 30;

/// What models write before a subject or a body.
const LABELS: [&str; 8] = [
    "commit message",
    "commit",
    "message",
    "subject",
    "title",
    "summary",
    "body",
    "description",
];

/// How a line may begin that says that the message follows.
const INTRODUCTIONS: [&str; 6] = ["here is", "here's", "here are", "sure", "certainly", "of course"];

/// The message in `answer`, with a line break at its end; `None` if there is none. Where the answer is not whole, of a body
/// that breaks off only the paragraphs before the last one are taken.
pub(super) fn message(answer: &str, is_whole: bool) -> Option<String> {
    let visible = visible(answer).replace('\t', " ");
    let mut lines = plain_lines(&visible).into_iter();
    let first = lines.next()?;
    let mut body: Vec<String> = lines.collect();
    let (subject, rest) = subject(&first);
    if let Some(rest) = rest {
        body.insert(0, rest);
    }
    if !is_whole {
        let last_paragraph = body.iter().rposition(String::is_empty).unwrap_or(0);
        body.truncate(last_paragraph);
    }
    body.retain(|line| line.trim_end_matches('.') != subject);
    let mut lines = wrap(&body, WIDTH);
    lines.truncate(MOST_LINES);
    let mut message = git_keeps(&subject);
    message.push('\n');
    // No empty line at the start or the end, and never two in a row.
    let mut gap = true;
    for line in lines {
        if line.is_empty() {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            message.push('\n');
        }
        message += &git_keeps(&line);
        message.push('\n');
    }
    Some(message)
}

/// The lines of the message, without what models put around it; the first is not empty.
fn plain_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") || is_trailer(line) {
            continue;
        }
        let line = without_label(without_heading(line));
        if lines.is_empty() && (line.is_empty() || is_introduction(line)) {
            continue;
        }
        lines.push(line.to_owned());
    }
    lines
}

/// A line such as "Here is the commit message:" or "Sure!".
fn is_introduction(line: &str) -> bool {
    let line = line.to_lowercase();
    INTRODUCTIONS.iter().any(|start| {
        line.strip_prefix(start)
            .is_some_and(|rest| rest.ends_with(':') || ["", "!", ".", ","].contains(&rest))
    })
}

/// A line by which somebody answers for the change, as in `Signed-off-by: …`: a model can't, and nobody is to be made to by
/// what stands in a diff.
fn is_trailer(line: &str) -> bool {
    let Some((token, _)) = line.split_once(':') else {
        return false;
    };
    let token = token.to_ascii_lowercase();
    (token.ends_with("-by") || token == "change-id")
        && token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A line without the marks of a heading. Git takes lines that begin with `#` for comments; a number of an issue stays.
fn without_heading(line: &str) -> &str {
    let rest = line.trim_start_matches('#');
    if rest.len() < line.len() && (rest.is_empty() || rest.starts_with(' ')) {
        rest.trim_start()
    } else {
        line
    }
}

/// A line without a word that says what it is, as in `**Subject:** Add a retry`.
fn without_label(line: &str) -> &str {
    let Some((label, rest)) = line.split_once(':') else {
        return line;
    };
    let word = label.trim_matches(['*', '_', '`', ' ']).to_lowercase();
    if LABELS.contains(&word.as_str()) {
        rest.trim_start_matches(['*', '_', ' '])
    } else {
        line
    }
}

/// The subject that `line` is, and what is too long for it.
fn subject(line: &str) -> (String, Option<String>) {
    let line = unquoted(line);
    if line.chars().count() <= WIDTH {
        return (without_period(line).to_owned(), None);
    }
    // The first sentence, if it fits; else as many words as do.
    let end_of = |width: usize| line.char_indices().nth(width).map_or(line.len(), |(at, _)| at);
    let fits = &line[..end_of(WIDTH + 1)];
    if let Some(at) = fits.find(". ").filter(|at| *at > 0) {
        return (
            line[..at].to_owned(),
            Some(line[at + 2..].trim_start().to_owned()),
        );
    }
    let fits = &line[..end_of(WIDTH - 1)];
    let at = fits.rfind(' ').filter(|at| *at > 0).unwrap_or(fits.len());
    let rest = format!("…{}", line[at..].trim_start());
    (format!("{}…", line[..at].trim_end()), Some(rest))
}

/// A line without quotation marks or emphasis around all of it.
fn unquoted(line: &str) -> &str {
    const MARKS: [(&str, &str); 6] = [
        ("**", "**"),
        ("\"", "\""),
        ("'", "'"),
        ("`", "`"),
        ("\u{201c}", "\u{201d}"),
        ("- ", ""),
    ];
    let found = MARKS.iter().find_map(|(open, close)| {
        let inner = line.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.is_empty() && (close.is_empty() || !inner.contains(close))).then_some(inner)
    });
    found.map_or(line, |inner| unquoted(inner.trim()))
}

fn without_period(line: &str) -> &str {
    match line.strip_suffix(['.', '。']) {
        Some(rest) if !rest.ends_with('.') && !rest.is_empty() => rest,
        _ => line,
    }
}

/// A line that git does not take for a comment.
fn git_keeps(line: &str) -> String {
    if line.starts_with('#') {
        format!(" {line}")
    } else {
        line.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(answer: &str) -> String {
        message(answer, true).expect("a message")
    }

    #[test]
    fn what_models_put_around_a_message_is_left_out() {
        for answer in [
            "Add a retry to the client",
            "Add a retry to the client.\n",
            "```\nAdd a retry to the client\n```",
            "Here is the commit message:\n\n```text\nAdd a retry to the client.\n```",
            "Sure!\n\n\"Add a retry to the client\"",
            "**Subject:** Add a retry to the client",
            "Commit message: `Add a retry to the client`",
            "# Add a retry to the client",
            "**Add a retry to the client**\n\nAdd a retry to the client.",
            "Add a \u{202e}retry\u{200b} to the client",
            "Add a retry to the client\n\nSigned-off-by: Somebody <s@example.com>\nCo-authored-by: M <m@example.com>",
        ] {
            assert_eq!(written(answer), "Add a retry to the client\n", "{answer:?}");
        }
    }

    #[test]
    fn a_subject_of_the_customary_form_stays() {
        for subject in [
            "fix(parser): keep the last line",
            "Wait…",
            "Fix `a` and `b`",
            "Say \"no\" to \"x\"",
            "Wait...",
        ] {
            assert_eq!(written(subject), format!("{subject}\n"));
        }
    }

    #[test]
    fn a_body_follows_an_empty_line_and_is_wrapped() {
        let body = "word ".repeat(30);
        let text = written(&format!("Add a retry\n{body}\n\n\n\n- one\n- two {body}\n"));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines[0], lines[1]), ("Add a retry", ""));
        assert!(lines.iter().all(|line| line.chars().count() <= 72), "{text}");
        assert!(
            text.contains("\n\n- one\n- two word") && !text.contains("\n\n\n"),
            "{text}"
        );
        assert!(text.ends_with("word\n"), "{text}");
    }

    #[test]
    fn a_subject_that_is_too_long_goes_on_in_the_body() {
        let text = written(
            "Add a retry. It was needed since the server at times is slow and then says nothing at all",
        );
        assert!(text.starts_with("Add a retry\n\nIt was needed"), "{text}");
        let text = written(&"word ".repeat(30));
        assert!(
            text.starts_with("word word") && text.contains("word…\n\n…word"),
            "{text}"
        );
        let text = written(&"é".repeat(200));
        assert_eq!(text.lines().next().map(|line| line.chars().count()), Some(72));
    }

    #[test]
    fn git_takes_no_line_for_a_comment() {
        let text = written(
            "#12 is fixed\n\n#13 too\n## Why\n# ------------------------ >8 ------------------------",
        );
        assert!(text.lines().all(|line| !line.starts_with('#')), "{text}");
        assert!(text.starts_with(" #12 is fixed\n\n #13 too\nWhy\n"), "{text}");
    }

    #[test]
    fn of_an_answer_that_breaks_off_the_whole_paragraphs_are_taken() {
        let answer = "Add a retry\n\nIt was needed.\n\nAnd then the";
        assert_eq!(
            message(answer, false).as_deref(),
            Some("Add a retry\n\nIt was needed.\n")
        );
        assert_eq!(
            message("Add a retry\n\nIt wa", false).as_deref(),
            Some("Add a retry\n")
        );
    }

    #[test]
    fn nothing_is_no_message() {
        for answer in [
            "",
            " \n\n",
            "```\n```",
            "\u{200b}\n",
            "Signed-off-by: Me <me@example.com>",
        ] {
            assert_eq!(message(answer, true), None, "{answer:?}");
        }
    }
}
