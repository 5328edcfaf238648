//! What one sequence of the KV cache holds, so that the next prompt reads only what differs.

use super::llama::{Context, DecodeError, Token};

/// One sequence of the cache and the tokens in it, first to last without a gap.
#[derive(Debug)]
pub(crate) struct Sequence {
    id: i32,
    tokens: Vec<Token>,
}

impl Sequence {
    /// The empty sequence number `id`.
    pub(crate) fn new(id: i32) -> Self {
        Self {
            id,
            tokens: Vec::new(),
        }
    }

    /// Tokens held.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Keeps the longest start that is shared with `prompt`, forgets the rest, and returns how many tokens were kept.
    ///
    /// The prompt's last token is never kept: reading it gives the logits to go on from.
    pub(crate) fn reuse(&mut self, context: &mut Context, prompt: &[Token]) -> usize {
        let shared = shared_start(&self.tokens, prompt);
        if context.forget_from(self.id, shared) {
            self.tokens.truncate(shared);
        } else {
            // A model whose memory can't be cut in the middle starts over.
            context.forget_from(self.id, 0);
            self.tokens.clear();
        }
        self.tokens.len()
    }

    /// Reads `tokens` at the end.
    ///
    /// Interrupted, the tokens of this call are gone, and what is left is taken from the cache itself.
    pub(crate) fn read(&mut self, context: &mut Context, tokens: &[Token]) -> Result<(), DecodeError> {
        let result = context.decode(self.id, self.tokens.len(), tokens);
        if result.is_ok() {
            self.tokens.extend_from_slice(tokens);
        } else {
            let held = context.held(self.id).min(self.tokens.len());
            context.forget_from(self.id, held);
            self.tokens.truncate(held);
        }
        result
    }
}

fn shared_start(held: &[Token], prompt: &[Token]) -> usize {
    let shared = held
        .iter()
        .zip(prompt)
        .take_while(|(held, prompt)| held == prompt)
        .count();
    shared.min(prompt.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::shared_start;

    #[test]
    fn the_shared_start_leaves_one_token_to_read() {
        assert_eq!(shared_start(&[1, 2, 3], &[1, 2, 4]), 2);
        assert_eq!(shared_start(&[1, 2, 3], &[1, 2, 3]), 2);
        assert_eq!(shared_start(&[1, 2, 3], &[1, 2]), 1);
        assert_eq!(shared_start(&[], &[1]), 0);
    }
}
