//! A thin safe layer over llama.cpp: a model, a context, a sampler. The only place with `unsafe`.
//!
//! It stands on `llama-cpp-sys-2` and not on `llama-cpp-2`, because the latter keeps its context pointer private and
//! cancelling needs llama.cpp's abort callback. It knows no requests and no scheduling.
#![expect(unsafe_code, reason = "the C API of llama.cpp; every use has its SAFETY note")]

mod context;
mod model;
mod sampler;
mod vocabulary;

use std::ffi::{CStr, c_char, c_void};
use std::sync::Once;

use llama_cpp_sys_2 as sys;

pub(crate) use context::{Context, ContextOptions, DecodeError};
pub(crate) use model::Model;
pub(crate) use sampler::Sampler;
pub(crate) use vocabulary::FillTokens;

/// A token's number in its model's vocabulary.
pub(crate) type Token = sys::llama_token;

/// Starts llama.cpp once for this process and sends its log to `tracing`.
fn initialize() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: both calls are made once, before any other call into llama.cpp; the callback is a function of
        // static lifetime that takes no user data.
        unsafe {
            sys::llama_log_set(Some(log), std::ptr::null_mut());
            sys::llama_backend_init();
        }
    });
}

/// Receives a log line of llama.cpp.
unsafe extern "C" fn log(level: sys::ggml_log_level, text: *const c_char, _: *mut c_void) {
    if text.is_null() {
        return;
    }
    // SAFETY: llama.cpp passes a NUL-terminated string that lives for the length of this call.
    let text = unsafe { CStr::from_ptr(text) }.to_string_lossy();
    let text = text.trim_end();
    match level {
        sys::GGML_LOG_LEVEL_ERROR => tracing::error!(target: "llama", "{text}"),
        sys::GGML_LOG_LEVEL_WARN => tracing::warn!(target: "llama", "{text}"),
        _ => tracing::debug!(target: "llama", "{text}"),
    }
}
