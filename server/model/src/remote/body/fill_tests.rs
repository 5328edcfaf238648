use std::time::Duration;

use url::Url;

use super::*;
use crate::remote::address::request_url;
use crate::remote::failure::Problem;
use crate::remote::learned::Learning;
use crate::{Dialect, EndpointFailure, FillTemplate, Mode, Priority, Related};

fn binding(dialect: Dialect, model: &str) -> Binding {
    Binding {
        name: "mine".to_owned(),
        endpoint: "there".to_owned(),
        dialect,
        ..Binding::local(model, Mode::NonThinking)
    }
}

/// A hole with something typed and a piece of another file.
fn hole() -> Fill {
    Fill {
        related: vec![Related {
            path: "a.py".to_owned(),
            text: "A = 1\n".to_owned(),
        }],
        path: "main.py".to_owned(),
        written: "n ".to_owned(),
        ..Fill::between("def f():\n    retur", "\nf()\n")
    }
}

fn request(fill: Fill) -> Request {
    Request {
        prompt: Prompt::Fill(fill),
        parameters: Parameters {
            temperature: Some(0.0),
            top_p: None,
            max_tokens: Some(64),
        },
        stop: vec!["\n\n".to_owned()],
        priority: Priority::Keystroke,
        wait: Duration::ZERO,
    }
}

fn sent(binding: &Binding, fill: Fill) -> Body {
    body(binding, &request(fill), &Learned::default()).expect("it is supported")
}

/// Where the request to `binding` goes, and its body without the prompt where that is raw: the forms of prompts have tests
/// of their own.
fn shown(binding: &Binding) -> String {
    let body = sent(binding, hole());
    let mut json = body.json;
    let is_raw = matches!(
        binding.capabilities().fill,
        FillPath::RawCompletions(_) | FillPath::RawGenerate(_)
    );
    if is_raw {
        let template = binding.template().expect("it is known");
        assert_eq!(json["prompt"], json!(template.prompt(&hole())));
        json["prompt"] = json!(format!("<{template:?}>"));
    }
    let base = Url::parse("http://127.0.0.1:8080/v1").expect("a url");
    let url = request_url(&base, binding.dialect, &body.path);
    format!("{} {}", url.path(), Value::Object(json))
}

#[test]
fn each_dialect_is_sent_a_hole_in_its_way() {
    let bindings = [
        binding(Dialect::Deepseek, "deepseek-flash"),
        binding(Dialect::Siliconflow, "Qwen/Qwen2.5-Coder-32B-Instruct"),
        binding(Dialect::LlamaServer, "qwen2.5-coder-1.5b"),
        // It reads one file.
        binding(Dialect::LlamaServer, "codellama-7b"),
        binding(Dialect::Ollama, "qwen2.5-coder:1.5b"),
        Binding {
            fills: Some(true),
            ..binding(Dialect::Ollama, "my-model")
        },
        Binding {
            fills: Some(true),
            ..binding(Dialect::Generic, "my-model")
        },
    ];
    let lines = bindings.map(|binding| {
        format!(
            "{} {}: {}",
            binding.dialect.name(),
            binding.model,
            shown(&binding)
        )
    });
    insta::assert_snapshot!(lines.join("\n"), @r#"
    deepseek deepseek-flash: /beta/completions {"max_tokens":64,"model":"deepseek-flash","prompt":"def f():\n    return ","stop":["\n\n"],"stream":true,"stream_options":{"include_usage":true},"suffix":"\nf()\n","temperature":0.0}
    siliconflow Qwen/Qwen2.5-Coder-32B-Instruct: /v1/completions {"max_tokens":64,"model":"Qwen/Qwen2.5-Coder-32B-Instruct","prompt":"def f():\n    return ","stop":["\n\n"],"stream":true,"suffix":"\nf()\n","temperature":0.0}
    llama_server qwen2.5-coder-1.5b: /infill {"cache_prompt":true,"input_extra":[{"filename":"a.py","text":"A = 1\n"}],"input_prefix":"def f():\n    retur","input_suffix":"\nf()\n","model":"qwen2.5-coder-1.5b","n_predict":64,"prompt":"n ","stop":["\n\n"],"stream":true,"temperature":0.0}
    llama_server codellama-7b: /infill {"cache_prompt":true,"input_prefix":"def f():\n    retur","input_suffix":"\nf()\n","model":"codellama-7b","n_predict":64,"prompt":"n ","stop":["\n\n"],"stream":true,"temperature":0.0}
    ollama qwen2.5-coder:1.5b: /api/generate {"model":"qwen2.5-coder:1.5b","options":{"num_predict":64,"stop":["<|endoftext|>","<|file_sep|>","<|fim_pad|>","<|repo_name|>","<|fim_prefix|>","<|fim_suffix|>","<|fim_middle|>","<|im_start|>","<|im_end|>","\n\n"],"temperature":0.0},"prompt":"<Qwen>","raw":true,"stream":true}
    ollama my-model: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"def f():\n    return ","stop":["\n\n"],"stream":true,"stream_options":{"include_usage":true},"suffix":"\nf()\n","temperature":0.0}
    generic my-model: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"def f():\n    return ","stop":["\n\n"],"stream":true,"stream_options":{"include_usage":true},"suffix":"\nf()\n","temperature":0.0}
    "#);
}

