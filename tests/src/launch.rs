//! How the program is found and started.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::client::Client;

/// The variables by which the program finds the user's folders.
const FOLDERS: [(&str, &str); 6] = [
    ("HOME", ""),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_STATE_HOME", "state"),
    ("XDG_RUNTIME_DIR", "runtime"),
];

/// What is needed to start the program: its arguments and environment.
///
/// Without a call to [`Launch::with_users_environment`] the program sees a home of its own that is empty and
/// goes with the client, and of the environment only `PATH`: no key, no configuration and no model is found.
#[derive(Debug)]
pub struct Launch {
    arguments: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
    preparation: Option<String>,
    home: Option<TempDir>,
}

impl Default for Launch {
    fn default() -> Self {
        Self::new()
    }
}

impl Launch {
    /// `ponder lsp` in an empty home.
    ///
    /// # Panics
    ///
    /// If no temporary folder can be made.
    pub fn new() -> Self {
        let home = TempDir::with_prefix("ponder-tests-").expect("a temporary folder can be made");
        for (_, folder) in FOLDERS {
            std::fs::create_dir_all(home.path().join(folder)).expect("a temporary folder can be written");
        }
        Self {
            arguments: vec!["lsp".into()],
            variables: Vec::new(),
            preparation: None,
            home: Some(home),
        }
    }

    /// Starts the program in the environment of the caller, with the user's models and configuration.
    #[must_use]
    pub fn with_users_environment(mut self) -> Self {
        self.home = None;
        self
    }

    /// Gives other arguments than `lsp`.
    #[must_use]
    pub fn arguments<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments = arguments.into_iter().map(Into::into).collect();
        self
    }

    /// Starts the program from a shell that runs this command first, such as a `ulimit`. Unix only.
    #[must_use]
    pub fn prepared_by(mut self, command: impl Into<String>) -> Self {
        self.preparation = Some(command.into());
        self
    }

    /// Sets a variable of the environment.
    #[must_use]
    pub fn variable(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// The program's home, to put files there before it starts; `None` in the user's environment.
    pub fn home(&self) -> Option<&Path> {
        self.home.as_ref().map(TempDir::path)
    }

    /// The command that starts the program, for callers with their own pipes. The home goes with `self`.
    pub fn command(&self) -> Command {
        let mut command = match &self.preparation {
            None => Command::new(program()),
            Some(preparation) => {
                let mut shell = Command::new("sh");
                shell
                    .arg("-c")
                    .arg(format!("{preparation} && exec \"$0\" \"$@\""));
                shell.arg(program());
                shell
            }
        };
        command.args(&self.arguments);
        if let Some(home) = &self.home {
            command.env_clear();
            command.envs(env::var_os("PATH").map(|path| ("PATH", path)));
            command.envs(FOLDERS.map(|(variable, folder)| (variable, home.path().join(folder))));
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts the program.
    ///
    /// # Panics
    ///
    /// If it cannot be found or started.
    pub fn start(self) -> Client {
        let command = self.command();
        Client::spawn(command, self.home)
    }
}

/// The program to test: the one that `PONDER_BIN` names, or else the one that was built beside this executable.
///
/// # Panics
///
/// If there is none.
pub fn program() -> PathBuf {
    if let Some(program) = env::var_os("PONDER_BIN") {
        let program = PathBuf::from(program);
        assert!(
            program.is_file(),
            "PONDER_BIN names no file: {}",
            program.display()
        );
        return program;
    }
    let name = format!("ponder{}", env::consts::EXE_SUFFIX);
    let executable = env::current_exe().expect("a process knows its executable");
    // Tests stand in target/debug/deps, examples in target/debug/examples, programs in target/debug.
    executable
        .ancestors()
        .skip(1)
        .take(3)
        .map(|folder| folder.join(&name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| {
            panic!(
                "`{name}` is not built near {}: run `cargo build -p ponder` first, or set PONDER_BIN to it",
                executable.display()
            )
        })
}
