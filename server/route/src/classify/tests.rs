//! What the classifier takes sentences for. They are sentences of this project, not of any data set.

use proptest::prelude::*;

use super::training::{LENGTH, Weights};
use super::{Classification, classify};
use crate::Intent::{
    AskCode, AskGeneral, AskLogic, CommitMessage, Create, Document, Explain, Fix, Refactor, Rewrite, Test,
    Title, Translate,
};
use crate::{Intent, Role};

const CODE: [(&str, Intent); 40] = [
    ("how to remove duplicates from a list in python", AskCode),
    ("parse yaml file", AskCode),
    ("convert bytes to string", AskCode),
    ("git undo last commit", AskCode),
    ("read lines from stdin", AskCode),
    ("Write a Rust function that counts the words of a file.", AskCode),
    ("Show me how to open a TCP socket in Go.", AskCode),
    (
        "What is the time complexity of inserting into a binary heap?",
        AskCode,
    ),
    ("Explain the difference between TCP and UDP.", AskCode),
    ("Why does my React component render twice?", AskCode),
    ("cargo build fails with a linker error", AskCode),
    (
        "SELECT name FROM users WHERE age > 30 returns nothing, why?",
        AskCode,
    ),
    ("How can I center a div with flexbox?", AskCode),
    (
        "Which HTTP status code should my API return for a missing record?",
        AskCode,
    ),
    ("What is a deadlock in operating systems?", AskCode),
    ("Give me a regex that matches a date.", AskCode),
    ("Write a bash script that renames all .jpg files.", AskCode),
    (
        "Explain this function:\nfn area(w: u32, h: u32) -> u32 { w * h }",
        Explain,
    ),
    (
        "What does this code do?\n```python\nprint([x * x for x in range(9)])\n```",
        Explain,
    ),
    (
        "Fix the bug in this code:\nfor (int i = 0; i <= n; i++) { a[i] = 0; }",
        Fix,
    ),
    (
        "This code does not work:\n```js\nlet total = items.map(i => i.price\n```",
        Fix,
    ),
    (
        "Refactor this function to be shorter:\nfunction f(a) { if (a) { return true; } else { return false; } }",
        Refactor,
    ),
    (
        "Write unit tests for this function: def add(a, b): return a + b",
        Test,
    ),
    (
        "Thread 'main' panicked at src/main.rs:4: index out of bounds",
        AskCode,
    ),
    ("用Python读取Excel文件", AskCode),
    ("写一个函数，判断字符串是不是回文", AskCode),
    ("怎么用SQL查询每个部门工资最高的员工？", AskCode),
    ("请用Java实现一个单例模式。", AskCode),
    ("为什么我的React组件不重新渲染？", AskCode),
    ("C++里指针和引用有什么区别？", AskCode),
    ("Docker容器启动不了怎么办", AskCode),
    ("怎样降低这个算法的时间复杂度？", AskCode),
    ("帮我写一个爬虫，抓取网页上的图片链接", AskCode),
    ("git 怎么撤销上一次提交", AskCode),
    ("解释这段代码：\nlet v: Vec<i32> = (1..5).collect();", Explain),
    ("这段代码有什么错误？\nfor i in range(5)\n    print(i)", Fix),
    (
        "优化下面的代码：\nresult = []\nfor x in data:\n    result.append(x)",
        Refactor,
    ),
    ("给下面的函数写单元测试：\ndef sub(a, b):\n    return a - b", Test),
    ("用 async/await 重写这个 fetch 请求", AskCode),
    ("在 TypeScript 中 interface 和 type 有什么不同？", AskCode),
];

