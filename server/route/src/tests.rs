//! Routes as a user meets them.

use std::sync::Arc;

use ponder_model::{Binding, Dialect, Effort, Mode, Parameters};

use crate::{Choice, Intent, Keystrokes, Kind, Role, Rules, Task, Wish, route};

fn binding(name: &str, dialect: Dialect, model: &str, mode: Mode) -> Arc<Binding> {
    Arc::new(Binding {
        name: name.to_owned(),
        endpoint: dialect.name().to_owned(),
        dialect,
        model: model.to_owned(),
        ..Binding::local(model, mode)
    })
}

fn hosted() -> Rules {
    let thinker = binding(
        "deepseek-thinking",
        Dialect::Deepseek,
        "deepseek-flash",
        Mode::Thinking,
    );
    let writer = binding("deepseek", Dialect::Deepseek, "deepseek-flash", Mode::NonThinking);
    Rules {
        bindings: vec![Arc::clone(&thinker), Arc::clone(&writer)],
        reasoning: vec![thinker],
        general: vec![writer],
        ..Rules::local("small")
    }
}

fn wish(choice: &str) -> Wish {
    Wish {
        choice: Choice::of_name(choice),
        because: format!("you wrote @{choice}"),
    }
}

#[test]
fn without_endpoints_everything_is_local_and_has_a_reason() {
    for intent in Intent::ALL {
        let plan = route(&Task::new(intent), &Rules::local("small"));
        assert_eq!(plan.candidates.len(), 1);
        let route = plan.first_route();
        assert_eq!((route.endpoint.as_str(), route.role), ("local", Role::of(intent)));
        assert!(route.reason.starts_with(intent.name()), "{}", route.reason);
        assert!(
            plan.candidates[0]
                .parameters
                .max_tokens
                .is_some_and(|tokens| tokens > 0)
        );
    }
}

#[test]
fn code_goes_to_the_thinker_without_a_temperature_and_prose_to_the_writer_with_one() {
    for intent in Intent::ALL.into_iter().filter(|intent| !intent.is_keystroke()) {
        let plan = route(&Task::new(intent), &hosted());
        let first = &plan.candidates[0];
        match intent.kind() {
            Kind::Code => {
                assert_eq!(first.binding.mode, Mode::Thinking, "{}", intent.name());
                assert_eq!(first.parameters.temperature, None);
            }
            Kind::Prose => {
                assert_eq!(first.binding.mode, Mode::NonThinking, "{}", intent.name());
                assert!(
                    first
                        .parameters
                        .temperature
                        .is_some_and(|temperature| temperature > 0.5)
                );
            }
        }
        assert_eq!(
            plan.candidates.last().map(|last| last.binding.endpoint.as_str()),
            Some("local")
        );
    }
}

#[test]
fn a_local_reasoning_model_is_sampled_as_its_vendor_asks() {
    let mut rules = Rules::local("r1");
    rules.local = Arc::new(Binding::local("r1", Mode::Thinking));
    let sent = route(&Task::new(Intent::Fix), &rules).candidates[0].parameters;
    assert_eq!((sent.temperature, sent.top_p), (Some(0.6), Some(0.95)));
}

#[test]
fn what_is_typed_stays_on_the_machine_unless_the_user_said_otherwise() {
    for intent in [Intent::CompleteCode, Intent::CompleteProse] {
        let plan = route(&Task::new(intent), &hosted());
        assert_eq!(plan.candidates.len(), 1, "{plan:?}");
        assert_eq!(plan.candidates[0].binding.endpoint, "local");
    }
    let open = Rules {
        keystrokes: Keystrokes::Remote,
        ..hosted()
    };
    let plan = route(&Task::new(Intent::CompleteProse), &open);
    assert_eq!(plan.candidates[0].binding.name, "deepseek");
}

