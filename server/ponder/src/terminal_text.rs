//! Text from outside, made harmless for a terminal.
//!
//! A model, or a file that it read, can write escape sequences, which a terminal obeys, and characters that reorder or
//! hide what stands around them. Each character is judged alone, so that a stream can be passed piece by piece.

use std::fmt::Write as _;

/// `text` without control characters but `\n` and `\t`, and with hidden characters shown as `\u{…}`.
pub(crate) fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => shown.push(character),
            _ if character.is_control() => {}
            _ if is_hidden(character) => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown
}

/// Serialized JSON with the characters that [`harmless`] leaves out or shows escaped as JSON does it: the same value.
pub(crate) fn harmless_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        // Outside of strings there are none of these; inside, the escape means the same.
        if character.is_control() || is_hidden(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// The character changes the order of what is shown, or stands there unseen.
///
/// The joiners U+200C and U+200D and the variation selectors up to U+FE0F are not among them: Persian, the scripts of
/// India and emoji are written with them.
fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_stays_as_it_is() {
        let text = "fn main() {\n\tlet s = \"日本語 🤗 👩‍💻 é می‌خواهم ❤️\";\n}\n";
        assert_eq!(harmless(text), text);
    }

    #[test]
    fn a_terminal_gets_nothing_to_obey() {
        assert_eq!(
            harmless("a\x1b[31mb\x1b]0;title\x07c\r\x08\x7f\u{9b}2J"),
            "a[31mb]0;titlec2J"
        );
    }

    #[test]
    fn what_hides_is_shown() {
        assert_eq!(
            harmless("a\u{202e}b\u{200b}c\u{2066}d\u{feff}e\u{e0041}"),
            "a\\u{202e}b\\u{200b}c\\u{2066}d\\u{feff}e\\u{e0041}"
        );
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({ "text": "a\u{202e}\x1b\u{9b}\u{e0041}🤗\n\"é" });
        let escaped = harmless_json(&value.to_string());
        assert!(
            escaped.contains("\\u202e") && escaped.contains("\\udb40\\udc41"),
            "{escaped}"
        );
        assert_eq!(harmless(&escaped), escaped);
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&escaped).unwrap(),
            value
        );
    }
}
