//! The stand-in for providers as a program: `stand-in DIALECT [PORT]`.
//!
//! It prints its address and the configuration for it, and serves until it is killed. Faults are ordered over HTTP:
//! `curl -d '{"fault":{"status":503},"count":2}' http://127.0.0.1:PORT/stand-in/fault`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal"
)]

use std::process::ExitCode;
use std::thread;

use ponder_tests::stand_in::{Dialect, StandIn};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (dialect, port) = (arguments.next(), arguments.next());
    let Some(dialect) = dialect else {
        eprintln!("usage: stand-in DIALECT [PORT]");
        return ExitCode::FAILURE;
    };
    let started = dialect
        .parse::<Dialect>()
        .map_err(|error| error.to_string())
        .and_then(|dialect| {
            let port = port
                .map_or(Ok(0), |port| port.parse())
                .map_err(|_| "the port is not a number".to_owned())?;
            StandIn::start_on(dialect, port).map_err(|error| format!("cannot listen on port {port}: {error}"))
        });
    let stand_in = match started {
        Ok(stand_in) => stand_in,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    println!("listening on {}", stand_in.root());
    println!("base URL {}", stand_in.url());
    println!("key {}", StandIn::KEY);
    loop {
        thread::park();
    }
}
