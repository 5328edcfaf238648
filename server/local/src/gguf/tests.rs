//! Headers of small files written here, hostile ones above all.

use std::io::Cursor;

use proptest::prelude::*;

use super::fixture::GgufFile;
use super::{GgufError, Header, TensorType, Value};

fn read(bytes: &[u8]) -> Result<Header, GgufError> {
    Header::read(Cursor::new(bytes))
}

#[track_caller]
fn refused(file: &GgufFile, expected: &str) {
    let error = read(&file.bytes()).expect_err("the file must be refused");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_small_model_is_read() {
    let bytes = GgufFile::small_model().bytes();
    let header = read(&bytes).unwrap();
    assert_eq!(header.version, 3);
    assert_eq!(header.file_bytes, bytes.len() as u64);
    assert_eq!(header.metadata.architecture(), Some("qwen2"));
    assert_eq!(header.metadata.name(), Some("Small"));
    assert_eq!(header.metadata.context_length(), Some(4096));
    assert_eq!(header.metadata.block_count(), Some(2));
    assert_eq!(header.metadata.key_length(), Some(16));
    assert_eq!(header.metadata.chat_template(), Some("{{ messages }}"));
    assert_eq!(header.vocabulary_size(), Some(5));
    assert_eq!(header.tensors.len(), 2);
    let query = header.tensor("blk.0.attn_q.weight").unwrap();
    assert_eq!(
        (query.tensor_type, query.elements, query.bytes),
        (TensorType::Q8_0, 4096, 4352)
    );
    assert_eq!(header.tensor_bytes(), 64 * 5 * 4 + 4352);
    assert_eq!(header.parameter_count(), 64 * 5 + 4096);
    assert_eq!(header.data_offset + 64 * 5 * 4 + 4352, bytes.len() as u64);
}

#[test]
fn version_2_is_read_and_others_are_refused() {
    let mut file = GgufFile::small_model();
    file.version = 2;
    assert_eq!(read(&file.bytes()).unwrap().version, 2);
    file.version = 4;
    refused(
        &file,
        "GGUF version 4 is not supported, only 2 and 3; get a newer conversion of the model",
    );
    file.version = 3_u32.swap_bytes();
    refused(
        &file,
        "the GGUF file is big-endian; get the little-endian conversion of the model",
    );
}

#[test]
fn values_of_all_types_are_read() {
    let header = read(
        &GgufFile::new()
            .entry("u8", 0, &[200])
            .entry("i8", 1, &[0xff])
            .entry("u16", 2, &500_u16.to_le_bytes())
            .entry("i16", 3, &(-500_i16).to_le_bytes())
            .entry("i32", 5, &7_i32.to_le_bytes())
            .entry("f32", 6, &0.5_f32.to_le_bytes())
            .entry("bool", 7, &[1])
            .entry("u64", 10, &u64::MAX.to_le_bytes())
            .entry("i64", 11, &i64::MIN.to_le_bytes())
            .entry("f64", 12, &0.25_f64.to_le_bytes())
            .bytes(),
    )
    .unwrap();
    let get = |key| header.metadata.get(key).unwrap().clone();
    assert_eq!(get("u8"), Value::Unsigned(200));
    assert_eq!(get("i8"), Value::Signed(-1));
    assert_eq!(get("u16"), Value::Unsigned(500));
    assert_eq!(get("i16"), Value::Signed(-500));
    assert_eq!(get("f32"), Value::Float(0.5));
    assert_eq!(get("u64"), Value::Unsigned(u64::MAX));
    assert_eq!(get("i64"), Value::Signed(i64::MIN));
    assert_eq!(get("f64"), Value::Float(0.25));
    assert_eq!(header.metadata.truth("bool"), Some(true));
    assert_eq!(header.metadata.unsigned("i32"), Some(7));
    assert_eq!(header.metadata.unsigned("i16"), None);
}

#[test]
fn values_by_layer_are_read_from_a_list_and_from_one_number() {
    let file = GgufFile::new()
        .text("general.architecture", "x")
        .unsigned("x.attention.head_count", 8)
        .unsigned_list("x.attention.head_count_kv", &[4, 0, 2]);
    let metadata = read(&file.bytes()).unwrap().metadata;
    assert_eq!(metadata.head_count(2), Some(8));
    assert_eq!(metadata.key_value_head_count(0), Some(4));
    assert_eq!(metadata.key_value_head_count(1), Some(0));
    assert_eq!(
        metadata.key_value_head_count(3),
        Some(8),
        "past the list: as many as heads"
    );
}

#[test]
fn the_marks_of_fill_in_the_middle_are_found_by_text_and_by_key() {
    let by_text = read(&GgufFile::small_model().bytes())
        .unwrap()
        .metadata
        .fill_in_middle_tokens();
    assert_eq!(
        (by_text.prefix, by_text.suffix, by_text.middle),
        (Some(2), Some(4), Some(3))
    );
    assert!(by_text.is_complete());
    let file = GgufFile::small_model().unsigned("tokenizer.ggml.fim_pre_token_id", 9);
    assert_eq!(
        read(&file.bytes())
            .unwrap()
            .metadata
            .fill_in_middle_tokens()
            .prefix,
        Some(9)
    );
}

#[test]
fn long_lists_keep_their_length_only() {
    let numbers = vec![7_u32; 5000];
    let file = GgufFile::new()
        .unsigned_list("long", &numbers)
        .texts("texts", &["one", "two", &"three".repeat(100)])
        .unsigned("after", 1);
    let metadata = read(&file.bytes()).unwrap().metadata;
    let Some(Value::Array(long)) = metadata.get("long") else {
        panic!("a list was written")
    };
    assert_eq!((long.length, &long.numbers), (5000, &None));
    let Some(Value::Array(texts)) = metadata.get("texts") else {
        panic!("a list was written")
    };
    assert_eq!((texts.length, &texts.numbers), (3, &None));
    assert_eq!(metadata.unsigned("after"), Some(1));
}

#[test]
fn a_file_cut_at_any_byte_is_refused_with_a_reason() {
    let bytes = GgufFile::small_model().bytes();
    for length in 0..bytes.len() {
        let error = read(&bytes[..length]).expect_err("a cut file must be refused");
        let fits = match error {
            GgufError::NotGguf => length < 4,
            GgufError::Truncated { file_bytes, .. } | GgufError::TensorPastEnd { file_bytes, .. } => {
                file_bytes == length as u64
            }
            _ => false,
        };
        assert!(fits, "cut at {length}: {error}");
    }
}

#[test]
fn a_cut_download_is_named_as_such() {
    let bytes = GgufFile::small_model().bytes();
    let error = read(&bytes[..bytes.len() - 1]).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the file is truncated: its header names tensors up to byte {} (`blk.0.attn_q.weight`) but the file has {} bytes; pull it again",
            bytes.len(),
            bytes.len() - 1
        )
    );
}

