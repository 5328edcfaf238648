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
pub(crate) enum Sampler {
    /// The likeliest.
    Greedy,
    /// By chance.
    Chance(Chain),
}

impl Sampler {
    /// A sampler for these parameters: the likeliest token at temperature 0 or none, else by chance from `seed`.
    pub(crate) fn new(parameters: &Parameters, seed: u32) -> anyhow::Result<Self> {
        match parameters.temperature {
            Some(temperature) if temperature > 0.0 => {
                Chain::new(temperature, parameters.top_p, seed).map(Self::Chance)
            }
            _ => Ok(Self::Greedy),
        }
    }

    /// Picks the token that follows the one at `index` of the batch last decoded; `None` where it has no logits.
    pub(crate) fn sample(&mut self, context: &mut Context, index: usize) -> Option<Token> {
        let logits = context.logits(index)?;
        let all = (0..).zip(logits.iter().copied());
        match self {
            Self::Greedy => likeliest(all),
            Self::Chance(chain) => chain.pick(all),
        }
    }

    /// As [`Sampler::sample`], among `candidates` only.
    pub(crate) fn sample_among(
        &mut self,
        context: &mut Context,
        index: usize,
        candidates: &[Token],
    ) -> Option<Token> {
        let logits = context.logits(index)?;
        let some = candidates
            .iter()
            .filter_map(|token| Some((*token, *logits.get(usize::try_from(*token).ok()?)?)));
        match self {
            Self::Greedy => likeliest(some),
            Self::Chance(chain) => chain.pick(some),
        }
    }
}

/// The first of those with the highest logit.
fn likeliest(candidates: impl Iterator<Item = (Token, f32)>) -> Option<Token> {
    candidates
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(token, _)| token)
}

/// A chain of llama.cpp's samplers that ends in a choice by chance.
#[derive(Debug)]
pub(crate) struct Chain(NonNull<sys::llama_sampler>);

// SAFETY: a sampler chain is plain memory without ties to a thread; one thread uses it at a time.
unsafe impl Send for Chain {}

impl Chain {
    fn new(temperature: f32, top_p: Option<f32>, seed: u32) -> anyhow::Result<Self> {
        // SAFETY: plain values in, an owned chain out.
        let chain = unsafe { sys::llama_sampler_chain_init(sys::llama_sampler_chain_default_params()) };
        let chain = Self(NonNull::new(chain).context("llama.cpp can't make a sampler")?);
        // SAFETY: each constructor takes plain values and returns an owned sampler.
        unsafe {
            chain.add(sys::llama_sampler_init_top_k(TOP_K));
            if let Some(top_p) = top_p {
                chain.add(sys::llama_sampler_init_top_p(top_p, 1));
            }
            chain.add(sys::llama_sampler_init_temp(temperature));
            chain.add(sys::llama_sampler_init_dist(seed));
        }
        Ok(chain)
    }

    /// Adds an owned sampler to the chain.
    ///
    /// # Safety
    /// `sampler` is a sampler from one of llama.cpp's constructors, not owned by anything else.
    unsafe fn add(&self, sampler: *mut sys::llama_sampler) {
        // SAFETY: the chain is live and takes ownership.
        unsafe { sys::llama_sampler_chain_add(self.0.as_ptr(), sampler) }
    }

    fn pick(&mut self, candidates: impl Iterator<Item = (Token, f32)>) -> Option<Token> {
        let mut data: Vec<_> = candidates
            .map(|(id, logit)| sys::llama_token_data { id, logit, p: 0.0 })
            .collect();
        if data.is_empty() {
            return None;
        }
        let mut array = sys::llama_token_data_array {
            data: data.as_mut_ptr(),
            size: data.len(),
            selected: -1,
            sorted: false,
        };
        // SAFETY: the chain is live, and the array's data outlives the call.
        unsafe { sys::llama_sampler_apply(self.0.as_ptr(), &raw mut array) };
        let selected = usize::try_from(array.selected)
            .ok()
            .filter(|selected| *selected < array.size)?;
        // SAFETY: a sampler may let `array.data` point elsewhere, but at `array.size` entries that live as long as the
        // chain does; `selected` is below that.
        let token = unsafe { (*array.data.add(selected)).id };
        // SAFETY: the chain is live.
        unsafe { sys::llama_sampler_accept(self.0.as_ptr(), token) };
        Some(token)
    }
}

impl Drop for Chain {
    fn drop(&mut self) {
        // SAFETY: made in `new`, freed once; it frees the samplers in it.
        unsafe { sys::llama_sampler_free(self.0.as_ptr()) }
    }
}