#[test]
fn a_raw_prompt_goes_with_the_stop_texts_of_its_form_first() {
    let dialects = [
        Dialect::Ollama,
        Dialect::LmStudio,
        Dialect::Vllm,
        Dialect::Generic,
    ];
    let lines = dialects.into_iter().flat_map(|dialect| {
        FillTemplate::ALL.map(|template| {
            let binding = Binding {
                fill_template: Some(template),
                ..binding(dialect, "my-model")
            };
            format!("{}: {}", dialect.name(), shown(&binding))
        })
    });
    let lines: Vec<String> = lines.collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    ollama: /api/generate {"model":"my-model","options":{"num_predict":64,"stop":["<|endoftext|>","<|file_sep|>","<|fim_pad|>","<|repo_name|>","<|fim_prefix|>","<|fim_suffix|>","<|fim_middle|>","<|im_start|>","<|im_end|>","\n\n"],"temperature":0.0},"prompt":"<Qwen>","raw":true,"stream":true}
    ollama: /api/generate {"model":"my-model","options":{"num_predict":64,"stop":["<|endoftext|>","<file_sep>","<fim_prefix>","<fim_suffix>","<fim_middle>","<fim_pad>","\n\n"],"temperature":0.0},"prompt":"<Starcoder>","raw":true,"stream":true}
    ollama: /api/generate {"model":"my-model","options":{"num_predict":64,"stop":["<|endoftext|>","<file_sep>","<fim_prefix>","<fim_suffix>","<fim_middle>","<fim_pad>","\n\n"],"temperature":0.0},"prompt":"<Starcoder2>","raw":true,"stream":true}
    ollama: /api/generate {"model":"my-model","options":{"num_predict":64,"stop":["<EOT>","<PRE>","<SUF>","<MID>","\n\n"],"temperature":0.0},"prompt":"<Codellama>","raw":true,"stream":true}
    ollama: /api/generate {"model":"my-model","options":{"num_predict":64,"stop":["<｜end▁of▁sentence｜>","<｜fim▁begin｜>","<｜fim▁hole｜>","<｜fim▁end｜>","<|EOT|>","\n\n"],"temperature":0.0},"prompt":"<DeepseekCoder>","raw":true,"stream":true}
    ollama: /api/generate {"model":"my-model","options":{"num_predict":64,"stop":["[PREFIX]","[SUFFIX]","\n+++++ ","\n\n"],"temperature":0.0},"prompt":"<Codestral>","raw":true,"stream":true}
    ollama: /api/generate {"model":"my-model","options":{"num_predict":64,"stop":["<|file_separator|>","<eos>","<end_of_turn>","<|fim_prefix|>","<|fim_suffix|>","<|fim_middle|>","\n\n"],"temperature":0.0},"prompt":"<Codegemma>","raw":true,"stream":true}
    ollama: /api/generate {"model":"my-model","options":{"num_predict":64,"stop":["<|end_of_text|>","<|fim_pad|>","<|fim_prefix|>","<|fim_suffix|>","<|fim_middle|>","\n\n"],"temperature":0.0},"prompt":"<Granite>","raw":true,"stream":true}
    ollama: /api/generate {"model":"my-model","options":{"num_predict":64,"stop":["<[end▁of▁sentence]>","<[fim-suffix]>","<[fim-prefix]>","<[fim-middle]>","<[SEP▁TOKEN]>","<[PAD▁TOKEN]>","\n\n"],"temperature":0.0},"prompt":"<SeedCoder>","raw":true,"stream":true}
    ollama: /api/generate {"model":"my-model","options":{"num_predict":64,"stop":["<|endoftext|>","<|user|>","<|observation|>","<|assistant|>","\n\n"],"temperature":0.0},"prompt":"<Codegeex>","raw":true,"stream":true}
    lm_studio: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Qwen>","stop":["<|endoftext|>","<|file_sep|>","<|fim_pad|>","<|repo_name|>","<|fim_prefix|>","<|fim_suffix|>","<|fim_middle|>","<|im_start|>","<|im_end|>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    lm_studio: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Starcoder>","stop":["<|endoftext|>","<file_sep>","<fim_prefix>","<fim_suffix>","<fim_middle>","<fim_pad>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    lm_studio: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Starcoder2>","stop":["<|endoftext|>","<file_sep>","<fim_prefix>","<fim_suffix>","<fim_middle>","<fim_pad>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    lm_studio: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codellama>","stop":["<EOT>","<PRE>","<SUF>","<MID>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    lm_studio: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<DeepseekCoder>","stop":["<｜end▁of▁sentence｜>","<｜fim▁begin｜>","<｜fim▁hole｜>","<｜fim▁end｜>","<|EOT|>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    lm_studio: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codestral>","stop":["[PREFIX]","[SUFFIX]","\n+++++ ","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    lm_studio: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codegemma>","stop":["<|file_separator|>","<eos>","<end_of_turn>","<|fim_prefix|>","<|fim_suffix|>","<|fim_middle|>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    lm_studio: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Granite>","stop":["<|end_of_text|>","<|fim_pad|>","<|fim_prefix|>","<|fim_suffix|>","<|fim_middle|>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    lm_studio: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<SeedCoder>","stop":["<[end▁of▁sentence]>","<[fim-suffix]>","<[fim-prefix]>","<[fim-middle]>","<[SEP▁TOKEN]>","<[PAD▁TOKEN]>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    lm_studio: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codegeex>","stop":["<|endoftext|>","<|user|>","<|observation|>","<|assistant|>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    vllm: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Qwen>","skip_special_tokens":false,"stop":["<|endoftext|>","<|file_sep|>","<|fim_pad|>","<|repo_name|>","<|fim_prefix|>","<|fim_suffix|>","<|fim_middle|>","<|im_start|>","<|im_end|>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    vllm: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Starcoder>","skip_special_tokens":false,"stop":["<|endoftext|>","<file_sep>","<fim_prefix>","<fim_suffix>","<fim_middle>","<fim_pad>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    vllm: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Starcoder2>","skip_special_tokens":false,"stop":["<|endoftext|>","<file_sep>","<fim_prefix>","<fim_suffix>","<fim_middle>","<fim_pad>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    vllm: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codellama>","skip_special_tokens":false,"stop":["<EOT>","<PRE>","<SUF>","<MID>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    vllm: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<DeepseekCoder>","skip_special_tokens":false,"stop":["<｜end▁of▁sentence｜>","<｜fim▁begin｜>","<｜fim▁hole｜>","<｜fim▁end｜>","<|EOT|>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    vllm: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codestral>","skip_special_tokens":false,"stop":["[PREFIX]","[SUFFIX]","\n+++++ ","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    vllm: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codegemma>","skip_special_tokens":false,"stop":["<|file_separator|>","<eos>","<end_of_turn>","<|fim_prefix|>","<|fim_suffix|>","<|fim_middle|>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    vllm: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Granite>","skip_special_tokens":false,"stop":["<|end_of_text|>","<|fim_pad|>","<|fim_prefix|>","<|fim_suffix|>","<|fim_middle|>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    vllm: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<SeedCoder>","skip_special_tokens":false,"stop":["<[end▁of▁sentence]>","<[fim-suffix]>","<[fim-prefix]>","<[fim-middle]>","<[SEP▁TOKEN]>","<[PAD▁TOKEN]>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    vllm: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codegeex>","skip_special_tokens":false,"stop":["<|endoftext|>","<|user|>","<|observation|>","<|assistant|>","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    generic: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Qwen>","stop":["<|endoftext|>","<|file_sep|>","<|fim_pad|>","<|repo_name|>"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    generic: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Starcoder>","stop":["<|endoftext|>","<file_sep>","<fim_prefix>","<fim_suffix>"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    generic: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Starcoder2>","stop":["<|endoftext|>","<file_sep>","<fim_prefix>","<fim_suffix>"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    generic: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codellama>","stop":["<EOT>","<PRE>","<SUF>","<MID>"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    generic: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<DeepseekCoder>","stop":["<｜end▁of▁sentence｜>","<｜fim▁begin｜>","<｜fim▁hole｜>","<｜fim▁end｜>"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    generic: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codestral>","stop":["[PREFIX]","[SUFFIX]","\n+++++ ","\n\n"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    generic: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codegemma>","stop":["<|file_separator|>","<eos>","<end_of_turn>","<|fim_prefix|>"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    generic: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Granite>","stop":["<|end_of_text|>","<|fim_pad|>","<|fim_prefix|>","<|fim_suffix|>"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    generic: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<SeedCoder>","stop":["<[end▁of▁sentence]>","<[fim-suffix]>","<[fim-prefix]>","<[fim-middle]>"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    generic: /v1/completions {"max_tokens":64,"model":"my-model","prompt":"<Codegeex>","stop":["<|endoftext|>","<|user|>","<|observation|>","<|assistant|>"],"stream":true,"stream_options":{"include_usage":true},"temperature":0.0}
    "#);
}

#[test]
fn an_answer_ends_at_every_stop_text_wherever_but_a_few_are_taken() {
    let binding = Binding {
        fill_template: Some(FillTemplate::Qwen),
        ..binding(Dialect::Generic, "my-model")
    };
    let body = sent(&binding, hole());
    assert_eq!(body.json["stop"].as_array().map(Vec::len), Some(4));
    let all: Vec<&str> = FillTemplate::Qwen
        .stops()
        .iter()
        .copied()
        .chain(["\n\n"])
        .collect();
    assert_eq!(body.stops, all);
}

#[test]
fn what_is_typed_goes_behind_the_suffix_unless_it_could_spell_a_token() {
    let binding = binding(Dialect::LlamaServer, "qwen2.5-coder-1.5b");
    let fill = Fill {
        written: "a <|fim_middle|>".to_owned(),
        ..Fill::between("x", "y")
    };
    let json = sent(&binding, fill).json;
    assert_eq!(
        (&json["input_prefix"], &json["prompt"]),
        (&json!("xa <|fim_middle|>"), &json!(""))
    );
}

fn beyond_it() -> Problem {
    Problem {
        is_beyond_it: true,
        ..Problem::new(EndpointFailure::Rejected, "Infill is not supported by this model")
    }
}

#[test]
fn a_server_that_finds_no_tokens_is_sent_them_in_a_raw_prompt() {
    let binding = binding(Dialect::LlamaServer, "codestral-22b");
    let request = request(hole());
    let mut learned = Learned::default();
    let first = body(&binding, &request, &learned).expect("it is supported");
    assert_eq!(first.path, "/infill");
    assert_eq!(learned.learn_fill(&beyond_it(), &first.json), Learning::Retry);
    let second = body(&binding, &request, &learned).expect("it is supported");
    assert_eq!(second.path, "completions");
    assert_eq!(
        second.json["prompt"],
        json!(FillTemplate::Codestral.prompt(&hole()))
    );
    assert!(second.json.contains_key("max_tokens") && !second.json.contains_key("n_predict"));
    // Should that be beyond it, too, nothing is left.
    assert_eq!(learned.learn_fill(&beyond_it(), &second.json), Learning::Nothing);
}

#[test]
fn a_server_that_finds_no_tokens_is_not_asked_again_where_the_form_is_not_known() {
    for dialect in [Dialect::LlamaServer, Dialect::Ollama] {
        let binding = Binding {
            fills: Some(true),
            ..binding(dialect, "my-model")
        };
        let request = request(hole());
        let mut learned = Learned::default();
        let first = body(&binding, &request, &learned).expect("it is supported");
        learned.learn_fill(&beyond_it(), &first.json);
        let error = body(&binding, &request, &learned).expect_err("it is refused");
        assert!(error.to_string().contains("has no tokens for a hole"), "{error}");
    }
}

#[test]
fn what_the_user_says_of_filling_holds() {
    let of = |dialect, model, fills, fill_template| {
        let binding = Binding {
            fills,
            fill_template,
            ..binding(dialect, model)
        };
        binding.capabilities().fill
    };
    let (coder, granite) = ("qwen2.5-coder", Some(FillTemplate::Granite));
    for (dialect, model, fills, template, path) in [
        (
            Dialect::Vllm,
            coder,
            None,
            None,
            FillPath::RawCompletions(FillTemplate::Qwen),
        ),
        (Dialect::Vllm, coder, Some(false), granite, FillPath::None),
        (
            Dialect::Vllm,
            coder,
            None,
            granite,
            FillPath::RawCompletions(FillTemplate::Granite),
        ),
        (Dialect::Vllm, "x", Some(true), None, FillPath::None),
        // What is behind a gateway may have no place for a prompt.
        (Dialect::Generic, coder, None, None, FillPath::None),
        (
            Dialect::Generic,
            coder,
            Some(true),
            None,
            FillPath::RawCompletions(FillTemplate::Qwen),
        ),
        (
            Dialect::Generic,
            "x",
            None,
            granite,
            FillPath::RawCompletions(FillTemplate::Granite),
        ),
        (
            Dialect::Ollama,
            "x",
            None,
            granite,
            FillPath::RawGenerate(FillTemplate::Granite),
        ),
        (Dialect::LlamaServer, "x", None, granite, FillPath::Infill),
        (Dialect::Openai, "x", Some(true), granite, FillPath::None),
        (Dialect::Openrouter, coder, Some(true), None, FillPath::None),
    ] {
        assert_eq!(of(dialect, model, fills, template), path, "{dialect:?} {model}");
    }
}
