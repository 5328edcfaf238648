//! A context: the KV cache of a model and the computation over it.

use std::ffi::c_void;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use llama_cpp_sys_2 as sys;

use super::{Model, Token};

/// What a context is made with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ContextOptions {
    /// Tokens each sequence can hold.
    pub(crate) window: u32,
    /// Independent sequences kept side by side.
    pub(crate) sequences: u32,
    /// The most tokens one [`Context::decode`] takes.
    pub(crate) batch: u32,
    /// The most tokens of which one [`Context::decode`] gives logits.
    pub(crate) outputs: u32,
    /// Threads that compute.
    pub(crate) threads: u32,
}

/// Why a batch was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecodeError {
    /// The interrupt flag was raised: the batch's tokens are not in the cache.
    Interrupted,
    /// There is no room for the batch.
    Full,
    /// llama.cpp failed with this code.
    Failed(i32),
}

/// A context over a model.
#[derive(Debug)]
pub(crate) struct Context {
    pointer: NonNull<sys::llama_context>,
    batch: sys::llama_batch,
    capacity: usize,
    model: Arc<Model>,
    // Kept alive for the abort callback.
    _interrupt: Arc<AtomicBool>,
}

// SAFETY: llama.cpp ties no context to the thread that made it; `Context` is not `Sync`, one thread uses it at a time.
unsafe impl Send for Context {}

impl Context {
    /// Makes a context. While `interrupt` is true every [`Context::decode`] ends within a graph node's time.
    pub(crate) fn new(
        model: Arc<Model>,
        options: ContextOptions,
        interrupt: Arc<AtomicBool>,
    ) -> anyhow::Result<Self> {
        let threads = i32::try_from(options.threads.max(1)).context("too many threads")?;
        let capacity = usize::try_from(options.batch).context("too large a batch")?;
        // SAFETY: plain value.
        let mut parameters = unsafe { sys::llama_context_default_params() };
        parameters.n_ctx = options.window.saturating_mul(options.sequences);
        parameters.n_seq_max = options.sequences;
        parameters.n_batch = options.batch;
        parameters.n_ubatch = options.batch;
        // By default there would be room for logits of a whole batch, each a row of the vocabulary.
        parameters.n_outputs_max = options.outputs.max(options.sequences);
        parameters.n_threads = threads;
        parameters.n_threads_batch = threads;
        // Each sequence has cells of its own, so that a long chat slows no keystroke.
        parameters.kv_unified = false;
        parameters.abort_callback = Some(interrupted);
        parameters.abort_callback_data = Arc::as_ptr(&interrupt).cast_mut().cast::<c_void>();
        // SAFETY: the model is live and kept by `model`; the callback's data is kept by `_interrupt`.
        let pointer = unsafe { sys::llama_init_from_model(model.as_ptr(), parameters) };
        let pointer =
            NonNull::new(pointer).context("llama.cpp can't make a context; see the log for its reason")?;
        let tokens = i32::try_from(options.batch).context("too large a batch")?;
        // SAFETY: allocates a batch of `tokens` tokens with one sequence each; freed in `drop`.
        let batch = unsafe { sys::llama_batch_init(tokens, 0, 1) };
        Ok(Self {
            pointer,
            batch,
            capacity,
            model,
            _interrupt: interrupt,
        })
    }

    /// The tokens one sequence can hold.
    pub(crate) fn window(&self) -> u32 {
        // SAFETY: the context is live.
        unsafe { sys::llama_n_ctx_seq(self.pointer.as_ptr()) }
    }

    /// Reads `tokens` into `sequence` at `position` and on; logits are kept for the last `outputs` of them.
    pub(crate) fn decode(
        &mut self,
        sequence: i32,
        position: usize,
        tokens: &[Token],
        outputs: usize,
    ) -> Result<(), DecodeError> {
        assert!(
            !tokens.is_empty() && tokens.len() <= self.capacity,
            "a batch holds 1 to {} tokens",
            self.capacity
        );
        for (index, token) in tokens.iter().enumerate() {
            let place = i32::try_from(position + index).map_err(|_| DecodeError::Full)?;
            // SAFETY: `index` is below the capacity that `llama_batch_init` allocated for each of these arrays, and
            // each `seq_id` entry has room for one sequence.
            unsafe {
                *self.batch.token.add(index) = *token;
                *self.batch.pos.add(index) = place;
                *self.batch.n_seq_id.add(index) = 1;
                **self.batch.seq_id.add(index) = sequence;
                *self.batch.logits.add(index) = i8::from(index + outputs >= tokens.len());
            }
        }
        self.batch.n_tokens = i32::try_from(tokens.len()).map_err(|_| DecodeError::Full)?;
        // SAFETY: the context is live and the batch filled above.
        match unsafe { sys::llama_decode(self.pointer.as_ptr(), self.batch) } {
            0 => Ok(()),
            1 => Err(DecodeError::Full),
            2 => Err(DecodeError::Interrupted),
            code => Err(DecodeError::Failed(code)),
        }
    }

    /// The logits after the token at `index` of the batch last decoded, one for each token of the vocabulary; `None`
    /// where none were kept.
    pub(super) fn logits(&mut self, index: usize) -> Option<&[f32]> {
        let size = self.model.vocabulary_size();
        let index = i32::try_from(index).ok()?;
        // SAFETY: the context is live; llama.cpp checks the index.
        let row = NonNull::new(unsafe { sys::llama_get_logits_ith(self.pointer.as_ptr(), index) })?;
        // SAFETY: a row has one number for each token; it lives until the next decode, which takes `&mut self`.
        Some(unsafe { std::slice::from_raw_parts(row.as_ptr(), size) })
    }

    /// Forgets what `sequence` holds from `position` on. False where the model's memory can't be cut there.
    pub(crate) fn forget_from(&mut self, sequence: i32, position: usize) -> bool {
        let Ok(position) = i32::try_from(position) else {
            return false;
        };
        // SAFETY: the context is live; -1 stands for the end.
        unsafe {
            sys::llama_memory_seq_rm(
                sys::llama_get_memory(self.pointer.as_ptr()),
                sequence,
                position,
                -1,
            )
        }
    }

    /// How many tokens `sequence` holds.
    pub(crate) fn held(&self, sequence: i32) -> usize {
        // SAFETY: the context is live.
        let last =
            unsafe { sys::llama_memory_seq_pos_max(sys::llama_get_memory(self.pointer.as_ptr()), sequence) };
        usize::try_from(last + 1).unwrap_or(0)
    }

    /// The model this context computes with.
    pub(crate) fn model(&self) -> &Model {
        &self.model
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: made in `new`, freed once; the model outlives the context since the `Arc` is dropped after this.
        unsafe {
            sys::llama_batch_free(self.batch);
            sys::llama_free(self.pointer.as_ptr());
        }
    }
}

/// llama.cpp asks this between graph nodes whether to stop.
unsafe extern "C" fn interrupted(data: *mut c_void) -> bool {
    // SAFETY: `data` is the `AtomicBool` that the context keeps alive.
    unsafe { &*data.cast::<AtomicBool>() }.load(Ordering::Relaxed)
}
