//! Why a file is refused as a model, in words that say what to do about it.

use std::io;

/// Why a GGUF header could not be read, or was not trusted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GgufError {
    /// The file could not be opened or read.
    #[error("the model file cannot be read: {0}")]
    Io(#[from] io::Error),

    /// The file does not begin with the format's mark.
    #[error("not a GGUF file: it does not begin with `GGUF`; choose a file that ends in .gguf")]
    NotGguf,

    /// A version of the format that is older or newer than 2 and 3.
    #[error("GGUF version {0} is not supported, only 2 and 3; get a newer conversion of the model")]
    Version(u32),

    /// The file is for machines of the other byte order.
    #[error("the GGUF file is big-endian; get the little-endian conversion of the model")]
    BigEndian,

    /// The header goes on past the end of the file.
    #[error(
        "the file is truncated: its header reaches to byte {needed} at least but the file has {file_bytes} bytes; \
         pull it again"
    )]
    Truncated {
        /// The first byte position that the header needs the file to reach, as far as it is known.
        needed: u64,
        /// The size of the file in bytes.
        file_bytes: u64,
    },

    /// A tensor lies past the end of the file.
    #[error(
        "the file is truncated: its header names tensors up to byte {end} (`{tensor}`) but the file has \
         {file_bytes} bytes; pull it again"
    )]
    TensorPastEnd {
        /// The tensor's name.
        tensor: String,
        /// Where the tensor would end, in bytes from the start of the file.
        end: u64,
        /// The size of the file in bytes.
        file_bytes: u64,
    },

    /// A count that no real model needs.
    #[error("the file states {count} {what}, more than the {limit} that are accepted; the file is damaged")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// The stated count.
        count: u64,
        /// The most that are accepted.
        limit: u64,
    },

    /// A length that no real model needs.
    #[error(
        "the file's {what} takes {bytes} bytes, more than the {limit} that are accepted; the file is damaged"
    )]
    TooLong {
        /// What is too long.
        what: &'static str,
        /// The stated length in bytes.
        bytes: u64,
        /// The most that is accepted, in bytes.
        limit: u64,
    },

    /// A text in the header is not UTF-8.
    #[error("a {0} in the file's header is not UTF-8; the file is damaged")]
    NotUtf8(&'static str),

    /// A metadata value is of a type that the format does not know.
    #[error("the value of `{key}` has the unknown type {id}; the file is damaged or newer than this program")]
    UnknownValueType {
        /// The metadata key.
        key: String,
        /// The type's number in the file.
        id: u32,
    },

    /// Arrays within arrays, deeper than any real file.
    #[error("the value of `{key}` nests arrays too deeply; the file is damaged")]
    NestedTooDeeply {
        /// The metadata key.
        key: String,
    },

    /// The same metadata key stands twice.
    #[error("the key `{0}` stands twice in the file's header; the file is damaged")]
    DuplicateKey(String),

    /// The same tensor name stands twice.
    #[error("the tensor `{0}` stands twice in the file's header; the file is damaged")]
    DuplicateTensor(String),

    /// `general.alignment` is not a power of two.
    #[error("the file's alignment is {0}, which is not a power of two; the file is damaged")]
    Alignment(String),

    /// A tensor has a type that this program does not know, or that was removed from the format.
    #[error(
        "the tensor `{tensor}` has the type {id}, which is unknown or was removed; get another quantization of the \
         model"
    )]
    UnknownTensorType {
        /// The tensor's name.
        tensor: String,
        /// The type's number in the file.
        id: u32,
    },

    /// A tensor's dimensions make no sense.
    #[error("the dimensions of the tensor `{tensor}` {problem}; the file is damaged")]
    Dimensions {
        /// The tensor's name.
        tensor: String,
        /// What is wrong with them, as the end of a sentence.
        problem: &'static str,
    },

    /// A tensor does not begin on the file's alignment.
    #[error(
        "the tensor `{tensor}` begins at {offset}, off the file's alignment of {alignment}; the file is damaged"
    )]
    Misaligned {
        /// The tensor's name.
        tensor: String,
        /// Where it begins, in bytes from the start of the tensor data.
        offset: u64,
        /// The alignment in bytes.
        alignment: u64,
    },

    /// The file is one part of a model that was split.
    #[error(
        "the file is one of {parts} parts of a split model, which cannot be loaded; get the model as one file, or \
         join the parts with `llama-gguf-split --merge`"
    )]
    Split {
        /// The number of parts.
        parts: u64,
    },
}
