//! `ponder explain`: what lines of a file do, what an error there means, or what a file is for.

use ponder_assist::Subject;

use crate::answer_report::AnswerReport;
use crate::place::Lines;
use crate::situation::situation;
use crate::source::SourceArguments;
use crate::{asking, output};

/// What is explained.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: SourceArguments,
    /// The first and the last line, counted from 1; one line alone means what is declared there or around it. Without it, the
    /// file as a whole
    #[arg(value_name = "LINE[:LINE]")]
    lines: Option<Lines>,
    /// Explain what a compiler, a linter or a test says of it; may be repeated
    #[arg(short, long = "message", value_name = "TEXT")]
    messages: Vec<String>,
    /// Print a JSON object at the end: text, route, finish, usage, timing in milliseconds
    #[arg(long)]
    json: bool,
    /// Show on standard error what was sent: each request, with keys masked
    #[arg(long)]
    show_sent: bool,
}

/// Prints the explanation as it comes.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let source = arguments.source.read()?;
    let situation = situation(&source, arguments.lines, &arguments.messages)?;
    asking::runtime()?.block_on(async {
        let models = asking::ready().await?;
        let explanation = ponder_assist::explain(&models, &situation, subject(arguments)).await?;
        let reply = explanation.reply;
        if arguments.show_sent {
            output::sent(&reply.sent);
        }
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

fn subject(arguments: &Arguments) -> Subject {
    match (arguments.messages.is_empty(), arguments.lines) {
        (false, _) => Subject::Error,
        (true, Some(_)) => Subject::Here,
        (true, None) => Subject::File,
    }
}
