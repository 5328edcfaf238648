//! llama.cpp's own server for the benchmarks: the prebuilt one of `xllamacpp` from `PyPI`, in an environment of its own
//! beside the build. What is asked of it is the benchmarks' matter.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The prebuilt server; its newest release is asked for once, when the environment is made.
const PACKAGE: &str = "xllamacpp";

/// Starts the server with `model`, a window of so many tokens and so many threads; `set_up` is empty, or `llama.vim` to
/// have it as that plugin wants it. It is asked on its standard input and answers on its standard output, a line of JSON
/// each.
///
/// # Panics
///
/// If the package cannot be installed or Python does not start.
pub fn start_prebuilt_server(model: &Path, window: u32, threads: u32, set_up: &[&str]) -> Child {
    Command::new(python())
        .arg("-c")
        .arg(include_str!("../data/bench/llama_server.py"))
        .arg(model)
        .args([window.to_string(), threads.to_string()])
        .args(set_up)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the Python of the environment starts")
}

/// The Python of an environment that has the package; made in the build's folder where it is missing.
#[expect(
    clippy::print_stdout,
    reason = "an installation takes a while, and benchmarks print what they do"
)]
fn python() -> PathBuf {
    let executable = std::env::current_exe().expect("a process knows its executable");
    let build = executable
        .ancestors()
        .nth(2)
        .expect("programs stand in target/<profile>");
    let environment = build.join("bench-venv");
    let python = environment.join("bin/python");
    let has_package = Command::new(&python)
        .args(["-c", &format!("import {PACKAGE}")])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !has_package {
        println!("installing {PACKAGE} into {} ...", environment.display());
        run(Command::new("python3").arg("-m").arg("venv").arg(&environment));
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", PACKAGE]));
    }
    python
}

fn run(command: &mut Command) {
    let status = command
        .status()
        .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    assert!(status.success(), "{command:?} failed: {status}");
}
