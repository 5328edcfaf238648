//! `ponder explain`: what lines of a file do.

use std::ops::Range;
use std::path::PathBuf;

use ponder_text::{Snapshot, symbol_at};

use crate::answer_report::AnswerReport;
use crate::place::{self, Lines};
use crate::{asking, output};

/// The lines.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file
    file: PathBuf,
    /// The first and the last line, counted from 1; one line alone means what is declared there or around it
    #[arg(value_name = "LINE[:LINE]")]
    lines: Lines,
    /// Print a JSON object at the end: text, route, finish, usage, timing in milliseconds
    #[arg(long)]
    json: bool,
}

/// Prints the explanation as it comes.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let snapshot = place::open(&arguments.file)?;
    let bytes = bytes(&snapshot, arguments.lines)?;
    let name = arguments.file.file_name().unwrap_or_default().to_string_lossy();
    asking::runtime()?.block_on(async {
        let place = asking::place(&arguments.file, &snapshot);
        let models = asking::ready().await?;
        let name = name.into_owned();
        let reply = ponder_assist::explain(&models, snapshot, name, bytes, place).await?;
        if arguments.json {
            let (route, masked, prices) = (reply.route.clone(), reply.masked, reply.binding.prices);
            let answer = reply.collect().await?;
            let report = AnswerReport::new(Some(&answer.text), &route, &answer);
            return output::json(&report.with_masked(masked).with_prices(prices));
        }
        let route = reply.route.clone();
        output::stream(reply.answer, |_| ()).await?;
        output::text("\n")?;
        output::route(&route);
        Ok(())
    })
}

/// What is to be explained: the lines, or for one line what is declared there.
fn bytes(snapshot: &Snapshot, lines: Lines) -> anyhow::Result<Range<usize>> {
    match lines {
        Lines::One(line) => {
            let start = place::text_start(snapshot, line)?;
            match symbol_at(snapshot, start) {
                Some(symbol) => Ok(symbol.range),
                None => place::bytes_of(snapshot, line, line),
            }
        }
        Lines::Span(first, last) => place::bytes_of(snapshot, first, last),
    }
}

#[cfg(test)]
mod tests {
    use ponder_text::{Document, Language};

    use super::*;

    fn explained(lines: Lines) -> String {
        let text = "fn a() {\n    b();\n}\n\n// A note.\n";
        let snapshot = Document::new(text, 0, Language::Rust).snapshot();
        snapshot.slice(bytes(&snapshot, lines).unwrap())
    }

    #[test]
    fn one_line_means_the_declaration_and_two_mean_themselves() {
        assert_eq!(explained(Lines::One(1)), "fn a() {\n    b();\n}");
        assert_eq!(explained(Lines::One(2)), "fn a() {\n    b();\n}");
        assert_eq!(explained(Lines::Span(2, 2)), "    b();");
        assert_eq!(explained(Lines::One(5)), "// A note.");
    }
}
