//! What is known about one language.

use super::{CommentMarkers, Language};
use crate::symbol::SymbolKind;

/// Everything the crate knows about a language.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) language: Language,
    pub(crate) name: &'static str,
    /// Further identifiers that editors send, in lower case.
    pub(crate) ids: &'static [&'static str],
    /// File extensions in lower case, without the dot.
    pub(crate) extensions: &'static [&'static str],
    /// Whole file names.
    pub(crate) files: &'static [&'static str],
    pub(crate) comments: CommentMarkers,
    /// What begins and ends a string, the longer before the shorter that it begins with.
    /// For text that has no tree or a broken one.
    pub(crate) quotes: &'static [&'static str],
    /// What begins and ends a string that may span lines and in which a backslash means nothing, for the same.
    pub(crate) long_strings: &'static [(&'static str, &'static str)],
    /// Code inside of strings, for the same.
    pub(crate) interpolations: &'static [Interpolation],
    /// Where on a line its comments may begin, for the same.
    pub(crate) line_comments: LineComments,
    /// What stands outside of comments, strings and `regions.code`: text for people instead of code.
    pub(crate) prose: bool,
    pub(crate) grammar: Option<fn() -> tree_sitter::Language>,
    pub(crate) regions: Regions,
    pub(crate) symbols: Symbols,
}

/// Code inside of a string.
#[derive(Clone, Copy)]
pub(crate) struct Interpolation {
    /// The quotes of the strings that may hold it.
    pub(crate) quotes: &'static [&'static str],
    /// What must stand before such a quote; anything if empty.
    pub(crate) prefixes: &'static [&'static str],
    pub(crate) open: &'static str,
    pub(crate) close: &'static str,
}

/// Where on a line a line comment may begin.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineComments {
    Anywhere,
    AtLineStart,
}

/// The node kinds that make regions.
#[derive(Clone, Copy)]
pub(crate) struct Regions {
    pub(crate) comments: &'static [&'static str],
    pub(crate) strings: &'static [&'static str],
    /// Code inside of strings (interpolations) or of prose.
    pub(crate) code: &'static [&'static str],
    /// What the grammar keeps whole though there are regions in it: a macro's text, HTML in Markdown.
    pub(crate) unparsed: &'static [&'static str],
    /// Quotes of strings that end with their line in the language but not in the grammar.
    pub(crate) line_quotes: &'static [&'static str],
}

/// The node kinds that make symbols.
#[derive(Clone, Copy)]
pub(crate) struct Symbols {
    pub(crate) declarations: &'static [Declaration],
    /// Nodes around a declaration that belong to it, such as an export.
    pub(crate) wrappers: &'static [&'static str],
    /// Further nodes that a comment directly above documents, though they are no symbols.
    pub(crate) documented: &'static [&'static str],
    /// Attributes, decorators and the like that stand before a declaration or begin it.
    pub(crate) attributes: &'static [&'static str],
    pub(crate) documentation: DocumentationRule,
}

/// A node kind that declares something.
#[derive(Clone, Copy)]
pub(crate) struct Declaration {
    pub(crate) node: &'static str,
    pub(crate) kind: SymbolKind,
    pub(crate) shape: Shape,
}

/// Where a declaration keeps its name and body.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// The name in this field, the body in the field `body` or what stands for it.
    Named(&'static str),
    /// The same, but without a body it is only a mention.
    NamedWithBody,
    /// The name in the field `name`, and in the field `type` a type that says more about the kind and has the body.
    NamedType,
    /// A name bound to a function or class: only then it counts. The fields of the name and of the value.
    Bound(&'static str, &'static str),
    /// Lists of names and of values, as Lua assigns them; counts when the first value is a function.
    BoundLists,
    /// The name nested in C's declarators; counts when it declares a function.
    FunctionDeclarator,
    /// The name of a C `typedef` of a struct, union or enum with a body.
    TypeDeclarator,
}

/// Which comments document a declaration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentationRule {
    /// Those in a form reserved for it.
    Marked,
    /// Those, and any comment directly above.
    Above,
    /// A string that is the first statement of the body.
    Docstring,
}

/// What a symbol of some kind makes of the functions directly inside of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// They stay functions.
    Functions,
    /// They are methods.
    Methods,
}

impl SymbolKind {
    pub(crate) fn scope(self) -> Scope {
        match self {
            Self::Class
            | Self::Struct
            | Self::Enum
            | Self::Interface
            | Self::Trait
            | Self::Implementation => Scope::Methods,
            _ => Scope::Functions,
        }
    }
}

impl Regions {
    pub(crate) const NONE: Self = Self {
        comments: &[],
        strings: &[],
        code: &[],
        unparsed: &[],
        line_quotes: &[],
    };
}

impl Symbols {
    pub(crate) const NONE: Self = Self {
        declarations: &[],
        wrappers: &[],
        documented: &[],
        attributes: &[],
        documentation: DocumentationRule::Marked,
    };
}

/// A declaration whose name and body are in the fields of those names.
pub(crate) const fn named(node: &'static str, kind: SymbolKind) -> Declaration {
    Declaration {
        node,
        kind,
        shape: Shape::Named("name"),
    }
}

/// A declaration of another shape.
pub(crate) const fn shaped(node: &'static str, kind: SymbolKind, shape: Shape) -> Declaration {
    Declaration { node, kind, shape }
}
