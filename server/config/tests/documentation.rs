//! The options in `docs/src/configuration.md` are those of the schema.
//!
//! `UPDATE_DOCS=1 cargo nextest run -p ponder-config` writes them anew.

use std::fmt::Write as _;
use std::path::Path;

use ponder_config::schema;
use serde_json::Value;

const BEGIN: &str = "<!-- options -->\n";
const END: &str = "<!-- /options -->";

#[test]
fn the_documentation_lists_every_option_as_the_schema_has_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/configuration.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let (before, rest) = page
        .split_once(BEGIN)
        .expect("the page marks where the options begin");
    let (_, after) = rest
        .split_once(END)
        .expect("the page marks where the options end");
    let expected = format!("{before}{BEGIN}\n{}{END}{after}", options(&schema()));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, expected).expect("written");
    } else {
        assert_eq!(page, expected, "the page is out of date; run with UPDATE_DOCS=1");
    }
}

/// A section for each table, a row for each option.
fn options(schema: &Value) -> String {
    let mut text = String::new();
    for (table, property) in members(&schema["properties"]) {
        let definition = resolve(schema, property);
        let meaning = words(property).or_else(|| words(definition)).unwrap_or_default();
        let _ = write!(
            text,
            "### `[{table}]`\n\n{meaning}\n\n| option | type | default | meaning |\n|---|---|---|---|\n"
        );
        for (name, option) in members(&definition["properties"]) {
            let default = match &option["default"] {
                Value::Null => "not set".to_owned(),
                value => format!("`{value}`"),
            };
            let kind = resolve(schema, option);
            let meaning = [words(option), choices_in_words(kind)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
            let _ = writeln!(
                text,
                "| `{name}` | {} | {default} | {meaning} |",
                kind_in_words(option, kind)
            );
        }
        text.push('\n');
    }
    text
}

fn members(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

/// The definition that a property refers to, or itself.
fn resolve<'a>(schema: &'a Value, property: &'a Value) -> &'a Value {
    property["$ref"]
        .as_str()
        .and_then(|reference| schema.pointer(reference.trim_start_matches('#')))
        .unwrap_or(property)
}

fn words(value: &Value) -> Option<String> {
    value["description"]
        .as_str()
        .map(|words| words.replace('\n', " "))
}

/// What each of an enumeration's values means.
fn choices_in_words(kind: &Value) -> Option<String> {
    let choices = kind["oneOf"].as_array()?;
    let in_words = choices.iter().map(|choice| {
        let meaning = words(choice).unwrap_or_default();
        let mut characters = meaning.chars();
        let first = characters
            .next()
            .map(|character| character.to_lowercase().to_string())
            .unwrap_or_default();
        format!(
            "`{}`: {first}{}",
            choice["const"].as_str().unwrap_or_default(),
            characters.as_str()
        )
    });
    Some(in_words.collect::<Vec<_>>().join(" "))
}

fn kind_in_words(option: &Value, kind: &Value) -> String {
    if let Some(choices) = kind["oneOf"].as_array() {
        let names: Vec<String> = choices
            .iter()
            .map(|choice| format!("`{}`", choice["const"]))
            .collect();
        return match names.as_slice() {
            [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            names => names.concat(),
        };
    }
    let name = kind["type"]
        .as_str()
        .or_else(|| kind["type"][0].as_str())
        .unwrap_or("value");
    match (option["minimum"].as_u64(), option["maximum"].as_u64()) {
        (Some(least), Some(most)) => format!("{name}, {least} to {most}"),
        _ => name.to_owned(),
    }
}
