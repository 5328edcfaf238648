//! Templates: text with placeholders in two pairs of braces.

/// What a prompt file's template can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// What is selected, or the code at the cursor.
    Selection,
    /// The document's language.
    Language,
    /// The file's path within the project.
    File,
    /// The name of the symbol at the place.
    Symbol,
    /// What the editor complains about there.
    Diagnostics,
    /// What stands around and what is used there.
    Context,
}

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplatePiece<'a> {
    /// Text that stands as it is.
    Text(&'a str),
    /// Something to be filled in.
    Placeholder(Placeholder),
}

impl Placeholder {
    /// Every placeholder.
    pub const ALL: [Self; 6] = [
        Self::Selection,
        Self::Language,
        Self::File,
        Self::Symbol,
        Self::Diagnostics,
        Self::Context,
    ];

    /// The word between the braces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Selection => "selection",
            Self::Language => "language",
            Self::File => "file",
            Self::Symbol => "symbol",
            Self::Diagnostics => "diagnostics",
            Self::Context => "context",
        }
    }
}

/// What is wrong with a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The byte where.
    pub(super) at: usize,
    /// What; follows "line 3".
    pub(super) reason: String,
}

/// `template`, taken apart. Braces after a backslash are text.
pub(super) fn pieces(template: &str) -> Result<Vec<TemplatePiece<'_>>, Fault> {
    let mut pieces = Vec::new();
    let (mut begin, mut from) = (0, 0);
    while let Some(found) = template[from..].find("{{") {
        let braces = from + found;
        let text = &template[begin..braces];
        let literal = text.strip_suffix('\\');
        let text = literal.unwrap_or(text);
        if !text.is_empty() {
            pieces.push(TemplatePiece::Text(text));
        }
        if literal.is_some() {
            (begin, from) = (braces, braces + 2);
            continue;
        }
        let fault = |reason: String| Fault { at: braces, reason };
        let inner = &template[braces + 2..];
        let (name, _) = inner
            .split_once("}}")
            .filter(|(name, _)| !name.contains('\n'))
            .ok_or_else(|| {
                fault("has {{ without }}; write \\{{ where braces are meant as they are".to_owned())
            })?;
        let placeholder = Placeholder::ALL
            .into_iter()
            .find(|placeholder| placeholder.name() == name.trim())
            .ok_or_else(|| fault(unknown(name.trim())))?;
        pieces.push(TemplatePiece::Placeholder(placeholder));
        begin = braces + 2 + name.len() + 2;
        from = begin;
    }
    if begin < template.len() {
        pieces.push(TemplatePiece::Text(&template[begin..]));
    }
    Ok(pieces)
}

fn unknown(name: &str) -> String {
    let known = Placeholder::ALL.map(|placeholder| format!("`{}`", placeholder.name()));
    let meant = crate::nearest::suggestion(name, Placeholder::ALL.map(Placeholder::name));
    format!(
        "has a placeholder that is not known{meant}; there are {}, and \\{{{{ where braces are meant as they are",
        known.join(", ")
    )
}
