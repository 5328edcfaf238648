//! How bytes come: in pieces, in other line ends, too many.

use proptest::prelude::*;

use super::*;

#[test]
fn a_stream_split_at_any_byte_gives_the_same_deltas() {
    let binding = binding(Dialect::Deepseek, Mode::Thinking);
    for text in [
        DEEPSEEK.to_owned(),
        DEEPSEEK.replace('\n', "\r\n"),
        DEEPSEEK.replace('\n', "\r"),
        format!("\u{feff}{DEEPSEEK}"),
    ] {
        for at in 0..=text.len() {
            let (first, second) = text.as_bytes().split_at(at);
            let pieces = [first, second].map(|piece| Ok(Bytes::copy_from_slice(piece)));
            assert_eq!(
                read_all(StreamKind::Chat, &binding, pieces.into()),
                (deepseek_deltas(), None),
                "split at {at}"
            );
        }
        let bytes = text
            .bytes()
            .map(|byte| Ok(Bytes::copy_from_slice(&[byte])))
            .collect();
        assert_eq!(
            read_all(StreamKind::Chat, &binding, bytes),
            (deepseek_deltas(), None)
        );
    }
}

#[test]
fn nothing_is_read_after_the_end() {
    for (kind, text) in [
        (StreamKind::Chat, events(&[json!({ "content": "so" })])),
        (
            StreamKind::Infill,
            "data: {\"content\":\"so\",\"stop\":true}\n\n".to_owned(),
        ),
    ] {
        let bytes =
            stream::iter([Ok(Bytes::from(text))]).chain(stream::once(async { panic!("it reads on") }));
        let deltas: Vec<_> =
            block_on(read(kind, &binding(Dialect::LlamaServer, Mode::NonThinking), bytes).collect());
        assert_eq!(deltas, [Ok(content("so")), Ok(finished(Finish::Stop))]);
    }
}

#[test]
fn a_large_event_is_read_and_a_boundless_one_is_not() {
    let large = "x".repeat(4 * 1024 * 1024);
    let text = events(&[json!({ "content": large })]);
    let pieces: Vec<_> = text
        .as_bytes()
        .chunks(16 * 1024)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    let binding = binding(Dialect::Generic, Mode::NonThinking);
    assert_eq!(
        read_all(StreamKind::Chat, &binding, pieces),
        (vec![content(&large), finished(Finish::Stop)], None)
    );

    let piece = Bytes::from(vec![b'x'; 1024 * 1024]);
    for start in ["data: ", "{"] {
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        let endless = stream::repeat(piece.clone()).map(move |piece| {
            counter.fetch_add(1, Ordering::Relaxed);
            Ok(piece)
        });
        let bytes = stream::iter([Ok(Bytes::from(start))]).chain(endless);
        let deltas: Vec<_> = block_on(read(StreamKind::Chat, &binding, bytes).collect());
        assert_eq!(deltas.len(), 1);
        assert_eq!(
            deltas[0].as_ref().map_err(|problem| problem.failure),
            Err(EndpointFailure::Malformed)
        );
        assert!(taken.load(Ordering::Relaxed) <= 18, "it goes on reading");
    }
}

#[test]
fn many_events_in_one_piece_are_no_large_event() {
    let text = event(&json!({ "content": "x".repeat(1000) }), None).repeat(20_000)
        + &event(&json!({}), Some("stop"));
    assert!(text.len() > MOST_BYTES + PIECE_BYTES);
    let deltas = answer(Dialect::Generic, Mode::NonThinking, &text);
    assert_eq!(deltas.len(), 2);
}

/// Bytes that get far into the reader, and any other.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        Just(b"data: ".to_vec()),
        Just(b"data:{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n".to_vec()),
        Just(b"data:{\"choices\":[{\"delta\":{\"reasoning\":\"<think>\"}}]}\r\n\r\n".to_vec()),
        Just(
            b"data:{\"choices\":[{\"delta\":{\"content\":\"</think>\"},\"finish_reason\":\"stop\"}]}\r\r"
                .to_vec()
        ),
        Just(b"data: [DONE]\n\n".to_vec()),
        Just(b"{\"error\":\"x\"}".to_vec()),
        Just(b": c\n".to_vec()),
        Just(b"\xef\xbb\xbf".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r".to_vec()),
        prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_give_the_same_deltas(
        bytes in any_bytes(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        dialect in prop::sample::select(&Dialect::REMOTE[..]),
        kind in prop::sample::select(&[StreamKind::Chat, StreamKind::Completion, StreamKind::Infill][..]),
    ) {
        let binding = binding(dialect, Mode::Thinking);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|cut| Ok(Bytes::copy_from_slice(&bytes[cut[0]..cut[1]]))).collect();
        let whole = read_all(kind, &binding, vec![Ok(Bytes::from(bytes.clone()))]);
        prop_assert!(whole.1.is_some() || matches!(whole.0.last(), Some(Delta::Finished(_))));
        prop_assert_eq!(whole, read_all(kind, &binding, pieces));
    }
}
