//! Whether a model fits: what it will take in memory, and what this machine has free.
//!
//! The estimate is for the CPU engine with flash attention and a 16-bit KV cache. Weights and KV cache are exact; the
//! compute buffers are an upper bound that covered every dense `llama` and `qwen2` shape it was measured on (184
//! configurations, to within 0.4 MiB). For other architectures it is a guess, and says so.

use std::fmt;

use sysinfo::System;

use crate::byte_size::ByteSize;
use crate::gguf::Header;

/// The engine rounds the context up to this many tokens.
const CONTEXT_STEP: u64 = 256;

/// The bytes of one 16-bit number of the KV cache.
const CACHE_ELEMENT: u64 = 2;

/// How a model is going to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// The tokens that one sequence can hold.
    pub context_tokens: u64,
    /// The sequences that each have so many tokens of their own. 1 where sequences share the context.
    pub sequences: u64,
    /// The tokens that are decoded in one step at most (llama.cpp's micro-batch).
    pub batch_tokens: u64,
    /// The tokens of a step that give out probabilities, at most; no fewer than `sequences` are counted.
    pub outputs: u64,
}

/// What a model takes in memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The weights: as many bytes as the file's tensors.
    pub weights: u64,
    /// What the model remembers of the context.
    pub kv_cache: u64,
    /// Buffers of the running computation, and the probabilities that it gives out.
    pub compute: u64,
    /// All of these.
    pub total: u64,
    /// How far the numbers can be trusted.
    pub confidence: Confidence,
}

/// How far an estimate can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// The formula was measured on models of this architecture.
    Measured,
    /// The architecture is another: take the compute buffers for a guess.
    Guessed,
}

/// Estimates what the model of `header` takes in memory.
pub fn estimate(header: &Header, load: Load) -> Estimate {
    let weights = header.tensor_bytes();
    let kv_cache = kv_cache_bytes(header, load);
    let compute = compute_bytes(header, load);
    let dense = header.metadata.shape("expert_count").unwrap_or(0) == 0;
    let confidence = match header.metadata.architecture() {
        Some("llama" | "qwen2") if dense => Confidence::Measured,
        _ => Confidence::Guessed,
    };
    let total = weights.saturating_add(kv_cache).saturating_add(compute);
    Estimate {
        weights,
        kv_cache,
        compute,
        total,
        confidence,
    }
}

fn kv_cache_bytes(header: &Header, load: Load) -> u64 {
    let metadata = &header.metadata;
    // A layer is at least one tensor: a stated count beyond that would only make the loop long.
    let layers = metadata
        .block_count()
        .unwrap_or(0)
        .min(header.tensors.len() as u64);
    let context = round_up(load.context_tokens);
    let window = metadata
        .sliding_window()
        .map(|window| context.min(round_up(window.saturating_add(load.batch_tokens))));

    // Multi-head latent attention caches one compressed vector for all heads, and no values.
    let latent = metadata
        .shape("attention.kv_lora_rank")
        .filter(|_| metadata.shape("attention.key_length_mla").is_some())
        .map(|rank| rank.saturating_add(metadata.shape("rope.dimension_count").unwrap_or(0)));
    let head = metadata
        .key_length()
        .unwrap_or(0)
        .saturating_add(metadata.value_length().unwrap_or(0));

    let mut elements = 0_u64;
    for layer in 0..layers {
        let width = latent.unwrap_or_else(|| {
            metadata
                .key_value_head_count(layer)
                .unwrap_or(0)
                .saturating_mul(head)
        });
        let tokens = match window {
            Some(window) if is_windowed(header, layer) => window,
            _ => context,
        };
        elements = elements.saturating_add(tokens.saturating_mul(width));
    }
    elements
        .saturating_mul(CACHE_ELEMENT)
        .saturating_mul(load.sequences)
}

/// The file says that this layer looks back on the window only. Where it does not say, a layer is taken to see all:
/// the larger cache.
fn is_windowed(header: &Header, layer: u64) -> bool {
    let key = "attention.sliding_window_pattern";
    let metadata = &header.metadata;
    match metadata
        .architecture()
        .and_then(|name| metadata.get(&format!("{name}.{key}")))
    {
        Some(crate::gguf::Value::Array(_)) => metadata.layer_shape(key, layer) == Some(1),
        // One number: every so many layers, the last sees all.
        Some(_) => metadata
            .shape(key)
            .is_some_and(|every| every > 1 && !(layer + 1).is_multiple_of(every)),
        None => false,
    }
}

