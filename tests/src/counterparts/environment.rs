//! Where the counterparts are installed.

use std::fs;
use std::path::{Path, PathBuf};

/// The scripts that start them and the list of what they need.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/counterparts");

/// The Python that has them.
///
/// # Panics
///
/// If they are not installed, or not as `requirements.txt` says.
pub(super) fn python() -> PathBuf {
    let executable = std::env::current_exe().expect("a process knows its executable");
    // Tests stand in target/<profile>/deps, programs in target/<profile>.
    let environment = executable
        .ancestors()
        .skip(2)
        .take(2)
        .map(|folder| folder.join("counterparts"))
        .find(|environment| environment.is_dir())
        .unwrap_or_else(|| {
            panic!(
                "the real counterparts are not installed beside {}: run `make test`, or `scripts/counterparts.sh \
                 target/counterparts`",
                executable.display()
            )
        });
    let read = |path: PathBuf| fs::read_to_string(path).ok();
    let wanted = read(Path::new(SOURCES).join("requirements.txt"));
    assert!(
        wanted.is_some() && wanted == read(environment.join("requirements.txt")),
        "{} does not hold what tests/counterparts/requirements.txt names: run `make test`, or `scripts/counterparts.sh {0}`",
        environment.display()
    );
    environment.join("bin/python")
}

/// A script of theirs.
pub(super) fn script(name: &str) -> PathBuf {
    Path::new(SOURCES).join(name)
}
