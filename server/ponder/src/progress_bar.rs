//! That a model is at work, and how far an action is, at a terminal: with a model on this machine it can take minutes.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use ponder_assist::Progress;

use crate::terminal_text;

/// Something that moves on standard error until there is progress to show; nothing where that is not a terminal.
pub(crate) fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message("the model is at work");
    // What is slow should not look like a program that hangs.
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Shows `progress` on `bar`.
pub(crate) fn show(bar: &ProgressBar, progress: &Progress) {
    if bar.length().is_none() {
        bar.set_style(style());
    }
    bar.set_length(progress.of as u64);
    bar.set_message(terminal_text::harmless(&progress.what).replace('\n', " "));
    bar.set_position(progress.done as u64);
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}").expect("the template is well formed")
}