fn compute_bytes(header: &Header, load: Load) -> u64 {
    let metadata = &header.metadata;
    let vocabulary = header.vocabulary_size().unwrap_or(0);
    let embedding = metadata.embedding_length().unwrap_or(0);
    let feed_forward = metadata.feed_forward_length(0).unwrap_or(0);
    let context = round_up(load.context_tokens);

    // 32-bit numbers for each token of a batch: the widest of logits and feed-forward part, and six hidden states, one
    // of them the margin that makes the measured shortfalls an upper bound.
    let width = vocabulary
        .max(feed_forward.saturating_mul(3))
        .saturating_add(embedding.saturating_mul(6));
    let graph = load.batch_tokens.saturating_mul(4).saturating_mul(width);
    let mask = load.batch_tokens.saturating_mul(2).saturating_mul(context);
    let output = vocabulary
        .saturating_mul(4)
        .saturating_mul(load.outputs.max(load.sequences));
    graph.saturating_add(mask).saturating_add(output)
}

fn round_up(tokens: u64) -> u64 {
    tokens.checked_next_multiple_of(CONTEXT_STEP).unwrap_or(u64::MAX)
}

/// The memory that a new process can take on this machine without swapping, in bytes: what is free or can be freed at
/// once, and no more than the control group of a container allows.
///
/// None where the system does not say. Reads it anew each time, in well under a millisecond.
pub fn available() -> Option<u64> {
    let mut system = System::new();
    system.refresh_memory();
    if system.total_memory() == 0 {
        return None;
    }
    let free = system.available_memory();
    // By the memory of processes and not by the group's whole use, which counts cached files that the kernel gives
    // back when asked.
    let allowed = system
        .cgroup_limits()
        .map(|limits| limits.total_memory.saturating_sub(limits.rss));
    Some(allowed.map_or(free, |allowed| free.min(allowed)))
}

/// Refuses a model that does not fit into `available` bytes. `id` names it in the error.
pub fn check_fit(id: &str, header: &Header, load: Load, available: u64) -> Result<Estimate, DoesNotFit> {
    let estimate = estimate(header, load);
    if estimate.total > available {
        return Err(DoesNotFit {
            id: id.to_owned(),
            estimate,
            available,
        });
    }
    Ok(estimate)
}

/// A model needs more memory than there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoesNotFit {
    /// The model.
    pub id: String,
    /// What it needs.
    pub estimate: Estimate,
    /// What is free, in bytes.
    pub available: u64,
}

impl std::error::Error for DoesNotFit {}

