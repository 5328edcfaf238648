//! How far an action is, at a terminal: actions on a whole file take minutes with a model on this machine.

use indicatif::{ProgressBar, ProgressStyle};
use ponder_assist::Progress;

use crate::terminal_text;

/// A bar on standard error that is not seen before the first progress; never where that is not a terminal.
pub(crate) fn progress_bar() -> ProgressBar {
    let style =
        ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}").expect("the template is well formed");
    ProgressBar::no_length().with_style(style)
}

/// Shows `progress` on `bar`.
pub(crate) fn show(bar: &ProgressBar, progress: &Progress) {
    bar.set_length(progress.of as u64);
    bar.set_message(terminal_text::harmless(&progress.what).replace('\n', " "));
    bar.set_position(progress.done as u64);
}