#[test]
fn a_file_of_another_format_is_refused() {
    let error = read(b"PK\x03\x04 a zip file").unwrap_err();
    assert_eq!(
        error.to_string(),
        "not a GGUF file: it does not begin with `GGUF`; choose a file that ends in .gguf"
    );
}

#[test]
fn counts_beyond_the_file_are_refused() {
    let mut file = GgufFile::small_model();
    file.entry_count = Some(u64::MAX);
    assert!(matches!(
        read(&file.bytes()),
        Err(GgufError::TooMany {
            what: "metadata keys",
            ..
        })
    ));
    let mut file = GgufFile::small_model();
    file.tensor_count = Some(u64::MAX);
    assert!(matches!(
        read(&file.bytes()),
        Err(GgufError::TooMany { what: "tensors", .. })
    ));
    file.tensor_count = Some(1_000_000);
    assert!(matches!(read(&file.bytes()), Err(GgufError::Truncated { .. })));
}

#[test]
fn lengths_beyond_the_file_are_refused() {
    for length in [u64::MAX, u64::MAX - 20, 1 << 40, 10_000] {
        let text = GgufFile::new().entry("text", 8, &length.to_le_bytes());
        assert!(
            matches!(read(&text.bytes()), Err(GgufError::Truncated { .. })),
            "text of {length}"
        );
        for kind in [0, 4, 8, 9, 12] {
            let array = GgufFile::new().array("list", kind, length, &[]);
            assert!(
                matches!(
                    read(&array.bytes()),
                    Err(GgufError::Truncated { .. } | GgufError::TooMany { .. })
                ),
                "{length} elements of type {kind}"
            );
        }
    }
}

