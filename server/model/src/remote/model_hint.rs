//! What a model's name hints about it.
//!
//! Names are a weak sign: anybody can call a model anything. So a hint counts only where the user gave no mode, with
//! two exceptions. On the `OpenAI` API the family is a fact that its documentation ties to the name, and the R1 family
//! names itself in every distribution and takes no system prompt.

use crate::{FillTemplate, Mode};

/// Words that say of a model that it thinks.
const THINKING_WORDS: [&str; 6] = ["thinking", "reasoning", "reasoner", "qwq", "qvq", "magistral"];
/// Words that say of a variant that it answers at once, whatever its family does.
const ANSWERING_WORDS: [&str; 4] = ["instruct", "chat", "nothink", "nonthinking"];
/// Members of Qwen's third generation that do not think.
const ANSWERING_QWEN3: [&str; 6] = ["coder", "max", "embedding", "reranker", "omni", "asr"];

/// Whether the model of this name thinks before it answers, as far as its name tells: what holds where the user gave
/// no mode.
pub fn mode_hint(model: &str) -> Mode {
    let name = Name::of(model);
    if thinks(&name) {
        Mode::Thinking
    } else {
        Mode::NonThinking
    }
}

fn thinks(name: &Name) -> bool {
    let negated = name.pair(|word, next| word == "non" && THINKING_WORDS.contains(&next));
    if negated || name.has_any(&ANSWERING_WORDS) {
        return false;
    }
    name.has_any(&THINKING_WORDS)
        || r1_family(name)
        || reasoning_series_of(name).is_some()
        || name.pair(|word, next| word == "gpt" && next == "oss")
        // DeepSeek's own API thinks unless it is told not to, since these models.
        || name.pair(|word, next| word == "deepseek" && (next == "flash" || next.starts_with("v4")))
        || (name.words.iter().any(|word| word.starts_with("qwen3")) && !name.has_any(&ANSWERING_QWEN3))
}

/// Whether the model is of the family of `DeepSeek` R1 or a distillate of it, which were trained without a system
/// prompt (R1's model card, usage recommendations).
pub(super) fn is_r1_family(model: &str) -> bool {
    r1_family(&Name::of(model))
}

fn r1_family(name: &Name) -> bool {
    // A LoRA's rank is written alike.
    name.words.first().is_some_and(|word| word == "r1")
        || name.pair(|word, next| next == "r1" && word != "lora")
        || name.pair(|word, next| word == "deepseek" && next.starts_with("r1"))
}

/// Whether the model is one of `OpenAI`'s open weights, whose vendor samples at temperature 1 (their model card).
pub(super) fn is_gpt_oss(model: &str) -> bool {
    Name::of(model).pair(|word, next| word == "gpt" && next == "oss")
}

/// The families of `OpenAI`'s models that think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReasoningSeries {
    /// o1-mini and o1-preview, which know neither a system role nor an effort.
    EarlyO,
    /// The other models of the o series.
    O,
    /// GPT of this version, from 5 on.
    Gpt {
        /// The first number.
        major: u32,
        /// The number after the point.
        minor: u32,
    },
}

/// The family of `OpenAI`'s reasoning models that this one belongs to: a fact of that API, not a guess.
pub(super) fn reasoning_series(model: &str) -> Option<ReasoningSeries> {
    let name = Name::of(model);
    if name.has_any(&ANSWERING_WORDS) {
        None
    } else {
        reasoning_series_of(&name)
    }
}

fn reasoning_series_of(name: &Name) -> Option<ReasoningSeries> {
    let mut words = name.words.iter().map(String::as_str);
    let first = words.next()?;
    let second = words.next();
    if first == "o1" && matches!(second, Some("mini" | "preview")) {
        return Some(ReasoningSeries::EarlyO);
    }
    if first
        .strip_prefix('o')
        .is_some_and(|digits| digits.parse::<u32>().is_ok())
    {
        return Some(ReasoningSeries::O);
    }
    if first != "gpt" {
        return None;
    }
    let mut numbers = second?.split('.').map(str::parse::<u32>);
    let major = numbers.next()?.ok()?;
    let minor = numbers.next().and_then(Result::ok).unwrap_or(0);
    (major >= 5).then_some(ReasoningSeries::Gpt { major, minor })
}

/// A model's name as words: without the publisher before the last slash, in small letters.
struct Name {
    words: Vec<String>,
}

