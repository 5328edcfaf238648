//! What a model's vocabulary says: its tokens' text and bytes, and which of them have a meaning of their own.

use std::ffi::c_char;

use llama_cpp_sys_2 as sys;

use super::{Model, Token};

/// The tokens around a hole: `prefix` text `suffix` text `middle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FillTokens {
    pub(crate) prefix: Token,
    pub(crate) suffix: Token,
    pub(crate) middle: Token,
}

impl FillTokens {
    fn contains(self, token: Token) -> bool {
        [self.prefix, self.suffix, self.middle].contains(&token)
    }
}

impl Model {
    /// The tokens that mark a hole, if the vocabulary has all three.
    pub(crate) fn fill_tokens(&self) -> Option<FillTokens> {
        let vocabulary = self.vocabulary();
        // SAFETY: the vocabulary is live.
        let tokens = unsafe {
            FillTokens {
                prefix: sys::llama_vocab_fim_pre(vocabulary),
                suffix: sys::llama_vocab_fim_suf(vocabulary),
                middle: sys::llama_vocab_fim_mid(vocabulary),
            }
        };
        (tokens.prefix >= 0 && tokens.suffix >= 0 && tokens.middle >= 0).then_some(tokens)
    }

    /// The token between the files of a project, if the model was trained on several at once.
    pub(crate) fn file_separator(&self) -> Option<Token> {
        // SAFETY: the vocabulary is live.
        Some(unsafe { sys::llama_vocab_fim_sep(self.vocabulary()) }).filter(|token| *token >= 0)
    }

    /// The token that begins every text, where the model wants one.
    pub(crate) fn begin_token(&self) -> Option<Token> {
        // SAFETY: the vocabulary is live.
        unsafe {
            sys::llama_vocab_get_add_bos(self.vocabulary()).then(|| sys::llama_vocab_bos(self.vocabulary()))
        }
        .filter(|token| *token >= 0)
    }

    /// The text of the begin and end tokens, as chat templates ask for them; empty where there is none.
    pub(crate) fn boundary_texts(&self) -> (String, String) {
        // SAFETY: the vocabulary is live.
        let (begin, end) = unsafe {
            (
                sys::llama_vocab_bos(self.vocabulary()),
                sys::llama_vocab_eos(self.vocabulary()),
            )
        };
        let text = |token: Token| {
            if token < 0 {
                String::new()
            } else {
                String::from_utf8_lossy(&self.piece(token, Special::Shown)).into_owned()
            }
        };
        (text(begin), text(end))
    }

    /// How many tokens there are: they are numbered from 0.
    pub(super) fn vocabulary_size(&self) -> usize {
        // SAFETY: the vocabulary is live.
        usize::try_from(unsafe { sys::llama_vocab_n_tokens(self.vocabulary()) }).unwrap_or(0)
    }

    /// The tokens that stand for text, each with its bytes: none with a meaning of its own is among them.
    pub(crate) fn text_tokens(&self) -> impl Iterator<Item = (Token, Vec<u8>)> {
        let fill = self.fill_tokens();
        (0..)
            .take(self.vocabulary_size())
            .filter(move |token| {
                self.is_text(*token)
                    && !self.ends_generation(*token)
                    && fill.is_none_or(|marks| !marks.contains(*token))
            })
            .map(|token| (token, self.token_bytes(token)))
    }

    fn is_text(&self, token: Token) -> bool {
        // SAFETY: the vocabulary is live; `token` comes from it.
        let attributes = unsafe { sys::llama_vocab_get_attr(self.vocabulary(), token) };
        attributes & (sys::LLAMA_TOKEN_ATTR_NORMAL | sys::LLAMA_TOKEN_ATTR_BYTE) != 0
    }

    /// Whether `token` ends what fills a hole: whatever ends a generation, and every token without text, such as the
    /// marks of another hole.
    pub(crate) fn ends_fill(&self, token: Token) -> bool {
        // SAFETY: the vocabulary is live; `token` comes from it.
        let control = unsafe { sys::llama_vocab_is_control(self.vocabulary(), token) };
        control
            || self.ends_generation(token)
            || self.fill_tokens().is_some_and(|marks| marks.contains(token))
    }

    /// Whether `token` ends a generation.
    pub(crate) fn ends_generation(&self, token: Token) -> bool {
        // SAFETY: the vocabulary is live; `token` comes from it.
        unsafe { sys::llama_vocab_is_eog(self.vocabulary(), token) }
    }

    /// Tokens of text that is data: what looks like a control token in it stays plain text.
    pub(crate) fn tokenize_text(&self, text: &str) -> Vec<Token> {
        self.tokenize(text, false)
    }

    /// Tokens of a template's own text, control tokens included.
    pub(crate) fn tokenize_markup(&self, text: &str) -> Vec<Token> {
        self.tokenize(text, true)
    }

    fn tokenize(&self, text: &str, parse_special: bool) -> Vec<Token> {
        // A text longer than 2 GiB can't be a prompt; its front is all that any window could hold.
        let length = i32::try_from(text.len()).unwrap_or(i32::MAX);
        let call = |tokens: &mut Vec<Token>| {
            let capacity = i32::try_from(tokens.len()).unwrap_or(i32::MAX);
            // SAFETY: `text` has `length` bytes and `tokens` room for `capacity` tokens; llama.cpp writes no more.
            unsafe {
                sys::llama_tokenize(
                    self.vocabulary(),
                    text.as_ptr().cast::<c_char>(),
                    length,
                    tokens.as_mut_ptr(),
                    capacity,
                    false,
                    parse_special,
                )
            }
        };
        let mut tokens: Vec<Token> = vec![0; text.len() / 3 + 8];
        let mut count = call(&mut tokens);
        if count < 0 {
            // Too little room: the negative of the count needed came back.
            tokens.resize(usize::try_from(count.unsigned_abs()).unwrap_or(0), 0);
            count = call(&mut tokens);
        }
        tokens.truncate(usize::try_from(count).unwrap_or(0));
        tokens
    }

    /// The bytes of a generated token; control tokens have none. May be a part of a UTF-8 character.
    pub(crate) fn token_bytes(&self, token: Token) -> Vec<u8> {
        self.piece(token, Special::Hidden)
    }

    fn piece(&self, token: Token, special: Special) -> Vec<u8> {
        let call = |bytes: &mut Vec<u8>| {
            let capacity = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
            // SAFETY: `bytes` has room for `capacity` bytes; llama.cpp writes no more.
            unsafe {
                sys::llama_token_to_piece(
                    self.vocabulary(),
                    token,
                    bytes.as_mut_ptr().cast::<c_char>(),
                    capacity,
                    0,
                    special == Special::Shown,
                )
            }
        };
        let mut bytes = vec![0; 32];
        let mut count = call(&mut bytes);
        if count < 0 {
            bytes.resize(usize::try_from(count.unsigned_abs()).unwrap_or(0), 0);
            count = call(&mut bytes);
        }
        bytes.truncate(usize::try_from(count).unwrap_or(0));
        bytes
    }
}

/// Whether control tokens have a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Special {
    Shown,
    Hidden,
}
