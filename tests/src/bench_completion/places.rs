//! Places for the tests that type at one place: code whose next lines a small model knows well.

use super::buffer::Buffer;

/// A place in the middle of a Python file, in a copy that differs in its first line from all others: what one copy
/// left in a cache is no suggestion for another. What is typed there next is [`typed`].
pub(crate) fn place(copy: usize) -> Buffer {
    let before = format!("# Copy {copy}.\n{BEFORE}");
    Buffer::new(format!("{before}\n{AFTER}"), before.len())
}

/// What the typist writes at a copy of the place: 20 keys, none of them what a model would guess, and other ones in each
/// copy, since what was typed in one may be suggested in the next.
pub(crate) fn typed(copy: usize) -> String {
    let names = [
        "walnut", "basalt", "heron_", "tundra", "quartz", "meadow", "falcon", "amber_", "lagoon", "cobalt",
    ];
    let calls = ["probe", "visit", "mount", "carve", "weigh", "drain", "paint"];
    format!(
        "{}_{} = {}({}, ",
        names[copy % 10],
        copy % 7,
        calls[copy % 7],
        copy % 9
    )
}

const BEFORE: &str = r#"import json


class Settings:
    """Named values that are kept in a file."""

    def __init__(self, path):
        self.path = path
        self.values = {}

    def get(self, name, default=None):
        return self.values.get(name, default)

    def print_all(self):
        """Prints every name with its value, one on a line."""
        "#;

const AFTER: &str = r#"
    def load(self):
        with open(self.path, encoding="utf-8") as file:
            self.values = json.load(file)

    def save(self):
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump(self.values, file, indent=2, sort_keys=True)

    def remove(self, name):
        if name not in self.values:
            raise KeyError(f"there is no setting named {name}")
        del self.values[name]


def load_settings(path):
    settings = Settings(path)
    settings.load()
    return settings
"#;
