//! What one sequence of the KV cache holds, so that the next prompt reads only what differs.

use super::llama::{Context, DecodeError, Token};

/// One sequence of the cache and the tokens in it, first to last without a gap.
#[derive(Debug)]
pub(crate) struct Sequence {
    id: i32,
    tokens: Vec<Token>,
    /// The job that it was last made ready for.
    job: Option<u64>,
    /// Whether its end can be forgotten.
    rewinds: bool,
}

impl Sequence {
    /// The empty sequence number `id`.
    pub(crate) fn new(id: i32) -> Self {
        Self {
            id,
            tokens: Vec::new(),
            job: None,
            rewinds: true,
        }
    }

    /// Tokens held.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether its end can be forgotten at little cost, as wrong guesses have to be.
    pub(crate) fn rewinds(&self) -> bool {
        self.rewinds
    }

    /// Makes it ready for `job` to read `text` on: unless it is already, keeps the longest start that is shared with
    /// `text` and forgets the rest.
    ///
    /// The text's last token is never kept: reading it gives the logits to go on from.
    pub(crate) fn make_ready(&mut self, context: &mut Context, job: u64, text: &[Token]) {
        if self.job == Some(job) {
            return;
        }
        self.job = Some(job);
        let shared = shared_start(&self.tokens, text);
        self.cut(context, shared);
    }

    /// Forgets all but the first `length` tokens; everything where the model's memory can't be cut there.
    pub(crate) fn cut(&mut self, context: &mut Context, length: usize) {
        if length >= self.tokens.len() {
            return;
        }
        if context.forget_from(self.id, length) {
            self.tokens.truncate(length);
        } else {
            self.rewinds = false;
            context.forget_from(self.id, 0);
            self.tokens.clear();
        }
    }

    /// Reads `tokens` at the end; there are logits for the last `outputs` of them.
    ///
    /// Interrupted, the tokens of this call are gone, and what is left is taken from the cache itself.
    pub(crate) fn read(
        &mut self,
        context: &mut Context,
        tokens: &[Token],
        outputs: usize,
    ) -> Result<(), DecodeError> {
        let result = context.decode(self.id, self.tokens.len(), tokens, outputs);
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
