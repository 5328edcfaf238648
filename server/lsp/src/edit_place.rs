//! Which files an edit may be made in that nobody has named: those of the workspace, but none that programs act on unasked.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// Files that machines of others run, by names that don't begin with a dot.
const RUN_BY_OTHERS: [&str; 7] = [
    "Jenkinsfile",
    "appveyor.yml",
    "azure-pipelines.yaml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "buildspec.yml",
    "cloudbuild.yaml",
];

/// Why the file at `path` must not be changed by what a model wrote; `None` if it may. Files with a dot at the beginning of
/// their name or of a folder's are no place for code: git, editors and continuous integration keep theirs there.
///
/// Blocks: follows links, since what counts is where the file really is.
pub(crate) fn refusal(path: &Path, folders: &[PathBuf]) -> Option<String> {
    let refused = |why: &str| Some(format!("{} {why}; the answer is shown instead", path.display()));
    let Some(real) = real_path(path) else {
        return refused("is at no certain place");
    };
    let inner = folders
        .iter()
        .filter_map(|folder| folder.canonicalize().ok())
        .find_map(|folder| real.strip_prefix(folder).ok().map(Path::to_owned));
    // As it is called and as it really is: neither may be such a place.
    let called = folders.iter().find_map(|folder| path.strip_prefix(folder).ok());
    let (Some(inner), Some(called)) = (inner, called) else {
        return refused("is outside of the workspace");
    };
    if [inner.as_path(), called].into_iter().any(is_acted_on) {
        return refused("is acted on by other programs");
    }
    None
}

fn is_acted_on(path: &Path) -> bool {
    path.components().any(|component| match component {
        Component::Normal(name) => {
            name.as_encoded_bytes().starts_with(b".")
                || RUN_BY_OTHERS
                    .iter()
                    .any(|other| name.eq_ignore_ascii_case(OsStr::new(other)))
        }
        _ => true,
    })
}

/// Where `path` really is: links followed as far as it exists. `None` for a path that goes up again, or can't be followed.
fn real_path(path: &Path) -> Option<PathBuf> {
    let goes_up = path
        .components()
        .any(|component| matches!(component, Component::ParentDir));
    if goes_up || !path.is_absolute() {
        return None;
    }
    for existing in path.ancestors() {
        match existing.canonicalize() {
            Ok(real) => return Some(real.join(path.strip_prefix(existing).ok()?)),
            // What is there but can't be followed may be a link that leads anywhere.
            Err(error) if error.kind() == ErrorKind::NotFound && existing.symlink_metadata().is_err() => {}
            Err(_) => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("project");
        std::fs::create_dir_all(root.join("src")).unwrap();
        (folder, root)
    }

    #[test]
    fn files_of_the_workspace_may_be_changed_whether_they_exist_or_not() {
        let (_folder, root) = workspace();
        std::fs::write(root.join("src/a.rs"), "").unwrap();
        for name in ["src/a.rs", "src/b.rs", "tests/new/b.rs", "test_a.py"] {
            assert_eq!(
                refusal(&root.join(name), std::slice::from_ref(&root)),
                None,
                "{name}"
            );
        }
    }

    #[test]
    fn what_other_programs_act_on_is_refused() {
        let (_folder, root) = workspace();
        for name in [
            ".git/hooks/pre-commit",
            ".git/config",
            "sub/.git/config",
            ".vscode/settings.json",
            ".github/workflows/ci.yml",
            ".gitlab-ci.yml",
            ".circleci/config.yml",
            ".cargo/config.toml",
            ".envrc",
            "Jenkinsfile",
            "azure-pipelines.yml",
        ] {
            let refusal = refusal(&root.join(name), std::slice::from_ref(&root));
            assert!(
                refusal.is_some_and(|refusal| refusal.contains("other programs")),
                "{name}"
            );
        }
    }

    #[test]
    fn what_is_outside_of_the_workspace_is_refused() {
        let (folder, root) = workspace();
        for path in [
            folder.path().join("other/a.rs"),
            folder.path().join("project-two/a.rs"),
            root.join("../other/a.rs"),
            root.clone().join("src/../../a.rs"),
            PathBuf::from("src/a.rs"),
        ] {
            assert!(
                refusal(&path, std::slice::from_ref(&root)).is_some(),
                "{}",
                path.display()
            );
        }
        assert!(
            refusal(&root.join("src/a.rs"), &[]).is_some(),
            "there is no workspace"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_counts_as_what_it_leads_to() {
        let (folder, root) = workspace();
        let outside = folder.path().join("outside");
        std::fs::create_dir_all(root.join(".git/hooks")).unwrap();
        std::fs::create_dir(&outside).unwrap();
        for (target, name) in [
            (outside.clone(), "tests"),
            (root.join(".git/hooks"), "checks"),
            (outside.join("gone"), "broken"),
        ] {
            std::os::unix::fs::symlink(target, root.join(name)).unwrap();
            let path = root.join(name).join("a.rs");
            assert!(refusal(&path, std::slice::from_ref(&root)).is_some(), "{name}");
        }
        std::os::unix::fs::symlink(&root, folder.path().join("linked")).unwrap();
        let linked = folder.path().join("linked");
        assert_eq!(
            refusal(&linked.join("src/a.rs"), std::slice::from_ref(&linked)),
            None
        );
    }
}
