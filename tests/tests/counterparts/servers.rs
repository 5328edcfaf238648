//! The counterparts themselves, without the program: they are what the other tests take them for, and they behave as the
//! stand-in does where it speaks for them.

use ponder_tests::counterparts::{Gateway, get, post};
use serde_json::json;

use crate::fixture::{CHAT_MODEL, WINDOW, llama, text};

#[test]
fn the_llama_server_answers_and_refuses_as_the_stand_in_does() {
    let server = llama(CHAT_MODEL);
    let (status, models) = get(&format!("{}/v1/models", server.url()), None);
    assert_eq!((status, &models["data"][0]["id"]), (200, &json!(CHAT_MODEL)));
    let (_, properties) = get(&format!("{}/props", server.url()), None);
    assert_eq!(properties["default_generation_settings"]["n_ctx"], WINDOW);

    let chat = format!("{}/v1/chat/completions", server.url());
    let question = json!({"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 4});
    let (status, answer) = post(&chat, None, &question);
    assert_eq!(status, 200, "{answer}");
    assert!(!text(&answer, "/choices/0/message/content").is_empty());
    assert_eq!(answer["usage"]["completion_tokens"], 4);

    let long = json!({"messages": [{"role": "user", "content": "word ".repeat(4000)}]});
    let (status, answer) = post(&chat, None, &long);
    assert_eq!(status, 400, "{answer}");
    assert_eq!(answer["error"]["type"], "exceed_context_size_error");
    assert_eq!(answer["error"]["n_ctx"], WINDOW);
    assert!(
        answer["error"]["n_prompt_tokens"].as_u64() > Some(4000),
        "{answer}"
    );

    let hole = json!({"input_prefix": "def add(a, b):\n    return ", "input_suffix": "\n"});
    let (status, answer) = post(&format!("{}/infill", server.url()), None, &hole);
    assert_eq!(
        (status, &answer["error"]["type"]),
        (501, &json!("not_supported_error"))
    );
}

#[test]
fn the_gateway_wants_its_key_and_passes_on() {
    let server = llama(CHAT_MODEL);
    let gateway = Gateway::start(&server);
    let models = format!("{}/models", gateway.url());
    let (status, listing) = get(&models, Some(Gateway::KEY));
    assert_eq!((status, &listing["data"][0]["id"]), (200, &json!(Gateway::MODEL)));
    assert_eq!(get(&models, None).0, 401);
    // Without a database no other key can be known; the gateway says just that, with a status that means something else.
    let (status, answer) = get(&models, Some("sk-wrong"));
    assert_eq!(
        (status, &answer["error"]["type"]),
        (400, &json!("no_db_connection"))
    );

    let chat = format!("{}/chat/completions", gateway.url());
    let question = json!({
        "model": Gateway::MODEL, "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 4,
    });
    let (status, answer) = post(&chat, Some(Gateway::KEY), &question);
    assert_eq!(status, 200, "{answer}");
    assert!(!text(&answer, "/choices/0/message/content").is_empty());
}
