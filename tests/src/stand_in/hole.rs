//! Prompts with a hole, for servers that take a prompt as it is: whether the model that reads them was trained on that form.
//!
//! A server takes any prompt, and a wrong form shows in nothing but a bad answer; so the stand-in refuses it. The forms are
//! those of the vendors: Qwen2.5-Coder's README, the model cards of `StarCoder2`, Granite and `CodeGemma`, Code Llama's
//! sources, `DeepSeek`-Coder's README, mistral-common, Seed-Coder's report, and `CodeGeeX4`'s guideline.

/// Families by a part of their models' names, and their tokens in the order in which a prompt has them.
const FAMILIES: [(&str, &[&str]); 12] = [
    ("starcoder", &["<fim_prefix>", "<fim_suffix>", "<fim_middle>"]),
    ("stable-code", &["<fim_prefix>", "<fim_suffix>", "<fim_middle>"]),
    ("granite-code", &["<fim_prefix>", "<fim_suffix>", "<fim_middle>"]),
    ("granite", &["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"]),
    (
        "codegemma",
        &["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"],
    ),
    ("codellama", &["<PRE> ", " <SUF>", " <MID>"]),
    (
        "deepseek-coder",
        &[
            "<\u{ff5c}fim\u{2581}begin\u{ff5c}>",
            "<\u{ff5c}fim\u{2581}hole\u{ff5c}>",
            "<\u{ff5c}fim\u{2581}end\u{ff5c}>",
        ],
    ),
    ("codestral", &["[SUFFIX]", "[PREFIX]"]),
    (
        "seed-coder",
        &["<[fim-suffix]>", "<[fim-prefix]>", "<[fim-middle]>"],
    ),
    (
        "codegeex4",
        &[
            "<|code_suffix|>",
            "<|code_prefix|>",
            "<|code_middle|><|assistant|>\n",
        ],
    ),
    (
        "qwen2.5-coder",
        &["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"],
    ),
    (
        "qwen3-coder",
        &["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"],
    ),
];

/// What is wrong with the hole in `prompt` for `model`; `None` where there is no hole, or nothing is wrong with it.
pub(super) fn fault(model: &str, prompt: &str) -> Option<String> {
    let tokens = FAMILIES.iter().flat_map(|(_, tokens)| tokens.iter());
    if !tokens.into_iter().any(|token| prompt.contains(token)) {
        return None;
    }
    let model = model.to_lowercase();
    let Some((_, tokens)) = FAMILIES.iter().find(|(name, _)| model.contains(name)) else {
        return Some(format!("{model} was not trained to fill holes"));
    };
    let mut rest = prompt;
    for token in *tokens {
        if prompt.matches(token).count() != 1 {
            return Some(format!("{token} has to stand in the prompt of {model} once"));
        }
        match rest.split_once(token) {
            Some((_, behind)) => rest = behind,
            None => return Some(format!("{token} is out of its place for {model}")),
        }
    }
    let ends_there = tokens.len() == 2 || rest.is_empty();
    (!ends_there).then(|| "the answer begins behind the last token".to_owned())
}