#[test]
fn a_reasoning_model_never_serves_a_keystroke() {
    let mut rules = hosted();
    rules.completion.clone_from(&rules.reasoning);
    rules.keystrokes = Keystrokes::Remote;
    let task = Task::new(Intent::CompleteCode).with_wish(Some(wish("deepseek-thinking")));
    for task in [Task::new(Intent::CompleteCode), task] {
        let plan = route(&task, &rules);
        assert!(
            plan.candidates
                .iter()
                .all(|candidate| candidate.binding.mode == Mode::NonThinking),
            "{plan:?}"
        );
    }
}

#[test]
fn the_users_word_wins_and_is_the_reason() {
    let plan = route(
        &Task::new(Intent::Create).with_wish(Some(wish("reasoning"))),
        &hosted(),
    );
    assert_eq!(
        (plan.role, plan.candidates[0].binding.mode),
        (Role::Reasoning, Mode::Thinking)
    );
    assert!(plan.reason.starts_with("you wrote @reasoning"), "{}", plan.reason);

    let plan = route(&Task::new(Intent::Fix).with_wish(Some(wish("local"))), &hosted());
    assert_eq!((plan.role, plan.candidates.len()), (Role::Fallback, 1));

    let plan = route(
        &Task::new(Intent::Fix).with_wish(Some(wish("deepseek"))),
        &hosted(),
    );
    assert_eq!(plan.candidates[0].binding.mode, Mode::NonThinking);
}

#[test]
fn a_pin_on_a_binding_that_is_gone_says_so_and_changes_nothing() {
    let plan = route(&Task::new(Intent::Fix).with_wish(Some(wish("gone"))), &hosted());
    assert_eq!(plan.role, Role::Reasoning);
    assert!(
        plan.reason.contains("there is no binding gone"),
        "{}",
        plan.reason
    );
}

#[test]
fn intents_can_be_given_to_another_role() {
    let mut rules = hosted();
    rules
        .intents
        .insert(Intent::Document, Choice::Role(Role::Reasoning));
    let plan = route(&Task::new(Intent::Document), &rules);
    assert_eq!(plan.role, Role::Reasoning);
    assert!(plan.reason.contains("your configuration"), "{}", plan.reason);
}

#[test]
fn the_users_numbers_hold_where_the_mode_takes_them() {
    let mut rules = hosted();
    rules.temperatures.insert(Intent::Create, 0.9);
    let own = |mode| {
        Arc::new(Binding {
            parameters: Parameters {
                temperature: Some(0.4),
                top_p: None,
                max_tokens: Some(77),
            },
            effort: Some(Effort::High),
            ..(*binding("own", Dialect::Deepseek, "deepseek-flash", mode)).clone()
        })
    };
    let temperature = |rules: &Rules, intent| {
        route(&Task::new(intent), rules).candidates[0]
            .parameters
            .temperature
    };
    assert_eq!(temperature(&rules, Intent::Create), Some(0.9));
    rules.general = vec![own(Mode::NonThinking)];
    rules.reasoning = vec![own(Mode::Thinking)];
    assert_eq!(temperature(&rules, Intent::Create), Some(0.4));
    let thinking = route(&Task::new(Intent::Fix), &rules).candidates[0].parameters;
    assert_eq!((thinking.temperature, thinking.max_tokens), (None, Some(77)));
}

#[test]
fn thinking_gets_room_beside_the_answer() {
    let plan = route(&Task::new(Intent::Fix), &hosted());
    assert!(plan.candidates[0].parameters.max_tokens >= Some(8192));
}

#[test]
fn an_answer_leaves_room_for_the_question_in_a_window_that_is_known() {
    let mut rules = hosted();
    rules.reasoning = vec![Arc::new(Binding {
        window: Some(8192),
        ..(*rules.reasoning[0]).clone()
    })];
    let plan = route(&Task::new(Intent::Fix), &rules);
    assert_eq!(plan.candidates[0].parameters.max_tokens, Some(4096));
}

#[test]
fn names_are_the_serialized_form() {
    for intent in Intent::ALL {
        let out = serde_json::to_string(&intent).expect("a plain name");
        assert_eq!(out, format!("\"{}\"", intent.name()));
        assert_eq!(Intent::of_name(intent.name()), Some(intent));
    }
}
