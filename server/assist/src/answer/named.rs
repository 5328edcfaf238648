//! Whether a block of code says that it is in another language.

use ponder_text::Language;

use crate::Refusal;

/// What models call code without saying in which language it is.
const PLAIN: [&str; 6] = ["code", "text", "txt", "plain", "plaintext", "output"];

/// Refuses a block whose opening fence names another language. What names none that is known says nothing.
pub(super) fn check(info: &str, wanted: Language) -> Result<(), Refusal> {
    let name = info
        .trim_start_matches(['{', '.'])
        .split(|character: char| character.is_whitespace() || [',', ':', '{', '}', ';'].contains(&character))
        .next()
        .unwrap_or("")
        .to_lowercase();
    if name.is_empty() || PLAIN.contains(&name.as_str()) || wanted == Language::Other("unknown") {
        return Ok(());
    }
    if matches!(name.as_str(), "diff" | "patch" | "udiff") && wanted.name() != "diff" {
        return Err(Refusal::OtherLanguage("a diff".to_owned()));
    }
    let named = Language::from_id(&name)
        .or_else(|| Language::from_path(&name))
        .or_else(|| Language::from_path(format!("file.{name}")));
    match named {
        Some(named) if !is_near(named, wanted) => Err(Refusal::OtherLanguage(named.name().to_owned())),
        _ => Ok(()),
    }
}

/// Whether code of one language is often called by the name of the other.
fn is_near(one: Language, other: Language) -> bool {
    let family = |language| match language {
        Language::JavaScript | Language::TypeScript | Language::Tsx => Some(0),
        Language::C | Language::Cpp => Some(1),
        _ => None,
    };
    one == other
        || one.is_prose() && other.is_prose()
        || family(one).is_some_and(|one| family(other) == Some(one))
}
