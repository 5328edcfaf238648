use proptest::prelude::*;

use super::{BODY_LIMIT, FrameDecoder, FrameError, FrameReader, encode};

type Frames = Vec<Result<Vec<u8>, FrameError>>;

fn decode(stream: &[u8]) -> Frames {
    decode_pieces([stream])
}

fn decode_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Frames {
    let mut decoder = FrameDecoder::default();
    let mut frames = Vec::new();
    for mut piece in pieces {
        while let Some(frame) = decoder.decode(&mut piece) {
            frames.push(frame);
        }
    }
    frames
}

/// Checks that `stream` gives the bodies `expected`, also one byte at a time.
#[track_caller]
fn check(stream: &str, expected: &[Result<&str, FrameError>]) {
    let expected: Frames = expected
        .iter()
        .map(|frame| frame.clone().map(|text| text.as_bytes().to_vec()))
        .collect();
    assert_eq!(decode(stream.as_bytes()), expected, "at once: {stream:?}");
    assert_eq!(
        decode_pieces(stream.as_bytes().chunks(1)),
        expected,
        "byte by byte: {stream:?}"
    );
}

#[test]
fn headers_are_read_in_any_spelling() {
    for header in [
        "Content-Length: 2\r\n\r\n",
        "content-length: 2\r\n\r\n",
        "CONTENT-LENGTH: 2\r\n\r\n",
        "Content-Length:2\r\n\r\n",
        "Content-Length:     2  \r\n\r\n",
        "Content-Length:\t2\r\n\r\n",
        "Content-Length : 2\r\n\r\n",
        "Content-Length: 2\n\n",
        "Content-Length: 2\r\n\n",
        "Content-Length: 002\r\n\r\n",
        "Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
        "Content-Type: text/plain; charset=klingon\r\nContent-Length: 2\r\n\r\n",
        "X-Content-Length: 7\r\nX-Other: 1\r\nContent-Length: 2\r\n\r\n",
        "Content-Length: 2\r\nContent-Length: 2\r\n\r\n",
        "\r\n\r\nContent-Length: 2\r\n\r\n",
    ] {
        check(&format!("{header}{{}}"), &[Ok("{}")]);
    }
}

#[test]
fn two_messages_in_one_piece_are_two() {
    check(
        "Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n{ }",
        &[Ok("{}"), Ok("{ }")],
    );
}

#[test]
fn garbage_before_a_header_is_skipped() {
    let good = "Content-Length: 2\r\n\r\n{}";
    for garbage in [
        "hello\r\n",
        "hello\r\n\r\n",
        "hello",
        "{\"jsonrpc\": 1}",
        "\u{feff}",
        "\0\0\0\n",
        "a line\nanother line: with a colon\n\n",
    ] {
        check(&format!("{garbage}{good}"), &[Ok("{}")]);
    }
    let long = "x".repeat(100_000);
    check(&format!("{long}{good}"), &[Ok("{}")]);
    check(&format!("{long}\r\n\r\n{good}"), &[Ok("{}")]);
}

#[test]
fn a_message_with_a_useless_length_is_reported_and_the_next_one_read() {
    let good = "Content-Length: 2\r\n\r\n{}";
    for (header, error) in [
        ("Content-Type: json\r\n\r\n", FrameError::LengthMissing),
        ("Content-Length: -5\r\n\r\n", FrameError::LengthInvalid),
        ("Content-Length: +5\r\n\r\n", FrameError::LengthInvalid),
        ("Content-Length: five\r\n\r\n", FrameError::LengthInvalid),
        ("Content-Length: 0x5\r\n\r\n", FrameError::LengthInvalid),
        ("Content-Length: 5.0\r\n\r\n", FrameError::LengthInvalid),
        ("Content-Length:\r\n\r\n", FrameError::LengthInvalid),
        (
            "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
            FrameError::LengthRepeated,
        ),
        ("Content-Length: 67108865\r\n\r\n", FrameError::TooLong),
        (
            "Content-Length: 18446744073709551616000\r\n\r\n",
            FrameError::TooLong,
        ),
    ] {
        for rest in ["{\"a\": 1}", "{\"a\": \"two\r\n\r\nparts: 3\r\n\r\n\"}\n", ""] {
            check(&format!("{header}{rest}{good}"), &[Err(error.clone()), Ok("{}")]);
        }
    }
    check(
        &format!("Content-Length: 0\r\n\r\n{good}"),
        &[Err(FrameError::Empty), Ok("{}")],
    );
}

