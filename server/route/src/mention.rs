//! `@` at the start of a chat text: the user says who is to answer.

use crate::{Choice, Rules};

/// Splits `@reasoning`, `@general`, `@local` or `@<binding>` off the start of `text`.
///
/// A name that stands for nothing is no mention: code has `@` of its own.
pub fn mention<'text>(text: &'text str, rules: &Rules) -> (Option<Choice>, &'text str) {
    let none = (None, text);
    let Some(rest) = text.trim_start().strip_prefix('@') else {
        return none;
    };
    let end = rest
        .find(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '_' | '-')))
        .unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let choice = Choice::of_name(name);
    match &choice {
        Choice::Binding(name) if rules.binding(name).is_none() => none,
        _ if rest.starts_with(['.', '(', '/', '@']) => none,
        _ => (
            Some(choice),
            rest.trim_start_matches([':', ',', '：', '，']).trim_start(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> (Option<String>, &str) {
        let rules = Rules::local("small");
        let (choice, rest) = mention(text, &rules);
        (choice.map(|choice| choice.to_string()), rest)
    }

    #[test]
    fn a_mention_names_who_answers_and_is_not_part_of_the_question() {
        assert_eq!(split("@reasoning why?"), (Some("reasoning".to_owned()), "why?"));
        assert_eq!(split("  @local: why?"), (Some("local".to_owned()), "why?"));
        assert_eq!(split("@general，你好"), (Some("general".to_owned()), "你好"));
    }

    #[test]
    fn what_stands_for_nothing_stays_in_the_text() {
        for text in [
            "@Override is what?",
            "mail me@local",
            "@local.host is down",
            "@",
            "why @reasoning?",
        ] {
            assert_eq!(split(text), (None, text));
        }
    }
}
