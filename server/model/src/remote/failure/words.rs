//! The words of an endpoint: made fit to be shown, and read for numbers.

/// The most characters of an endpoint's words that are shown.
const MOST_CHARACTERS: usize = 300;
/// Letters and digits in a row that are no word anymore.
const KEY_PART: usize = 16;
/// How keys begin that need not be that long.
const KEY_STARTS: [&str; 8] = ["sk-", "sk_", "pk-", "gsk_", "xai-", "hf_", "or-", "AIza"];

/// `text` on one line, without control and hidden characters, with what looks like a key masked, and cut.
pub(super) fn in_short(text: &str) -> String {
    // Far more than can be shown, so that a long page costs nothing.
    let text: String = text.chars().take(16 * MOST_CHARACTERS).map(shown).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = masked(&text);
    let text = text.trim_end_matches(['.', '。', ' ']);
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Blank where the character could not be seen, or could turn what is seen around.
fn shown(character: char) -> char {
    let hidden = matches!(
        character,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    );
    if character.is_control() || hidden {
        ' '
    } else {
        character
    }
}

fn masked(text: &str) -> String {
    let in_token =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '*');
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|character| !in_token(character)).unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        let named = masked.ends_with("Bearer ") && !token.is_empty();
        masked.push_str(if named || is_key(token) { "***" } else { token });
        let next = after.find(in_token).unwrap_or(after.len());
        let (between, after) = after.split_at(next);
        masked.push_str(between);
        rest = after;
    }
    masked
}

fn is_key(token: &str) -> bool {
    let has_digit = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
    // Names are made of short parts, random letters are not.
    let random = token
        .split(['-', '_'])
        .any(|part| part.len() >= KEY_PART && has_digit(part));
    let uuid = token.len() == 36 && token.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let begins = KEY_STARTS
        .iter()
        .any(|start| token.len() > start.len() + 3 && token.starts_with(start));
    // A provider that masks shows the ends of the key all the same.
    random || uuid || begins || token.contains("***")
}

/// Tokens of the prompt and tokens that the window holds, out of a sentence as "maximum context length is 4096 tokens.
/// However, you requested 5000 tokens (4500 in the messages, 500 in the completion)", where the prompt is too long
/// already without an answer.
pub(super) fn token_counts(message: &str) -> Option<(u32, u32)> {
    let Some((_, rest)) = message.split_once("maximum context length is ") else {
        return llama_token_counts(message);
    };
    let mut numbers = rest
        .split(|character: char| !character.is_ascii_digit())
        .filter_map(|part| part.parse().ok());
    let window: u32 = numbers.next()?;
    let whole: u32 = numbers.next()?;
    let prompt = if rest.contains("in the completion") {
        numbers.next()?
    } else {
        whole
    };
    (prompt > window).then_some((prompt, window))
}

/// The same out of llama.cpp's "request (4031 tokens) exceeds the available context size (2048 tokens)", which gateways
/// pass on without the numbers beside it.
fn llama_token_counts(message: &str) -> Option<(u32, u32)> {
    let (_, rest) = message.split_once("request (")?;
    let (tokens, rest) = rest.split_once(" tokens) exceeds the available context size (")?;
    let (window, _) = rest.split_once(" tokens)")?;
    Some((tokens.parse().ok()?, window.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_looks_like_a_key_is_masked() {
        for (said, shown) in [
            (
                "Incorrect API key provided: sk-abcd1234efgh. Look",
                "Incorrect API key provided: ***. Look",
            ),
            (
                "Incorrect API key provided: sk-proj-****wxyz",
                "Incorrect API key provided: ***",
            ),
            (
                "Authentication Fails, Your api key: ****1234 is invalid",
                "Authentication Fails, Your api key: *** is invalid",
            ),
            ("got Bearer abc", "got Bearer ***"),
            ("(request id: 20251124093012345678901234)", "(request id: ***)"),
            ("key=\"a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6\"", "key=\"***\""),
        ] {
            assert_eq!(in_short(said), shown);
        }
    }

    #[test]
    fn names_of_parameters_and_models_are_not_masked() {
        for said in [
            "`max_completion_tokens` is too large",
            "The supported API model names are deepseek-flash, deepseek-v4-pro",
            "model deepseek-r1-distill-qwen-7b not found",
            "current_user_has_no_permission_whatsoever",
        ] {
            assert_eq!(in_short(said), said);
        }
    }

    #[test]
    fn words_are_one_short_line_of_visible_characters() {
        assert_eq!(in_short(" a\r\n\tb\u{1b}[31m\u{202e}c. "), "a b [31m c");
        assert_eq!(in_short(&"é".repeat(1000)), format!("{}…", "é".repeat(300)));
        assert_eq!(in_short(""), "");
    }

    #[test]
    fn the_sentence_of_llama_cpp_is_known_behind_a_gateway() {
        let said = "litellm.BadRequestError: request (4031 tokens) exceeds the available context size (2048 tokens), try \
                    increasing it";
        assert_eq!(token_counts(said), Some((4031, 2048)));
    }

    #[test]
    fn a_sentence_about_the_window_gives_its_numbers_where_the_prompt_is_too_long() {
        for (rest, counts) in [
            (
                "However, you requested 5000 tokens (4500 in the messages, 500 in the completion)",
                Some((4500, 4096)),
            ),
            (
                "However, your messages resulted in 5000 tokens",
                Some((5000, 4096)),
            ),
            (
                "However, you requested 5000 tokens (4000 in the messages, 1000 in the completion)",
                None,
            ),
            ("and your request has 200 input tokens (8192 > 4096 - 200)", None),
            ("", None),
        ] {
            assert_eq!(
                token_counts(&format!(
                    "This model's maximum context length is 4096 tokens. {rest}"
                )),
                counts
            );
        }
        assert_eq!(token_counts("maximum context length is long"), None);
        assert_eq!(token_counts("anything else"), None);
    }

    proptest! {
        #[test]
        fn any_words_are_made_fit_to_be_shown(said in any::<String>()) {
            let shown = in_short(&said);
            prop_assert!(shown.chars().count() <= MOST_CHARACTERS + 1);
            prop_assert!(!shown.chars().any(char::is_control));
        }
    }
}