impl Name {
    fn of(model: &str) -> Self {
        let own = model.rsplit('/').next().unwrap_or(model).to_lowercase();
        // Fine-tuned models on the OpenAI API: `ft:` before the name of what was tuned.
        let own = own.strip_prefix("ft:").unwrap_or(&own);
        let words = own.split(|character: char| !character.is_alphanumeric() && character != '.');
        Self {
            words: words.filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        }
    }

    fn has_any(&self, wanted: &[&str]) -> bool {
        self.words.iter().any(|word| wanted.contains(&word.as_str()))
    }

    fn pair(&self, fits: impl Fn(&str, &str) -> bool) -> bool {
        self.words
            .iter()
            .zip(self.words.iter().skip(1))
            .any(|(word, next)| fits(word, next))
    }
}

/// Families that were trained to fill holes, by a part of their names.
const FILLING: [&str; 8] = [
    "coder",
    "codellama",
    "code-llama",
    "stable-code",
    "codestral",
    "codegemma",
    "granite-code",
    "codegeex",
];

/// What a model's name hints about filling holes, where the user says nothing of it.
pub(super) fn fill_hint(model: &str) -> bool {
    let model = model.to_lowercase();
    FILLING.iter().any(|family| model.contains(family))
}

/// Families and the form in which they fill holes, by parts of their names that all have to be there. The first that fits
/// counts.
const TEMPLATES: [(&[&str], FillTemplate); 17] = [
    (&["starcoder2"], FillTemplate::Starcoder2),
    (&["starcoder"], FillTemplate::Starcoder),
    (&["stable-code"], FillTemplate::Starcoder),
    (&["granite", "code"], FillTemplate::Starcoder),
    (&["granite-3.3"], FillTemplate::Granite),
    (&["granite3.3"], FillTemplate::Granite),
    (&["granite-4"], FillTemplate::Granite),
    (&["granite4"], FillTemplate::Granite),
    (&["codellama"], FillTemplate::Codellama),
    (&["code-llama"], FillTemplate::Codellama),
    (&["codestral"], FillTemplate::Codestral),
    (&["codegemma"], FillTemplate::Codegemma),
    (&["codegeex4"], FillTemplate::Codegeex),
    (&["seed-coder"], FillTemplate::SeedCoder),
    (&["seedcoder"], FillTemplate::SeedCoder),
    (&["deepseek", "coder"], FillTemplate::DeepseekCoder),
    (&["qwen", "coder"], FillTemplate::Qwen),
];

