//! From a request to the tokens that the model reads.

use ponder_model::{Fill, Message, ModelError, Prompt};

use super::llama::{FillTokens, Model, Token};
use super::template::{ChatTemplate, Segment};

/// Part of the window kept free for the answer to a fill, in tokens.
const FILL_RESERVE: usize = 256;

/// The tokens of `prompt`, short enough to leave room for an answer in a window of `window` tokens.
pub(crate) fn tokens(
    model: &Model,
    template: &ChatTemplate,
    prompt: &Prompt,
    window: usize,
) -> Result<Vec<Token>, ModelError> {
    match prompt {
        Prompt::Chat(messages) => chat(model, template, messages, window),
        Prompt::Fill(fill) => Ok(fill_tokens(model, fill, window)),
    }
}

fn chat(
    model: &Model,
    template: &ChatTemplate,
    messages: &[Message],
    window: usize,
) -> Result<Vec<Token>, ModelError> {
    let segments = template
        .render(messages)
        .map_err(|error| ModelError::Unsupported {
            reason: format!("{error:#}"),
        })?;
    let mut tokens = Vec::new();
    for segment in segments {
        tokens.extend(match segment {
            Segment::Markup(text) => model.tokenize_markup(&text),
            Segment::Text(text) => model.tokenize_text(&text),
        });
    }
    // Many templates write the begin token themselves.
    if let Some(begin) = model.begin_token().filter(|begin| tokens.first() != Some(begin)) {
        tokens.insert(0, begin);
    }
    if tokens.len() >= window {
        return Err(ModelError::PromptTooLong {
            tokens: count(tokens.len()),
            window: count(window),
            remedy: "raise `local.context_tokens`".to_owned(),
        });
    }
    Ok(tokens)
}

fn fill_tokens(model: &Model, fill: &Fill, window: usize) -> Vec<Token> {
    let (prefix, suffix) = (
        model.tokenize_text(&fill.prefix),
        model.tokenize_text(&fill.suffix),
    );
    layout(model.begin_token(), model.fill_tokens(), prefix, suffix, window)
}

/// Prefix, suffix, middle: the order these models were trained in. Without fill tokens only the prefix is continued.
///
/// Where the window is too small the prefix loses its start and the suffix its end, the suffix down to a quarter first.
fn layout(
    begin: Option<Token>,
    marks: Option<FillTokens>,
    mut prefix: Vec<Token>,
    mut suffix: Vec<Token>,
    window: usize,
) -> Vec<Token> {
    if marks.is_none() {
        suffix.clear();
    }
    let room = window.saturating_sub(FILL_RESERVE.min(window / 2) + 4);
    suffix.truncate(room.saturating_sub(prefix.len()).max(room / 4));
    let excess = (prefix.len() + suffix.len()).saturating_sub(room);
    prefix.drain(..excess.min(prefix.len()));

    let mut tokens: Vec<Token> = begin.into_iter().collect();
    match marks {
        Some(marks) => {
            tokens.push(marks.prefix);
            tokens.extend(prefix);
            tokens.push(marks.suffix);
            tokens.extend(suffix);
            tokens.push(marks.middle);
        }
        None => tokens.extend(prefix),
    }
    tokens
}

fn count(tokens: usize) -> u32 {
    u32::try_from(tokens).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: FillTokens = FillTokens {
        prefix: -1,
        suffix: -2,
        middle: -3,
    };

    #[test]
    fn a_fill_that_fits_is_kept_whole() {
        assert_eq!(
            layout(Some(-9), Some(MARKS), vec![1, 2], vec![3], 4096),
            [-9, -1, 1, 2, -2, 3, -3]
        );
    }

    #[test]
    fn a_model_without_fill_tokens_continues_the_prefix() {
        assert_eq!(layout(None, None, vec![1, 2], vec![3], 4096), [1, 2]);
    }

    #[test]
    fn a_long_fill_keeps_what_is_next_to_the_hole() {
        let prefix: Vec<Token> = (0..10_000).collect();
        let suffix: Vec<Token> = (20_000..30_000).collect();
        let tokens = layout(None, Some(MARKS), prefix, suffix, 1024);
        assert!(tokens.len() <= 1024 - FILL_RESERVE, "{}", tokens.len());
        let hole = tokens
            .iter()
            .position(|token| *token == MARKS.suffix)
            .expect("the suffix mark");
        assert_eq!(tokens[hole - 1], 9_999, "the prefix keeps its end");
        assert_eq!(tokens[hole + 1], 20_000, "the suffix keeps its start");
        assert_eq!(
            tokens.len() - hole - 2,
            191,
            "the suffix keeps a quarter of the room"
        );
    }

    #[test]
    fn a_short_prefix_leaves_the_room_to_the_suffix() {
        let tokens = layout(None, Some(MARKS), vec![1], (0..10_000).collect(), 1024);
        assert_eq!(tokens.len(), 1024 - FILL_RESERVE - 4 + 3);
    }

    proptest::proptest! {
        #[test]
        fn a_fill_always_leaves_room_for_an_answer(prefix in 0_i32..3000, suffix in 0_i32..3000, window in 16_usize..2048) {
            let tokens = layout(Some(-9), Some(MARKS), (0..prefix).collect(), (0..suffix).collect(), window);
            proptest::prop_assert!(tokens.len() < window);
        }
    }
}
