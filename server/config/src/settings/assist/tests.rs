//! What becomes of the options of code actions.

use std::path::Path;

use super::*;
use crate::reading;

fn resolved(text: &str, locale: Option<&str>) -> Result<AssistSettings, ConfigError> {
    let options = reading::from_toml(text, Path::new("config.toml"))?;
    resolve(&options.assist, &PromptFolder::default(), locale, &options.origin)
}

fn refused(text: &str) -> String {
    resolved(text, None).expect_err("refused").to_string()
}

#[test]
fn without_options_the_language_is_that_of_the_environment() {
    let languages = |locale| resolved("", locale).expect("settings").languages;
    assert_eq!(languages(Some("de_DE.UTF-8")), ["German", "English"]);
    assert_eq!(languages(Some("en_GB.UTF-8")), ["English"]);
    assert_eq!(languages(Some("C")), ["English"]);
    assert_eq!(languages(None), ["English"]);
    assert_eq!(resolved("", None).expect("settings"), AssistSettings::default());
}

#[test]
fn the_users_word_goes_before_the_environment() {
    let text = "[assist]\nlanguage = \"ja\"";
    let settings = resolved(text, Some("de_DE.UTF-8")).expect("settings");
    assert_eq!(settings.languages, ["Japanese", "English"]);
}

#[test]
fn a_language_that_is_not_known_is_refused() {
    let error = refused("[assist]\nlanguage = \"Grman\"");
    assert!(
        error.contains("`assist.language` (line 2)") && error.contains("did you mean `German`?"),
        "{error}"
    );
}

#[test]
fn sizes_are_added_to_the_defaults_and_zero_takes_one_away() {
    let least = resolved(
        "[assist]\nleast_parameters = { test = 7, fix = 0, document = 0.5 }",
        None,
    )
    .expect("settings")
    .least_parameters;
    let expected = [("document", 0.5), ("refactor", 1.0), ("test", 7.0)];
    assert_eq!(
        least,
        expected.map(|(intent, least)| (intent.to_owned(), least)).into()
    );
}

#[test]
fn sizes_that_cannot_be_meant_are_refused() {
    for (written, expected) in [
        (
            "fx = 1",
            "`assist.least_parameters.fx` (line 2) is no intent; did you mean `fix`?",
        ),
        ("complete_code = 1", "is no intent of a code action"),
        ("fix = -1", "is -1, but must be between 0 and 10000"),
        ("fix = nan", "must be between"),
        ("fix = \"big\"", "must be a number"),
    ] {
        let error = refused(&format!("[assist]\nleast_parameters = {{ {written} }}"));
        assert!(error.contains(expected), "{error}");
    }
}
