//! The program.
mod engine;
use clap::Parser;
#[derive(Parser)]
enum Cli { Engine(engine::Arguments) }
fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    match Cli::parse() { Cli::Engine(a) => engine::run(a) }
}
