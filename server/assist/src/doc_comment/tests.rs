//! What each convention makes of the same answer.

use ponder_text::Language;

use crate::tests::documented;

const ANSWER: &str = "Summary: Adds two numbers.\nDetails: It is exact.\nParameter a: The first number.\n\
    Parameter b: the second one\nParameter c: Made up.\nReturns: The sum.\nRaises ValueError: If a is negative.\nErrors: if b is odd";

fn comment(language: Language, code: &str) -> String {
    comment_of(language, code, ANSWER)
}

/// What was written, without the code.
fn comment_of(language: Language, code: &str, answer: &str) -> String {
    let before: Vec<String> = code.replace('|', "").lines().map(str::to_owned).collect();
    let after = documented(language, code, answer);
    let after: Vec<&str> = after.lines().collect();
    let same_above = before
        .iter()
        .zip(&after)
        .take_while(|(one, other)| one == *other)
        .count();
    let same_below = before
        .iter()
        .rev()
        .zip(after.iter().rev())
        .take_while(|(one, other)| one == *other)
        .count()
        .min(before.len() - same_above);
    after[same_above..after.len() - same_below].join("\n")
}

#[test]
fn rustdoc_has_sections_for_errors_only() {
    assert_eq!(
        comment(
            Language::Rust,
            "fn ad|d(a: i8, b: i8) -> Result<i8, E> {\n    a + b\n}\n"
        ),
        "/// Adds two numbers.\n///\n/// It is exact.\n///\n/// Returns the sum.\n///\n/// # Errors\n///\n\
         /// `ValueError`: If a is negative.\n///\n/// if b is odd"
    );
}

#[test]
fn rustdoc_lists_arguments_where_the_file_does() {
    let code = "/// # Arguments\n///\n/// * `x` - X.\nfn g(x: u8) {}\n\nfn ad|d(a: i8, b: i8) {\n    assert!(a > b);\n}\n";
    assert_eq!(
        comment_of(
            Language::Rust,
            code,
            "Adds.\nParameter b: Second.\nParameter a: First.\nReturns: Sum.\nPanics: on overflow"
        ),
        "/// Adds.\n///\n/// # Arguments\n///\n/// * `a` - First.\n/// * `b` - Second.\n///\n/// # Panics\n///\n/// on overflow"
    );
}

#[test]
fn python_has_googles_sections_by_default() {
    assert_eq!(
        comment(
            Language::Python,
            "def ad|d(a, b=1):\n    if a < 0:\n        raise ValueError\n    return a + b\n"
        ),
        "    \"\"\"Adds two numbers.\n\n    It is exact.\n\n    Fails if b is odd.\n\n    Args:\n        a: The first number.\n        \
         b: the second one\n\n    Returns:\n        The sum.\n\n    Raises:\n        ValueError: If a is negative.\n    \"\"\""
    );
}

#[test]
fn python_follows_the_files_docstrings() {
    let numpy =
        "def g():\n    \"\"\"G.\n\n    Parameters\n    ----------\n    x\n        X.\n    \"\"\"\n\n\n";
    assert_eq!(
        comment(
            Language::Python,
            &format!("{numpy}def ad|d(a: int, *b) -> int:\n    raise ValueError\n")
        ),
        "    \"\"\"Adds two numbers.\n\n    It is exact.\n\n    Fails if b is odd.\n\n    Parameters\n    ----------\n    a\n        \
         The first number.\n    *b\n        the second one\n\n    Returns\n    -------\n    int\n        The sum.\n\n    Raises\n    \
         ------\n    ValueError\n        If a is negative.\n    \"\"\""
    );
    let sphinx = "def g():\n    \"\"\"G.\n\n    :param x: X.\n    \"\"\"\n\n\n";
    assert_eq!(
        comment(
            Language::Python,
            &format!("{sphinx}def ad|d(a, b) -> None:\n    raise ValueError\n")
        ),
        "    \"\"\"Adds two numbers.\n\n    It is exact.\n\n    Fails if b is odd.\n\n    :param a: The first number.\n    \
         :param b: the second one\n    :raises ValueError: If a is negative.\n    \"\"\""
    );
}

#[test]
fn javascript_names_the_types_of_errors_and_typescript_does_not_in_braces() {
    assert_eq!(
        comment(
            Language::JavaScript,
            "function ad|d(a, b) {\n  if (a < 0) throw new E();\n  return a + b;\n}\n"
        ),
        "/**\n * Adds two numbers.\n *\n * It is exact.\n *\n * @param a - The first number.\n * @param b - the second one\n \
         * @returns The sum.\n * @throws {ValueError} If a is negative.\n * @throws if b is odd\n */"
    );
    assert_eq!(
        comment(
            Language::TypeScript,
            "function ad|d(a: number, b?: number): void {\n  throw new E();\n}\n"
        ),
        "/**\n * Adds two numbers.\n *\n * It is exact.\n *\n * @param a - The first number.\n * @param b - the second one\n \
         * @throws ValueError If a is negative.\n * @throws if b is odd\n */"
    );
}

