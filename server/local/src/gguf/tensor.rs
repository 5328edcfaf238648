//! Tensors: their types, sizes and places in the file.

use std::io::{Read, Seek};

use super::GgufError;
use super::reader::HeaderReader;

/// The engine keeps names in a fixed buffer of this size.
const MAX_NAME_BYTES: u64 = 64;

const MAX_DIMENSIONS: u32 = 4;

/// One tensor of a model, as its header describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorInfo {
    /// The name, such as `blk.0.attn_q.weight`. Unique in the file.
    pub name: String,
    /// The dimensions, the fastest-running first. None is zero.
    pub dimensions: Vec<u64>,
    /// How the weights are stored.
    pub tensor_type: TensorType,
    /// Where the tensor begins, in bytes from the start of the tensor data.
    pub offset: u64,
    /// The number of weights.
    pub elements: u64,
    /// The size in the file and in memory, in bytes.
    pub bytes: u64,
}

impl TensorInfo {
    pub(super) fn read<R: Read + Seek>(reader: &mut HeaderReader<R>) -> Result<Self, GgufError> {
        let name = reader.text(MAX_NAME_BYTES, "tensor name")?;
        let dimension_count = reader.u32()?;
        if dimension_count > MAX_DIMENSIONS {
            return Err(GgufError::Dimensions {
                tensor: name,
                problem: "are more than four",
            });
        }
        let mut dimensions = Vec::new();
        for _ in 0..dimension_count {
            dimensions.push(reader.u64()?);
        }
        let type_id = reader.u32()?;
        let offset = reader.u64()?;

        let Some(tensor_type) = TensorType::from_id(type_id) else {
            return Err(GgufError::UnknownTensorType {
                tensor: name,
                id: type_id,
            });
        };
        if dimensions.contains(&0) {
            return Err(GgufError::Dimensions {
                tensor: name,
                problem: "contain a zero",
            });
        }
        // The engine counts elements in signed 64 bits.
        let elements = dimensions
            .iter()
            .try_fold(1_u64, |product, size| product.checked_mul(*size))
            .filter(|elements| i64::try_from(*elements).is_ok());
        let Some(elements) = elements else {
            return Err(GgufError::Dimensions {
                tensor: name,
                problem: "are too large",
            });
        };
        let (block_elements, block_bytes) = tensor_type.block();
        if !dimensions.first().unwrap_or(&1).is_multiple_of(block_elements) {
            return Err(GgufError::Dimensions {
                tensor: name,
                problem: "do not fit the blocks of its type",
            });
        }
        let Some(bytes) = (elements / block_elements).checked_mul(block_bytes) else {
            return Err(GgufError::Dimensions {
                tensor: name,
                problem: "are too large",
            });
        };
        Ok(Self {
            name,
            dimensions,
            tensor_type,
            offset,
            elements,
            bytes,
        })
    }

    /// Refuses a tensor that is not aligned or reaches past the end of the file.
    pub(super) fn check_place(
        &self,
        data_offset: u64,
        alignment: u64,
        file_bytes: u64,
    ) -> Result<(), GgufError> {
        if !self.offset.is_multiple_of(alignment) {
            return Err(GgufError::Misaligned {
                tensor: self.name.clone(),
                offset: self.offset,
                alignment,
            });
        }
        let end = data_offset
            .checked_add(self.offset)
            .and_then(|start| start.checked_add(self.bytes));
        match end {
            Some(end) if end <= file_bytes => Ok(()),
            end => Err(GgufError::TensorPastEnd {
                tensor: self.name.clone(),
                end: end.unwrap_or(u64::MAX),
                file_bytes,
            }),
        }
    }
}

/// Declares the types once: name, number in the file, elements and bytes of a block.
macro_rules! tensor_types {
    ($($name:ident = $id:literal, $elements:literal, $bytes:literal;)+) => {
        /// How a tensor's weights are stored, by the names that the format gives.
        #[expect(non_camel_case_types, reason = "the format's own names")]
        #[expect(missing_docs, reason = "the names are the format's; block sizes are in `block`")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum TensorType { $($name),+ }

        impl TensorType {
            /// The type of this number in the file; none for unknown and removed ones.
            pub fn from_id(id: u32) -> Option<Self> {
                match id {
                    $($id => Some(Self::$name),)+
                    _ => None,
                }
            }

            /// The elements and the bytes of one block.
            pub fn block(self) -> (u64, u64) {
                match self {
                    $(Self::$name => ($elements, $bytes),)+
                }
            }
        }
    };
}

// From ggml.h and ggml-common.h of llama.cpp b11434. Not listed: 4, 5, 31 to 33 and 36 to 38, which were removed.
tensor_types! {
    F32 = 0, 1, 4;
    F16 = 1, 1, 2;
    Q4_0 = 2, 32, 18;
    Q4_1 = 3, 32, 20;
    Q5_0 = 6, 32, 22;
    Q5_1 = 7, 32, 24;
    Q8_0 = 8, 32, 34;
    Q8_1 = 9, 32, 36;
    Q2_K = 10, 256, 84;
    Q3_K = 11, 256, 110;
    Q4_K = 12, 256, 144;
    Q5_K = 13, 256, 176;
    Q6_K = 14, 256, 210;
    Q8_K = 15, 256, 292;
    IQ2_XXS = 16, 256, 66;
    IQ2_XS = 17, 256, 74;
    IQ3_XXS = 18, 256, 98;
    IQ1_S = 19, 256, 50;
    IQ4_NL = 20, 32, 18;
    IQ3_S = 21, 256, 110;
    IQ2_S = 22, 256, 82;
    IQ4_XS = 23, 256, 136;
    I8 = 24, 1, 1;
    I16 = 25, 1, 2;
    I32 = 26, 1, 4;
    I64 = 27, 1, 8;
    F64 = 28, 1, 8;
    IQ1_M = 29, 256, 56;
    BF16 = 30, 1, 2;
    TQ1_0 = 34, 256, 54;
    TQ2_0 = 35, 256, 66;
    MXFP4 = 39, 32, 17;
    NVFP4 = 40, 64, 36;
    Q1_0 = 41, 128, 18;
    Q2_0 = 42, 64, 18;
}
