use std::path::PathBuf;

use ponder_text::Language;

use super::{Goal, Written, messages, written};
use crate::target::tests::situation;
use crate::{Change, Refusal, Situation, TestFile, edited, target};

const ADD: &str = "fn a|dd(a: u8, b: u8) -> u8 {\n    a + b\n}\n";

/// What comes of an answer with this code, about the place at the cursor mark.
fn made(situation: &Situation, goal: &Goal, code: &str) -> Result<Written, Refusal> {
    let target = target::tested(situation, 10_000).expect("a target");
    let language = situation.snapshot.language().name();
    written(
        &situation.snapshot,
        goal,
        &target,
        &format!("```{language}\n{code}\n```\n"),
    )
}

/// The document with the tests in it.
fn here(goal: &Goal, text: &str, code: &str) -> String {
    let situation = situation(Language::Rust, text);
    let written = made(&situation, goal, code).unwrap_or_else(|error| panic!("{error}"));
    assert!(
        written.change.edits().iter().all(|edit| edit.bytes.is_empty()),
        "nothing is replaced"
    );
    edited(&situation.snapshot.text().to_string(), &written.change.edits())
}

/// The file of tests that has this text, with the tests in it.
fn into(language: Language, source: &str, text: Option<&str>, code: &str) -> String {
    let situation = situation(language, source);
    let path = PathBuf::from("/p/x");
    let goal = match text {
        Some(text) => Goal::Into(path, text.to_owned()),
        None => Goal::New(path),
    };
    let written = made(&situation, &goal, code).unwrap_or_else(|error| panic!("{error}"));
    let Change::File {
        text: held, edits, ..
    } = written.change
    else {
        panic!("another file is changed");
    };
    assert_eq!(held.as_deref(), text);
    assert!(
        edits.iter().all(|edit| edit.bytes.is_empty()),
        "nothing is replaced"
    );
    edited(text.unwrap_or_default(), &edits)
}

