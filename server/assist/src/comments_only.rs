//! Proof that edits change comments and nothing else: the syntax trees without comments are compared.

mod leaves;
mod lines;
#[cfg(test)]
mod tests;

use ponder_text::{Document, Snapshot};

use crate::{Edit, Refusal, edited};

/// Refuses `edits`, which are in their order, if they change more than comments and docstrings. Comments that compilers or
/// tools obey are code.
///
/// Where there is no syntax tree, only whole lines that are comments before and after are taken.
///
/// CPU work: may parse the document twice.
pub(crate) fn check(snapshot: &Snapshot, edits: &[Edit]) -> Result<(), Refusal> {
    let text = edited(&snapshot.text().to_string(), edits);
    let after = Document::new(&text, snapshot.version(), snapshot.language()).snapshot();
    let is_proven = match (snapshot.tree(), after.tree()) {
        (Some(before), Some(tree)) => {
            // What error recovery skips is in no tree for certain.
            after.error_count() <= snapshot.error_count()
                && first_line_of_script(snapshot) == first_line_of_script(&after)
                && leaves::leaves(snapshot, before) == leaves::leaves(&after, tree)
        }
        (None, None) => lines::change_only_comments(snapshot, &after),
        _ => false,
    };
    if is_proven {
        Ok(())
    } else {
        Err(Refusal::MoreThanComments)
    }
}

/// The line that says who runs a script: it has to be the first.
fn first_line_of_script(snapshot: &Snapshot) -> Option<String> {
    Some(snapshot.line_text(0)).filter(|line| line.starts_with("#!"))
}
