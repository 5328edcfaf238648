//! Holes at a llama.cpp server, asked as completion asks.

use std::sync::Arc;
use std::time::Duration;

use ponder_model::remote::{Endpoint, EndpointSettings, Timeouts};
use ponder_model::{
    Answer, Binding, Dialect, Fill, FillTemplate, Mode, Model as _, Parameters, Priority, Prompt, Related,
    Request,
};
use ponder_tests::counterparts::LlamaServer;

use crate::fixture::{ANSWER, CODE_MODEL, llama, llama_with_window};

fn ask(server: &LlamaServer, dialect: Dialect, fill: Fill) -> Answer {
    let endpoint = Endpoint::new(EndpointSettings {
        name: "there".to_owned(),
        dialect,
        url: server.url().parse().expect("it has a url"),
        key: None,
        concurrency: 1,
        timeouts: Timeouts {
            first_token: Some(ANSWER),
            idle: Some(ANSWER),
            ..Timeouts::default()
        },
    });
    let binding = Binding {
        endpoint: "there".to_owned(),
        dialect,
        fill_template: Some(FillTemplate::Qwen),
        ..Binding::local(CODE_MODEL, Mode::NonThinking)
    };
    let request = Request {
        prompt: Prompt::Fill(fill),
        parameters: Parameters {
            temperature: Some(0.0),
            top_p: None,
            max_tokens: Some(24),
        },
        stop: vec!["\n".to_owned()],
        // Reading the prompt may take longer here than somebody who types waits.
        priority: Priority::Question,
        wait: Duration::ZERO,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    let model = endpoint.model(Arc::new(binding));
    let answer = runtime.block_on(Answer::collect(model.answer(request), |_| {}));
    answer.unwrap_or_else(|error| panic!("{dialect:?}: {error}"))
}

/// A hole whose text only another file tells.
fn hole(related: Vec<Related>) -> Fill {
    Fill {
        related,
        path: "main.py".to_owned(),
        written: "    print(greet_".to_owned(),
        ..Fill::between("from greetings import *\n\ndef main():\n", "\n\nmain()\n")
    }
}

fn greetings() -> Related {
    Related {
        path: "greetings.py".to_owned(),
        text: "def greet_zanzibar(name):\n    return \"Hello \" + name\n".to_owned(),
    }
}

#[test]
fn a_hole_is_filled_with_what_was_typed_and_what_other_files_hold() {
    // Other files get what a whole batch, 2048 tokens, and twice the answer leave of the window.
    let server = llama_with_window(CODE_MODEL, 4096);
    // In the server's own way, and in a raw prompt.
    for dialect in [Dialect::LlamaServer, Dialect::Generic] {
        let alone = ask(&server, dialect, hole(Vec::new()));
        assert!(!alone.text.contains("zanzibar"), "{dialect:?}: {}", alone.text);
        let informed = ask(&server, dialect, hole(vec![greetings()]));
        assert!(
            informed.text.starts_with("zanzibar("),
            "{dialect:?}: {}",
            informed.text
        );
        assert!(
            !informed.text.contains(['\n', '|']),
            "{dialect:?}: {}",
            informed.text
        );
    }
}

/// The server reads the texts around a hole as plain text, and the part that was typed not.
#[test]
fn a_file_that_spells_tokens_is_filled_all_the_same() {
    let server = llama(CODE_MODEL);
    for dialect in [Dialect::LlamaServer, Dialect::Generic] {
        let fill = Fill {
            written: " # <|fim_middle|>\n    return ".to_owned(),
            ..Fill::between(
                "END = \"<|endoftext|>\"\n\ndef add(a, b):",
                "\n\nprint(add(1, 2))\n",
            )
        };
        let answer = ask(&server, dialect, fill);
        assert!(!answer.text.contains("<|"), "{dialect:?}: {}", answer.text);
    }
}
