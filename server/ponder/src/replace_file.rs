//! Writing a changed file so that at every moment the old or the new one is there, whole.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use tempfile::NamedTempFile;

/// Replaces the content of the file at `path`, which must still be `old`, by `new`. Its permissions stay; where the path
/// is a link, what it points to is replaced.
pub(crate) fn replace_file(path: &Path, old: &str, new: &str) -> anyhow::Result<()> {
    let failed = || format!("can't write {}", path.display());
    let target = path.canonicalize().with_context(failed)?;
    let folder = target.parent().with_context(failed)?;
    // In the same folder: a rename works only within a file system.
    let mut file = NamedTempFile::new_in(folder).with_context(failed)?;
    file.write_all(new.as_bytes()).with_context(failed)?;
    let permissions = std::fs::metadata(&target).with_context(failed)?.permissions();
    file.as_file().set_permissions(permissions).with_context(failed)?;
    file.as_file().sync_all().with_context(failed)?;
    // The model took its time: somebody may have gone on writing.
    if std::fs::read(&target).with_context(failed)? != old.as_bytes() {
        bail!(
            "{} was changed meanwhile and is left as it is; run the command again",
            path.display()
        );
    }
    file.persist(&target).with_context(failed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "old").unwrap();
        replace_file(&path, "old", "new").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_was_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "changed").unwrap();
        let error = replace_file(&path, "old", "new")
            .expect_err("refused")
            .to_string();
        assert!(error.contains("a.txt was changed meanwhile"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "changed");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("run.sh"), folder.path().join("link"));
        std::fs::write(&path, "old").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        replace_file(&link, "old", "new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o755
        );
    }
}
