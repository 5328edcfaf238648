//! What a text is compared by: the set of its words, and the set of its lines.
//!
//! Both are kept as hashes. Two that collide make a likeness a little too great, which nothing here depends on.

use std::sync::LazyLock;

/// Words that stand in code of every kind, and so say nothing about what it is about.
const COMMON: &str = "abstract and as async await break case catch class const continue def default do elif else end enum \
    export extends false final finally fn for from func function if impl implements import in int interface is let match \
    mod mut new nil none not null of or package pass pub private protected public return self static str string struct \
    super switch the then this throw to true try type undefined use using val var void where while with yield";

static COMMON_WORDS: LazyLock<Hashes> =
    LazyLock::new(|| Hashes::from(COMMON.split_whitespace().map(hash).collect::<Vec<_>>()));

/// Where the scripts begin that don't put spaces between words (CJK radicals): there, pairs of characters are compared.
const UNSPACED: char = '\u{2E80}';

/// Lines with fewer letters and digits than this, such as closing brackets, are like each other by chance.
const TELLING_CHARACTERS: usize = 4;

/// The share of one text's lines that another has, above which the first adds nothing to the second.
const NEARLY_ALL_LINES: f32 = 0.8;

/// The likeness of the words of two texts above which they are one text twice.
const SAME_WORDS: f32 = 0.9;

/// The share of their lines above which two pieces of one file overlap.
const OVERLAP: f32 = 0.25;

/// What a text is compared by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    words: Hashes,
    lines: Hashes,
}

/// What one line adds to a fingerprint.
#[derive(Debug, Default)]
pub(crate) struct LineMarks {
    words: Vec<u32>,
    line: Option<u32>,
}

impl LineMarks {
    pub(crate) fn of(line: &str) -> Self {
        let mut words = Vec::new();
        for run in line.split(|character: char| !character.is_alphanumeric() && character != '_') {
            add_words(run, &mut words);
        }
        let line = line.trim();
        let telling = line.chars().filter(|character| character.is_alphanumeric());
        Self {
            words,
            line: (telling.take(TELLING_CHARACTERS).count() == TELLING_CHARACTERS).then(|| hash(line)),
        }
    }
}

impl Fingerprint {
    pub(crate) fn of(text: &str) -> Self {
        let lines: Vec<_> = text.lines().map(LineMarks::of).collect();
        Self::of_lines(&lines)
    }

    pub(crate) fn of_lines(lines: &[LineMarks]) -> Self {
        let words: Vec<u32> = lines.iter().flat_map(|line| &line.words).copied().collect();
        let lines: Vec<u32> = lines.iter().filter_map(|line| line.line).collect();
        Self {
            words: words.into(),
            lines: lines.into(),
        }
    }

    /// The number of words that differ from each other.
    pub(crate) fn word_count(&self) -> usize {
        self.words.0.len()
    }

    /// How alike the words are (Jaccard): 0 where none is shared, 1 where all are.
    pub(crate) fn likeness(&self, other: &Self) -> f32 {
        let shared = self.words.shared(&other.words);
        ratio(shared, self.words.0.len() + other.words.0.len() - shared)
    }

    /// Whether the other text says nearly all that this one says.
    pub(crate) fn is_nearly_in(&self, other: &Self) -> bool {
        self.likeness(other) > SAME_WORDS
            || ratio(self.lines.shared(&other.lines), self.lines.0.len()) > NEARLY_ALL_LINES
    }

    /// Whether two pieces of one file have many lines in common.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let fewer = self.lines.0.len().min(other.lines.0.len());
        ratio(self.lines.shared(&other.lines), fewer) > OVERLAP
    }
}

/// A set of hashes, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Hashes(Box<[u32]>);

impl From<Vec<u32>> for Hashes {
    fn from(mut hashes: Vec<u32>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes.into_boxed_slice())
    }
}

impl Hashes {
    fn contains(&self, hash: u32) -> bool {
        self.0.binary_search(&hash).is_ok()
    }

    fn shared(&self, other: &Self) -> usize {
        let (mut one, mut two, mut shared) = (0, 0, 0);
        while let (Some(left), Some(right)) = (self.0.get(one), other.0.get(two)) {
            one += usize::from(left <= right);
            two += usize::from(right <= left);
            shared += usize::from(left == right);
        }
        shared
    }
}

/// A part of a whole; 0 of nothing.
pub(crate) fn ratio(part: usize, whole: usize) -> f32 {
    // Sets of a few hundred: far below what a float counts exactly.
    let float = |count: usize| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    if whole == 0 {
        0.0
    } else {
        float(part) / float(whole)
    }
}

/// An identifier counts as a whole and by its parts, so that `read_config` and `writeConfig` have something in common.
fn add_words(run: &str, words: &mut Vec<u32>) {
    if run.is_empty() || run.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') {
        return;
    }
    if run.chars().any(|character| character >= UNSPACED) {
        let starts = run.char_indices().map(|(start, _)| start);
        let ends = run.char_indices().skip(2).map(|(end, _)| end);
        let pairs = starts.zip(ends.chain([run.len()]));
        words.extend(pairs.map(|(start, end)| hash(&run[start..end])));
        return;
    }
    let mut add = |word: &str| {
        let hash = hash(word);
        if word.len() > 1 && !COMMON_WORDS.contains(hash) {
            words.push(hash);
        }
    };
    add(run);
    let mut start = 0;
    let bytes = run.as_bytes();
    for at in 1..=bytes.len() {
        let ends = at == bytes.len()
            || bytes[at] == b'_'
            || bytes[at - 1] == b'_'
            || (bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase());
        if ends {
            // The cuts stand beside ASCII characters, so they are never inside another.
            let part = &run[start..at];
            if part.len() > 2 && part.len() < run.len() {
                add(part);
            }
            start = at;
        }
    }
}

/// FNV-1a without regard to the case of ASCII letters: words are short, and nobody profits from making them collide.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(one: &str, other: &str) -> f32 {
        Fingerprint::of(one).likeness(&Fingerprint::of(other))
    }

    #[test]
    fn identifiers_are_alike_by_their_parts() {
        assert!(likeness("read_config", "writeConfig") > 0.0);
        assert!(likeness("readConfig", "read_config") > likeness("readConfig", "read_settings"));
        assert!(likeness("alpha beta", "gamma delta").abs() < f32::EPSILON);
    }

    #[test]
    fn words_of_every_language_count_for_nothing() {
        assert!(likeness("return self if true", "return self if true").abs() < f32::EPSILON);
        assert!(likeness("12 345 6_7", "12 345 6_7").abs() < f32::EPSILON);
    }

    #[test]
    fn text_without_spaces_is_compared_by_pairs_of_characters() {
        assert!(likeness("読み込む設定", "設定を書く") > 0.0);
        assert!(likeness("读取配置文件", "今天天气很好").abs() < f32::EPSILON);
        assert!(likeness("é字a", "é字a") > 0.9);
    }

    #[test]
    fn a_text_within_another_adds_nothing_to_it() {
        let part = Fingerprint::of("let total = price * count;\n    }\nprint(total)\n");
        let whole = Fingerprint::of(
            "fn sum() {\n  let total = price * count;\n  let rest = budget - total;\n  print(total)\n}\n",
        );
        assert!(part.is_nearly_in(&whole));
        assert!(!whole.is_nearly_in(&part));
    }
}
