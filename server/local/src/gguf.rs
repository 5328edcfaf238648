//! The header of a GGUF model file: what the model is, and where its tensors lie.
//!
//! The file is untrusted. Nothing is allocated by a count that the file states, every length is checked against the
//! file's size before it is followed, and a file whose tensors reach past its end is refused, so that the engine never
//! maps it. Vocabularies are walked, not kept: a header takes some hundred kilobytes of memory at most.
//!
//! Loading the tensors is the engine's part; how much memory they need is said by [`crate::memory`].

mod error;
mod fill_in_middle;
#[cfg(test)]
pub(crate) mod fixture;
mod metadata;
mod reader;
mod size_label;
mod tensor;
#[cfg(test)]
mod tests;
mod value;

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

pub use error::GgufError;
pub use fill_in_middle::FillInMiddleTokens;
pub use metadata::Metadata;
pub use tensor::{TensorInfo, TensorType};
pub use value::{Array, Value};

use reader::HeaderReader;

/// The most tensors that a file may state. The largest published models have some thousands.
const MAX_TENSORS: u64 = 65_536;

/// The least bytes that a tensor's entry takes: name length, dimension count, type and offset.
const MIN_TENSOR_ENTRY: u64 = 8 + 4 + 4 + 8;

/// What stands before the tensor data of a GGUF file.
#[derive(Debug, Clone)]
pub struct Header {
    /// The version of the format: 2 or 3.
    pub version: u32,
    /// What the file says about the model.
    pub metadata: Metadata,
    /// The tensors, in the file's order. None of them reaches past the end of the file.
    pub tensors: Vec<TensorInfo>,
    /// Where the tensor data begins, in bytes from the start of the file.
    pub data_offset: u64,
    /// The size of the whole file, in bytes.
    pub file_bytes: u64,
}

impl Header {
    /// Reads the header of the file at `path`.
    ///
    /// Blocks on the disk: some milliseconds for a vocabulary of 150,000 tokens.
    pub fn open(path: &Path) -> Result<Self, GgufError> {
        let file = File::open(path)?;
        Self::read(BufReader::with_capacity(64 * 1024, file))
    }

    /// Reads a header from the start of `input`, whose length is taken for the size of the file.
    pub fn read<R: Read + Seek>(mut input: R) -> Result<Self, GgufError> {
        let file_bytes = input.seek(SeekFrom::End(0))?;
        input.seek(SeekFrom::Start(0))?;
        let mut reader = HeaderReader::new(input, file_bytes);

        let magic = reader.bytes::<4>().map_err(|error| match error {
            GgufError::Truncated { .. } => GgufError::NotGguf,
            other => other,
        })?;
        if &magic != b"GGUF" {
            return Err(GgufError::NotGguf);
        }
        let version = reader.u32()?;
        if !(2..=3).contains(&version) {
            // A big-endian file shows its version in the upper bytes.
            return Err(if (2..=3).contains(&version.swap_bytes()) {
                GgufError::BigEndian
            } else {
                GgufError::Version(version)
            });
        }
        let tensor_count = reader.u64()?;
        let entry_count = reader.u64()?;
        reader.expect_room(tensor_count, MIN_TENSOR_ENTRY, "tensors")?;
        if tensor_count > MAX_TENSORS {
            return Err(GgufError::TooMany {
                what: "tensors",
                count: tensor_count,
                limit: MAX_TENSORS,
            });
        }

        let metadata = Metadata::read(&mut reader, entry_count)?;
        if let Some(parts) = metadata.unsigned("split.count").filter(|parts| *parts > 1) {
            return Err(GgufError::Split { parts });
        }
        let alignment = metadata.alignment()?;

        let mut tensors = Vec::new();
        let mut names = HashSet::new();
        for _ in 0..tensor_count {
            let tensor = TensorInfo::read(&mut reader)?;
            if !names.insert(tensor.name.clone()) {
                return Err(GgufError::DuplicateTensor(tensor.name));
            }
            tensors.push(tensor);
        }

        let data_offset = reader.position().next_multiple_of(alignment);
        for tensor in &tensors {
            tensor.check_place(data_offset, alignment, file_bytes)?;
        }
        Ok(Self {
            version,
            metadata,
            tensors,
            data_offset,
            file_bytes,
        })
    }

    /// The bytes of all tensors together: what the weights take in memory.
    pub fn tensor_bytes(&self) -> u64 {
        self.tensors
            .iter()
            .fold(0, |sum, tensor| sum.saturating_add(tensor.bytes))
    }

    /// The number of weights in all tensors together.
    pub fn parameter_count(&self) -> u64 {
        self.tensors
            .iter()
            .fold(0, |sum, tensor| sum.saturating_add(tensor.elements))
    }

    /// The size in billions of parameters: as the file says it, where its tensors bear that out, else as they count.
    ///
    /// Labels are rounded, and of a model of experts they count the shared weights with each: up to twice what there is.
    pub fn billions(&self) -> f64 {
        // Exact up to 2^53 weights.
        #[expect(clippy::cast_precision_loss, reason = "a size to compare and to show")]
        let in_billions = |parameters: u64| parameters as f64 / 1e9;
        let counted = in_billions(self.parameter_count());
        let stated = self
            .metadata
            .unsigned("general.parameter_count")
            .map(in_billions)
            .or_else(|| size_label::billions(self.metadata.text("general.size_label")?));
        stated
            .filter(|stated| (counted / 2.0..=counted * 2.0).contains(stated))
            .unwrap_or(counted)
    }

    /// The tensor of this name.
    pub fn tensor(&self, name: &str) -> Option<&TensorInfo> {
        self.tensors.iter().find(|tensor| tensor.name == name)
    }

    /// The size of the vocabulary: stated, else counted, else the rows of the token embedding.
    pub fn vocabulary_size(&self) -> Option<u64> {
        self.metadata
            .vocabulary_size()
            .or_else(|| self.tensor("token_embd.weight")?.dimensions.get(1).copied())
    }
}
