//! What a model file says about its model: the key and value pairs, and typed reading of those that Ponder uses.
//!
//! Getters are tolerant: files write whole numbers in any width, and some per-layer values as one number for all.

use std::collections::HashMap;
use std::io::{Read, Seek};

use super::GgufError;
use super::fill_in_middle::FillInMiddleTokens;
use super::reader::HeaderReader;
use super::value::Value;

/// The longest key, by the format's own limit.
const MAX_KEY_BYTES: u64 = 65_535;

/// The most keys that a file may have. Real ones have some dozens.
const MAX_ENTRIES: u64 = 4096;

/// The least bytes that an entry takes: key length, value type and the smallest value.
const MIN_ENTRY: u64 = 8 + 4 + 1;

const DEFAULT_ALIGNMENT: u64 = 32;

/// The metadata of a model file.
#[derive(Debug, Clone)]
pub struct Metadata {
    values: HashMap<String, Value>,
    tokens_by_text: FillInMiddleTokens,
}

impl Metadata {
    pub(super) fn read<R: Read + Seek>(reader: &mut HeaderReader<R>, count: u64) -> Result<Self, GgufError> {
        reader.expect_room(count, MIN_ENTRY, "metadata keys")?;
        if count > MAX_ENTRIES {
            return Err(GgufError::TooMany {
                what: "metadata keys",
                count,
                limit: MAX_ENTRIES,
            });
        }
        let mut values = HashMap::new();
        let mut tokens_by_text = FillInMiddleTokens::default();
        for _ in 0..count {
            let key = reader.text(MAX_KEY_BYTES, "key")?;
            let value = Value::read(reader, &key, &mut tokens_by_text)?;
            if values.contains_key(&key) {
                return Err(GgufError::DuplicateKey(key));
            }
            values.insert(key, value);
        }
        Ok(Self {
            values,
            tokens_by_text,
        })
    }

    /// The alignment of the tensor data, in bytes. A power of two.
    pub(super) fn alignment(&self) -> Result<u64, GgufError> {
        match self.get("general.alignment") {
            None => Ok(DEFAULT_ALIGNMENT),
            Some(Value::Unsigned(size)) if size.is_power_of_two() && u32::try_from(*size).is_ok() => {
                Ok(*size)
            }
            Some(other) => Err(GgufError::Alignment(match other {
                Value::Unsigned(size) => size.to_string(),
                Value::Signed(size) => size.to_string(),
                _ => "not a number".to_owned(),
            })),
        }
    }

    /// The value of `key`, with its full name.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    /// The text of `key`.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number of `key`, of any width, where it is not negative.
    pub fn unsigned(&self, key: &str) -> Option<u64> {
        match self.get(key)? {
            Value::Unsigned(number) => Some(*number),
            Value::Signed(number) => u64::try_from(*number).ok(),
            _ => None,
        }
    }

    /// The number of `key`, whole or not.
    pub fn number(&self, key: &str) -> Option<f64> {
        match self.get(key)? {
            Value::Float(number) => Some(*number),
            _ => self
                .unsigned(key)
                .and_then(|number| u32::try_from(number).ok())
                .map(f64::from),
        }
    }

    /// The truth value of `key`.
    pub fn truth(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Value::Bool(yes) => Some(*yes),
            _ => None,
        }
    }

    /// The architecture, such as `qwen2`: the prefix of all keys that describe the model's shape.
    pub fn architecture(&self) -> Option<&str> {
        self.text("general.architecture")
    }

    /// The whole number of a key that stands under the architecture's name.
    pub fn shape(&self, key: &str) -> Option<u64> {
        self.unsigned(&self.shape_key(key)?)
    }

    /// A value for one layer, from a key that stands under the architecture's name and holds one number for all layers
    /// or one for each.
    pub fn layer_shape(&self, key: &str, layer: u64) -> Option<u64> {
        let key = self.shape_key(key)?;
        match self.get(&key)? {
            Value::Array(array) => {
                let number = array.numbers.as_ref()?.get(usize::try_from(layer).ok()?)?;
                u64::try_from(*number).ok()
            }
            _ => self.unsigned(&key),
        }
    }

    fn shape_key(&self, key: &str) -> Option<String> {
        Some(format!("{}.{key}", self.architecture()?))
    }

    /// The model's own name, such as `Qwen2.5 Coder 0.5B Instruct GGUF`.
    pub fn name(&self) -> Option<&str> {
        self.text("general.name")
    }

    /// The number of the quantization recipe. Forks reuse the numbers: for display only.
    pub fn file_type(&self) -> Option<u64> {
        self.unsigned("general.file_type")
    }

    /// The most tokens that the model was trained to look back on.
    pub fn context_length(&self) -> Option<u64> {
        self.shape("context_length")
    }

    /// The number of layers.
    pub fn block_count(&self) -> Option<u64> {
        self.shape("block_count")
    }

    /// The width of the model's hidden state.
    pub fn embedding_length(&self) -> Option<u64> {
        self.shape("embedding_length")
    }

    /// The width of a layer's feed-forward part.
    pub fn feed_forward_length(&self, layer: u64) -> Option<u64> {
        self.layer_shape("feed_forward_length", layer)
    }

    /// The number of attention heads of a layer.
    pub fn head_count(&self, layer: u64) -> Option<u64> {
        self.layer_shape("attention.head_count", layer)
    }

    /// The number of key and value heads of a layer; as many as attention heads where the file does not say.
    pub fn key_value_head_count(&self, layer: u64) -> Option<u64> {
        self.layer_shape("attention.head_count_kv", layer)
            .or_else(|| self.head_count(layer))
    }

    /// The width of one key head.
    pub fn key_length(&self) -> Option<u64> {
        self.shape("attention.key_length")
            .or_else(|| self.default_head_length())
    }

    /// The width of one value head.
    pub fn value_length(&self) -> Option<u64> {
        self.shape("attention.value_length")
            .or_else(|| self.default_head_length())
    }

    fn default_head_length(&self) -> Option<u64> {
        self.embedding_length()?.checked_div(self.head_count(0)?)
    }

    /// How many tokens the windowed layers look back on, if there are such.
    pub fn sliding_window(&self) -> Option<u64> {
        self.shape("attention.sliding_window")
            .filter(|tokens| *tokens > 0)
    }

    /// The size of the vocabulary, stated or counted.
    pub fn vocabulary_size(&self) -> Option<u64> {
        self.shape("vocab_size")
            .or_else(|| match self.get("tokenizer.ggml.tokens")? {
                Value::Array(array) => Some(array.length),
                _ => None,
            })
    }

    /// The template that turns chat messages into a prompt, in the Jinja language.
    pub fn chat_template(&self) -> Option<&str> {
        self.text("tokenizer.chat_template")
    }

    /// The tokens for fill-in-the-middle prompts, by metadata key, older key, or their text in the vocabulary.
    pub fn fill_in_middle_tokens(&self) -> FillInMiddleTokens {
        let id = |name: &str| self.unsigned(&format!("tokenizer.ggml.{name}_token_id"));
        let by_text = self.tokens_by_text;
        FillInMiddleTokens {
            prefix: id("fim_pre").or_else(|| id("prefix")).or(by_text.prefix),
            suffix: id("fim_suf").or_else(|| id("suffix")).or(by_text.suffix),
            middle: id("fim_mid").or_else(|| id("middle")).or(by_text.middle),
            padding: id("fim_pad").or(by_text.padding),
            repository: id("fim_rep").or(by_text.repository),
            separator: id("fim_sep").or(by_text.separator),
        }
    }
}
