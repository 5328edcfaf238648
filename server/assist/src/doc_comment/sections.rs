//! What a convention makes of a description: which lines there are, with what they begin.

use super::line::Line;
use crate::document::convention::Convention;
use crate::document::description::{Description, Failure, failing, panicking, returned};
use crate::document::parameters::Declared;

/// Spaces by which text under a title or a name is indented in a docstring.
const LEVEL: usize = 4;

/// The lines of a description, the summary first.
pub(super) fn sections(description: &Description, declared: &Declared, convention: Convention) -> Vec<Line> {
    let mut lines = vec![Line::text(&description.summary)];
    lines.extend(description.details.iter().map(Line::text));
    for sentence in folded(description, convention) {
        paragraph(&mut lines);
        lines.push(Line::text(sentence));
    }
    match convention {
        Convention::Rustdoc => rustdoc(&mut lines, description, &[]),
        Convention::RustdocWithArguments => {
            rustdoc(&mut lines, description, &description.parameters);
        }
        Convention::Google => google(&mut lines, description, declared),
        Convention::NumPy => numpy(&mut lines, description, declared),
        Convention::Xml => return xml(lines, description),
        Convention::Go | Convention::Plain => {}
        Convention::Sphinx
        | Convention::JsDoc
        | Convention::TsDoc
        | Convention::Javadoc
        | Convention::Doxygen
        | Convention::DoxygenBackslash
        | Convention::Yard
        | Convention::EmmyLua
        | Convention::LDoc => tags(&mut lines, description, convention),
    }
    lines
}

/// An empty line, unless there is one.
fn paragraph(lines: &mut Vec<Line>) {
    if lines.last().is_some_and(|line| !line.is_empty()) {
        lines.push(Line::default());
    }
}

/// What has no place of its own in a convention, as sentences.
fn folded(description: &Description, convention: Convention) -> Vec<String> {
    let mut sentences = Vec::new();
    let says_what_returns = || {
        std::iter::once(&description.summary)
            .chain(&description.details)
            .any(|line| line.to_lowercase().contains("return"))
    };
    if matches!(
        convention,
        Convention::Rustdoc | Convention::Go | Convention::Plain
    ) && !says_what_returns()
    {
        sentences.extend(description.returns.as_deref().map(returned));
    }
    let is_rustdoc = matches!(convention, Convention::Rustdoc | Convention::RustdocWithArguments);
    if !is_rustdoc {
        let errors = description
            .errors
            .iter()
            .filter(|error| !has_place(error, convention));
        sentences.extend(errors.map(failing));
        sentences.extend(description.panics.as_deref().map(panicking));
    }
    sentences
}

/// Whether a convention has a form for an error.
fn has_place(error: &Failure, convention: Convention) -> bool {
    match convention {
        Convention::Rustdoc
        | Convention::RustdocWithArguments
        | Convention::JsDoc
        | Convention::TsDoc
        | Convention::Yard
        | Convention::LDoc => true,
        Convention::Go | Convention::Plain | Convention::EmmyLua => false,
        Convention::Google
        | Convention::NumPy
        | Convention::Sphinx
        | Convention::Javadoc
        | Convention::Doxygen
        | Convention::DoxygenBackslash
        | Convention::Xml => error.kind.is_some(),
    }
}

fn rustdoc(lines: &mut Vec<Line>, description: &Description, parameters: &[(String, String)]) {
    let title = |lines: &mut Vec<Line>, title: &str| {
        paragraph(lines);
        lines.extend([Line::fixed(title), Line::default()]);
    };
    if !parameters.is_empty() {
        title(lines, "# Arguments");
        let item = |(name, text): &(String, String)| Line::led(format!("* `{name}` - "), text, 2);
        lines.extend(parameters.iter().map(item));
        if let Some(returns) = &description.returns {
            title(lines, "# Returns");
            lines.push(Line::text(returns));
        }
    }
    if !description.errors.is_empty() {
        title(lines, "# Errors");
        for error in &description.errors {
            let lead = error
                .kind
                .as_ref()
                .map_or_else(String::new, |kind| format!("`{kind}`: "));
            paragraph(lines);
            lines.push(Line::led(lead, &error.text, 0));
        }
    }
    if let Some(panics) = &description.panics {
        title(lines, "# Panics");
        lines.push(Line::text(panics));
    }
}

fn google(lines: &mut Vec<Line>, description: &Description, declared: &Declared) {
    let item = |lead: String, text: &str| Line {
        indent: LEVEL,
        ..Line::led(lead, text, LEVEL)
    };
    if !description.parameters.is_empty() {
        paragraph(lines);
        lines.push(Line::fixed("Args:"));
        for (name, text) in starred(description, declared) {
            lines.push(item(format!("{name}: "), text));
        }
    }
    if let Some(returns) = &description.returns {
        paragraph(lines);
        let text = Line {
            indent: LEVEL,
            ..Line::text(returns)
        };
        lines.extend([Line::fixed("Returns:"), text]);
    }
    let errors: Vec<_> = typed(description).collect();
    if !errors.is_empty() {
        paragraph(lines);
        lines.push(Line::fixed("Raises:"));
        for (kind, text) in errors {
            lines.push(item(format!("{kind}: "), text));
        }
    }
}

