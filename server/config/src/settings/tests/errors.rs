//! What is wrong with a configuration, in words.

use super::*;

#[test]
fn an_unknown_key_is_named_with_its_line_and_what_may_be_meant() {
    assert_eq!(
        error("[local]\nmodle = \"mine\""),
        "unknown key `modle` (line 2); did you mean `model`?"
    );
    assert_eq!(
        error("\n[endpoint.mine]"),
        "unknown key `endpoint` (line 2); did you mean `endpoints`?"
    );
    assert_eq!(
        error("[endpoints.mine]\ndialect = \"vllm\"\nkey = { envv = \"X\" }"),
        "unknown key `envv` (line 3); did you mean `env`?"
    );
    assert_eq!(
        error("[[pins]]\nlanguage = \"rust\"\nuse = \"local\"\n[[pins]]\nfoldr = \"/x\""),
        "unknown key `foldr` (line 5); did you mean `folder`?"
    );
}

#[test]
fn an_unknown_word_is_answered_with_those_that_there_are() {
    assert_eq!(
        error("[routing]\nunsure = \"generl\""),
        "`routing.unsure` (line 2) must be one of `reasoning`, `general`; did you mean `general`?"
    );
    let error = error("[endpoints.mine]\ndialect = \"deepsek\"\nurl = \"https://x\"");
    assert!(
        error.starts_with("`endpoints.mine.dialect` (line 2) must be one of")
            && error.ends_with("mean `deepseek`?"),
        "{error}"
    );
}

#[test]
fn names_that_lead_nowhere_are_errors_with_what_may_be_meant() {
    for (more, expected) in [
        (
            "[roles]\nreasoning = [\"small\", \"bgi\"]",
            "`roles.reasoning[1]` (line 13) names `bgi`, but there is no such binding; did you mean `big`?",
        ),
        (
            "[bindings.x]\nendpoint = \"mien\"\nmodel = \"x\"",
            "`bindings.x.endpoint` (line 13) names `mien`, but there is no such endpoint; did you mean `mine`?",
        ),
        (
            "[routing.intents]\ndocument = \"resoning\"",
            "`routing.intents.document` (line 13) names `resoning`, but there is no such role or binding; did you mean `reasoning`?",
        ),
        (
            "[routing.intents]\ndocumnt = \"big\"",
            "`routing.intents.documnt` (line 13) is no intent; did you mean `document`?",
        ),
        (
            "[[pins]]\nlanguage = \"rust\"\nuse = \"locl\"",
            "`pins[0].use` (line 14) names `locl`, but there is no such role or binding; did you mean `local`?",
        ),
        (
            "[[pins]]\nlanguage = \"rsut\"\nuse = \"local\"",
            "`pins[0].language` (line 13) is no language that ponder knows, such as `markdown`",
        ),
    ] {
        assert_eq!(error(&mine(more)), expected);
    }
}