#[test]
fn values_of_unknown_types_are_refused_by_key() {
    refused(
        &GgufFile::new().entry("odd", 13, &[0; 8]),
        "the value of `odd` has the unknown type 13; the file is damaged or newer than this program",
    );
    refused(
        &GgufFile::new().array("odd", 77, 0, &[]),
        "the value of `odd` has the unknown type 77; the file is damaged or newer than this program",
    );
}

#[test]
fn lists_within_lists_are_read_to_a_depth() {
    // A list of one list of one byte, and the same three levels deeper.
    let inner = |elements: Vec<u8>, kind: u32| {
        [
            kind.to_le_bytes().to_vec(),
            1_u64.to_le_bytes().to_vec(),
            elements,
        ]
        .concat()
    };
    let shallow = GgufFile::new()
        .array("list", 9, 1, &inner(vec![1], 0))
        .unsigned("after", 3);
    assert_eq!(
        read(&shallow.bytes()).unwrap().metadata.unsigned("after"),
        Some(3)
    );
    let deep = GgufFile::new().array("list", 9, 1, &inner(inner(inner(vec![1], 0), 9), 9));
    refused(
        &deep,
        "the value of `list` nests arrays too deeply; the file is damaged",
    );
}

#[test]
fn names_that_stand_twice_are_refused() {
    refused(
        &GgufFile::new().unsigned("key", 1).unsigned("key", 2),
        "the key `key` stands twice in the file's header; the file is damaged",
    );
    refused(
        &GgufFile::new().tensor("t", &[32], 0).tensor("t", &[32], 0),
        "the tensor `t` stands twice in the file's header; the file is damaged",
    );
}

#[test]
fn an_alignment_that_is_no_power_of_two_is_refused() {
    for size in [0, 3, 48] {
        refused(
            &GgufFile::new().unsigned("general.alignment", size),
            &format!("the file's alignment is {size}, which is not a power of two; the file is damaged"),
        );
    }
    refused(
        &GgufFile::new().text("general.alignment", "32"),
        "the file's alignment is not a number, which is not a power of two; the file is damaged",
    );
    let header = read(&GgufFile::new().alignment(128).tensor("t", &[4], 0).bytes()).unwrap();
    assert_eq!(header.data_offset % 128, 0);
}

#[test]
fn tensors_of_unknown_and_removed_types_are_refused() {
    for id in [4, 5, 31, 33, 36, 38, 43, 214, u32::MAX] {
        refused(
            &GgufFile::new().raw_tensor("t", &[256], id, 0),
            &format!(
                "the tensor `t` has the type {id}, which is unknown or was removed; get another quantization of the model"
            ),
        );
    }
}

#[test]
fn senseless_dimensions_are_refused() {
    let problem = |dimensions: &[u64], kind, problem: &str| {
        refused(
            &GgufFile::new().raw_tensor("t", dimensions, kind, 0),
            &format!("the dimensions of the tensor `t` {problem}; the file is damaged"),
        );
    };
    problem(&[1, 1, 1, 1, 1], 0, "are more than four");
    problem(&[32, 0], 0, "contain a zero");
    problem(&[u64::MAX, 2], 0, "are too large");
    problem(&[1 << 32, 1 << 31], 0, "are too large");
    problem(&[1 << 62], 28, "are too large");
    problem(&[100], 12, "do not fit the blocks of its type");
}

