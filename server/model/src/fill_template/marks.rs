//! The tokens of each family, and where a text holds one of them.

use super::FillTemplate;

/// What stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The text before the hole.
    PrefixFirst,
    /// The text after it.
    SuffixFirst,
}

/// How pieces of other files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Files {
    /// The models were not trained on several.
    None,
    /// Between tokens, in front of the hole.
    Qwen,
    /// Between tokens, the file's own name behind the first token of the hole.
    Starcoder2,
    /// With a token between two.
    Codegemma,
    /// In the text before the hole, each below its name behind this.
    Headed(&'static str),
    /// In the frame of the prompt, below words.
    Codegeex,
}

/// The tokens of a family.
#[derive(Debug)]
pub(super) struct Marks {
    pub(super) order: Order,
    /// Before the text that stands first.
    pub(super) first: &'static str,
    /// Before the text that stands second.
    pub(super) second: &'static str,
    /// After both.
    pub(super) third: &'static str,
    /// Before which an answer ends, likeliest first.
    pub(super) stops: &'static [&'static str],
    /// Every spelling that the models' tokenizers read as a token with a meaning, as far as a file may hold it.
    tokens: &'static [&'static str],
    pub(super) files: Files,
}

impl Marks {
    /// Its row of the table.
    pub(super) fn of(template: FillTemplate) -> Self {
        match template {
            FillTemplate::Qwen => QWEN,
            FillTemplate::Starcoder => STARCODER,
            FillTemplate::Starcoder2 => Self {
                files: Files::Starcoder2,
                ..STARCODER
            },
            FillTemplate::Codellama => CODELLAMA,
            FillTemplate::DeepseekCoder => DEEPSEEK_CODER,
            FillTemplate::Codestral => CODESTRAL,
            FillTemplate::Codegemma => CODEGEMMA,
            FillTemplate::Granite => GRANITE,
            FillTemplate::SeedCoder => SEED_CODER,
            FillTemplate::Codegeex => CODEGEEX,
        }
    }

    /// Whether `text` holds a token.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        self.tokens.iter().any(|token| text.contains(token))
    }

    /// What of `text` follows its last token.
    pub(super) fn behind_the_last<'text>(&self, text: &'text str) -> &'text str {
        let ends = self
            .tokens
            .iter()
            .filter_map(|token| Some(text.rfind(token)? + token.len()));
        &text[ends.max().unwrap_or(0)..]
    }

    /// What of `text` comes before its first token.
    pub(super) fn before_the_first<'text>(&self, text: &'text str) -> &'text str {
        let starts = self.tokens.iter().filter_map(|token| text.find(token));
        &text[..starts.min().unwrap_or(text.len())]
    }

    /// `path`, if it can stand in a line of its own.
    pub(super) fn usable_name<'path>(&self, path: &'path str) -> Option<&'path str> {
        (!path.is_empty() && !path.contains(['\n', '\r']) && !self.stand_in(path)).then_some(path)
    }
}

/// Source: the README of Qwen2.5-Coder, "File-Level" and "Repository-Level Code Completion".
const QWEN: Marks = Marks {
    order: Order::PrefixFirst,
    first: "<|fim_prefix|>",
    second: "<|fim_suffix|>",
    third: "<|fim_middle|>",
    stops: &[
        "<|endoftext|>",
        "<|file_sep|>",
        "<|fim_pad|>",
        "<|repo_name|>",
        "<|fim_prefix|>",
        "<|fim_suffix|>",
        "<|fim_middle|>",
        "<|im_start|>",
        "<|im_end|>",
    ],
    tokens: &[
        "<|endoftext|>",
        "<|file_sep|>",
        "<|fim_pad|>",
        "<|repo_name|>",
        "<|fim_prefix|>",
        "<|fim_suffix|>",
        "<|fim_middle|>",
        "<|im_start|>",
        "<|im_end|>",
    ],
    files: Files::Qwen,
};

/// Sources: the model cards of `StarCoder`, stable-code and Granite-code; "`StarCoder` 2 and The Stack v2", section 5.1
/// (several files).
const STARCODER: Marks = Marks {
    order: Order::PrefixFirst,
    first: "<fim_prefix>",
    second: "<fim_suffix>",
    third: "<fim_middle>",
    stops: &[
        "<|endoftext|>",
        "<file_sep>",
        "<fim_prefix>",
        "<fim_suffix>",
        "<fim_middle>",
        "<fim_pad>",
    ],
    tokens: &[
        "<|endoftext|>",
        "<file_sep>",
        "<fim_prefix>",
        "<fim_suffix>",
        "<fim_middle>",
        "<fim_pad>",
        "<repo_name>",
        "<reponame>",
        "<filename>",
        "<gh_stars>",
    ],
    files: Files::None,
};

/// Source: the infilling of facebookresearch/codellama, whose spaces are part of the format.
const CODELLAMA: Marks = Marks {
    order: Order::PrefixFirst,
    first: "<PRE> ",
    second: " <SUF>",
    third: " <MID>",
    stops: &["<EOT>", "<PRE>", "<SUF>", "<MID>"],
    tokens: &["<EOT>", "<PRE>", "<SUF>", "<MID>", "<s>", "</s>"],
    files: Files::None,
};

