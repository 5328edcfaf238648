//! Token healing: what was typed last may be the start of a longer token, so the model does not read it but has to begin
//! with it.
//!
//! "retu" is read as "ret" and "u", after which a model that knows "return" as one token is lost. Here nothing of it is
//! read, and among the tokens that begin with "retu" or are a start of it the likeliest comes first.

use super::llama::Token;

/// The most tokens taken back: few words and no blanks are longer.
const MOST_TAKEN_BACK: usize = 4;

/// A vocabulary's tokens in the order of their bytes.
#[derive(Debug)]
pub(crate) struct TokenIndex {
    /// All tokens' bytes, one after the other.
    bytes: Vec<u8>,
    /// Each token with the place of its bytes, in the order of these.
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    token: Token,
    start: u32,
    length: u32,
}

impl TokenIndex {
    /// An index of these tokens; those without bytes are left out.
    pub(crate) fn new(tokens: impl Iterator<Item = (Token, Vec<u8>)>) -> Self {
        let (mut bytes, mut entries) = (Vec::new(), Vec::new());
        for (token, text) in tokens {
            // No vocabulary has 4 GiB of text; what would come after is left out.
            let (Ok(start), Ok(length)) = (u32::try_from(bytes.len()), u32::try_from(text.len())) else {
                break;
            };
            if length > 0 {
                bytes.extend_from_slice(&text);
                entries.push(Entry { token, start, length });
            }
        }
        entries.sort_unstable_by(|a: &Entry, b: &Entry| a.text(&bytes).cmp(b.text(&bytes)));
        Self { bytes, entries }
    }

    /// The tokens that begin with `pending` or are a start of it.
    pub(crate) fn candidates(&self, pending: &[u8]) -> Vec<Token> {
        let starts = (1..pending.len()).flat_map(|length| {
            let start = &pending[..length];
            self.beginning_with(start)
                .iter()
                .take_while(move |entry| entry.length as usize == length)
        });
        starts
            .chain(self.beginning_with(pending))
            .map(|entry| entry.token)
            .collect()
    }

    /// Whether a token begins with `text` and goes on after it.
    fn goes_on(&self, text: &[u8]) -> bool {
        self.beginning_with(text)
            .last()
            .is_some_and(|entry| entry.length as usize > text.len())
    }

    fn beginning_with(&self, text: &[u8]) -> &[Entry] {
        let from = self
            .entries
            .partition_point(|entry| entry.text(&self.bytes) < text);
        let rest = &self.entries[from..];
        &rest[..rest.partition_point(|entry| entry.text(&self.bytes).starts_with(text))]
    }
}

impl Entry {
    fn text(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start as usize..][..self.length as usize]
    }
}

/// Takes the tokens from the end of `written` that may be the start of a longer one, and returns their bytes.
///
/// A line that was ended stays ended: nothing is taken from it.
pub(crate) fn take_back(
    index: &TokenIndex,
    written: &mut Vec<Token>,
    bytes: impl Fn(Token) -> Vec<u8>,
) -> Vec<u8> {
    let mut text = Vec::new();
    let mut pending = Vec::new();
    let mut kept = written.len();
    for (position, token) in written.iter().enumerate().rev().take(MOST_TAKEN_BACK) {
        let token_bytes = bytes(*token);
        if token_bytes.is_empty() || token_bytes.ends_with(b"\n") {
            break;
        }
        text = [token_bytes, text].concat();
        if index.goes_on(&text) {
            pending.clone_from(&text);
            kept = position;
        }
    }
    written.truncate(kept);
    pending
}

/// Takes a generated token's bytes off `pending`; returns those that come after it.
pub(crate) fn settle<'a>(pending: &mut Vec<u8>, bytes: &'a [u8]) -> &'a [u8] {
    let settled = bytes.len().min(pending.len());
    pending.drain(..settled);
    &bytes[settled..]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 14] = [
        "", "r", "ret", "return", "u", "urn", "e", " ", "   ", "    ", "):", "):\n", "):\n\n", "x",
    ];

    fn index() -> TokenIndex {
        TokenIndex::new((0..).zip(TEXTS.map(|text| text.as_bytes().to_vec())))
    }

    fn token(text: &str) -> Token {
        let position = TEXTS.iter().position(|other| *other == text);
        Token::try_from(position.expect("a token of the vocabulary")).expect("a small number")
    }

    fn candidates(pending: &str) -> Vec<&'static str> {
        let mut texts: Vec<_> = index()
            .candidates(pending.as_bytes())
            .into_iter()
            .map(|token| TEXTS[usize::try_from(token).expect("a token of the vocabulary")])
            .collect();
        texts.sort_unstable();
        texts
    }

    fn taken_back(texts: &[&str]) -> (usize, String) {
        let mut written: Vec<Token> = texts.iter().map(|text| token(text)).collect();
        let bytes = |token: Token| {
            TEXTS[usize::try_from(token).expect("a token")]
                .as_bytes()
                .to_vec()
        };
        let pending = take_back(&index(), &mut written, bytes);
        (written.len(), String::from_utf8(pending).expect("text"))
    }

    #[test]
    fn candidates_begin_with_what_is_pending_or_are_a_start_of_it() {
        assert_eq!(candidates("retu"), ["r", "ret", "return"]);
        assert_eq!(candidates("u"), ["u", "urn"]);
        assert_eq!(candidates("   "), [" ", "   ", "    "]);
        assert!(candidates("y").is_empty());
    }

    #[test]
    fn a_word_in_the_writing_is_taken_back_whole() {
        assert_eq!(taken_back(&["x", "ret", "u"]), (1, "retu".to_owned()));
        assert_eq!(taken_back(&["x", "   "]), (1, "   ".to_owned()));
    }

    #[test]
    fn what_no_token_goes_on_from_stays() {
        assert_eq!(taken_back(&["ret", "x"]), (2, String::new()));
        assert_eq!(taken_back(&["    "]), (1, String::new()));
        assert_eq!(taken_back(&[]), (0, String::new()));
    }

    #[test]
    fn an_ended_line_stays_ended() {
        assert_eq!(taken_back(&["x", "):"]), (1, "):".to_owned()));
        assert_eq!(taken_back(&["x", "):\n"]), (2, String::new()));
    }

    #[test]
    fn what_comes_after_the_pending_bytes_is_told() {
        let mut pending = b"retu".to_vec();
        assert_eq!(settle(&mut pending, b"ret"), b"");
        assert_eq!(settle(&mut pending, b"urns"), b"rns");
        assert_eq!(settle(&mut pending, b"x"), b"x");
        assert!(pending.is_empty());
    }

    proptest::proptest! {
        #[test]
        fn the_index_finds_what_a_plain_search_finds(
            texts in proptest::collection::vec("[ab]{0,4}", 0..30),
            pending in "[ab]{1,5}",
        ) {
            let index = TokenIndex::new((0..).zip(texts.iter().map(|text| text.as_bytes().to_vec())));
            let mut found = index.candidates(pending.as_bytes());
            found.sort_unstable();
            let expected: Vec<Token> = (0..)
                .zip(&texts)
                .filter(|(_, text)| {
                    !text.is_empty() && (text.starts_with(&pending) || pending.starts_with(text.as_str()))
                })
                .map(|(token, _)| token)
                .collect();
            proptest::prop_assert_eq!(found, expected);
        }
    }
}