const LOGIC: [(&str, Intent); 20] = [
    ("Solve 3x + 7 = 22.", AskLogic),
    ("What is 17 * 24?", AskLogic),
    ("Prove that the square root of 2 is irrational.", AskLogic),
    ("Find the derivative of x^2 * sin(x).", AskLogic),
    (
        "A train covers 180 km in 2 hours. How fast does it go on average?",
        AskLogic,
    ),
    ("If three pens cost $4.50, how much do seven pens cost?", AskLogic),
    (
        "All poets are dreamers. Some dreamers are rich. Does it follow that some poets are rich?",
        AskLogic,
    ),
    (
        "What is the probability of drawing two aces in a row from a deck of cards?",
        AskLogic,
    ),
    (
        "Find the area of a triangle with base 6 cm and height 4 cm.",
        AskLogic,
    ),
    ("How much work is done by a force of 12 N over 3 m?", AskLogic),
    ("解方程：5x - 3 = 2x + 9", AskLogic),
    ("鸡兔同笼，头35个，脚94只，鸡兔各几只？", AskLogic),
    ("一个长方形长8米，宽5米，面积是多少平方米？", AskLogic),
    ("小李有12个苹果，给了小王5个，还剩几个？", AskLogic),
    ("证明任意两个偶数的和是偶数。", AskLogic),
    ("求函数 f(x) = x^3 - 3x 的极值", AskLogic),
    ("计算 48 ÷ 6 + 7 × 2", AskLogic),
    (
        "一项工程，甲队单独做10天完成，乙队单独做15天完成，两队合做几天完成？",
        AskLogic,
    ),
    ("掷两枚骰子，点数之和为7的概率是多少？", AskLogic),
    ("甲比乙高，乙比丙高，谁最矮？", AskLogic),
];

const PROSE: [(&str, Intent); 46] = [
    ("Write a poem about the sea in winter.", Create),
    ("Tell me a bedtime story about a brave hedgehog.", Create),
    ("Write an email to my boss about the python course.", Create),
    ("Draft a letter of complaint to my landlord.", Create),
    ("Write a cover letter for a job as a software engineer.", Create),
    ("Translate into German: The meeting is at noon.", Translate),
    (
        "Translate this sentence to Chinese: I missed the last bus.",
        Translate,
    ),
    ("Rewrite this sentence politely: Send me the report now.", Rewrite),
    (
        "Summarize this paragraph: The festival drew large crowds and raised money for the school.",
        Rewrite,
    ),
    ("Correct the grammar: She don't like apples.", Rewrite),
    ("Suggest a title for an article about urban gardens.", Title),
    ("Write a commit message for these changes.", CommitMessage),
    (
        "Write a docstring for this function: def area(r): return 3.14 * r * r",
        Document,
    ),
    ("hello", AskGeneral),
    ("How are you today?", AskGeneral),
    ("Who painted the Mona Lisa?", AskGeneral),
    ("What is the capital of Kenya?", AskGeneral),
    ("What should I cook for dinner tonight?", AskGeneral),
    ("Recommend three books about the history of Rome.", AskGeneral),
    ("How do I get a red wine stain out of a shirt?", AskGeneral),
    ("What are the symptoms of the flu?", AskGeneral),
    ("Give me some advice for my first job interview.", AskGeneral),
    ("Why did the Roman Empire fall?", AskGeneral),
    ("How has remote work changed cities?", AskGeneral),
    ("What birthday present would a programmer like?", AskGeneral),
    (
        "I had a fight with my best friend, what should I say?",
        AskGeneral,
    ),
    ("写一首关于秋天的诗", Create),
    ("帮我写一封请假的邮件", Create),
    ("请写一篇介绍家乡的作文", Create),
    ("写一封邮件告诉老板我想参加Python课程", Create),
    ("把这句话翻译成英文：明天我们去爬山", Translate),
    ("翻译成中文：Good things come to those who wait.", Translate),
    ("请润色这句话：我非常的很喜欢这个地方", Rewrite),
    (
        "总结下面这段话：今年的音乐节吸引了许多游客，也为学校筹集了善款。",
        Rewrite,
    ),
    ("给这篇关于城市花园的文章起一个标题", Title),
    ("帮我写一条提交信息", CommitMessage),
    ("你好", AskGeneral),
    ("推荐几部好看的纪录片", AskGeneral),
    ("中国最长的河流是哪一条？", AskGeneral),
    ("怎样才能睡得更好？", AskGeneral),
    ("感冒了应该注意什么？", AskGeneral),
    ("什么是光合作用", AskGeneral),
    ("唐朝为什么会衰落？", AskGeneral),
    ("周末去杭州玩，有什么推荐的景点？", AskGeneral),
    ("送程序员朋友什么生日礼物好？", AskGeneral),
    ("请把下列动物分类：猫、鲨鱼、麻雀、蛇", AskGeneral),
];