/// Source: the README of `DeepSeek`-Coder, "Code Insertion" and "Repository Level Code Completion". The bar is U+FF5C, the
/// space U+2581.
const DEEPSEEK_CODER: Marks = Marks {
    order: Order::PrefixFirst,
    first: "<｜fim▁begin｜>",
    second: "<｜fim▁hole｜>",
    third: "<｜fim▁end｜>",
    stops: &[
        "<｜end▁of▁sentence｜>",
        "<｜fim▁begin｜>",
        "<｜fim▁hole｜>",
        "<｜fim▁end｜>",
        "<|EOT|>",
    ],
    tokens: &[
        "<｜end▁of▁sentence｜>",
        "<｜begin▁of▁sentence｜>",
        "<｜fim▁begin｜>",
        "<｜fim▁hole｜>",
        "<｜fim▁end｜>",
        "<｜User｜>",
        "<｜Assistant｜>",
        "<|EOT|>",
    ],
    files: Files::Headed("#"),
};

/// Source: mistral-common, the encoding of FIM requests. Files as Continue writes them.
const CODESTRAL: Marks = Marks {
    order: Order::SuffixFirst,
    first: "[SUFFIX]",
    second: "[PREFIX]",
    third: "",
    // Not `</s>`, which HTML has, too.
    stops: &["[PREFIX]", "[SUFFIX]", "\n+++++ "],
    tokens: &[
        "[PREFIX]", "[SUFFIX]", "[MIDDLE]", "[INST]", "[/INST]", "<s>", "</s>",
    ],
    files: Files::Headed("+++++ "),
};

/// Source: the model card of `CodeGemma`, "Formatting". How the names of several files stand in it is not verified.
const CODEGEMMA: Marks = Marks {
    order: Order::PrefixFirst,
    first: "<|fim_prefix|>",
    second: "<|fim_suffix|>",
    third: "<|fim_middle|>",
    stops: &[
        "<|file_separator|>",
        "<eos>",
        "<end_of_turn>",
        "<|fim_prefix|>",
        "<|fim_suffix|>",
        "<|fim_middle|>",
    ],
    tokens: &[
        "<|file_separator|>",
        "<eos>",
        "<bos>",
        "<start_of_turn>",
        "<end_of_turn>",
        "<|fim_prefix|>",
        "<|fim_suffix|>",
        "<|fim_middle|>",
    ],
    files: Files::Codegemma,
};

/// Source: the model cards of Granite 3.3 and 4, "Fill-in-the-Middle".
const GRANITE: Marks = Marks {
    order: Order::PrefixFirst,
    first: "<|fim_prefix|>",
    second: "<|fim_suffix|>",
    third: "<|fim_middle|>",
    stops: &[
        "<|end_of_text|>",
        "<|fim_pad|>",
        "<|fim_prefix|>",
        "<|fim_suffix|>",
        "<|fim_middle|>",
    ],
    tokens: &[
        "<|end_of_text|>",
        "<|fim_pad|>",
        "<|fim_prefix|>",
        "<|fim_suffix|>",
        "<|fim_middle|>",
        "<|start_of_role|>",
        "<|end_of_role|>",
        "<|filename|>",
        "<|reponame|>",
    ],
    files: Files::None,
};

/// Source: Seed-Coder's technical report, section "Fill-in-the-Middle": the text after the hole first.
const SEED_CODER: Marks = Marks {
    order: Order::SuffixFirst,
    first: "<[fim-suffix]>",
    second: "<[fim-prefix]>",
    third: "<[fim-middle]>",
    stops: &[
        "<[end▁of▁sentence]>",
        "<[fim-suffix]>",
        "<[fim-prefix]>",
        "<[fim-middle]>",
        "<[SEP▁TOKEN]>",
        "<[PAD▁TOKEN]>",
    ],
    tokens: &[
        "<[end▁of▁sentence]>",
        "<[begin▁of▁sentence]>",
        "<[fim-suffix]>",
        "<[fim-prefix]>",
        "<[fim-middle]>",
        "<[SEP▁TOKEN]>",
        "<[PAD▁TOKEN]>",
    ],
    files: Files::None,
};

/// Source: `CodeGeeX4`'s infilling guideline: the text after the hole first, all of it in the user's turn of a chat. The
/// language may be left blank.
const CODEGEEX: Marks = Marks {
    order: Order::SuffixFirst,
    first: "<|code_suffix|>",
    second: "<|code_prefix|>",
    third: "<|code_middle|><|assistant|>\n",
    stops: &["<|endoftext|>", "<|user|>", "<|observation|>", "<|assistant|>"],
    tokens: &[
        "<|endoftext|>",
        "<|user|>",
        "<|assistant|>",
        "<|system|>",
        "<|observation|>",
        "<|code_suffix|>",
        "<|code_prefix|>",
        "<|code_middle|>",
        "[gMASK]",
        "<sop>",
    ],
    files: Files::Codegeex,
};
