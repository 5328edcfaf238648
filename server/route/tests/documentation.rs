//! The tables in `docs/src/routing.md` are those of the code.
//!
//! `UPDATE_DOCS=1 cargo nextest run -p ponder-route` writes them anew.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use ponder_model::{
    Binding, Capabilities, Dialect, FillPath, Instructions, Mode, Sampling, ThinkingSwitch, TokenLimit,
};
use ponder_route::{Intent, Keystrokes, Role, Rules, Task, route};

#[test]
fn the_documentation_has_the_tables_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/routing.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let expected = [
        ("intents", intents()),
        ("dialects", dialects()),
        ("temperatures", temperatures()),
    ]
    .into_iter()
    .fold(page.clone(), |page, (name, table)| {
        with_table(&page, name, &table)
    });
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, expected).expect("written");
    } else {
        assert_eq!(page, expected, "the page is out of date; run with UPDATE_DOCS=1");
    }
}

fn with_table(page: &str, name: &str, table: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = page
        .split_once(&begin)
        .expect("the page marks where the table begins");
    let (_, after) = rest
        .split_once(&end)
        .expect("the page marks where the table ends");
    format!("{before}{begin}\n{table}\n{end}{after}")
}

fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for row in rows {
        writeln!(table, "| {} |", row.join(" | ")).expect("a string takes all");
    }
    table
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn all_dialects() -> impl Iterator<Item = Dialect> {
    Dialect::REMOTE.into_iter().chain([Dialect::Local])
}

fn intents() -> String {
    let row = |intent: Intent| {
        vec![
            code(intent.name()),
            intent.kind().name().to_owned(),
            Role::of(intent).name().to_owned(),
        ]
    };
    table(&["intent", "kind", "role"], Intent::ALL.map(row))
}

/// A model of each dialect that shows what the dialect does.
fn example(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Deepseek => "deepseek-flash",
        Dialect::Openai => "gpt-5.1",
        _ => "a-model",
    }
}

fn dialects() -> String {
    let heads = [
        "dialect",
        "mode",
        "temperature",
        "thinking by",
        "limit as",
        "instructions as",
        "fills by",
        "stop texts",
    ];
    let rows = all_dialects().flat_map(|dialect| {
        [Mode::Thinking, Mode::NonThinking].map(|mode| {
            let capabilities = Capabilities::of(dialect, example(dialect), mode);
            let mut row = vec![code(dialect.name()), mode.name().to_owned()];
            row.extend(in_words(&capabilities));
            row
        })
    });
    table(&heads, rows)
}

fn in_words(capabilities: &Capabilities) -> [String; 6] {
    [
        match capabilities.sampling {
            Sampling::Free { most } => format!("up to {most}"),
            Sampling::Fixed => "not sent".to_owned(),
            Sampling::Vendor => "as its vendor asks".to_owned(),
        },
        match capabilities.thinking {
            ThinkingSwitch::None => "–".to_owned(),
            ThinkingSwitch::ThinkingType => code("thinking.type"),
            ThinkingSwitch::ReasoningEffort => code("reasoning_effort"),
            ThinkingSwitch::ReasoningObject => code("reasoning"),
            ThinkingSwitch::EnableThinking => code("enable_thinking"),
            ThinkingSwitch::ChatTemplate => code("chat_template_kwargs"),
        },
        code(match capabilities.token_limit {
            TokenLimit::MaxTokens => "max_tokens",
            TokenLimit::MaxCompletionTokens => "max_completion_tokens",
        }),
        match capabilities.instructions {
            Instructions::System => code("system"),
            Instructions::Developer => code("developer"),
            Instructions::UserTurn => "the first user message".to_owned(),
        },
        match capabilities.fill {
            FillPath::None => "a chat".to_owned(),
            FillPath::BetaCompletions => code("/beta/completions"),
            FillPath::Completions => code("/completions"),
            FillPath::RawCompletions(_) => format!("{}, raw", code("/completions")),
            FillPath::RawGenerate(_) => format!("{}, raw", code("/api/generate")),
            FillPath::Infill => code("/infill"),
            FillPath::Engine => "the engine".to_owned(),
        },
        match capabilities.stop_limit {
            0 => "–".to_owned(),
            some if some > 64 => "any number".to_owned(),
            some => some.to_string(),
        },
    ]
}

fn temperatures() -> String {
    let heads: Vec<String> = std::iter::once("intent".to_owned())
        .chain(all_dialects().map(|dialect| code(dialect.name())))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let rows = Intent::ALL.map(|intent| {
        let mut row = vec![code(intent.name())];
        row.extend(all_dialects().map(|dialect| temperature(dialect, intent)));
        row
    });
    table(&heads, rows)
}

/// The temperature that is sent where a model of `dialect` that does not think serves everything.
fn temperature(dialect: Dialect, intent: Intent) -> String {
    let binding = Arc::new(Binding {
        name: "all".to_owned(),
        endpoint: dialect.name().to_owned(),
        dialect,
        ..Binding::local(example(dialect), Mode::NonThinking)
    });
    let rules = Rules {
        reasoning: vec![Arc::clone(&binding)],
        general: vec![Arc::clone(&binding)],
        completion: vec![binding],
        keystrokes: Keystrokes::Remote,
        ..Rules::local("small")
    };
    let plan = route(&Task::new(intent), &rules);
    let temperature = plan.candidates[0].parameters.temperature;
    temperature.map_or_else(|| "–".to_owned(), |temperature| format!("{temperature:.1}"))
}
