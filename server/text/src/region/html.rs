//! Regions of HTML in Markdown, which the grammar of Markdown leaves whole.

use super::Region;

/// Elements whose content is no text for people.
const RAW_ELEMENTS: [&str; 4] = ["<script", "<style", "<pre", "<textarea"];

/// Says what is at the end of a piece of a Markdown document: the tags are code, what they mark is prose.
pub(super) fn region_at_end(text: &str) -> Region {
    if text.rfind("<!--") > text.rfind("-->") {
        return Region::Comment;
    }
    // Text with a `<` in it is no tag; HTML that Markdown takes as such begins with one.
    let block = text.trim_start();
    if !block.starts_with('<') {
        return Region::Prose;
    }
    let is_raw = |element: &str| {
        block
            .get(..element.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(element))
    };
    let is_in_tag = text.rfind('<').is_some_and(|start| {
        let tag = &text[start + 1..];
        tag.starts_with(|first: char| first.is_alphabetic() || "/!?".contains(first)) && !tag.contains('>')
    });
    if RAW_ELEMENTS.iter().any(|element| is_raw(element)) || is_in_tag {
        Region::Code
    } else {
        Region::Prose
    }
}