/// What a model's name hints about the form in which it fills holes, where the user says nothing of it.
pub fn fill_template_hint(model: &str) -> Option<FillTemplate> {
    let own = model.rsplit('/').next().unwrap_or(model).to_lowercase();
    let fits = |(parts, _): &&(&[&str], FillTemplate)| parts.iter().all(|part| own.contains(part));
    TEMPLATES.iter().find(fits).map(|(_, template)| *template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_reasoning_models_hint_thinking() {
        for model in [
            "o1",
            "o1-mini",
            "o3-mini",
            "openai/o3-mini",
            "o4-mini-2025-04-16",
            "gpt-5",
            "gpt-5-mini",
            "gpt-5.1",
            "openai/gpt-5.2",
            "gpt-10",
            "gpt-oss-20b",
            "gpt-oss:20b",
            "openai/gpt-oss-120b",
            "deepseek-reasoner",
            "deepseek-r1",
            "deepseek-r1:7b",
            "deepseek-r1-0528",
            "deepseek/deepseek-r1:free",
            "tngtech/deepseek-r1t2-chimera",
            "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B",
            "DeepSeek-R1-Distill-Llama-8B-Q4_K_M.gguf",
            "unsloth/deepseek-r1-distill-qwen-1.5b",
            "perplexity/r1-1776",
            "deepseek-flash",
            "deepseek-v4-pro",
            "qwq",
            "Qwen/QwQ-32B",
            "qwen3:8b",
            "Qwen/Qwen3-8B",
            "qwen3-4b-thinking-2507",
            "Qwen/Qwen3-30B-A3B-Thinking-2507",
            "anthropic/claude-3.7-sonnet:thinking",
            "kimi-k2-thinking",
            "magistral",
            "mistralai/magistral-small-2509",
            "phi-4-reasoning",
            "microsoft/phi-4-mini-reasoning",
        ] {
            assert_eq!(mode_hint(model), Mode::Thinking, "{model}");
        }
    }

    #[test]
    fn names_of_other_models_hint_non_thinking() {
        for model in [
            "",
            "/",
            "command-r7b",
            "command-r-plus",
            "my-lora-r16-q4",
            "my-lora-r1",
            "model-r2d2",
            "grok-2-non-reasoning",
            "grok-4-fast-non-reasoning",
            "gpt-4o",
            "openai/gpt-4o-mini",
            "gpt-4.1",
            "gpt-3.5-turbo",
            "chatgpt-4o-latest",
            "gpt-5-chat",
            "gpt-5-chat-latest",
            "gpt-5.1-chat-latest",
            "ft:gpt-4o-mini:acme::o1x",
            "qwen2.5-coder",
            "qwen2.5-coder:1.5b",
            "qwen3-coder:30b",
            "qwen3-4b-instruct-2507",
            "Qwen/Qwen3-30B-A3B-Instruct-2507",
            "llama3",
            "meta-llama/Llama-3.1-8B-Instruct",
            "deepseek-chat",
            "deepseek-coder-v2",
            "deepseek-ai/DeepSeek-V3",
            "phi-4",
            "o",
            "olmo-7b",
            "gpt",
            "gpt-x",
        ] {
            assert_eq!(mode_hint(model), Mode::NonThinking, "{model}");
        }
    }

    #[test]
    fn the_family_on_the_openai_api_comes_with_its_version() {
        use ReasoningSeries::{EarlyO, Gpt, O};
        for (model, series) in [
            ("o1-mini", Some(EarlyO)),
            ("o1-preview-2024-09-12", Some(EarlyO)),
            ("o1", Some(O)),
            ("o3-mini", Some(O)),
            ("gpt-5", Some(Gpt { major: 5, minor: 0 })),
            ("gpt-5.1-mini", Some(Gpt { major: 5, minor: 1 })),
            ("ft:gpt-5:acme", Some(Gpt { major: 5, minor: 0 })),
            ("gpt-5-chat-latest", None),
            ("gpt-4o", None),
            ("gpt-4.1", None),
        ] {
            assert_eq!(reasoning_series(model), series, "{model}");
        }
    }

    #[test]
    fn only_the_r1_family_goes_without_a_system_prompt() {
        assert!(is_r1_family("deepseek-r1:7b"));
        assert!(is_r1_family("DeepSeek-R1-Distill-Qwen-7B"));
        assert!(!is_r1_family("qwen3:8b"));
        assert!(!is_r1_family("my-lora-r16-q4"));
        assert!(is_gpt_oss("openai/gpt-oss-20b"));
        assert!(!is_gpt_oss("gpt-4o"));
    }

    #[test]
    fn names_of_coders_hint_the_form_of_their_prompts() {
        use FillTemplate::{
            Codegeex, Codegemma, Codellama, Codestral, DeepseekCoder, Granite, Qwen, SeedCoder, Starcoder,
            Starcoder2,
        };
        for (model, template) in [
            ("qwen2.5-coder:1.5b", Some(Qwen)),
            ("Qwen/Qwen3-Coder-30B-A3B-Instruct", Some(Qwen)),
            ("starcoder2:3b", Some(Starcoder2)),
            ("bigcode/starcoderbase-1b", Some(Starcoder)),
            ("stable-code-3b", Some(Starcoder)),
            ("ibm-granite/granite-3b-code-base", Some(Starcoder)),
            ("granite-code:8b", Some(Starcoder)),
            ("granite3.3:8b", Some(Granite)),
            ("ibm-granite/granite-4.0-h-tiny", Some(Granite)),
            ("codellama:7b-code", Some(Codellama)),
            ("/models/CodeLlama-7B.Q4_K_M.gguf", Some(Codellama)),
            ("deepseek-coder:1.3b", Some(DeepseekCoder)),
            ("deepseek-ai/DeepSeek-Coder-V2-Lite-Base", Some(DeepseekCoder)),
            ("codestral-22b", Some(Codestral)),
            ("codegemma:2b-code", Some(Codegemma)),
            ("ByteDance-Seed/Seed-Coder-8B-Base", Some(SeedCoder)),
            ("codegeex4:9b", Some(Codegeex)),
            ("qwen3:8b", None),
            ("granite3.1-dense:8b", None),
            // A publisher's name says nothing of the model.
            ("coder/qwen3-8b", None),
            ("", None),
        ] {
            assert_eq!(fill_template_hint(model), template, "{model}");
        }
    }

    #[test]
    fn coders_fill_holes() {
        for model in [
            "qwen2.5-coder:1.5b",
            "/models/CodeLlama-7B.Q4_K_M.gguf",
            "codestral-22b",
        ] {
            assert!(fill_hint(model), "{model}");
        }
        for model in ["qwen3:8b", "llama3.1", "gpt-oss-20b", "smollm2-135m.gguf"] {
            assert!(!fill_hint(model), "{model}");
        }
    }
}