#[test]
fn names_that_mean_something_else_are_refused() {
    for (text, expected) in [
        (
            "[endpoints.local]\n",
            "`endpoints.local` (line 1) can't be an endpoint",
        ),
        (
            "[bindings.local]\n",
            "`bindings.local` (line 1) can't be a binding",
        ),
        (
            "[bindings.reasoning]\n",
            "`bindings.reasoning` (line 1) can't be a binding",
        ),
        (
            "[bindings.fallback]\n",
            "`bindings.fallback` (line 1) can't be a binding",
        ),
        (
            "[bindings.Big]\n",
            "`bindings.Big` (line 1) has a name that can't be used",
        ),
        (
            "[endpoints.\"a b\"]\n",
            "`endpoints.a b` (line 1) has a name that can't be used",
        ),
        (
            "[endpoints.\"\"]\n",
            "`endpoints.` (line 1) has a name that can't be used",
        ),
        (
            "[bindings.x]\nendpoint = \"local\"\nmodel = \"m\"",
            "`bindings.x.endpoint` (line 2) names `local`, which",
        ),
    ] {
        let error = error(text);
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn what_is_needed_and_not_there_is_said() {
    for (text, expected) in [
        (
            "[endpoints.mine]\nurl = \"https://x\"",
            "`endpoints.mine` (line 1) lacks the key `dialect`; only the endpoints of presets can do without",
        ),
        (
            "[endpoints.mine]\ndialect = \"vllm\"",
            "`endpoints.mine` (line 1) lacks the key `url`; only the endpoints of presets can do without",
        ),
        (
            "[bindings.x]\nmodel = \"m\"",
            "`bindings.x` (line 1) lacks the key `endpoint`",
        ),
        (
            "[bindings.x]\nendpoint = \"openai\"",
            "`bindings.x` (line 1) lacks the key `model`",
        ),
        (
            "\n[[pins]]\nlanguage = \"rust\"",
            "`pins[0]` (line 2) lacks the key `use`: a role or a binding",
        ),
        (
            "[[pins]]\nuse = \"local\"",
            "`pins[0]` (line 1) must have exactly one of `folder` and `language`",
        ),
        (
            "[[pins]]\nuse = \"local\"\nlanguage = \"rust\"\nfolder = \"/x\"",
            "`pins[0]` (line 1) must have exactly one of `folder` and `language`",
        ),
    ] {
        assert_eq!(error(text), expected);
    }
}

#[test]
fn numbers_out_of_range_are_named_with_their_range() {
    assert_eq!(
        error("[local]\ncontext_tokens = 1"),
        "`local.context_tokens` (line 2) is 1, but must be between 512 and 1048576"
    );
    for wrong in [
        "[completion]\nmax_tokens = 0",
        "[local]\nthreads = 0",
        "[endpoints.openai]\nconcurrency = 0",
        "[endpoints.openai]\nconcurrency = 65",
        "[endpoints.openai]\nconnect_timeout_seconds = 0.0",
        "[endpoints.openai]\nidle_timeout_seconds = 3601",
        "[endpoints.openai]\nfirst_token_timeout_seconds = nan",
        "[endpoints.openai]\nfirst_token_timeout_seconds = -inf",
        "[bindings.openai]\ntemperature = 2.1",
        "[bindings.openai]\ntemperature = nan",
        "[bindings.openai]\ntop_p = 0",
        "[bindings.openai]\ntop_p = 1.1",
        "[bindings.openai]\nmax_tokens = 0",
        "[bindings.openai]\nwindow = 1",
        "[bindings.openai]\nprices = { input = -1, output = 1 }",
        "[routing.temperatures]\ncreate = 2.5",
    ] {
        let error = error(wrong);
        assert!(error.contains("(line 2)") && error.contains("must be"), "{error}");
    }
}

#[test]
fn a_reasoning_model_serves_no_keystroke() {
    for more in [
        "[roles]\ncompletion = [\"big\"]",
        "[routing.intents]\ncomplete_code = \"reasoning\"",
        "[routing.intents]\ncomplete_prose = \"big\"",
    ] {
        let error = error(&mine(more));
        assert!(error.contains("too late for what is being typed"), "{error}");
    }
}

#[test]
fn a_model_is_an_id_and_never_a_path() {
    for path in ["/etc/passwd", "../model", "", ".hidden", "a b"] {
        let error = error(&format!("[local]\nmodel = \"{path}\""));
        assert!(
            error.starts_with("`local.model` (line 2) must be an id"),
            "{error}"
        );
    }
}

#[test]
fn options_as_json_are_checked_alike() {
    let options = Options::from_json(&json!({ "roles": { "general": ["openai"] } })).expect("options");
    let settings = Settings::resolve_in(&options, &EditorOptions::default(), |_| false).expect("settings");
    assert_eq!(names(&settings.roles.general), ["openai"]);
    let error = |value: serde_json::Value| Options::from_json(&value).expect_err("refused").to_string();
    assert_eq!(
        error(json!({ "local": { "modle": "x" } })),
        "the configuration is not valid: unknown key `modle` as `local.modle`; did you mean `model`?"
    );
    assert_eq!(
        error(json!("sk-secret")),
        "the configuration is not valid: it must be a table"
    );
    let error = error(json!({ "endpoints": { "x": { "key": "sk-secret" } } }));
    assert!(
        error.contains("keys don't belong") && !error.contains("sk-secret"),
        "{error}"
    );
}
