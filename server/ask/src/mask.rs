//! Secrets in text that is about to leave the machine.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use ponder_model::{Fill, Message, Prompt, Related};
use regex::{Captures, Regex};

/// What stands in the place of a secret.
const MASK: &str = "[masked by ponder]";

/// Shapes of secrets. Where there is a group `secret`, only that is masked, so that the code around it stays readable.
static SHAPES: LazyLock<Regex> = LazyLock::new(|| {
    let shapes = [
        // Private keys, in PEM.
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|\z)",
        // AWS access keys.
        r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
        // GitHub, GitLab, Slack, npm, PyPI, Stripe, Google, Hugging Face and model providers.
        r"\bgh[pousr]_[A-Za-z0-9]{30,}",
        r"\bgithub_pat_[A-Za-z0-9_]{30,}",
        r"\bglpat-[A-Za-z0-9_-]{20,}",
        r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
        r"\bnpm_[A-Za-z0-9]{30,}",
        r"\bpypi-[A-Za-z0-9_-]{40,}",
        r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",
        r"\bAIza[A-Za-z0-9_-]{30,}",
        r"\bhf_[A-Za-z0-9]{30,}",
        r"\bsk-[A-Za-z0-9_-]{20,}",
        // JSON web tokens.
        r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}",
        // Passwords in URLs.
        r"://[^\s/:@'\x22]+:(?P<url>[^\s/:@'\x22]{3,})@",
        // What is named as a secret and written as a string, or stands bare in a line of its own as in `.env`.
        r#"(?i)\b[A-Z0-9_.-]*(?:api[_-]?key|secret|token|passw(?:or)?d|credential)[A-Z0-9_]*['"]?\s*(?::|=|=>|:=)\s*['"](?P<quoted>[^'"\s]{8,})['"]"#,
        r"(?m)^(?:export\s+)?[A-Z0-9_]*(?:API_?KEY|SECRET|TOKEN|PASSWORD)[A-Z0-9_]*=(?P<bare>[^\s'\x22$]{8,})$",
        // Bearer tokens.
        r"(?i)\bbearer\s+(?P<bearer>[A-Za-z0-9._~+/-]{20,}=*)",
    ];
    Regex::new(&shapes.join("|")).expect("the shapes are valid expressions")
});

/// Groups that hold a secret inside of a shape.
const GROUPS: [&str; 4] = ["url", "quoted", "bare", "bearer"];

/// `text` with its secrets masked, and how many there were.
pub fn mask(text: &str) -> (Cow<'_, str>, usize) {
    let secrets = secrets(text);
    if secrets.is_empty() {
        return (Cow::Borrowed(text), 0);
    }
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for secret in &secrets {
        masked.push_str(&text[from..secret.start]);
        masked.push_str(MASK);
        from = secret.end;
    }
    masked.push_str(&text[from..]);
    (Cow::Owned(masked), secrets.len())
}

/// `written`, which a model wrote after it had seen `original` masked, with the secrets put back; `None` where it can't be
/// told which of them stands where.
///
/// A secret is known by its line, or by being the only one.
pub fn restored(original: &str, written: &str) -> Option<String> {
    if !written.contains(MASK) || original.contains(MASK) {
        return Some(written.to_owned());
    }
    let secrets: Vec<&str> = secrets(original)
        .into_iter()
        .map(|bytes| &original[bytes])
        .collect();
    if let Some(only) = secrets
        .first()
        .filter(|first| secrets.iter().all(|secret| secret == *first))
    {
        return Some(written.replace(MASK, only));
    }
    let (masked, _) = mask(original);
    // A secret may span lines, and its mask does not: only where there are as many can lines be told.
    let lines = || masked.lines().zip(original.lines());
    if masked.lines().count() != original.lines().count() {
        return None;
    }
    let mut restored = String::with_capacity(written.len());
    for line in written.split_inclusive('\n') {
        if !line.contains(MASK) {
            restored.push_str(line);
            continue;
        }
        let mut same = lines().filter(|(masked, _)| masked.trim() == line.trim());
        let (_, first) = same.next()?;
        if same.any(|(_, other)| other.trim() != first.trim()) {
            return None;
        }
        restored.push_str(&line.replace(line.trim(), first.trim()));
    }
    Some(restored)
}

