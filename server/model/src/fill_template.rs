//! How models were trained to fill a hole: the tokens that they know, and in which order the text stands between them.
//!
//! The table is for endpoints that take a prompt as it is. There a token is nothing but its spelling, so that a file in
//! which such a spelling stands could end the prompt early or begin another one. Nothing in a raw prompt quotes, and to
//! change a spelling would change what the model reads; so what holds one is not sent: a piece of another file is left
//! out, the text before the hole begins behind the last one, and the text after the hole ends before the first. Where the
//! tokens are put in by the server (`/infill`), it reads the texts around them as plain text by itself.
//!
//! Sources are named at each row. Which row a model takes is said by the user, or hinted by its name.

mod marks;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::marks::{Files, Marks, Order};
use crate::{Fill, Related};

/// What a file without a usable name is called.
const UNNAMED: &str = "untitled";

/// What the project is called, as llama.cpp's server calls it: its name says little, and not every file has a project.
const PROJECT: &str = "myproject";

/// The form of a prompt in which a family of models fills holes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FillTemplate {
    /// As Qwen2.5-Coder and Qwen3-Coder read it.
    Qwen,
    /// As `StarCoder`, stable-code and the first generation of Granite's code models do.
    Starcoder,
    /// As `StarCoder2` does, which knows several files.
    Starcoder2,
    /// As Code Llama does.
    Codellama,
    /// As `DeepSeek`-Coder and its V2 do.
    DeepseekCoder,
    /// As Codestral does.
    Codestral,
    /// As `CodeGemma` does.
    Codegemma,
    /// As Granite does from 3.3 on.
    Granite,
    /// As Seed-Coder does.
    SeedCoder,
    /// As `CodeGeeX4` does.
    Codegeex,
}

impl FillTemplate {
    /// Every template.
    pub const ALL: [Self; 10] = [
        Self::Qwen,
        Self::Starcoder,
        Self::Starcoder2,
        Self::Codellama,
        Self::DeepseekCoder,
        Self::Codestral,
        Self::Codegemma,
        Self::Granite,
        Self::SeedCoder,
        Self::Codegeex,
    ];

    /// The texts before which the model's answer ends, likeliest first. A server that runs the model knows most of them by
    /// itself, but not each does.
    pub fn stops(self) -> &'static [&'static str] {
        Marks::of(self).stops
    }

    /// Whether it has a place for pieces of other files.
    pub fn takes_files(self) -> bool {
        Marks::of(self).files != Files::None
    }

    /// The prompt that asks for the text of the hole.
    pub(crate) fn prompt(self, fill: &Fill) -> String {
        let marks = Marks::of(self);
        let before = fill.before();
        let prefix = marks.behind_the_last(&before);
        let suffix = marks.before_the_first(&fill.suffix);
        let Surroundings { front, in_prefix } = surroundings(&marks, fill);
        let (first, second) = match marks.order {
            Order::PrefixFirst => ([in_prefix.as_str(), prefix], ["", suffix]),
            Order::SuffixFirst => (["", suffix], [in_prefix.as_str(), prefix]),
        };
        let parts = [
            &[front.as_str(), marks.first],
            &first,
            &[marks.second, ""],
            &second,
            &[marks.third, ""],
        ];
        parts.into_iter().flatten().copied().collect()
    }
}

/// What stands around the text of the file itself.
#[derive(Default)]
struct Surroundings {
    /// Before the first token of the hole.
    front: String,
    /// At the beginning of the text before the hole.
    in_prefix: String,
}

fn surroundings(marks: &Marks, fill: &Fill) -> Surroundings {
    let files: Vec<File<'_>> = fill
        .related
        .iter()
        .filter_map(|piece| File::of(marks, piece))
        .collect();
    let own = marks.usable_name(&fill.path).unwrap_or(UNNAMED);
    let listed = |write: &dyn Fn(&File<'_>) -> String| files.iter().map(write).collect::<String>();
    let front = |front: String| Surroundings {
        front,
        ..Surroundings::default()
    };
    let in_prefix = |in_prefix: String| Surroundings {
        in_prefix,
        ..Surroundings::default()
    };
    match marks.files {
        // The prompt's frame, which is there without other files, too.
        Files::Codegeex => {
            let references = listed(&|file| format!("###REFERENCE:\n###PATH:{}\n{}", file.path, file.text));
            front(format!(
                "<|user|>\n{references}###PATH:{own}\n###LANGUAGE:\n###MODE:BLOCK\n"
            ))
        }
        Files::None => Surroundings::default(),
        _ if files.is_empty() => Surroundings::default(),
        Files::Qwen => {
            let others = listed(&|file| format!("<|file_sep|>{}\n{}", file.path, file.text));
            front(format!("<|repo_name|>{PROJECT}\n{others}<|file_sep|>{own}\n"))
        }
        // Its own name stands behind the first token of the hole.
        Files::Starcoder2 => {
            let others = listed(&|file| format!("<file_sep>{}\n{}", file.path, file.text));
            Surroundings {
                front: format!("<repo_name>{PROJECT}{others}<file_sep>"),
                in_prefix: format!("{own}\n"),
            }
        }
        Files::Codegemma => {
            let others = listed(&|file| format!("{}\n{}<|file_separator|>", file.path, file.text));
            front(format!("{others}{own}\n"))
        }
        Files::Headed(head) => {
            let others = listed(&|file| format!("{head}{}\n{}", file.path, file.text));
            in_prefix(format!("{others}{head}{own}\n"))
        }
    }
}

/// A piece of another file that may stand in the prompt.
struct File<'a> {
    path: &'a str,
    /// Ends with a line end.
    text: Cow<'a, str>,
}

impl<'a> File<'a> {
    fn of(marks: &Marks, piece: &'a Related) -> Option<Self> {
        let text = piece.text.as_str();
        if text.is_empty() || marks.stand_in(text) {
            return None;
        }
        Some(Self {
            path: marks.usable_name(&piece.path)?,
            text: if text.ends_with('\n') {
                Cow::Borrowed(text)
            } else {
                Cow::Owned(format!("{text}\n"))
            },
        })
    }
}

#[cfg(test)]
mod tests;