#[test]
fn tensors_out_of_place_are_refused() {
    refused(
        &GgufFile::new().tensor("t", &[32], 0).raw_tensor("u", &[1], 24, 8),
        "the tensor `u` begins at 8, off the file's alignment of 32; the file is damaged",
    );
    for offset in [128, 1 << 40, u64::MAX - 31] {
        let file = GgufFile::new()
            .tensor("t", &[32], 0)
            .raw_tensor("u", &[1], 24, offset);
        assert!(
            matches!(read(&file.bytes()), Err(GgufError::TensorPastEnd { .. })),
            "at {offset}"
        );
    }
}

#[test]
fn a_tensor_name_longer_than_the_engine_keeps_is_refused() {
    assert!(read(&GgufFile::new().tensor(&"n".repeat(64), &[1], 0).bytes()).is_ok());
    refused(
        &GgufFile::new().tensor(&"n".repeat(65), &[1], 0),
        "the file's tensor name takes 65 bytes, more than the 64 that are accepted; the file is damaged",
    );
}

#[test]
fn one_part_of_a_split_model_is_refused() {
    let file = GgufFile::new().entry("split.count", 2, &3_u16.to_le_bytes());
    assert!(matches!(read(&file.bytes()), Err(GgufError::Split { parts: 3 })));
    let whole = GgufFile::new().entry("split.count", 2, &1_u16.to_le_bytes());
    assert!(read(&whole.bytes()).is_ok());
}

#[test]
fn a_hole_of_gigabytes_is_passed_over_without_reading_it() {
    // A list of bytes as long as the file allows, in a file that takes no room on the disk.
    let length = 8_u64 << 30;
    let header = GgufFile::new().array("hole", 0, length, &[]).header();
    let entry_end = 4 + 4 + 8 + 8 + (8 + 4 + 4) + (4 + 8);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &header[..entry_end]).unwrap();
    std::fs::File::options()
        .write(true)
        .open(file.path())
        .unwrap()
        .set_len(length + 4096)
        .unwrap();
    let header = Header::open(file.path()).unwrap();
    assert!(matches!(header.metadata.get("hole"), Some(Value::Array(array)) if array.length == length));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_never_panic_and_never_place_a_tensor_past_the_end(
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![Just(0_u8), Just(0xff), any::<u8>()]), 1..12),
    ) {
        let mut bytes = GgufFile::small_model().bytes();
        // The tensor data says nothing: change the header.
        let header_bytes = GgufFile::small_model().header().len();
        for (index, byte) in changes {
            bytes[index.index(header_bytes)] = byte;
        }
        if let Ok(header) = read(&bytes) {
            for tensor in &header.tensors {
                prop_assert!(header.data_offset + tensor.offset + tensor.bytes <= bytes.len() as u64);
            }
        }
    }

    #[test]
    fn any_bytes_after_the_counts_never_panic(
        tensors in 0..3_u64,
        entries in 0..3_u64,
        rest in prop::collection::vec(prop_oneof![3 => 0..13_u8, 1 => any::<u8>()], 0..400),
    ) {
        let mut bytes = b"GGUF\x03\0\0\0".to_vec();
        bytes.extend(tensors.to_le_bytes());
        bytes.extend(entries.to_le_bytes());
        bytes.extend(&rest);
        if let Ok(header) = read(&bytes) {
            prop_assert_eq!(header.tensors.len() as u64, tensors);
        }
    }
}

#[test]
fn a_size_that_the_tensors_bear_out_is_believed() {
    let billions = |label: &str| {
        let file =
            GgufFile::new()
                .text("general.size_label", label)
                .tensor("token_embd.weight", &[64, 100], 0);
        Some(read(&file.bytes()).unwrap().billions())
    };
    assert_eq!(billions("6K"), Some(6e-6), "rounded");
    assert_eq!(billions("7B"), Some(6400e-9), "another model's");
    assert_eq!(billions("small"), Some(6400e-9));
}
