//! Lone surrogates in JSON text.
//!
//! Editors whose strings are UTF-16 can cut a character in half and send `"\ud83e"`, which is JSON but no
//! Unicode. Half a character is replaced by U+FFFD, so that the rest of the message is not lost. Everything else
//! about the text stays as it is, valid or not.

const REPLACEMENT: &str = "\\ufffd";

/// `json` with each `\u` escape of a lone surrogate replaced, or `None` if there is none.
pub(super) fn repair(json: &str) -> Option<String> {
    let mut repaired = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(backslash) = json[at..].find('\\') {
        let escape = at + backslash;
        at = match (surrogate(json, escape), surrogate(json, escape + 6)) {
            (Some(Half::Leading), Some(Half::Trailing)) => escape + 12,
            (Some(_), _) => {
                repaired.push_str(&json[copied..escape]);
                repaired.push_str(REPLACEMENT);
                copied = escape + 6;
                copied
            }
            // The escaped character may be a backslash itself, or of several bytes in broken text.
            (None, _) => escape + 1 + json[escape + 1..].chars().next().map_or(0, char::len_utf8),
        };
    }
    if copied == 0 {
        return None;
    }
    repaired.push_str(&json[copied..]);
    Some(repaired)
}

enum Half {
    Leading,
    Trailing,
}

/// The half of a surrogate pair whose escape begins at the byte `at`.
fn surrogate(json: &str, at: usize) -> Option<Half> {
    let digits = json.as_bytes().get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok()?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xD800..=0xDBFF => Some(Half::Leading),
        0xDC00..=0xDFFF => Some(Half::Trailing),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::repair;

    #[test]
    fn a_lone_half_becomes_the_replacement_character() {
        assert_eq!(repair(r#""a\ud83eb""#).as_deref(), Some(r#""a\ufffdb""#));
        assert_eq!(repair(r#""\uDD17""#).as_deref(), Some(r#""\ufffd""#));
        assert_eq!(
            repair(r#""\ud83e\ud83e\udd17""#).as_deref(),
            Some(r#""\ufffd\ud83e\udd17""#)
        );
    }

    #[test]
    fn whole_characters_and_escaped_backslashes_stay() {
        assert_eq!(repair(r#""\ud83e\udd17""#), None);
        assert_eq!(repair(r#""\\ud83e""#), None);
        assert_eq!(repair(r#""\\\ud83e""#).as_deref(), Some(r#""\\\ufffd""#));
        assert_eq!(repair(r#""é\u00e9""#), None);
    }

    #[test]
    fn broken_text_is_survived() {
        for broken in [
            r"\",
            r"\u",
            r"\ud8",
            r"\ud800",
            r"\é",
            "é\\",
            r"\ud800\",
            r"\ud800\ué",
        ] {
            let _ = repair(broken);
        }
    }
}
