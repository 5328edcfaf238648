//! What exactly is asked for, once it is known whether it is of code, of logic, or of neither.
//!
//! Rules, in words: which of several wishes a text holds is told by few phrases, and a wrong one among these intents
//! costs little, as each has the role that was decided before.

use super::signals::{Signal, Signals};
use super::tokens;
use crate::Intent;

/// How far into a text its wish is looked for, in bytes; what follows is material.
const OPENING: usize = 240;

/// And from its end, as a wish may follow its material.
const CLOSING: usize = 160;

/// The words of a text in which its wish stands, in lower case.
pub(super) struct Wish {
    opening: String,
    closing: String,
}

impl Wish {
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        let opening = tokens::start_of(text, OPENING);
        let closing = tokens::end_of(text, CLOSING);
        Self {
            opening: opening.to_lowercase(),
            closing: closing.to_lowercase(),
        }
    }

    fn opens_with(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.opening.contains(phrase))
    }

    fn has(&self, phrases: &[&str]) -> bool {
        phrases
            .iter()
            .any(|phrase| self.opening.contains(phrase) || self.closing.contains(phrase))
    }
}

/// What is asked about code.
pub(super) fn of_code(wish: &Wish, signals: Signals) -> Intent {
    // Without code at hand (or a word that points to it) there is nothing to explain, mend or change: it is a question.
    let at_hand = [Signal::Fence, Signal::CodeLine, Signal::CodeLines]
        .iter()
        .any(|signal| signals.has(*signal))
        || wish.has(&[
            "this function",
            "this code",
            "this class",
            "this method",
            "this script",
            "this program",
            "my code",
            "my function",
            "the following code",
            "the code below",
            "this snippet",
            "the given code",
            "the selected code",
            "这段代码",
            "以下代码",
            "下面的代码",
            "这个函数",
            "下列代码",
            "我的代码",
            "该代码",
            "给定的代码",
            "这个类",
        ]);
    if wish.opens_with(&[
        "unit test",
        "write test",
        "write a test",
        "add tests",
        "test cases for",
        "tests for",
        "单元测试",
        "测试用例",
        "写测试",
    ]) {
        Intent::Test
    } else if !at_hand {
        Intent::AskCode
    } else if wish.opens_with(&[
        "refactor",
        "clean up",
        "simplify",
        "optimize",
        "optimise",
        "improve",
        "more readable",
        "重构",
        "优化",
        "简化",
        "改进",
    ]) {
        Intent::Refactor
    } else if wish.has(&[
        "fix",
        "debug",
        "bug",
        "wrong with",
        "not work",
        "n't work",
        "doesn't compile",
        "crash",
        "correct the",
        "syntax error",
        "fails",
        "the problem with",
        "修复",
        "改正",
        "报错",
        "有什么问题",
        "错误",
        "调试",
        "崩溃",
        "找出",
    ]) || signals.has(Signal::ErrorReport)
    {
        Intent::Fix
    } else if wish.has(&[
        "explain",
        "what does",
        "how does",
        "what is the output",
        "walk me through",
        "describe what",
        "解释",
        "作用",
        "什么意思",
        "含义",
        "说明",
    ]) {
        Intent::Explain
    } else {
        Intent::AskCode
    }
}

/// What is asked for where it is neither code nor logic.
pub(super) fn of_prose(wish: &Wish, signals: Signals) -> Intent {
    if signals.has(Signal::Translation) {
        Intent::Translate
    } else if wish.opens_with(&[
        "a title",
        "title for",
        "titles for",
        "headline for",
        "a headline",
        "标题",
        "起名",
        "取名",
        "起个名",
        "取个名",
        "a name for",
        "names for",
    ]) {
        Intent::Title
    } else if signals.has(Signal::Rewriting) {
        Intent::Rewrite
    } else if signals.has(Signal::Writing)
        && wish.opens_with(&[
            "write",
            "compose",
            "create",
            "draft",
            "generate",
            "make up",
            "tell me a",
            "invent",
            "写",
            "创作",
            "编",
            "生成",
            "作一",
            "设计",
            "起草",
        ])
    {
        Intent::Create
    } else {
        Intent::AskGeneral
    }
}

/// A wish that is prose though it is about code, which the models cannot know.
pub(super) fn of_prose_about_code(wish: &Wish) -> Option<Intent> {
    if wish.opens_with(&[
        "commit message",
        "commit msg",
        "提交信息",
        "提交说明",
        "提交消息",
        "commit信息",
        "commit 信息",
        "commit 说明",
        "commit说明",
    ]) && wish.opens_with(&[
        "write", "suggest", "draft", "generate", "give", "make", "写", "生成", "给", "拟", "帮",
    ]) {
        return Some(Intent::CommitMessage);
    }
    wish.opens_with(&[
        "write a docstring",
        "write docstrings",
        "write the docstring",
        "add a docstring",
        "add docstrings",
        "write a doc comment",
        "write the doc comment",
        "add a doc comment",
        "add doc comments",
        "write the docs for",
        "write docs for",
        "write documentation for",
        "document this function",
        "document this class",
        "document this method",
        "document the following function",
        "写文档注释",
        "写一个docstring",
        "写docstring",
        "添加文档注释",
        "补充文档注释",
        "写一段文档注释",
        "的文档注释",
    ])
    .then_some(Intent::Document)
}
