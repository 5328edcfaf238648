//! How a document writes its documentation: the convention of its language, in the variant that the document uses.

use ponder_text::{Language, Snapshot, symbols};

/// How documentation is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Convention {
    /// Rust: sections for errors and panics; parameters are told of in the text.
    Rustdoc,
    /// The same with `# Arguments` and `# Returns`, as some projects write them.
    RustdocWithArguments,
    /// Python with `Args:`.
    Google,
    /// Python with `Parameters` and a line of dashes.
    NumPy,
    /// Python with `:param`.
    Sphinx,
    /// JavaScript.
    JsDoc,
    /// TypeScript, where types are in the code.
    TsDoc,
    /// Java.
    Javadoc,
    /// C and C++ in `/** */`, with `@param`.
    Doxygen,
    /// The same with `\param`.
    DoxygenBackslash,
    /// C#.
    Xml,
    /// Ruby.
    Yard,
    /// Lua as its language server reads it: each tag has a type.
    EmmyLua,
    /// Lua as `LDoc` reads it.
    LDoc,
    /// Text that begins with the name, and nothing else.
    Go,
    /// Nothing but text.
    Plain,
}

impl Convention {
    /// Whether parameters have lines of their own.
    pub(crate) fn lists_parameters(self) -> bool {
        !matches!(self, Self::Rustdoc | Self::Go | Self::Plain)
    }

    /// Whether what fails it has a type that the documentation names.
    pub(crate) fn names_errors(self) -> bool {
        !matches!(
            self,
            Self::Rustdoc | Self::RustdocWithArguments | Self::Go | Self::Plain | Self::EmmyLua | Self::LDoc
        )
    }

    /// What programmers call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rustdoc | Self::RustdocWithArguments => "rustdoc comment",
            Self::Google | Self::NumPy | Self::Sphinx => "docstring",
            Self::JsDoc => "JSDoc comment",
            Self::TsDoc => "TSDoc comment",
            Self::Javadoc => "Javadoc comment",
            Self::Doxygen | Self::DoxygenBackslash => "Doxygen comment",
            Self::Xml => "XML documentation comment",
            Self::Yard => "YARD comment",
            Self::Go => "Go doc comment",
            Self::EmmyLua | Self::LDoc | Self::Plain => "documentation comment",
        }
    }
}

/// The convention of a document. Walks its tree, where the language has more than one.
pub(crate) fn convention(snapshot: &Snapshot) -> Convention {
    match snapshot.language() {
        Language::Rust => {
            let has_arguments = written(snapshot)
                .iter()
                .any(|text| text.lines().any(|line| line.trim_end().ends_with("# Arguments")));
            if has_arguments {
                Convention::RustdocWithArguments
            } else {
                Convention::Rustdoc
            }
        }
        Language::Python => of_docstrings(&written(snapshot)),
        Language::JavaScript => Convention::JsDoc,
        Language::TypeScript | Language::Tsx => Convention::TsDoc,
        Language::Java => Convention::Javadoc,
        Language::C | Language::Cpp => {
            let texts = written(snapshot);
            if count(&texts, &["\\param", "\\brief", "\\return"])
                > count(&texts, &["@param", "@brief", "@return"])
            {
                Convention::DoxygenBackslash
            } else {
                Convention::Doxygen
            }
        }
        Language::CSharp => Convention::Xml,
        Language::Ruby => Convention::Yard,
        Language::Lua => {
            let texts = written(snapshot);
            let tags = ["@param", "@return", "@class"];
            let spaced = tags.map(|tag| format!("- {tag}"));
            let joined = tags.map(|tag| format!("---{tag}"));
            let spaced = count(&texts, &spaced.each_ref().map(String::as_str));
            if spaced > count(&texts, &joined.each_ref().map(String::as_str)) {
                Convention::LDoc
            } else {
                Convention::EmmyLua
            }
        }
        Language::Go => Convention::Go,
        _ => Convention::Plain,
    }
}

/// The documentation that a document has.
fn written(snapshot: &Snapshot) -> Vec<String> {
    symbols(snapshot)
        .into_iter()
        .filter_map(|symbol| symbol.documentation)
        .map(|documentation| snapshot.slice(documentation))
        .collect()
}

fn count(texts: &[String], marks: &[&str]) -> usize {
    texts
        .iter()
        .flat_map(|text| marks.iter().map(|mark| text.matches(mark).count()))
        .sum()
}

/// What most docstrings with sections use; Google's where none has.
fn of_docstrings(texts: &[String]) -> Convention {
    let (mut google, mut numpy, mut sphinx) = (0, 0, 0);
    for text in texts {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (index, line) in lines.iter().enumerate() {
            let is_underlined = lines
                .get(index + 1)
                .is_some_and(|next| next.len() >= 3 && next.bytes().all(|byte| byte == b'-'));
            if ["Args:", "Arguments:", "Returns:", "Raises:", "Yields:"].contains(line) {
                google += 1;
            } else if is_underlined && ["Parameters", "Returns", "Raises", "Yields"].contains(line) {
                numpy += 1;
            } else if [":param", ":return", ":raise", ":rtype", ":type "]
                .iter()
                .any(|mark| line.starts_with(mark))
            {
                sphinx += 1;
            }
        }
    }
    if sphinx > google && sphinx > numpy {
        Convention::Sphinx
    } else if numpy > google {
        Convention::NumPy
    } else {
        Convention::Google
    }
}