impl fmt::Display for DoesNotFit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            estimate,
            available,
        } = self;
        let about = match estimate.confidence {
            Confidence::Measured => "",
            Confidence::Guessed => "about ",
        };
        write!(
            formatter,
            "{id} needs {about}{} (weights {}, KV cache {}, compute {}) but {} is free; use a smaller model, a \
             shorter `local.context_tokens`, or close programs",
            ByteSize(estimate.total),
            ByteSize(estimate.weights),
            ByteSize(estimate.kv_cache),
            ByteSize(estimate.compute),
            ByteSize(*available)
        )
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::gguf::fixture::GgufFile;

    const MIB: u64 = 1024 * 1024;

    /// The shape of a 7B model of 28 layers: published as 112 MiB of KV cache at 2,048 tokens.
    fn seven_billion() -> GgufFile {
        let mut file = GgufFile::new()
            .text("general.architecture", "qwen2")
            .unsigned("qwen2.block_count", 28)
            .unsigned("qwen2.embedding_length", 3584)
            .unsigned("qwen2.feed_forward_length", 18_944)
            .unsigned("qwen2.attention.head_count", 28)
            .unsigned("qwen2.attention.head_count_kv", 4)
            .unsigned("qwen2.vocab_size", 152_064);
        for layer in 0..28 {
            file = file.tensor(&format!("blk.{layer}.attn_norm.weight"), &[256], 0);
        }
        file
    }

    fn header(file: &GgufFile) -> Header {
        Header::read(Cursor::new(file.bytes())).unwrap()
    }

    fn load(context_tokens: u64) -> Load {
        Load {
            context_tokens,
            sequences: 1,
            batch_tokens: 512,
            outputs: 1,
        }
    }

    #[test]
    fn the_kv_cache_is_as_published() {
        let estimate = estimate(&header(&seven_billion()), load(2048));
        assert_eq!(estimate.kv_cache, 112 * MIB);
        assert_eq!(estimate.weights, 28 * 256 * 4);
        assert_eq!(estimate.confidence, Confidence::Measured);
    }

    #[test]
    fn compute_is_an_upper_bound_of_the_published_buffer() {
        // 304 MiB were allocated; the formula is known to be up to a sixth high there.
        let compute = estimate(&header(&seven_billion()), load(2048)).compute;
        assert!((304 * MIB..355 * MIB).contains(&compute), "{}", ByteSize(compute));
    }

    #[test]
    fn the_context_is_rounded_up_and_multiplied_by_the_sequences() {
        let header = header(&seven_billion());
        assert_eq!(estimate(&header, load(1800)).kv_cache, 112 * MIB);
        let four = Load {
            sequences: 4,
            ..load(2048)
        };
        assert_eq!(estimate(&header, four).kv_cache, 448 * MIB);
    }

    #[test]
    fn layers_with_their_own_number_of_heads_are_counted_each() {
        let file = GgufFile::new()
            .text("general.architecture", "mixed")
            .unsigned("mixed.block_count", 3)
            .unsigned("mixed.embedding_length", 512)
            .unsigned("mixed.attention.head_count", 8)
            .unsigned_list("mixed.attention.head_count_kv", &[4, 0, 2])
            .tensor("a", &[32], 0)
            .tensor("b", &[32], 0)
            .tensor("c", &[32], 0);
        let estimate = estimate(&header(&file), load(256));
        assert_eq!(estimate.kv_cache, 256 * (4 + 2) * (64 + 64) * 2);
        assert_eq!(estimate.confidence, Confidence::Guessed);
    }

    #[test]
    fn windowed_layers_cache_their_window_where_the_file_says_which() {
        let file = GgufFile::new()
            .text("general.architecture", "gemma3")
            .unsigned("gemma3.block_count", 2)
            .unsigned("gemma3.embedding_length", 64)
            .unsigned("gemma3.attention.head_count", 1)
            .unsigned("gemma3.attention.sliding_window", 512)
            .tensor("a", &[32], 0)
            .tensor("b", &[32], 0);
        let full = estimate(&header(&file), load(8192)).kv_cache;
        assert_eq!(full, 2 * 8192 * 128 * 2);
        let pattern = file.unsigned("gemma3.attention.sliding_window_pattern", 2);
        let windowed = estimate(&header(&pattern), load(8192)).kv_cache;
        assert_eq!(windowed, (8192 + 1024) * 128 * 2);
    }

    #[test]
    fn absurd_shapes_saturate() {
        let file = GgufFile::new()
            .text("general.architecture", "llama")
            .entry("llama.block_count", 10, &u64::MAX.to_le_bytes())
            .entry("llama.embedding_length", 10, &u64::MAX.to_le_bytes())
            .unsigned("llama.attention.head_count", 1)
            .tensor("t", &[32], 0);
        assert_eq!(estimate(&header(&file), load(u64::MAX)).total, u64::MAX);
        let no_heads = GgufFile::new()
            .text("general.architecture", "llama")
            .unsigned("llama.embedding_length", 64)
            .unsigned("llama.attention.head_count", 0);
        assert_eq!(estimate(&header(&no_heads), load(4096)).kv_cache, 0);
    }

    #[test]
    fn a_model_that_does_not_fit_is_refused_with_the_numbers() {
        let header = header(&seven_billion());
        let needed = check_fit("seven", &header, load(2048), u64::MAX).unwrap().total;
        assert!(check_fit("seven", &header, load(2048), needed).is_ok());
        let error = check_fit("seven", &header, load(2048), 100 * MIB).unwrap_err();
        assert_eq!(
            error.to_string(),
            "seven needs 453.6 MiB (weights 28.0 KiB, KV cache 112.0 MiB, compute 341.6 MiB) but 100.0 MiB is free; \
             use a smaller model, a shorter `local.context_tokens`, or close programs"
        );
    }

    #[test]
    fn this_machine_says_what_it_has_free() {
        assert!(available().expect("the system says") > MIB);
    }
}