#[test]
fn rusts_tests_get_a_module_at_the_end() {
    let after = here(
        &Goal::Module,
        ADD,
        "use std::fmt;\n\n#[test]\nfn adds() {\n    assert_eq!(add(1, 2), 3);\n}",
    );
    insta::assert_snapshot!(after, @r"
    fn add(a: u8, b: u8) -> u8 {
        a + b
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::fmt;

        #[test]
        fn adds() {
            assert_eq!(add(1, 2), 3);
        }
    }
    ");
}

#[test]
fn a_module_that_the_model_wrote_is_unwrapped() {
    let code = "#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn adds() {\n        assert_eq!(add(1, 2), \
        \"\\\n  3\");\n    }\n}";
    insta::assert_snapshot!(here(&Goal::Module, ADD, code), @r#"
    fn add(a: u8, b: u8) -> u8 {
        a + b
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn adds() {
            assert_eq!(add(1, 2), "\
      3");
        }
    }
    "#);
}

#[test]
fn rusts_tests_join_the_module_that_is_there() {
    let text = format!(
        "{ADD}\n#[cfg(test)]\nmod tests {{\n    use super::*;\n\n    #[test]\n    fn adds() {{\n        work();\n    }}\n}}\n"
    );
    let code = "use super::*;\nuse std::fmt;\n\n#[test]\nfn adds() {\n    assert_eq!(add(1, 2), 3);\n}\n\nfn add(a: u8, b: u8) -> u8 { a + b }";
    insta::assert_snapshot!(here(&Goal::Module, &text, code), @r"
    fn add(a: u8, b: u8) -> u8 {
        a + b
    }

    #[cfg(test)]
    mod tests {
        use std::fmt;
        use super::*;

        #[test]
        fn adds() {
            work();
        }

        #[test]
        fn adds_2() {
            assert_eq!(add(1, 2), 3);
        }
    }
    ");
}

#[test]
fn an_empty_module_is_filled() {
    let code = "#[test]\nfn adds() {}";
    for module in ["mod tests {}\n", "mod tests {\n}\n", "mod tests { }"] {
        let after = here(&Goal::Module, &format!("{ADD}\n#[cfg(test)]\n{module}"), code);
        assert!(
            after.contains("mod tests {\n    #[test]\n    fn adds() {}\n}")
                || after.contains("mod tests { \n    #[test]"),
            "{after}"
        );
    }
}

#[test]
fn line_ends_and_a_missing_last_one_are_kept() {
    let code = "#[test]\nfn adds() {}";
    let after = here(&Goal::Module, &ADD.replace('\n', "\r\n"), code);
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
    let after = here(&Goal::Module, "fn a|dd() {}", code);
    assert_eq!(
        after,
        "fn add() {}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn adds() {}\n}"
    );
}

#[test]
fn a_file_of_tests_takes_more_below() {
    let text = "use super::*;\n\n#[test]\nfn adds() {\n    work();\n}\n";
    let code = "use super::*;\nuse std::fmt;\n\n#[test]\nfn adds() {}\n\n#[test]\nfn overflows() {}";
    insta::assert_snapshot!(into(Language::Rust, ADD, Some(text), code), @r"
    use super::*;
    use std::fmt;

    #[test]
    fn adds() {
        work();
    }

    #[test]
    fn adds_2() {}

    #[test]
    fn overflows() {}
    ");
    let after = here(&Goal::Here, "#[test]\nfn ol|d() {}\n", "#[test]\nfn new() {}");
    assert_eq!(after, "#[test]\nfn old() {}\n\n#[test]\nfn new() {}\n");
}

#[test]
fn pythons_tests_join_a_file_or_begin_one() {
    let source = "def a|dd(a, b):\n    return a + b\n";
    let code = "import pytest\nfrom calc import add\n\ndef add(a, b):\n    return a + b\n\ndef test_add():\n    assert add(1, 2) == 3";
    insta::assert_snapshot!(into(Language::Python, source, None, code), @r"
    import pytest
    from calc import add


    def test_add():
        assert add(1, 2) == 3
    ");
    let text =
        "import pytest\n\n\ndef test_add():\n    pass\n\n\nif __name__ == \"__main__\":\n    pytest.main()\n";
    insta::assert_snapshot!(into(Language::Python, source, Some(text), code), @r#"
    import pytest
    from calc import add


    def test_add():
        pass


    def test_add_2():
        assert add(1, 2) == 3


    if __name__ == "__main__":
        pytest.main()
    "#);
}

#[test]
fn methods_join_the_class_of_their_name() {
    let source = "def a|dd(a, b):\n    return a + b\n";
    let text =
        "import unittest\n\nclass TestAdd(unittest.TestCase):\n  def test_one(self):\n    pass\n\nx = 1\n";
    let code = "import unittest\n\nclass TestAdd(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(add(1, 1), 2)\n";
    insta::assert_snapshot!(into(Language::Python, source, Some(text), code), @r"
    import unittest

    class TestAdd(unittest.TestCase):
      def test_one(self):
        pass

      def test_one_2(self):
          self.assertEqual(add(1, 1), 2)

    x = 1
    ");
    let source = "package p;\nclass Calc {\n    int a|dd(int a) { return a; }\n}\n";
    let text = "package p;\n\nimport a.B;\n\nclass CalcTest {\n    @Test\n    void one() {}\n}\n";
    let code = "package p;\n\nimport a.B;\nimport a.C;\n\npublic class CalcTest {\n    @Test\n    void one() {}\n\n    @Test\n    void two() {}\n}\n";
    insta::assert_snapshot!(into(Language::Java, source, Some(text), code), @r"
    package p;

    import a.B;
    import a.C;

    class CalcTest {
        @Test
        void one() {}

        @Test
        void one_2() {}

        @Test
        void two() {}
    }
    ");
}

#[test]
fn gos_tests_are_of_the_package_and_import_nothing_twice() {
    let source = "package calc\n\nfunc A|dd(a int) int {\n\treturn a\n}\n";
    let code = "import \"testing\"\n\nfunc TestAdd(t *testing.T) {\n\tAdd(1)\n}";
    assert_eq!(
        into(Language::Go, source, None, code),
        format!("package calc\n\n{code}\n")
    );
    let other = format!("package main\n\n{code}");
    assert_eq!(
        into(Language::Go, source, None, &other),
        format!("package calc\n\n{code}\n")
    );
    let text = "package calc\n\nimport (\n\t\"testing\"\n)\n\nfunc TestAdd(t *testing.T) {}\n";
    let code = "package calc\n\nimport (\n\t\"fmt\"\n\t\"testing\"\n)\n\nfunc TestAdd(t *testing.T) {\n\tfmt.Print(Add(1))\n}";
    insta::assert_snapshot!(into(Language::Go, source, Some(text), code), @r#"
    package calc

    import (
    	"testing"
    )
    import (
    	"fmt"
    )

    func TestAdd(t *testing.T) {}

    func TestAdd_2(t *testing.T) {
    	fmt.Print(Add(1))
    }
    "#);
}

#[test]
fn names_that_are_imported_already_are_not_again() {
    let source = "export function a|dd(a: number) {\n  return a;\n}\n";
    let text = "import { test } from 'vitest';\nimport { sub } from \"./calc\";\n\ntest('a', () => {});\n";
    let code = "import { expect, test } from \"vitest\";\nimport { add } from './calc';\n\ntest('b', () => {\n  expect(add(1)).toBe(1);\n});";
    insta::assert_snapshot!(into(Language::TypeScript, source, Some(text), code), @r#"
    import { test } from 'vitest';
    import { sub } from "./calc";
    import { expect } from "vitest";
    import { add } from './calc';

    test('a', () => {});

    test('b', () => {
      expect(add(1)).toBe(1);
    });
    "#);
}

#[test]
fn where_nobody_knows_the_place_tests_are_shown() {
    let situation = situation(Language::C, "int a|dd(int a) {\n    return a;\n}\n");
    let written = made(&situation, &Goal::Shown, "void test_add(void) {}").expect("tests");
    assert_eq!(written.change, Change::Here(Vec::new()));
    assert_eq!(
        written.shown.as_deref(),
        Some("```c\nvoid test_add(void) {}\n```")
    );
}

#[test]
fn what_would_break_the_file_is_refused() {
    let situation = situation(Language::Rust, ADD);
    let refusal = made(&situation, &Goal::Module, "#[test]\nfn adds() {{\n    x(\n}");
    assert_eq!(refusal, Err(Refusal::Breaks));
}

#[test]
fn the_code_under_test_alone_is_no_test() {
    let situation = situation(Language::Rust, ADD);
    let refusal = made(&situation, &Goal::Module, &ADD.replace('|', ""));
    assert_eq!(refusal, Err(Refusal::NoCode));
}

#[test]
fn hidden_characters_get_into_no_file() {
    let after = here(
        &Goal::Module,
        ADD,
        "#[test]\nfn adds() {\n    // \u{202e}x\u{200b}\n}",
    );
    assert!(!after.contains(['\u{202e}', '\u{200b}']), "{after:?}");
}

#[test]
fn the_model_is_shown_what_is_there_and_told_where_its_tests_go() {
    let mut situation = situation(
        Language::Python,
        "import os\n\ndef a|dd(a, b):\n    return a + b\n",
    );
    situation.path = "src/calc.py".to_owned();
    situation.test_file = Some(TestFile {
        path: PathBuf::from("/p/tests/test_calc.py"),
        text: Some("import unittest\n".to_owned()),
    });
    let target = target::tested(&situation, 1_000).expect("a target");
    let messages = messages::messages(&situation, &target, &super::goal(&situation));
    insta::assert_snapshot!(messages[1].content, @r"
    File src/calc.py, language python.

    ### Imports

    ```python
    import os
    ```

    ### Tests that are there already

    ```python
    import unittest
    ```

    ### Code under test

    ```python
    def add(a, b):
        return a + b
    ```

    ### Task

    Write tests for the function `add`. Use unittest, and import what you test from the module `calc`. They go into the file `test_calc.py`, below those that are there: don't repeat them. Answer with the tests in one code block, and nothing else.
    ");
}
