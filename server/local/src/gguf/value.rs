//! Metadata values as the format stores them.
//!
//! Numbers, short texts and short arrays of whole numbers are kept; of all other arrays only the length is.

use std::io::{Read, Seek};

use super::GgufError;
use super::fill_in_middle::FillInMiddleTokens;
use super::reader::HeaderReader;

/// The longest text that is kept: chat templates of some models reach 30 KiB.
const MAX_TEXT_BYTES: u64 = 1024 * 1024;

/// The longest array of whole numbers that is kept, such as a value for each layer.
const MAX_KEPT_ELEMENTS: u64 = 4096;

/// Arrays within arrays; real files have none.
const MAX_ARRAY_DEPTH: u32 = 3;

const STRING: u32 = 8;
const ARRAY: u32 = 9;

/// The value of a metadata key.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A whole number without sign, of 8 to 64 bits.
    Unsigned(u64),
    /// A whole number with a sign, of 8 to 64 bits.
    Signed(i64),
    /// A number of 32 or 64 bits.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A text of up to 1 MiB.
    Text(String),
    /// A list.
    Array(Array),
}

/// A list in the metadata.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// The number of elements.
    pub length: u64,
    /// The elements, where they are whole numbers or truth values (0 and 1) and at most 4,096.
    pub numbers: Option<Vec<i64>>,
}

impl Value {
    /// Reads the value of `key`. The tokens of a vocabulary are shown to `tokens` on the way.
    pub(super) fn read<R: Read + Seek>(
        reader: &mut HeaderReader<R>,
        key: &str,
        tokens: &mut FillInMiddleTokens,
    ) -> Result<Self, GgufError> {
        let kind = reader.u32()?;
        if kind == ARRAY {
            return Array::read(reader, key, tokens, 1).map(Self::Array);
        }
        if kind == STRING {
            return reader.text(MAX_TEXT_BYTES, "text").map(Self::Text);
        }
        scalar(reader, key, kind)
    }
}

impl Array {
    fn read<R: Read + Seek>(
        reader: &mut HeaderReader<R>,
        key: &str,
        tokens: &mut FillInMiddleTokens,
        depth: u32,
    ) -> Result<Self, GgufError> {
        let kind = reader.u32()?;
        let length = reader.u64()?;
        let least = match kind {
            STRING => 8,
            ARRAY => 12,
            _ => scalar_bytes(key, kind)?,
        };
        reader.expect_room(length, least, "array elements")?;
        let mut numbers = None;
        match kind {
            STRING if key == "tokenizer.ggml.tokens" => {
                reader.walk(length)?;
                let mut buffer = Vec::new();
                for id in 0..length {
                    if let Some(text) = reader.short_text(FillInMiddleTokens::LONGEST, &mut buffer)? {
                        tokens.note(id, text);
                    }
                }
            }
            STRING => {
                reader.walk(length)?;
                for _ in 0..length {
                    let bytes = reader.u64()?;
                    reader.skip(bytes)?;
                }
            }
            ARRAY if depth >= MAX_ARRAY_DEPTH => {
                return Err(GgufError::NestedTooDeeply { key: key.to_owned() });
            }
            ARRAY => {
                reader.walk(length)?;
                for _ in 0..length {
                    Self::read(reader, key, tokens, depth + 1)?;
                }
            }
            _ if depth == 1 && length <= MAX_KEPT_ELEMENTS => {
                reader.keep(length * 8)?;
                let mut kept = Vec::new();
                for _ in 0..length {
                    match scalar(reader, key, kind)? {
                        Value::Unsigned(number) => kept.push(i64::try_from(number).unwrap_or(i64::MAX)),
                        Value::Signed(number) => kept.push(number),
                        Value::Bool(yes) => kept.push(i64::from(yes)),
                        _ => {}
                    }
                }
                // Of other kinds nothing was pushed.
                numbers = (kept.len() as u64 == length).then_some(kept);
            }
            _ => reader.skip(length * least)?,
        }
        Ok(Self { length, numbers })
    }
}

/// The size of a value of this type, if it has a fixed one.
fn scalar_bytes(key: &str, kind: u32) -> Result<u64, GgufError> {
    Ok(match kind {
        0 | 1 | 7 => 1,
        2 | 3 => 2,
        4..=6 => 4,
        10..=12 => 8,
        id => {
            return Err(GgufError::UnknownValueType {
                key: key.to_owned(),
                id,
            });
        }
    })
}

fn scalar<R: Read + Seek>(reader: &mut HeaderReader<R>, key: &str, kind: u32) -> Result<Value, GgufError> {
    Ok(match kind {
        0 => Value::Unsigned(reader.bytes().map(u8::from_le_bytes)?.into()),
        1 => Value::Signed(reader.bytes().map(i8::from_le_bytes)?.into()),
        2 => Value::Unsigned(reader.bytes().map(u16::from_le_bytes)?.into()),
        3 => Value::Signed(reader.bytes().map(i16::from_le_bytes)?.into()),
        4 => Value::Unsigned(reader.u32()?.into()),
        5 => Value::Signed(reader.bytes().map(i32::from_le_bytes)?.into()),
        6 => Value::Float(reader.bytes().map(f32::from_le_bytes)?.into()),
        7 => Value::Bool(reader.bytes::<1>()? != [0]),
        10 => Value::Unsigned(reader.u64()?),
        11 => Value::Signed(reader.bytes().map(i64::from_le_bytes)?),
        12 => Value::Float(reader.bytes().map(f64::from_le_bytes)?),
        id => {
            return Err(GgufError::UnknownValueType {
                key: key.to_owned(),
                id,
            });
        }
    })
}
