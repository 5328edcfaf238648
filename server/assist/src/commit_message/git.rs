//! Running git in a repository that may be somebody else's.
//!
//! A repository's configuration can name programs that git runs: to show differences, to convert files, to watch the folder,
//! to page, to check signatures, to fetch what is missing. None of them is run here: each is turned off, and only git is
//! started, by its whole path.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::AssistError;

/// How long git may take for everything that is asked of one repository.
const LIMIT: Duration = Duration::from_secs(10);

/// How often an ended git is looked for.
const TICK: Duration = Duration::from_millis(2);

/// How long what an ended git has written is waited for.
const GRACE: Duration = Duration::from_secs(1);

/// Bytes that are read of what git writes; the rest is dropped.
const MOST_OUTPUT: u64 = 2 * 1024 * 1024;

/// What is set whatever the repository's configuration says.
const SETTINGS: [&str; 8] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.quotePath=false",
    "diff.external=",
    "diff.relative=false",
    "log.showSignature=false",
    "safe.bareRepository=explicit",
];

/// What git would otherwise take from the environment about which repository it works on, or what it starts.
const UNSET: [&str; 13] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_PAGER",
    "PAGER",
    "GIT_SSH_COMMAND",
];

/// A repository with a work tree.
#[derive(Debug)]
pub(super) struct Repository {
    root: PathBuf,
    /// The index that git has made for the commit that it is asking the message of, where it is one of this repository.
    index: Option<PathBuf>,
    deadline: Instant,
}

impl Repository {
    /// The repository around `folder`. Blocks.
    pub(super) fn around(folder: &Path) -> Result<Self, AssistError> {
        let deadline = Instant::now() + LIMIT;
        let arguments = ["rev-parse", "--show-toplevel", "--absolute-git-dir"];
        let output = run(folder, &arguments, None, deadline)?;
        let mut lines = output.lines();
        let (Some(root), Some(git)) = (lines.next(), lines.next()) else {
            return Err(nothing(format!(
                "there is no work tree around {}",
                folder.display()
            )));
        };
        Ok(Self {
            root: PathBuf::from(root),
            index: index_of(Path::new(git)),
            deadline,
        })
    }

    /// The folder of its work tree.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The differences that are staged; cut off after 2 MiB. Blocks.
    pub(super) fn staged(&self) -> Result<String, AssistError> {
        self.run(&[
            "diff",
            "--cached",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--submodule=short",
            "-O/dev/null",
            "--src-prefix=a/",
            "--dst-prefix=b/",
            "--patch",
            "-M",
            "-U3",
        ])
    }

    /// The subjects of the last ten commits, a line each. Blocks.
    pub(super) fn recent_subjects(&self) -> Result<String, AssistError> {
        self.run(&[
            "log",
            "--no-show-signature",
            "--no-color",
            "--format=%s",
            "-n",
            "10",
        ])
    }

    fn run(&self, arguments: &[&str]) -> Result<String, AssistError> {
        run(&self.root, arguments, self.index.as_deref(), self.deadline)
    }
}

/// The index that the environment names, if it is one of the repository with this folder of git's: to commit a part of
/// what is there, git makes one that is not the usual one, and has the message written with it.
fn index_of(git: &Path) -> Option<PathBuf> {
    let index = PathBuf::from(std::env::var_os("GIT_INDEX_FILE")?);
    let folder = index.parent()?.canonicalize().ok()?;
    (folder == git.canonicalize().ok()?).then(|| folder.join(index.file_name().unwrap_or_default()))
}

fn run(
    folder: &Path,
    arguments: &[&str],
    index: Option<&Path>,
    deadline: Instant,
) -> Result<String, AssistError> {
    let program = program()
        .ok_or_else(|| nothing("git was not found; install it, or put its folder into PATH".to_owned()))?;
    let mut command = Command::new(program);
    command.arg("-C").arg(folder).arg("--no-pager");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for variable in UNSET {
        command.env_remove(variable);
    }
    command
        .args(arguments)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        // What is missing in a partial clone is not fetched, and no protocol could fetch it.
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    let mut child = command
        .spawn()
        .map_err(|error| nothing(format!("git can't be started: {}", error.kind())))?;
    let output = read(child.stdout.take());
    let complaint = read(child.stderr.take());
    let too_late = || {
        nothing(format!(
            "git took longer than {} seconds in {}",
            LIMIT.as_secs(),
            folder.display()
        ))
    };
    let status = ended(&mut child, deadline).ok_or_else(too_late)?;
    let written = if status.success() { output } else { complaint };
    // It is all there by now, unless somebody whom git has started keeps the pipe open.
    let bytes = written.recv_timeout(GRACE).map_err(|_| too_late())?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if status.success() {
        Ok(text)
    } else {
        Err(in_words(&text, folder))
    }
}

/// Reads the beginning of what git writes on a thread, and the rest so that git can end.
fn read(from: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    if let Some(mut from) = from {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            // What could be read before a failure is what there is.
            let _ = from.by_ref().take(MOST_OUTPUT).read_to_end(&mut bytes);
            // Nobody waits any more: then it is not needed.
            let _ = sender.send(bytes);
            let _ = io::copy(&mut from, &mut io::sink());
        });
    }
    receiver
}

/// How `child` ended; `None`, and it is killed, where it has not by `deadline`.
fn ended(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(TICK),
            _ => {
                // It may have ended just now: all the same.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}

/// Where git is. Folders of `PATH` that are not whole paths are passed over: they would be looked for in somebody else's
/// repository.
fn program() -> Option<PathBuf> {
    let name = format!("git{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&name))
        .find(|program| program.is_file())
}

/// What git's `complaint` means for the user.
fn in_words(complaint: &str, folder: &Path) -> AssistError {
    let folder = folder.display();
    if complaint.contains("not a git repository") {
        return nothing(format!("there is no git repository around {folder}"));
    }
    if complaint.contains("dubious ownership") {
        return nothing(format!(
            "git does not trust the repository around {folder}, since somebody else owns it; if you do, run `git config \
             --global --add safe.directory` with its folder"
        ));
    }
    if complaint.contains("must be run in a work tree") {
        return nothing(format!("there is no work tree around {folder}"));
    }
    let line = complaint
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("it said nothing");
    let line: String = line
        .chars()
        .filter(|character| !character.is_control())
        .take(200)
        .collect();
    nothing(format!("git failed in {folder}: {line}"))
}

fn nothing(reason: String) -> AssistError {
    AssistError::NothingHere(reason)
}
