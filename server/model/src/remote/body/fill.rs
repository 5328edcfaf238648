//! A hole in a text, as a dialect wants it.

use serde_json::{Map, Value, json};

use crate::remote::learned::Learned;
use crate::{Binding, Capabilities, Fill, FillPath, FillTemplate, Mode};

/// Inserts what stands around the hole; `template` is the model's form, where that is known.
pub(super) fn insert_fill(
    json: &mut Map<String, Value>,
    fill: &Fill,
    path: FillPath,
    template: Option<FillTemplate>,
) {
    let mut insert = |name: &str, value: Value| {
        json.insert(name.to_owned(), value);
    };
    match path {
        FillPath::RawCompletions(template) => insert("prompt", json!(template.prompt(fill))),
        FillPath::RawGenerate(template) => {
            insert("prompt", json!(template.prompt(fill)));
            insert("raw", json!(true));
        }
        FillPath::Infill => {
            let (prefix, typed) = around_what_is_typed(fill);
            insert("input_prefix", json!(prefix));
            insert("input_suffix", json!(fill.suffix));
            insert("prompt", json!(typed));
            let extra = extra(fill, template);
            if !extra.is_empty() {
                insert("input_extra", json!(extra));
            }
        }
        FillPath::BetaCompletions | FillPath::Completions | FillPath::None | FillPath::Engine => {
            insert("prompt", json!(fill.before()));
            insert("suffix", json!(fill.suffix));
        }
    }
}

/// The text before the hole, and how the hole's text begins: behind the suffix, so that the next request finds all before
/// it in the server's cache. But the server looks for tokens in that part, unlike in the others: what could spell one
/// goes before the hole.
fn around_what_is_typed(fill: &Fill) -> (String, &str) {
    let typed = fill.written.as_str();
    if typed.contains(['<', '[']) {
        (fill.before(), "")
    } else {
        (fill.prefix.clone(), typed)
    }
}

/// Pieces of other files, unless the model is known not to read several.
fn extra(fill: &Fill, template: Option<FillTemplate>) -> Vec<Value> {
    if template.is_some_and(|template| !template.takes_files()) {
        return Vec::new();
    }
    let pieces = fill.related.iter().filter(|piece| !piece.text.is_empty());
    pieces
        .map(|piece| json!({ "filename": piece.path, "text": piece.text }))
        .collect()
}

/// Why `binding` cannot fill a hole, and who can.
pub(super) fn cannot_fill(binding: &Binding, learned: &Learned) -> String {
    let Binding {
        name, model, dialect, ..
    } = binding;
    let with_thinking_off = Capabilities::of(*dialect, model, Mode::NonThinking).fill;
    let why = if learned.refuses_fills() {
        format!("its server says that `{model}` has no tokens for a hole")
    } else if with_thinking_off == FillPath::None {
        format!(
            "nothing is known of filling a hole with `{model}` at a {} endpoint",
            dialect.name()
        )
    } else {
        "it thinks before it answers".to_owned()
    };
    format!(
        "`{name}` cannot complete code: {why}; for the role `completion`, name the form of its prompts by \
         `fill_template` where prompts are taken as they are (ollama, lm_studio, llama_server, vllm, generic), use a \
         non-thinking model at a deepseek or siliconflow endpoint, or a local model"
    )
}
