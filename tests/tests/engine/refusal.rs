//! Models that can't be loaded are refused with a reason, and the engine goes on.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use ponder_local::engine::EngineStatus;
use ponder_model::ModelError;

use crate::fixture::{SMALL, answer, chat, engine, options, try_answer};

/// Asks a model that can't be loaded, then one that can; returns why the first was refused.
async fn reason(model: PathBuf, memory_limit: Option<u64>) -> String {
    let engine = engine();
    let good = options(SMALL);
    let mut bad = good.clone();
    bad.model = model;
    bad.memory_limit = memory_limit;
    let error = try_answer(&engine, &bad, chat("Say yes.", 4))
        .await
        .expect_err("the model is bad");
    let ModelError::Unavailable { reason } = error else {
        panic!("{error:?} is another reason");
    };
    assert_eq!(*engine.status().borrow(), EngineStatus::Failed(reason.clone()));
    assert!(!answer(&engine, &good, chat("Say yes.", 4)).await.text.is_empty());
    reason
}

#[tokio::test]
async fn a_model_that_does_not_fit_is_refused_with_the_numbers() {
    let reason = reason(options(SMALL).model, Some(100 * 1024 * 1024)).await;
    assert!(reason.contains("smollm2-135m needs "), "{reason}");
    assert!(reason.contains("KV cache "), "{reason}");
    assert!(reason.contains("100.0 MiB is free"), "{reason}");
}

#[tokio::test]
async fn a_file_cut_off_in_its_header_is_refused() {
    let reason = reason(cut(100_000).path().into(), None).await;
    assert!(reason.contains("truncated"), "{reason}");
}

#[tokio::test]
async fn a_file_cut_off_in_its_tensors_is_refused() {
    let reason = reason(cut(20_000_000).path().into(), None).await;
    assert!(reason.contains("truncated"), "{reason}");
}

#[tokio::test]
async fn a_file_of_something_else_is_refused() {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    file.write_all(&[b'x'; 10_000]).expect("it can be written");
    let reason = reason(file.path().into(), None).await;
    assert!(reason.contains("not a GGUF file"), "{reason}");
}

#[tokio::test]
async fn an_empty_file_is_refused() {
    let file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    let reason = reason(file.path().into(), None).await;
    assert!(reason.contains("GGUF"), "{reason}");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let reason = reason(folder.path().join("gone.gguf"), None).await;
    assert!(reason.contains("gone.gguf"), "{reason}");
}

#[tokio::test]
async fn a_file_whose_tensors_are_noise_does_not_take_the_server_along() {
    // Whatever comes of it, an answer or a reason: this process and the next request live.
    let whole = fs::read(options(SMALL).model).expect("the model can be read");
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    let damaged: Vec<u8> = whole
        .iter()
        .enumerate()
        .map(|(index, byte)| if index % 4099 == 4098 { 0xff } else { *byte })
        .collect();
    file.write_all(&damaged).expect("it can be written");
    let engine = engine();
    let good = options(SMALL);
    let mut bad = good.clone();
    bad.model = file.path().into();
    drop(try_answer(&engine, &bad, chat("Say yes.", 4)).await);
    assert!(!answer(&engine, &good, chat("Say yes.", 4)).await.text.is_empty());
}

/// The first bytes of a model.
fn cut(bytes: u64) -> tempfile::NamedTempFile {
    let model = File::open(options(SMALL).model).expect("the model can be read");
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    std::io::copy(&mut model.take(bytes), &mut file).expect("it can be written");
    file
}
