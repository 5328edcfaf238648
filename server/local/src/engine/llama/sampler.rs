//! A sampler: picks the next token from the logits.

use std::ptr::NonNull;

use anyhow::Context as _;
use llama_cpp_sys_2 as sys;
use ponder_model::Parameters;

use super::{Context, Token};

/// Tokens beyond this rank are never sampled above temperature 0; llama.cpp's own default.
const TOP_K: i32 = 40;

/// Picks tokens.
#[derive(Debug)]
pub(crate) struct Sampler {
    chain: NonNull<sys::llama_sampler>,
}

// SAFETY: a sampler chain is plain memory without ties to a thread; one thread uses it at a time.
unsafe impl Send for Sampler {}

impl Sampler {
    /// A sampler for these parameters: the likeliest token at temperature 0 or none, else by chance from `seed`.
    pub(crate) fn new(parameters: &Parameters, seed: u32) -> anyhow::Result<Self> {
        // SAFETY: plain values in, an owned chain out.
        let chain = unsafe { sys::llama_sampler_chain_init(sys::llama_sampler_chain_default_params()) };
        let sampler = Self {
            chain: NonNull::new(chain).context("llama.cpp can't make a sampler")?,
        };
        match parameters.temperature {
            Some(temperature) if temperature > 0.0 => {
                // SAFETY: each constructor takes plain values and returns an owned sampler.
                unsafe {
                    sampler.add(sys::llama_sampler_init_top_k(TOP_K));
                    if let Some(top_p) = parameters.top_p {
                        sampler.add(sys::llama_sampler_init_top_p(top_p, 1));
                    }
                    sampler.add(sys::llama_sampler_init_temp(temperature));
                    sampler.add(sys::llama_sampler_init_dist(seed));
                }
            }
            // SAFETY: as above.
            _ => unsafe { sampler.add(sys::llama_sampler_init_greedy()) },
        }
        Ok(sampler)
    }

    /// Adds an owned sampler to the chain.
    ///
    /// # Safety
    /// `sampler` is a sampler from one of llama.cpp's constructors, not owned by anything else.
    unsafe fn add(&self, sampler: *mut sys::llama_sampler) {
        // SAFETY: the chain is live and takes ownership.
        unsafe { sys::llama_sampler_chain_add(self.chain.as_ptr(), sampler) }
    }

    /// Picks the token that follows the batch last decoded.
    pub(crate) fn sample(&mut self, context: &mut Context) -> Token {
        // SAFETY: both are live; -1 names the last output, which every successful decode leaves behind.
        unsafe { sys::llama_sampler_sample(self.chain.as_ptr(), context.as_ptr(), -1) }
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        // SAFETY: made in `new`, freed once; it frees the samplers in it.
        unsafe { sys::llama_sampler_free(self.chain.as_ptr()) }
    }
}
