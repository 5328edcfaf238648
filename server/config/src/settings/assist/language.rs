//! Languages that people speak: their English names by their tags.

/// Tags, and the English names that models know the languages by. Of several rows that fit, the first counts.
const LANGUAGES: [(&str, &str); 56] = [
    ("af", "Afrikaans"),
    ("ar", "Arabic"),
    ("bg", "Bulgarian"),
    ("bn", "Bengali"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("cy", "Welsh"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("eu", "Basque"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("ga", "Irish"),
    ("gl", "Galician"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("id", "Indonesian"),
    ("is", "Icelandic"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("ms", "Malay"),
    ("nb", "Norwegian"),
    ("nl", "Dutch"),
    ("nn", "Norwegian Nynorsk"),
    ("no", "Norwegian"),
    ("pl", "Polish"),
    ("pt-br", "Brazilian Portuguese"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("sr", "Serbian"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
    ("ta", "Tamil"),
    ("th", "Thai"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("zh-hant", "Traditional Chinese"),
    ("zh-tw", "Traditional Chinese"),
    ("zh-hk", "Traditional Chinese"),
    ("zh", "Chinese"),
];

/// The English name of the language that `tag` means: a tag of BCP 47 such as `de` or `zh-CN`, a locale of the environment
/// such as `de_AT.UTF-8`, or an English name in any case.
///
/// `None` for what is not known, and for the locales `C` and `POSIX`, which say nothing.
pub fn language_name(tag: &str) -> Option<&'static str> {
    let written = tag.trim();
    if let Some(name) = names().find(|name| name.eq_ignore_ascii_case(written)) {
        return Some(name);
    }
    // A locale ends with its encoding or a variant.
    let tag = written
        .split(['.', '@'])
        .next()?
        .replace('_', "-")
        .to_ascii_lowercase();
    let fits = |own: &str| {
        tag.strip_prefix(own)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let found = LANGUAGES.iter().find(|(own, _)| fits(own))?;
    Some(found.1)
}

/// The English names.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_tag_locale_and_name() {
        for (written, name) in [
            ("de", "German"),
            ("de-CH", "German"),
            ("de_AT.UTF-8", "German"),
            ("sr_RS@latin", "Serbian"),
            ("german", "German"),
            ("en_US.UTF-8", "English"),
            ("pt", "Portuguese"),
            ("pt_BR.UTF-8", "Brazilian Portuguese"),
            ("zh-CN", "Chinese"),
            ("zh-Hans", "Chinese"),
            ("zh-Hant-HK", "Traditional Chinese"),
            ("zh_TW", "Traditional Chinese"),
            ("traditional chinese", "Traditional Chinese"),
        ] {
            assert_eq!(language_name(written), Some(name), "{written}");
        }
    }

    #[test]
    fn what_means_no_language_has_no_name() {
        for written in ["", "C", "C.UTF-8", "POSIX", "xx", "deutsch", "den", "../de", "-"] {
            assert_eq!(language_name(written), None, "{written}");
        }
    }
}
