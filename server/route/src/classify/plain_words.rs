//! Words that say themselves that a text is about code, logic or mathematics.
//!
//! In a long text, with a passage or data in it, what is asked for can be drowned by the rest. These phrases count as
//! much as all of it. There are few, and each leaves little doubt.

use std::sync::LazyLock;

use regex::Regex;

/// The log-odds that such a phrase is worth.
const WORTH: f32 = 5.0;

/// The languages that are asked for by name.
const LANGUAGES: &str = r"(?:python|java|javascript|typescript|c\+\+|c#|golang|rust|ruby|php|swift|kotlin|sql|matlab|bash|html|perl|scala)";

static PHRASES: LazyLock<Regex> = LazyLock::new(|| {
    let phrases = [
        // Mathematics and logic.
        r"数学(?:问题|题)".to_owned(),
        r"解方程|解题(?:步骤|过程)|推理(?:步骤|过程)".to_owned(),
        r"\b(?:math(?:s|ematics)?|algebra|geometry|word) problems?\b.{0,40}\b(?:solve|answer|find)"
            .to_owned(),
        r"\bsolve (?:this|the|these|the following) (?:math|equation|inequality|system|integral)".to_owned(),
        // Code that is to be written.
        format!(r"(?:编写|写|实现|用).{{0,12}}{LANGUAGES}.{{0,6}}(?:程序|代码|函数|脚本|语句)"),
        r"(?:编写|写|实现)(?:一个|一段|一条)(?:程序|函数|脚本|代码|sql)".to_owned(),
        format!(
            r"\b(?:write|implement|create|develop|code)\b(?: me)?(?: an?| the| some)?(?: \w+)?(?: \w+)? {LANGUAGES} (?:program|function|script|code|class|query|method)"
        ),
        format!(
            r"\b(?:write|implement|create|develop|code)\b(?: me)?(?: an?| the)?(?: \w+)? (?:program|function|script|class|method)\b.{{0,60}}\bin {LANGUAGES}"
        ),
    ];
    Regex::new(&format!("(?i){}", phrases.join("|"))).expect("the phrases are valid expressions")
});

/// What the beginning of `text` is worth: there stands what is asked for.
pub(super) fn worth(text: &str) -> f32 {
    const BEGINNING: usize = 400;
    let end = (0..=BEGINNING.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    if PHRASES.is_match(&text[..end]) {
        WORTH
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_so_itself_counts() {
        for text in [
            "请回答下面的数学题，并写出过程。小红有三本书……",
            "编写一个Python程序，统计文档里的词。文档如下……",
            "写一个函数，判断是否为素数",
            "Write a small Python script that renames my photos",
            "Implement a class for a bank account in Java with tests",
            "Solve the following equation for y",
        ] {
            assert!(worth(text) > 0.0, "{text}");
        }
    }

    #[test]
    fn what_only_mentions_it_does_not() {
        for text in [
            "写一篇关于程序员的文章",
            "Write an email to my boss about the Python course",
            "Create a training program for beginners",
            "My problems with math began in school, write about that",
        ] {
            assert!(worth(text).abs() < f32::EPSILON, "{text}");
        }
    }
}