#[test]
fn a_length_shorter_than_the_body_costs_no_other_message() {
    let stream = "Content-Length: 3\r\n\r\n{\"a\": 1}Content-Length: 2\r\n\r\n{}";
    check(stream, &[Ok("{\"a"), Ok("{}")]);
}

#[test]
fn a_body_over_the_limit_is_skipped_without_being_kept() {
    let mut decoder = FrameDecoder::default();
    let header = format!("Content-Length: {}\r\n\r\n", BODY_LIMIT + 1);
    assert_eq!(
        decoder.decode(&mut header.as_bytes()),
        Some(Err(FrameError::TooLong))
    );
    let mebibyte = vec![b'x'; 1 << 20];
    for _ in 0..=BODY_LIMIT >> 20 {
        assert_eq!(decoder.decode(&mut &*mebibyte), None);
        assert!(decoder.line.capacity() <= 4 << 20);
    }
    assert_eq!(
        decoder.decode(&mut &b"Content-Length: 2\r\n\r\n{}"[..]),
        Some(Ok(b"{}".to_vec()))
    );
}

#[test]
fn memory_is_taken_by_what_came_and_not_by_what_was_claimed() {
    let mut decoder = FrameDecoder::default();
    let header = format!("Content-Length: {BODY_LIMIT}\r\n\r\n{{");
    assert_eq!(decoder.decode(&mut header.as_bytes()), None);
    let super::State::Body { body, .. } = &decoder.state else {
        panic!("the header is complete")
    };
    assert!(body.capacity() < 1 << 10);
}

#[tokio::test]
async fn the_reader_ends_in_the_middle_of_a_frame() {
    let mut reader = FrameReader::new(&b"Content-Length: 2\r\n\r\n{}Content-Length: 9\r\n\r\n{"[..]);
    assert_eq!(reader.next().await, Some(Ok(b"{}".to_vec())));
    assert_eq!(reader.next().await, None);
}

/// A piece of a stream: a good message, or something that a careless or hostile client sends.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "\\PC{1,40}".prop_map(|text| {
            let mut frame = Vec::new();
            encode(text.as_bytes(), &mut frame);
            frame
        }),
        Just(b"Content-Length: 4\n\n{\r\n}".to_vec()),
        Just(b"content-length:2\r\ncontent-type: x\r\n\r\n{}".to_vec()),
        Just(b"Content-Length: -1\r\n\r\n{}".to_vec()),
        Just(b"Content-Type: x\r\n\r\n{}".to_vec()),
        Just(b"garbage\r\n".to_vec()),
        Just(vec![b'x'; 9_000]),
        prop::collection::vec(any::<u8>(), 0..30),
    ]
}

proptest! {
    #[test]
    fn any_cut_of_a_stream_gives_the_same_frames(
        pieces in prop::collection::vec(piece(), 0..8),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let stream = pieces.concat();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        cuts.extend([0, stream.len()]);
        cuts.sort_unstable();
        let cut = decode_pieces(cuts.windows(2).map(|ends| &stream[ends[0]..ends[1]]));
        prop_assert_eq!(cut, decode(&stream));
    }

    #[test]
    fn what_was_encoded_is_decoded(bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..200), 0..8)) {
        let mut stream = Vec::new();
        for body in &bodies {
            encode(body, &mut stream);
        }
        prop_assert_eq!(decode(&stream), bodies.into_iter().map(Ok).collect::<Frames>());
    }

    #[test]
    fn a_message_after_any_text_without_a_length_is_found(garbage in "[ -9;-~\r\n]{0,200}") {
        // Without a colon the text holds no header; the message may be glued to its end.
        let stream = format!("{garbage}Content-Length: 2\r\n\r\n{{}}");
        prop_assume!(!garbage.ends_with('-'));
        prop_assert_eq!(decode(stream.as_bytes()), vec![Ok(b"{}".to_vec())]);
    }
}
