//! The options in `docs/src/configuration.md` are those of the schema, and its examples can be used.
//!
//! `UPDATE_DOCS=1 cargo nextest run -p ponder-config` writes them anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ponder_config::{EditorOptions, Settings, read_at, schema};
use serde_json::Value;

const BEGIN: &str = "<!-- options -->\n";
const END: &str = "<!-- /options -->";

#[test]
fn the_documentation_lists_every_option_as_the_schema_has_it() {
    let path = page();
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

/// Every example of the page is a configuration that can be used, or options that an editor can send.
#[test]
fn the_examples_of_the_documentation_can_be_used() {
    let page = std::fs::read_to_string(page()).expect("the page");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config.toml");
    let configurations = blocks(&page, "toml");
    assert!(configurations.len() >= 5, "the examples are found");
    for text in configurations {
        std::fs::write(&file, text).expect("written");
        let settings = read_at(&file)
            .and_then(|options| Settings::resolve_in(&options, &EditorOptions::default(), |_| false));
        if let Err(error) = settings {
            panic!("{error}, in\n{text}");
        }
    }
    for text in blocks(&page, "json") {
        let value = serde_json::from_str(text).expect("JSON");
        EditorOptions::from_json(&value).unwrap_or_else(|error| panic!("{error}, in\n{text}"));
    }
}

/// Every prompt file of the documentation can be used.
#[test]
fn the_prompt_files_of_the_documentation_can_be_used() {
    let page = std::fs::read_to_string(documentation("prompt-files.md")).expect("the page");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("prompts")).expect("made");
    let prompts = blocks(&page, "markdown");
    assert!(prompts.len() >= 2, "the examples are found");
    for (index, text) in prompts.iter().enumerate() {
        let path = folder.path().join(format!("prompts/p{index}.md"));
        std::fs::write(path, text).expect("written");
    }
    let settings = read_at(&folder.path().join("config.toml"))
        .and_then(|options| Settings::resolve_in(&options, &EditorOptions::default(), |_| false))
        .expect("settings");
    assert_eq!(settings.assist.problems, Vec::<String>::new());
    assert_eq!(settings.assist.prompts.len(), prompts.len());
}

fn page() -> PathBuf {
    documentation("configuration.md")
}

fn documentation(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/src")
        .join(name)
}

/// What stands in the page's fenced blocks of `language`.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str())
        .skip(1)
        .map(|rest| rest.split_once("```").expect("the block ends").0)
        .collect()
}

/// A section for each table, a row for each option.
fn options(schema: &Value) -> String {
    let mut text = String::new();
    for (table, property) in members(&schema["properties"]) {
        // One table, one of each name, or a list of them.
        let (title, of_table) = if property["additionalProperties"].is_object() {
            (format!("[{table}.NAME]"), &property["additionalProperties"])
        } else if property["items"].is_object() {
            (format!("[[{table}]]"), &property["items"])
        } else {
            (format!("[{table}]"), property)
        };
        let definition = resolve(schema, of_table);
        let meaning = words(property).or_else(|| words(definition)).unwrap_or_default();
        let _ = write!(
            text,
            "### `{title}`\n\n{meaning}\n\n| option | type | default | meaning |\n|---|---|---|---|\n"
        );
        for (name, option) in members(&definition["properties"]) {
            let default = match &option["default"] {
                Value::Null => "not set".to_owned(),
                value => format!("`{}`", in_toml(value)),
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

/// A value as the configuration file has it.
fn in_toml(value: &Value) -> String {
    let members: Vec<String> = members(value)
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    if members.is_empty() {
        value.to_string()
    } else {
        format!("{{ {} }}", members.join(", "))
    }
}

fn members(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

/// The definition that a property refers to, be it optional, or itself.
fn resolve<'a>(schema: &'a Value, property: &'a Value) -> &'a Value {
    let reference = property["$ref"]
        .as_str()
        .or_else(|| property["anyOf"][0]["$ref"].as_str());
    reference
        .and_then(|reference| schema.pointer(reference.trim_start_matches('#')))
        .unwrap_or(property)
}

fn words(value: &Value) -> Option<String> {
    value["description"]
        .as_str()
        .map(|words| words.replace('\n', " "))
}

/// The values of an enumeration, each with what it means.
fn choices(kind: &Value) -> Option<Vec<(&str, String)>> {
    let choices = kind["oneOf"].as_array()?.iter();
    choices
        .map(|choice| Some((choice["const"].as_str()?, words(choice).unwrap_or_default())))
        .collect()
}

/// What each of an enumeration's values means.
fn choices_in_words(kind: &Value) -> Option<String> {
    let in_words = choices(kind)?.into_iter().map(|(name, meaning)| {
        let mut characters = meaning.chars();
        let first = characters.next().unwrap_or_default();
        // A name keeps its capital letters.
        let is_name = characters
            .clone()
            .take_while(|next| next.is_alphabetic())
            .any(char::is_uppercase)
            || NAMES.iter().any(|name| meaning.starts_with(name));
        let first = if is_name {
            first.to_string()
        } else {
            first.to_lowercase().to_string()
        };
        format!("`{name}`: {first}{}", characters.as_str())
    });
    Some(in_words.collect::<Vec<_>>().join(" "))
}

const NAMES: [&str; 1] = ["Ollama"];

fn kind_in_words(option: &Value, kind: &Value) -> String {
    if let Some(choices) = choices(kind) {
        let names: Vec<String> = choices.iter().map(|(name, _)| format!("`\"{name}\"`")).collect();
        return match names.as_slice() {
            [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            names => names.concat(),
        };
    }
    let name = kind["type"].as_str().or_else(|| kind["type"][0].as_str());
    let name = match name {
        Some("object") | None => "table",
        Some("array") => "list of strings",
        Some(name) => name,
    };
    match (option["minimum"].as_f64(), option["maximum"].as_f64()) {
        (Some(least), Some(most)) => format!("{name}, {least} to {most}"),
        _ => name.to_owned(),
    }
}
