//! Files whose text stays on the machine: those that hold secrets, and those that git or Ponder is told to ignore.

use std::path::{Path, PathBuf};

use ignore::gitignore::GitignoreBuilder;

/// The files that say what is ignored, in each folder.
const IGNORE_FILES: [&str; 2] = [".gitignore", ".ponderignore"];

/// Names of files that hold keys, passwords or certificates.
const SECRET_NAMES: [&str; 17] = [
    ".netrc",
    "_netrc",
    ".npmrc",
    ".pypirc",
    ".pgpass",
    ".my.cnf",
    ".htpasswd",
    ".git-credentials",
    "credentials",
    "credentials.json",
    "secrets.yml",
    "secrets.yaml",
    "secrets.toml",
    "secrets.json",
    "kubeconfig",
    "id_rsa",
    "id_ed25519",
];

/// Endings of files that hold keys, passwords or certificates.
const SECRET_ENDINGS: [&str; 14] = [
    "pem", "key", "p12", "pfx", "jks", "keystore", "kdbx", "crt", "cer", "der", "asc", "gpg", "ppk",
    "tfstate",
];

/// Folders in which everything is secret.
const SECRET_FOLDERS: [&str; 5] = [".ssh", ".gnupg", ".aws", ".kube", ".password-store"];

/// Why the text of `path` must stay on the machine, if it must. Reads the ignore files around it: may block.
pub(crate) fn reason(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    if is_secret(path, &name) {
        return Some(format!(
            "{name} may hold secrets, so its text stays on this machine"
        ));
    }
    ignored_by(path).map(|by| {
        format!(
            "{name} is ignored by {}, so its text stays on this machine",
            by.display()
        )
    })
}

fn is_secret(path: &Path, name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    name == ".env"
        || name.starts_with(".env.")
        || name.starts_with(".envrc")
        || name.starts_with("id_ecdsa")
        || name.starts_with("id_dsa")
        || SECRET_NAMES.contains(&name)
        || ending.is_some_and(|ending| ending == "env" || SECRET_ENDINGS.contains(&ending))
        || path
            .components()
            .any(|part| SECRET_FOLDERS.iter().any(|folder| part.as_os_str() == *folder))
}

/// The ignore file that names `path`. As git does it: the innermost file that says something counts, up to the root of
/// the repository.
fn ignored_by(path: &Path) -> Option<PathBuf> {
    for folder in path.ancestors().skip(1) {
        for name in IGNORE_FILES {
            let file = folder.join(name);
            let mut builder = GitignoreBuilder::new(folder);
            if !file.is_file() || builder.add(&file).is_some() {
                continue;
            }
            let Ok(rules) = builder.build() else { continue };
            let found = rules.matched_path_or_any_parents(path, false);
            if found.is_ignore() {
                return Some(file);
            }
            if found.is_whitelist() {
                return None;
            }
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_with_secrets_are_known_by_name() {
        for path in [
            "/p/.env",
            "/p/.env.production",
            "/p/prod.env",
            "/p/server.PEM",
            "/home/me/.ssh/config",
            "/p/id_ed25519",
            "/p/credentials",
            "/p/.npmrc",
        ] {
            assert!(reason(Path::new(path)).is_some(), "{path}");
        }
        for path in ["/p/environment.rs", "/p/key.rs", "/p/src/env.py", "/p/secrets.rs"] {
            assert_eq!(reason(Path::new(path)), None, "{path}");
        }
    }

    #[test]
    fn what_git_or_ponder_ignores_stays_local_up_to_the_root_of_the_repository() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        std::fs::create_dir_all(root.join("repository/.git")).expect("made");
        std::fs::create_dir_all(root.join("repository/src/deep")).expect("made");
        std::fs::write(root.join(".gitignore"), "*.rs\n").expect("written");
        std::fs::write(root.join("repository/.gitignore"), "build/\n*.log\n").expect("written");
        std::fs::write(root.join("repository/src/.ponderignore"), "private.rs\n").expect("written");
        std::fs::write(root.join("repository/src/deep/.gitignore"), "!kept.log\n").expect("written");
        let is_ignored = |path: &str| reason(&root.join("repository").join(path)).is_some();
        assert!(is_ignored("build/out.rs"));
        assert!(is_ignored("src/deep/some.log"));
        assert!(is_ignored("src/deep/private.rs"));
        assert!(!is_ignored("src/deep/kept.log"));
        assert!(
            !is_ignored("src/main.rs"),
            "the rules outside the repository are not its own"
        );
    }
}