fn numpy(lines: &mut Vec<Line>, description: &Description, declared: &Declared) {
    let title = |lines: &mut Vec<Line>, title: &str| {
        paragraph(lines);
        lines.extend([Line::fixed(title), Line::fixed("-".repeat(title.len()))]);
    };
    let under = |text: &str| Line {
        indent: LEVEL,
        ..Line::text(text)
    };
    if !description.parameters.is_empty() {
        title(lines, "Parameters");
        for (name, text) in starred(description, declared) {
            lines.extend([Line::fixed(name), under(text)]);
        }
    }
    if let Some(returns) = &description.returns {
        title(lines, "Returns");
        match &declared.return_type {
            Some(kind) => lines.extend([Line::text(kind), under(returns)]),
            None => lines.push(Line::text(returns)),
        }
    }
    let mut is_first = true;
    for (kind, text) in typed(description) {
        if is_first {
            title(lines, "Raises");
            is_first = false;
        }
        lines.extend([Line::fixed(kind), under(text)]);
    }
}

/// The parameters by their names with Python's stars.
fn starred<'a>(
    description: &'a Description,
    declared: &'a Declared,
) -> impl Iterator<Item = (String, &'a str)> {
    description.parameters.iter().map(|(name, text)| {
        let stars = declared
            .parameters
            .iter()
            .find(|parameter| parameter.name == *name)
            .map_or("", |parameter| parameter.stars);
        (format!("{stars}{name}"), text.as_str())
    })
}

/// The errors whose type is known.
fn typed(description: &Description) -> impl Iterator<Item = (&str, &str)> {
    description
        .errors
        .iter()
        .filter_map(|error| Some((error.kind.as_deref()?, error.text.as_str())))
}

fn tags(lines: &mut Vec<Line>, description: &Description, convention: Convention) {
    let mut tags = Vec::new();
    let hang = if convention == Convention::Sphinx {
        LEVEL
    } else {
        2
    };
    for (name, text) in &description.parameters {
        let lead = match convention {
            Convention::Sphinx => format!(":param {name}: "),
            Convention::JsDoc | Convention::TsDoc => format!("@param {name} - "),
            Convention::DoxygenBackslash => format!("\\param {name} "),
            Convention::EmmyLua => format!("@param {name} any "),
            _ => format!("@param {name} "),
        };
        tags.push(Line::led(lead, text, hang));
    }
    if let Some(returns) = &description.returns {
        let lead = match convention {
            Convention::Sphinx => ":returns: ",
            Convention::JsDoc | Convention::TsDoc => "@returns ",
            Convention::DoxygenBackslash => "\\return ",
            Convention::EmmyLua => "@return any # ",
            _ => "@return ",
        };
        tags.push(Line::led(lead, returns, hang));
    }
    for error in description
        .errors
        .iter()
        .filter(|error| has_place(error, convention))
    {
        let lead = match (convention, &error.kind) {
            (Convention::Sphinx, Some(kind)) => format!(":raises {kind}: "),
            (Convention::JsDoc, Some(kind)) => format!("@throws {{{kind}}} "),
            (Convention::DoxygenBackslash, Some(kind)) => format!("\\throws {kind} "),
            (Convention::Yard, Some(kind)) => format!("@raise [{kind}] "),
            (Convention::Yard | Convention::LDoc, None) => "@raise ".to_owned(),
            (Convention::LDoc, Some(kind)) => format!("@raise {kind} "),
            (_, Some(kind)) => format!("@throws {kind} "),
            (_, None) => "@throws ".to_owned(),
        };
        tags.push(Line::led(lead, &error.text, hang));
    }
    // Lua's tags stand directly below the text, as its language server writes them itself.
    if !tags.is_empty() && convention != Convention::EmmyLua {
        paragraph(lines);
    }
    lines.extend(tags);
}

fn xml(text: Vec<Line>, description: &Description) -> Vec<Line> {
    let element = |lead: String, text: &str, tail| Line {
        tail,
        ..Line::led(lead, text, 0)
    };
    let mut lines = vec![Line::fixed("<summary>")];
    lines.extend(text);
    lines.push(Line::fixed("</summary>"));
    for (name, text) in &description.parameters {
        lines.push(element(format!("<param name=\"{name}\">"), text, "</param>"));
    }
    if let Some(returns) = &description.returns {
        lines.push(element("<returns>".to_owned(), returns, "</returns>"));
    }
    for (kind, text) in typed(description) {
        lines.push(element(
            format!("<exception cref=\"{kind}\">"),
            text,
            "</exception>",
        ));
    }
    lines
}
