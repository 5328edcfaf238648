//! A loaded model: its weights, vocabulary and chat template.

use std::ffi::{CStr, CString, c_char};
use std::path::Path;
use std::ptr::NonNull;

use anyhow::{Context as _, bail};
use llama_cpp_sys_2 as sys;

use super::{Token, initialize};

/// The tokens around a hole: `prefix` text `suffix` text `middle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FillTokens {
    pub(crate) prefix: Token,
    pub(crate) suffix: Token,
    pub(crate) middle: Token,
}

/// A loaded model.
#[derive(Debug)]
pub(crate) struct Model {
    pointer: NonNull<sys::llama_model>,
    vocabulary: NonNull<sys::llama_vocab>,
}

// SAFETY: a llama_model is not changed after loading; llama.cpp allows its use from any thread.
unsafe impl Send for Model {}
// SAFETY: as above: every method only reads.
unsafe impl Sync for Model {}

impl Model {
    /// Maps the file at `path` and loads it for the CPU.
    pub(crate) fn load(path: &Path) -> anyhow::Result<Self> {
        initialize();
        let file = CString::new(path.as_os_str().as_encoded_bytes())
            .context("the model's path has a NUL byte in it")?;
        // SAFETY: `file` outlives the call; the parameters are llama.cpp's own defaults.
        let pointer =
            unsafe { sys::llama_model_load_from_file(file.as_ptr(), sys::llama_model_default_params()) };
        let Some(pointer) = NonNull::new(pointer) else {
            bail!(
                "llama.cpp can't load {}; see the log for its reason",
                path.display()
            );
        };
        // SAFETY: the model is live; a vocabulary belongs to its model and lives as long.
        let vocabulary = unsafe { sys::llama_model_get_vocab(pointer.as_ptr()) };
        let vocabulary = NonNull::new(vocabulary.cast_mut()).context("the model has no vocabulary")?;
        Ok(Self { pointer, vocabulary })
    }

    pub(super) fn as_ptr(&self) -> *mut sys::llama_model {
        self.pointer.as_ptr()
    }

    pub(super) fn vocabulary(&self) -> *const sys::llama_vocab {
        self.vocabulary.as_ptr()
    }

    /// The chat template in the model's file (Jinja), if it has one.
    pub(crate) fn chat_template(&self) -> Option<String> {
        // SAFETY: the model is live; a null name asks for the default template; the string belongs to the model.
        let template = unsafe { sys::llama_model_chat_template(self.as_ptr(), std::ptr::null()) };
        // SAFETY: not null, and NUL-terminated by llama.cpp.
        (!template.is_null()).then(|| unsafe { CStr::from_ptr(template) }.to_string_lossy().into_owned())
    }

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

impl Drop for Model {
    fn drop(&mut self) {
        // SAFETY: loaded by `load`, freed once; contexts hold the model alive through an `Arc`.
        unsafe { sys::llama_model_free(self.as_ptr()) }
    }
}

/// Whether control tokens have a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Special {
    Shown,
    Hidden,
}
