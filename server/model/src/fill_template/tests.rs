use proptest::prelude::*;

use super::*;

fn related(path: &str, text: &str) -> Related {
    Related {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// A hole with the file's name, something typed, and pieces of two other files.
fn fill() -> Fill {
    Fill {
        related: vec![related("src/a.py", "A = 1\n"), related("src/b.py", "B = 2")],
        path: "src/main.py".to_owned(),
        written: "n ".to_owned(),
        ..Fill::between("def f():\n    retur", "\n\nf()\n")
    }
}

fn all(write: impl Fn(FillTemplate) -> String) -> String {
    let lines = FillTemplate::ALL.map(|template| format!("{template:?}: {}", write(template)));
    lines.join("\n")
}

#[test]
fn each_family_reads_the_hole_in_its_own_form() {
    let alone = Fill {
        related: Vec::new(),
        ..fill()
    };
    insta::assert_snapshot!(all(|template| format!("{:?}", template.prompt(&alone))), @r#"
    Qwen: "<|fim_prefix|>def f():\n    return <|fim_suffix|>\n\nf()\n<|fim_middle|>"
    Starcoder: "<fim_prefix>def f():\n    return <fim_suffix>\n\nf()\n<fim_middle>"
    Starcoder2: "<fim_prefix>def f():\n    return <fim_suffix>\n\nf()\n<fim_middle>"
    Codellama: "<PRE> def f():\n    return  <SUF>\n\nf()\n <MID>"
    DeepseekCoder: "<｜fim▁begin｜>def f():\n    return <｜fim▁hole｜>\n\nf()\n<｜fim▁end｜>"
    Codestral: "[SUFFIX]\n\nf()\n[PREFIX]def f():\n    return "
    Codegemma: "<|fim_prefix|>def f():\n    return <|fim_suffix|>\n\nf()\n<|fim_middle|>"
    Granite: "<|fim_prefix|>def f():\n    return <|fim_suffix|>\n\nf()\n<|fim_middle|>"
    SeedCoder: "<[fim-suffix]>\n\nf()\n<[fim-prefix]>def f():\n    return <[fim-middle]>"
    Codegeex: "<|user|>\n###PATH:src/main.py\n###LANGUAGE:\n###MODE:BLOCK\n<|code_suffix|>\n\nf()\n<|code_prefix|>def f():\n    return <|code_middle|><|assistant|>\n"
    "#);
}

#[test]
fn families_that_know_several_files_are_given_them() {
    let shown = |template: FillTemplate| {
        if template.takes_files() {
            format!("{:?}", template.prompt(&fill()))
        } else {
            "none".to_owned()
        }
    };
    insta::assert_snapshot!(all(shown), @r#"
    Qwen: "<|repo_name|>myproject\n<|file_sep|>src/a.py\nA = 1\n<|file_sep|>src/b.py\nB = 2\n<|file_sep|>src/main.py\n<|fim_prefix|>def f():\n    return <|fim_suffix|>\n\nf()\n<|fim_middle|>"
    Starcoder: none
    Starcoder2: "<repo_name>myproject<file_sep>src/a.py\nA = 1\n<file_sep>src/b.py\nB = 2\n<file_sep><fim_prefix>src/main.py\ndef f():\n    return <fim_suffix>\n\nf()\n<fim_middle>"
    Codellama: none
    DeepseekCoder: "<｜fim▁begin｜>#src/a.py\nA = 1\n#src/b.py\nB = 2\n#src/main.py\ndef f():\n    return <｜fim▁hole｜>\n\nf()\n<｜fim▁end｜>"
    Codestral: "[SUFFIX]\n\nf()\n[PREFIX]+++++ src/a.py\nA = 1\n+++++ src/b.py\nB = 2\n+++++ src/main.py\ndef f():\n    return "
    Codegemma: "src/a.py\nA = 1\n<|file_separator|>src/b.py\nB = 2\n<|file_separator|>src/main.py\n<|fim_prefix|>def f():\n    return <|fim_suffix|>\n\nf()\n<|fim_middle|>"
    Granite: none
    SeedCoder: none
    Codegeex: "<|user|>\n###REFERENCE:\n###PATH:src/a.py\nA = 1\n###REFERENCE:\n###PATH:src/b.py\nB = 2\n###PATH:src/main.py\n###LANGUAGE:\n###MODE:BLOCK\n<|code_suffix|>\n\nf()\n<|code_prefix|>def f():\n    return <|code_middle|><|assistant|>\n"
    "#);
}

#[test]
fn a_family_without_a_place_for_files_gets_none() {
    for template in FillTemplate::ALL
        .into_iter()
        .filter(|template| !template.takes_files())
    {
        let alone = Fill {
            related: Vec::new(),
            ..fill()
        };
        assert_eq!(template.prompt(&fill()), template.prompt(&alone), "{template:?}");
    }
}

#[test]
fn answers_end_at_the_tokens_of_the_family() {
    insta::assert_snapshot!(all(|template| format!("{:?}", template.stops())), @r#"
    Qwen: ["<|endoftext|>", "<|file_sep|>", "<|fim_pad|>", "<|repo_name|>", "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|im_start|>", "<|im_end|>"]
    Starcoder: ["<|endoftext|>", "<file_sep>", "<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>"]
    Starcoder2: ["<|endoftext|>", "<file_sep>", "<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>"]
    Codellama: ["<EOT>", "<PRE>", "<SUF>", "<MID>"]
    DeepseekCoder: ["<｜end▁of▁sentence｜>", "<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>", "<|EOT|>"]
    Codestral: ["[PREFIX]", "[SUFFIX]", "\n+++++ "]
    Codegemma: ["<|file_separator|>", "<eos>", "<end_of_turn>", "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"]
    Granite: ["<|end_of_text|>", "<|fim_pad|>", "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"]
    SeedCoder: ["<[end▁of▁sentence]>", "<[fim-suffix]>", "<[fim-prefix]>", "<[fim-middle]>", "<[SEP▁TOKEN]>", "<[PAD▁TOKEN]>"]
    Codegeex: ["<|endoftext|>", "<|user|>", "<|observation|>", "<|assistant|>"]
    "#);
}

#[test]
fn a_file_that_spells_a_token_is_not_sent_beyond_it() {
    let fill = Fill {
        related: vec![
            related("spells.py", "x = '<|fim_middle|>'\n"),
            related("<|file_sep|>.py", "y = 1\n"),
            related("two\nlines.py", "y = 1\n"),
            related("", "nameless = 1\n"),
            related("good.py", "good = 1\n"),
        ],
        path: "own.py".to_owned(),
        ..Fill::between(
            "a = '<|fim_suffix|>'\nb = '<|endoftext|>'; c = ",
            "\nd = '<|repo_name|>'\n",
        )
    };
    assert_eq!(
        FillTemplate::Qwen.prompt(&fill),
        "<|repo_name|>myproject\n<|file_sep|>good.py\ngood = 1\n<|file_sep|>own.py\n\
         <|fim_prefix|>'; c = <|fim_suffix|>\nd = '<|fim_middle|>"
    );
    // Another family's tokens are plain text.
    assert!(
        FillTemplate::DeepseekCoder
            .prompt(&fill)
            .contains("a = '<|fim_suffix|>'\n")
    );
}

#[test]
fn a_file_without_a_usable_name_gets_one() {
    for path in ["", "two\nlines", "<|file_sep|>"] {
        let fill = Fill {
            path: path.to_owned(),
            ..fill()
        };
        let prompt = FillTemplate::Qwen.prompt(&fill);
        assert!(
            prompt.contains("<|file_sep|>untitled\n<|fim_prefix|>"),
            "{prompt}"
        );
    }
}

/// How often each of a family's tokens stands in a prompt.
fn counts(template: FillTemplate, prompt: &str) -> Vec<usize> {
    let marks = Marks::of(template);
    let of_hole = [marks.first, marks.second, marks.third];
    let count = |mark: &str| prompt.matches(mark.trim()).count();
    of_hole
        .into_iter()
        .filter(|mark| !mark.is_empty())
        .map(count)
        .collect()
}

/// Text in which tokens, and pieces of them, stand everywhere.
fn hostile() -> impl Strategy<Value = String> {
    let pieces: Vec<&str> = FillTemplate::ALL
        .iter()
        .flat_map(|template| {
            let marks = Marks::of(*template);
            [marks.first, marks.second, marks.third]
        })
        .chain([
            "<", "|", "<|fim_", "suffix|>", "[", "]>", "\n", "é", "x = 1", "<PRE", ">",
        ])
        .collect();
    prop::collection::vec(prop::sample::select(pieces), 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_of_a_file_adds_a_token(
        prefix in hostile(),
        written in hostile(),
        suffix in hostile(),
        other in hostile(),
        path in hostile(),
    ) {
        let fill = Fill {
            related: vec![related(&path, &other)],
            path,
            prefix,
            written,
            suffix,
        };
        for template in FillTemplate::ALL {
            let found = counts(template, &template.prompt(&fill));
            prop_assert!(found.iter().all(|count| *count == 1), "{template:?} {found:?}");
        }
    }

    #[test]
    fn plain_text_arrives_whole(prefix in "[a-z \n]{0,40}", written in "[a-z]{0,5}", suffix in "[a-z \n]{0,40}") {
        let fill = Fill { written: written.clone(), ..Fill::between(prefix.clone(), suffix.clone()) };
        for template in FillTemplate::ALL {
            let prompt = template.prompt(&fill);
            let expected = prefix.clone() + &written;
            prop_assert!(prompt.contains(&expected) && prompt.contains(&suffix));
        }
    }
}
