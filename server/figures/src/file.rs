//! The file of figures, which several processes of ponder add to.
//!
//! It is replaced as a whole, so that a process that dies leaves the old one or the new one. A lock on a file beside it
//! keeps two processes from adding to the same state of it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::ledger::{Day, Ledger};

/// The version of what is written. Another one is not read.
const VERSION: u32 = 1;

/// The most that is read, in bytes: far above what is written.
const MOST_BYTES: u64 = 16 << 20;

/// How long another process may hold the lock. It is held for a few milliseconds, unless the process is stopped.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often the lock is tried meanwhile.
const PAUSE: Duration = Duration::from_millis(5);

/// What the file holds.
#[derive(Serialize, Deserialize)]
struct Content<L> {
    version: u32,
    figures: L,
}

/// The part that every version has.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("it is larger than 16 MiB")]
    TooLarge,
    /// Where, and not what: the file may hold anything.
    #[error("it is not what ponder writes (line {line}, column {column})")]
    Malformed { line: usize, column: usize },
    #[error("its version is {0}, and this ponder knows version {VERSION}")]
    Version(u32),
}

impl From<serde_json::Error> for Unusable {
    fn from(error: serde_json::Error) -> Self {
        Self::Malformed {
            line: error.line(),
            column: error.column(),
        }
    }
}

/// Reads the figures in the file at `path`: none where there is no file. One that cannot be used is set aside.
pub(crate) fn read(path: &Path) -> Ledger {
    match try_read(path) {
        Ok(ledger) => ledger,
        // Under the lock, and after another look: another process may have set it aside and written a good one.
        Err(_) => match Lock::take(path).and_then(|lock| read_or_set_aside(path, &lock)) {
            Ok(ledger) => ledger,
            Err(error) => {
                tracing::warn!(
                    "cannot read the figures {}, and cannot set them aside: {error}; remove the file",
                    path.display()
                );
                Ledger::default()
            }
        },
    }
}

/// Adds `new` to the figures in the file, and returns them all.
pub(crate) fn add(path: &Path, new: &Ledger) -> io::Result<Ledger> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let lock = Lock::take(path)?;
    let mut ledger = read_or_set_aside(path, &lock)?;
    ledger.add(new, Day::today());
    write(path, &ledger, &lock)?;
    Ok(ledger)
}

/// Removes the file, if it is there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    if !path.try_exists()? {
        return Ok(());
    }
    let _lock = Lock::take(path)?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn read_or_set_aside(path: &Path, _lock: &Lock) -> io::Result<Ledger> {
    let error = match try_read(path) {
        Ok(ledger) => return Ok(ledger),
        Err(error) => error,
    };
    let aside = beside(path, "broken");
    fs::rename(path, &aside)?;
    tracing::warn!(
        "cannot read the figures {}: {error}; counting begins anew, and the old file is {}",
        path.display(),
        aside.display()
    );
    Ok(Ledger::default())
}

fn try_read(path: &Path) -> Result<Ledger, Unusable> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ledger::default()),
        Err(error) => return Err(error.into()),
    };
    let mut content = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut content)?;
    if content.len() as u64 > MOST_BYTES {
        return Err(Unusable::TooLarge);
    }
    let Head { version } = serde_json::from_slice(&content)?;
    if version != VERSION {
        return Err(Unusable::Version(version));
    }
    Ok(serde_json::from_slice::<Content<Ledger>>(&content)?.figures)
}

fn write(path: &Path, ledger: &Ledger, _lock: &Lock) -> io::Result<()> {
    let content = serde_json::to_vec(&Content {
        version: VERSION,
        figures: ledger,
    })?;
    // One name for all processes: what a process left that died is overwritten by the next.
    let new = beside(path, "new");
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // How somebody works is their own affair.
        options.mode(0o600);
    }
    let mut file = options.open(&new)?;
    file.write_all(&content)?;
    file.sync_all()?;
    fs::rename(&new, path)
}

/// The path of a file that belongs to the one at `path`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

/// Held while the file is replaced; given back when dropped, or by the system when the process dies.
///
/// Its empty file stays: to delete it would let two processes hold locks on two files of the same name.
struct Lock {
    _file: File,
}

impl Lock {
    fn take(path: &Path) -> io::Result<Self> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(beside(path, "lock"))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    let message = "another ponder holds the lock of the figures; end it, or try again later";
                    return Err(io::Error::new(io::ErrorKind::WouldBlock, message));
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }
}
