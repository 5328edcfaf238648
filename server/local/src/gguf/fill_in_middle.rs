//! The tokens that mark the parts of a fill-in-the-middle prompt.
//!
//! They are named by metadata keys, or else known by their text in the vocabulary, as llama.cpp does it.
//! That a vocabulary has them does not mean that the model was trained on them: the vocabulary of a chat model may be
//! its coding sibling's.

/// The ids of the marks of a fill-in-the-middle prompt, as far as the file has them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FillInMiddleTokens {
    /// Stands before the text above the cursor.
    pub prefix: Option<u64>,
    /// Stands before the text below the cursor.
    pub suffix: Option<u64>,
    /// Stands where the model begins to write.
    pub middle: Option<u64>,
    /// Fills a prompt up in training: generation ends at it.
    pub padding: Option<u64>,
    /// Stands before the name of a repository.
    pub repository: Option<u64>,
    /// Stands between the files of a repository.
    pub separator: Option<u64>,
}

impl FillInMiddleTokens {
    /// The most bytes that a mark's text takes in any known vocabulary, with room to spare.
    pub(super) const LONGEST: u64 = 32;

    /// The file has all three marks that a prompt needs.
    pub fn is_complete(&self) -> bool {
        self.prefix.is_some() && self.suffix.is_some() && self.middle.is_some()
    }

    /// Notes the token `id` if its text is a known mark. The first of several is kept.
    pub(super) fn note(&mut self, id: u64, text: &[u8]) {
        // Most tokens are left by this: all marks begin with `<` or, in SentencePiece, with `▁<`.
        if !text.starts_with(b"<") && !text.starts_with("▁<".as_bytes()) {
            return;
        }
        let slot = match std::str::from_utf8(text) {
            Ok(
                "<|fim_prefix|>"
                | "<fim-prefix>"
                | "<fim_prefix>"
                | "<｜fim▁begin｜>"
                | "<PRE>"
                | "▁<PRE>"
                | "<|code_prefix|>"
                | "<|prefix|>",
            ) => &mut self.prefix,
            Ok(
                "<|fim_suffix|>" | "<fim-suffix>" | "<fim_suffix>" | "<｜fim▁hole｜>" | "<SUF>" | "▁<SUF>"
                | "<|code_suffix|>" | "<|suffix|>",
            ) => &mut self.suffix,
            Ok(
                "<|fim_middle|>" | "<fim-middle>" | "<fim_middle>" | "<｜fim▁end｜>" | "<MID>" | "▁<MID>"
                | "<|code_middle|>" | "<|middle|>",
            ) => &mut self.middle,
            Ok("<|fim_pad|>" | "<fim-pad>" | "<fim_pad>" | "<PAD>") => &mut self.padding,
            Ok("<|fim_repo|>" | "<|repo_name|>" | "<fim-repo>" | "<REPO>" | "<reponame>" | "<repo_name>") => {
                &mut self.repository
            }
            Ok("<|file_sep|>" | "<file_sep>") => &mut self.separator,
            _ => return,
        };
        slot.get_or_insert(id);
    }
}