/// Where the secrets of `text` stand, in their order.
fn secrets(text: &str) -> Vec<Range<usize>> {
    let of_shape = |found: Captures<'_>| {
        let secret = GROUPS.iter().find_map(|name| found.name(name)).or(found.get(0));
        secret.map(|secret| secret.range())
    };
    SHAPES.captures_iter(text).filter_map(of_shape).collect()
}

/// `prompt` with the secrets in all its texts masked, and how many there were.
pub(crate) fn mask_prompt(prompt: Prompt) -> (Prompt, usize) {
    let mut count = 0;
    let mut masked = |text: String| match mask(&text) {
        (Cow::Owned(masked), found) => {
            count += found;
            masked
        }
        (Cow::Borrowed(_), _) => text,
    };
    let prompt = match prompt {
        Prompt::Chat(messages) => Prompt::Chat(
            messages
                .into_iter()
                .map(|Message { role, content }| Message {
                    role,
                    content: masked(content),
                })
                .collect(),
        ),
        Prompt::Fill(fill) => Prompt::Fill(Fill {
            related: fill
                .related
                .into_iter()
                .map(|Related { path, text }| Related {
                    path,
                    text: masked(text),
                })
                .collect(),
            path: fill.path,
            prefix: masked(fill.prefix),
            written: masked(fill.written),
            suffix: masked(fill.suffix),
        }),
    };
    (prompt, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_model_wrote_gets_its_secrets_back() {
        let one = "a = 1\npassword = \"correct-horse\"\n";
        let (masked, _) = mask(one);
        assert_eq!(
            restored(one, &masked.replace("a = 1", "a = 2")).as_deref(),
            Some("a = 2\npassword = \"correct-horse\"\n")
        );
        let two = "password = \"correct-horse\"\n  token = \"battery-staple\"\n";
        let (masked, count) = mask(two);
        assert_eq!(count, 2);
        let turned = masked.lines().rev().collect::<Vec<_>>().join("\n") + "\n";
        assert_eq!(
            restored(two, &turned).as_deref(),
            Some("  token = \"battery-staple\"\npassword = \"correct-horse\"\n")
        );
        assert_eq!(restored(two, "key = \"[masked by ponder]\"\n"), None);
        assert_eq!(restored(two, "no secret\n").as_deref(), Some("no secret\n"));
    }
    use proptest::prelude::*;

    #[test]
    fn secrets_are_masked_and_the_code_around_them_stays() {
        let cases = [
            (
                "let key = \"sk-abcdefghijklmnopqrstuvwx\";",
                "let key = \"[masked by ponder]\";",
            ),
            ("password = 'correct-horse'", "password = '[masked by ponder]'"),
            (
                "{\"api_key\": \"0123456789abcdef\"}",
                "{\"api_key\": \"[masked by ponder]\"}",
            ),
            (
                "postgres://me:hunter22@host/db",
                "postgres://me:[masked by ponder]@host/db",
            ),
            ("DB_PASSWORD=hunter2hunter2", "DB_PASSWORD=[masked by ponder]"),
            ("aws AKIAABCDEFGHIJKLMNOP end", "aws [masked by ponder] end"),
            (
                "Authorization: Bearer abcdefghijklmnopqrstuvwxyz",
                "Authorization: Bearer [masked by ponder]",
            ),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nrest",
                "[masked by ponder]\nrest",
            ),
        ];
        for (text, expected) in cases {
            let (masked, count) = mask(text);
            assert_eq!((masked.as_ref(), count), (expected, 1));
        }
    }

    #[test]
    fn ordinary_code_stays_as_it_is() {
        for text in [
            "let token = next_token(&mut input);",
            "password: String,",
            "fn secret_santa(names: &[&str]) {}",
            "https://example.com/a:b@c",
            "TOKEN=$OTHER_TOKEN",
            "sk-short",
            "token = \"\"",
        ] {
            assert_eq!(mask(text), (Cow::Borrowed(text), 0));
        }
    }

    proptest! {
        #[test]
        fn masking_twice_changes_nothing_more(text in "[ -~\n]{0,200}") {
            let (once, _) = mask(&text);
            let (twice, _) = mask(&once);
            prop_assert_eq!(once.as_ref().len() >= twice.len(), true);
        }
    }
}