#[test]
fn questions_about_code_are_code() {
    expect_intents(&CODE);
}

#[test]
fn logic_and_mathematics_are_logic() {
    expect_intents(&LOGIC);
}

#[test]
fn everything_else_is_prose() {
    expect_intents(&PROSE);
}

fn expect_intents(sentences: &[(&str, Intent)]) {
    let wrong: Vec<(&str, Intent, Classification)> = sentences
        .iter()
        .map(|(text, intent)| (*text, *intent, classify(text)))
        .filter(|(_, intent, found)| found.intent != *intent)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_sentence_about_code_or_logic_goes_to_a_general_model() {
    for (text, _) in CODE.iter().chain(&LOGIC) {
        assert_eq!(Role::of(classify(text).intent), Role::Reasoning, "{text}");
    }
}

#[test]
fn the_reason_says_what_was_seen() {
    let reason = |text| classify(text).reason;
    assert_eq!(
        reason("Explain this:\n```python\nx = [1]\n```"),
        "it contains Python code"
    );
    assert_eq!(
        reason("用Python读取Excel文件"),
        "it is about programming in Python"
    );
    assert_eq!(
        reason("Translate into German: The meeting is at noon."),
        "it asks for a translation"
    );
    assert_eq!(
        reason("Write a poem about the sea in winter."),
        "it reads like writing work"
    );
    assert_eq!(
        reason("Write a commit message for these changes."),
        "it asks for a commit message"
    );
    assert_eq!(
        reason("Who painted the Mona Lisa?"),
        "nothing in it asks for code, logic or mathematics"
    );
}

#[test]
fn a_text_without_words_is_unsure_and_says_so() {
    for text in ["", "  \n\t ", "\u{3000}"] {
        let found = classify(text);
        assert!(!found.is_sure);
        assert!(found.reason.starts_with("unsure"), "{}", found.reason);
    }
}

#[test]
fn an_unsure_answer_says_so_in_its_reason() {
    for (text, _) in CODE.iter().chain(&LOGIC).chain(&PROSE) {
        let found = classify(text);
        assert_eq!(
            found.reason.starts_with("unsure"),
            !found.is_sure,
            "{text}: {}",
            found.reason
        );
    }
}

#[test]
fn the_end_of_a_long_text_counts() {
    let letter = "Dear all, thank you for a wonderful summer in the mountains. ".repeat(200);
    let question = format!("{letter}\nTranslate the letter above into French.");
    assert_eq!(Role::of(classify(&question).intent), Role::General);
    let code = "fn area(w: u32, h: u32) -> u32 {\n    w * h\n}\n".repeat(300);
    assert_eq!(
        Role::of(classify(&format!("{code}\nWhy does this not compile?")).intent),
        Role::Reasoning
    );
}

#[test]
fn the_embedded_weights_have_the_form_of_this_program() {
    assert!(Weights::embedded().is_some());
    let bytes = include_bytes!("weights.bin");
    assert_eq!(bytes.len(), LENGTH);
    assert!(Weights::read(&bytes[..LENGTH - 1]).is_none());
    assert!(Weights::read(&vec![0; LENGTH]).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_classified_and_always_the_same(text in any::<String>()) {
        let first = classify(&text);
        prop_assert!((0.5..=1.0).contains(&first.confidence));
        prop_assert!(!first.reason.is_empty());
        prop_assert_eq!(first, classify(&text));
    }

    #[test]
    fn long_mixed_texts_are_classified(pieces in prop::collection::vec("[a-z_(){};=+ ]{0,8}|[你好代码的是]{0,4}|[0-9.,]{0,5}|[^a]{0,3}", 0..2500)) {
        let text = pieces.concat();
        prop_assert_eq!(classify(&text), classify(&text));
    }
}
