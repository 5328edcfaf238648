//! A loaded model: its weights and chat template. What is asked of its vocabulary is in `vocabulary`.

use std::ffi::{CStr, CString};
use std::path::Path;
use std::ptr::NonNull;

use anyhow::{Context as _, bail};
use llama_cpp_sys_2 as sys;

use super::initialize;

/// A loaded model.
#[derive(Debug)]
pub(crate) struct Model {
    pointer: NonNull<sys::llama_model>,
    vocabulary: NonNull<sys::llama_vocab>,
}

// SAFETY: a llama_model is not changed after loading; llama.cpp allows its use from any thread.
unsafe impl Send for Model {}
// SAFETY: as above: every method only reads.
unsafe impl Sync for Model {}

impl Model {
    /// Maps the file at `path` and loads it for the CPU.
    pub(crate) fn load(path: &Path) -> anyhow::Result<Self> {
        initialize();
        let file = CString::new(path.as_os_str().as_encoded_bytes())
            .context("the model's path has a NUL byte in it")?;
        // SAFETY: `file` outlives the call; the parameters are llama.cpp's own defaults.
        let pointer =
            unsafe { sys::llama_model_load_from_file(file.as_ptr(), sys::llama_model_default_params()) };
        let Some(pointer) = NonNull::new(pointer) else {
            bail!(
                "llama.cpp can't load {}; see the log for its reason",
                path.display()
            );
        };
        // SAFETY: the model is live; a vocabulary belongs to its model and lives as long.
        let vocabulary = unsafe { sys::llama_model_get_vocab(pointer.as_ptr()) };
        let vocabulary = NonNull::new(vocabulary.cast_mut()).context("the model has no vocabulary")?;
        Ok(Self { pointer, vocabulary })
    }

    pub(super) fn as_ptr(&self) -> *mut sys::llama_model {
        self.pointer.as_ptr()
    }

    pub(super) fn vocabulary(&self) -> *const sys::llama_vocab {
        self.vocabulary.as_ptr()
    }

    /// The chat template in the model's file (Jinja), if it has one.
    pub(crate) fn chat_template(&self) -> Option<String> {
        // SAFETY: the model is live; a null name asks for the default template; the string belongs to the model.
        let template = unsafe { sys::llama_model_chat_template(self.as_ptr(), std::ptr::null()) };
        // SAFETY: not null, and NUL-terminated by llama.cpp.
        (!template.is_null()).then(|| unsafe { CStr::from_ptr(template) }.to_string_lossy().into_owned())
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        // SAFETY: loaded by `load`, freed once; contexts hold the model alive through an `Arc`.
        unsafe { sys::llama_model_free(self.as_ptr()) }
    }
}
