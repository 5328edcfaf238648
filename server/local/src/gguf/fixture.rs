//! A writer of small GGUF files, for tests.

/// A GGUF file in the making. Counts are those of what was added, unless a test overrides them.
#[derive(Debug, Clone)]
pub(crate) struct GgufFile {
    pub(crate) version: u32,
    pub(crate) tensor_count: Option<u64>,
    pub(crate) entry_count: Option<u64>,
    alignment: u64,
    entries: Vec<Vec<u8>>,
    tensors: Vec<Vec<u8>>,
    data: Vec<u8>,
}

impl GgufFile {
    pub(crate) fn new() -> Self {
        Self {
            version: 3,
            tensor_count: None,
            entry_count: None,
            alignment: 32,
            entries: Vec::new(),
            tensors: Vec::new(),
            data: Vec::new(),
        }
    }

    /// A whole small model of the qwen2 shape, with a vocabulary and two tensors.
    pub(crate) fn small_model() -> Self {
        Self::new()
            .text("general.architecture", "qwen2")
            .text("general.name", "Small")
            .unsigned("qwen2.context_length", 4096)
            .unsigned("qwen2.block_count", 2)
            .unsigned("qwen2.embedding_length", 64)
            .unsigned("qwen2.feed_forward_length", 128)
            .unsigned("qwen2.attention.head_count", 4)
            .unsigned("qwen2.attention.head_count_kv", 2)
            .texts(
                "tokenizer.ggml.tokens",
                &["a", "b", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"],
            )
            .text("tokenizer.chat_template", "{{ messages }}")
            .tensor("token_embd.weight", &[64, 5], 0)
            .tensor("blk.0.attn_q.weight", &[64, 64], 8)
    }

    /// Adds an entry whose value is given as the bytes after the type.
    pub(crate) fn entry(mut self, key: &str, kind: u32, value: &[u8]) -> Self {
        let mut bytes = string(key);
        bytes.extend(kind.to_le_bytes());
        bytes.extend(value);
        self.entries.push(bytes);
        self
    }

    pub(crate) fn text(self, key: &str, value: &str) -> Self {
        self.entry(key, 8, &string(value))
    }

    pub(crate) fn unsigned(self, key: &str, value: u32) -> Self {
        self.entry(key, 4, &value.to_le_bytes())
    }

    pub(crate) fn alignment(mut self, value: u32) -> Self {
        self.alignment = value.into();
        self.unsigned("general.alignment", value)
    }

    pub(crate) fn texts(self, key: &str, values: &[&str]) -> Self {
        let value: Vec<u8> = values.iter().flat_map(|value| string(value)).collect();
        self.array(key, 8, values.len() as u64, &value)
    }

    pub(crate) fn unsigned_list(self, key: &str, values: &[u32]) -> Self {
        let value: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.array(key, 4, values.len() as u64, &value)
    }

    pub(crate) fn array(self, key: &str, kind: u32, length: u64, elements: &[u8]) -> Self {
        let mut value = kind.to_le_bytes().to_vec();
        value.extend(length.to_le_bytes());
        value.extend(elements);
        self.entry(key, 9, &value)
    }

    /// Adds a tensor of zeros behind those already there.
    pub(crate) fn tensor(mut self, name: &str, dimensions: &[u64], kind: u32) -> Self {
        let (elements, bytes) = super::TensorType::from_id(kind).expect("a known type").block();
        let size = dimensions.iter().product::<u64>() / elements * bytes;
        let offset = self.data.len() as u64;
        let end = (offset + size).next_multiple_of(self.alignment);
        self.data.resize(usize::try_from(end).expect("a small tensor"), 0);
        self.raw_tensor(name, dimensions, kind, offset)
    }

    /// Adds the description of a tensor, and no data.
    pub(crate) fn raw_tensor(mut self, name: &str, dimensions: &[u64], kind: u32, offset: u64) -> Self {
        let mut bytes = string(name);
        bytes.extend(
            u32::try_from(dimensions.len())
                .expect("few dimensions")
                .to_le_bytes(),
        );
        bytes.extend(dimensions.iter().flat_map(|size| size.to_le_bytes()));
        bytes.extend(kind.to_le_bytes());
        bytes.extend(offset.to_le_bytes());
        self.tensors.push(bytes);
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.header();
        bytes.extend(&self.data);
        bytes
    }

    /// The file up to where the tensor data begins.
    pub(crate) fn header(&self) -> Vec<u8> {
        let mut bytes = b"GGUF".to_vec();
        bytes.extend(self.version.to_le_bytes());
        bytes.extend(
            self.tensor_count
                .unwrap_or(self.tensors.len() as u64)
                .to_le_bytes(),
        );
        bytes.extend(
            self.entry_count
                .unwrap_or(self.entries.len() as u64)
                .to_le_bytes(),
        );
        bytes.extend(self.entries.iter().flatten());
        bytes.extend(self.tensors.iter().flatten());
        bytes.resize(
            bytes
                .len()
                .next_multiple_of(usize::try_from(self.alignment).expect("small")),
            0,
        );
        bytes
    }
}

fn string(text: &str) -> Vec<u8> {
    let mut bytes = (text.len() as u64).to_le_bytes().to_vec();
    bytes.extend(text.as_bytes());
    bytes
}
