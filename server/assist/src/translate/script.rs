//! Whether a text obviously is in a language already, by its script.

use crate::passage::pieces;

/// Whether `text` is written as only `to`, the English name of a language, is written. Of languages that share a script
/// nothing is said.
pub(super) fn is_written_in(text: &str, to: &str) -> bool {
    let mut rest = text.to_owned();
    for piece in pieces(text) {
        rest = rest.replace(piece, " ");
    }
    let share = |is_own: fn(char) -> bool| {
        let letters = rest.chars().filter(|character| character.is_alphabetic());
        let (own, all) = letters.fold((0, 0), |(own, all), character| {
            (own + usize::from(is_own(character)), all + 1)
        });
        all > 0 && own * 2 > all
    };
    let has = |is_own: fn(char) -> bool| rest.chars().any(is_own);
    match to.trim().to_lowercase().as_str() {
        "chinese" => share(is_han) && !has(is_kana),
        "japanese" => share(|character| is_han(character) || is_kana(character)) && has(is_kana),
        "korean" => share(|character| matches!(character, '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}')),
        "greek" => share(|character| matches!(character, '\u{370}'..='\u{3ff}')),
        "thai" => share(|character| matches!(character, '\u{e00}'..='\u{e7f}')),
        "hebrew" => share(|character| matches!(character, '\u{590}'..='\u{5ff}')),
        // Letters that Ukrainian, Bulgarian and Serbian have not, and none that Russian has not.
        "russian" => {
            share(|character| matches!(character, '\u{400}'..='\u{4ff}'))
                && has(|character| matches!(character, 'ы' | 'э' | 'ё' | 'Ы' | 'Э' | 'Ё'))
                && !has(|character| matches!(character, 'і' | 'ї' | 'є' | 'ґ' | 'ў' | 'І' | 'Ї' | 'Є'))
        }
        _ => false,
    }
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_kana(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}')
}
