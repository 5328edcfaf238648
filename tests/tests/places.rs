//! What stands at places in real files of many languages, and what a completion there is.
//!
//! `tests/data/places.tsv` was made by reading the files, not by asking Ponder. Lines and columns count from 1, columns
//! in characters; a place is before the character at its column. `UPDATE_DOCS=1 cargo nextest run -p ponder-tests
//! --test places` writes the table in `docs/src/places.md` anew.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ponder_route::{Intent, Role};
use ponder_tests::CorpusFile;
use ponder_text::{Document, Language, Region, Snapshot, region_at};

/// The regions, in the order of the table.
const REGIONS: [(&str, Region); 5] = [
    ("code", Region::Code),
    ("comment", Region::Comment),
    ("doc_comment", Region::DocComment),
    ("string", Region::String),
    ("prose", Region::Prose),
];

/// A place and what a reader sees there.
struct Place {
    package: String,
    file: String,
    line: usize,
    column: usize,
    region: String,
    intent: String,
    note: String,
}

/// What Ponder says of a place.
struct Answer {
    language: String,
    region: &'static str,
    is_right: bool,
}

#[test]
fn places_in_real_files_are_what_a_reader_sees_there() {
    let places = places();
    let answers = answers(&places);
    let right = answers.iter().filter(|answer| answer.is_right).count();

    assert!(
        places.len() >= 300,
        "only {} places are too few to tell",
        places.len()
    );
    let languages: BTreeSet<_> = answers.iter().map(|answer| &answer.language).collect();
    assert!(languages.len() >= 12, "only in {languages:?}");
    assert!(
        right * 1000 >= places.len() * 995,
        "{right} of {} places are right\n\n{}",
        places.len(),
        mistakes(&places, &answers)
    );

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/places.md");
    let page = page(&places, &answers);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, page).expect("written");
    } else {
        let current = fs::read_to_string(&path).expect("the page");
        assert_eq!(
            current,
            page,
            "the page is out of date; run with UPDATE_DOCS=1; mistakes:\n{}",
            mistakes(&places, &answers)
        );
    }
}

fn places() -> Vec<Place> {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/places.tsv");
    let text = fs::read_to_string(table).expect("the table of places");
    let place = |line: &str| match *line.split('\t').collect::<Vec<_>>() {
        [package, file, row, column, region, intent, note] => Place {
            package: package.to_owned(),
            file: file.to_owned(),
            line: row.parse().expect("a line"),
            column: column.parse().expect("a column"),
            region: region.to_owned(),
            intent: intent.to_owned(),
            note: note.to_owned(),
        },
        _ => panic!("not seven columns: {line}"),
    };
    text.lines().skip(1).map(place).collect()
}

fn answers(places: &[Place]) -> Vec<Answer> {
    let files = CorpusFile::all().expect("the table of files");
    let open = |file: &CorpusFile| {
        let text = file.read().unwrap_or_else(|error| panic!("{error:#}"));
        let language = Language::from_path(&file.path).expect("the language of every file is known");
        assert_eq!(language.name(), file.language, "of {}", file.path);
        Document::new(&text, 1, language).snapshot()
    };
    let files: HashMap<_, _> = files
        .iter()
        .map(|file| ((&*file.package, &*file.path), (&*file.language, open(file))))
        .collect();
    let answer = |place: &Place| {
        let (language, snapshot) = files
            .get(&(&*place.package, &*place.file))
            .unwrap_or_else(|| panic!("{} of {} is no file of the corpus", place.file, place.package));
        answer(place, language, snapshot)
    };
    places.iter().map(answer).collect()
}

