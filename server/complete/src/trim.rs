//! From what the model wrote to what is worth showing.

use ponder_model::Finish;

use crate::context::Context;

/// The suggestion in `text`, or `None` if nothing in it is worth showing.
///
/// A line that the token limit cut off is left out unless it is the only one; what already stands after the cursor is not
/// repeated; a suggestion is never only white space.
pub(crate) fn trim(text: &str, finish: Finish, context: &Context) -> Option<String> {
    let mut text = text;
    if finish == Finish::Length
        && let Some((whole_lines, _)) = text.rsplit_once('\n')
        && !whole_lines.trim().is_empty()
    {
        text = whole_lines;
    }
    let text = without_repeated_rest(text, context.rest_of_line());
    let text = without_repeated_lines(text, &context.after);
    let text = text.trim_end();
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// Leaves out an end of `text` that is the rest of the cursor's line.
fn without_repeated_rest<'a>(text: &'a str, rest: &str) -> &'a str {
    let rest = rest.trim();
    if rest.is_empty() {
        text
    } else {
        text.trim_end().strip_suffix(rest).unwrap_or(text)
    }
}

/// Ends `text` before its first line that stands next in the document anyway. Lines of closing brackets only don't count:
/// a block may need its own.
fn without_repeated_lines<'a>(text: &'a str, after: &str) -> &'a str {
    let next = after
        .lines()
        .skip(1)
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    if !next.chars().any(char::is_alphanumeric) {
        return text;
    }
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index > 0 && line.trim_end() == next.trim_end() {
            return &text[..start];
        }
        start += line.len();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn trimmed(text: &str, after: &str) -> Option<String> {
        trim(
            text,
            Finish::Stop,
            &Context {
                before: String::new(),
                after: after.to_owned(),
            },
        )
    }

    #[test]
    fn white_space_is_no_suggestion() {
        assert_eq!(trimmed("", ""), None);
        assert_eq!(trimmed("  \n\t", ""), None);
    }

    #[test]
    fn what_stands_after_the_cursor_is_not_repeated() {
        assert_eq!(trimmed("left, right)", ")\n").as_deref(), Some("left, right"));
        assert_eq!(
            trimmed("a + b\n    return c\n", "\n    return c\n").as_deref(),
            Some("a + b")
        );
    }

    #[test]
    fn a_closing_bracket_of_its_own_is_kept() {
        assert_eq!(
            trimmed("if a {\n    b\n}", "\n}\n").as_deref(),
            Some("if a {\n    b\n}")
        );
    }

    #[test]
    fn a_line_cut_off_by_the_limit_is_left_out() {
        let context = Context {
            before: String::new(),
            after: String::new(),
        };
        assert_eq!(
            trim("one\ntwo\nthr", Finish::Length, &context).as_deref(),
            Some("one\ntwo")
        );
        assert_eq!(
            trim("one lo", Finish::Length, &context).as_deref(),
            Some("one lo")
        );
    }

    proptest! {
        #[test]
        fn a_suggestion_is_a_start_of_what_the_model_wrote(text in "[a )\n]{0,30}", after in "[a )\n]{0,20}") {
            if let Some(suggestion) = trimmed(&text, &after) {
                prop_assert!(text.starts_with(&suggestion));
                prop_assert!(!suggestion.trim().is_empty());
            }
        }
    }
}