#[test]
fn go_has_prose_that_begins_with_the_name() {
    assert_eq!(
        comment(
            Language::Go,
            "package p\n\nfunc Ad|d(a, b int) (int, error) {\n\treturn a + b, nil\n}\n"
        ),
        "// Add adds two numbers.\n//\n// It is exact.\n//\n// Returns the sum.\n//\n// Fails with `ValueError` if a is negative.\n//\n\
         // Fails if b is odd."
    );
}

#[test]
fn java_and_c_have_tags() {
    assert_eq!(
        comment(
            Language::Java,
            "class C {\n    int ad|d(int a, int... b) throws E { return a; }\n}\n"
        ),
        "    /**\n     * Adds two numbers.\n     *\n     * It is exact.\n     *\n     * Fails if b is odd.\n     *\n     \
         * @param a The first number.\n     * @param b the second one\n     * @return The sum.\n     \
         * @throws ValueError If a is negative.\n     */"
    );
    assert_eq!(
        comment_of(
            Language::C,
            "/**\n * \\brief G.\n */\nint g(void);\n\nvoid ad|d(int *a, const char b[]) {\n}\n",
            "Summary: Adds.\nParameter a: First.\nParameter b: Second.\nReturns: Nothing much."
        ),
        "/**\n * Adds.\n *\n * \\param a First.\n * \\param b Second.\n */"
    );
}

#[test]
fn csharp_has_elements() {
    assert_eq!(
        comment_of(
            Language::CSharp,
            "class C {\n    int Ad|d(int a, params int[] b) { throw new E(); }\n}\n",
            "Summary: Adds <two> & more.\nParameter a: First.\nParameter b: Second.\nReturns: Sum.\nThrows System.Exception: If odd."
        ),
        "    /// <summary>\n    /// Adds &lt;two&gt; &amp; more.\n    /// </summary>\n    /// <param name=\"a\">First.</param>\n    \
         /// <param name=\"b\">Second.</param>\n    /// <returns>Sum.</returns>\n    \
         /// <exception cref=\"System.Exception\">If odd.</exception>"
    );
}

#[test]
fn ruby_and_lua_have_the_tags_of_their_tools() {
    assert_eq!(
        comment(Language::Ruby, "def ad|d(a, *b)\n  raise E if a\nend\n"),
        "# Adds two numbers.\n#\n# It is exact.\n#\n# @param a The first number.\n# @param b the second one\n# @return The sum.\n\
         # @raise [ValueError] If a is negative.\n# @raise if b is odd"
    );
    let answer = "Summary: Adds.\nParameter a: First.\nReturns: Sum.";
    assert_eq!(
        comment_of(Language::Lua, "function ad|d(a, ...)\n  return a\nend\n", answer),
        "--- Adds.\n---@param a any First.\n---@return any # Sum."
    );
    let code = "--- G.\n-- @param x X.\nfunction g(x) end\n\nfunction ad|d(a)\n  return a\nend\n";
    assert_eq!(
        comment_of(Language::Lua, code, answer),
        "--- Adds.\n---\n--- @param a First.\n--- @return Sum."
    );
}

#[test]
fn shells_have_prose() {
    assert_eq!(
        comment_of(
            Language::Bash,
            "ad|d() {\n  return 1\n}\n",
            "Summary: Adds.\nParameter a: First.\nReturns: 1 always."
        ),
        "# Adds.\n#\n# Returns 1 always."
    );
}

#[test]
fn what_fits_stays_on_one_line() {
    assert_eq!(
        comment_of(
            Language::TypeScript,
            "function f|(): void {\n}\n",
            "Summary: Does it.\nReturns: nothing"
        ),
        "/** Does it. */"
    );
    assert_eq!(
        comment_of(
            Language::Python,
            "def f|():\n    pass\n",
            "Summary: Does it.\nDetails: None\nReturns: None"
        ),
        "    \"\"\"Does it.\"\"\""
    );
}

#[test]
fn long_texts_hang_below_their_tag() {
    let answer = format!("Summary: Adds.\nParameter a: {}", "word ".repeat(40));
    let text = comment_of(Language::Java, "class C {\n    void f|(int a) { }\n}\n", &answer);
    assert!(text.contains("\n     *   word word"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let text = comment_of(Language::Python, "def f|(a):\n    pass\n", &answer);
    assert!(text.contains("\n            word word"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn a_text_makes_no_tag_and_no_type() {
    let answer =
        "Summary: Adds.\nDetails: see\n@deprecated now\nParameter a: {any} First.\nReturns: {string} Sum.";
    assert_eq!(
        comment_of(Language::JavaScript, "function f|(a) {\n  return a;\n}\n", answer),
        "/**\n * Adds.\n *\n * see\n * deprecated now\n *\n * @param a - First.\n * @returns Sum.\n */"
    );
}