fn answer(place: &Place, language: &str, snapshot: &Snapshot) -> Answer {
    let line = snapshot.line_text(place.line - 1);
    let before: usize = line.chars().take(place.column - 1).map(char::len_utf8).sum();
    assert!(
        line.chars().count() + 1 >= place.column,
        "{}:{} has no column {}",
        place.file,
        place.line,
        place.column
    );
    let region = region_at(snapshot, snapshot.line_start(place.line - 1) + before);
    let intent = Intent::of_completion(region);
    let role = match &*place.intent {
        "complete_code" => Role::Completion,
        "complete_prose" => Role::General,
        other => panic!("{other} is not what a completion is for"),
    };
    let name = REGIONS
        .iter()
        .find(|(_, known)| *known == region)
        .map(|(name, _)| *name);
    let region = name.expect("every region has a name");
    Answer {
        language: language.to_owned(),
        region,
        is_right: region == place.region && intent.name() == place.intent && Role::of(intent) == role,
    }
}

/// How often one region was taken for another in each language, and where.
fn mistakes(places: &[Place], answers: &[Answer]) -> String {
    let wrong: Vec<_> = places
        .iter()
        .zip(answers)
        .filter(|(_, answer)| !answer.is_right)
        .collect();
    let mut confusions = BTreeMap::<_, usize>::new();
    for (place, answer) in &wrong {
        *confusions
            .entry((&answer.language, &place.region, answer.region))
            .or_default() += 1;
    }
    let mut text = String::new();
    for ((language, expected, found), count) in confusions {
        let _ = writeln!(text, "{language}: {expected} taken for {found}: {count}");
    }
    for (place, answer) in wrong {
        let _ = writeln!(
            text,
            "{} of {}, line {} column {}: {} instead of {}: {}",
            place.file, place.package, place.line, place.column, answer.region, place.region, place.note
        );
    }
    text
}

/// The page of the book: for each language and region, how many places are right of how many.
fn page(places: &[Place], answers: &[Answer]) -> String {
    let mut counts = BTreeMap::<(&str, &str), (usize, usize)>::new();
    for (place, answer) in places.iter().zip(answers) {
        for language in [&*answer.language, "**all**"] {
            for region in [&*place.region, "all"] {
                let (right, total) = counts.entry((language, region)).or_default();
                *right += usize::from(answer.is_right);
                *total += 1;
            }
        }
    }
    let mut text = format!("{INTRODUCTION}| language | ");
    let regions = || REGIONS.iter().map(|(region, _)| *region).chain(["all"]);
    let _ = writeln!(text, "{} |", regions().collect::<Vec<_>>().join(" | "));
    let _ = writeln!(text, "|---|{}", "---:|".repeat(REGIONS.len() + 1));
    let mut languages: Vec<_> = counts.keys().map(|(language, _)| *language).collect();
    languages.dedup();
    languages.sort_by_key(|language| (language.starts_with('*'), *language));
    for language in languages {
        let cell = |region| match counts.get(&(language, region)) {
            Some((right, total)) => format!("{right}/{total}"),
            None => "–".to_owned(),
        };
        let _ = writeln!(
            text,
            "| {language} | {} |",
            regions().map(cell).collect::<Vec<_>>().join(" | ")
        );
    }
    text
}

const INTRODUCTION: &str = "# Regions at places in real files

What a completion is for follows from what stands at the cursor: in code and strings it completes code, by the model for
completion; in comments, doc comments and prose it completes prose, by the general model. This table says how often
Ponder sees at a place in a real file what a reader sees there: right places of all places.

The places are in `tests/data/places.tsv`, the files that they are in, in `tests/data/corpus.tsv`. The files are not part
of the project: they are sources in packages that the test downloads, and it checks each by its SHA-256. The test fails
below 99.5 %, or if this page is not what it finds; `UPDATE_DOCS=1` writes the page anew.

What a reader may see otherwise, and Ponder always sees so: a pattern such as `/a/` is code. Inline code in Markdown is
prose, as the sentence around it is. In HTML in Markdown the tags are code and what they mark is prose. A code example
in a doc comment is part of the doc comment, and a script in a YAML text is a string. The line that says which
interpreter runs a file is a comment.

";
