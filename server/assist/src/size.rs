//! Whether a model is large enough for an action: one that is not would keep somebody waiting for a bad answer.

use ponder_ask::Models;
use ponder_model::Dialect;
use ponder_route::{Candidate, Plan};

use crate::AssistError;
use crate::blocking::blocking;

/// `plan` without the local models that are smaller than the settings want for its intent; `what` is what was asked for,
/// as menus show it. A model whose size is not known stays.
///
/// Fails where none is left.
pub(crate) async fn without_too_small(models: &Models, plan: Plan, what: &str) -> Result<Plan, AssistError> {
    let least = models.settings().assist.least_parameters.get(plan.intent.name());
    let Some(least) = least.copied() else {
        return Ok(plan);
    };
    let local = models.local().clone();
    let what = what.to_owned();
    blocking(move || large_enough(plan, &what, least, |model| local.billions(model))).await?
}

/// The same, where `size` gives a local model's billions of parameters, as far as they are known.
fn large_enough(
    mut plan: Plan,
    what: &str,
    least: f64,
    size: impl Fn(&str) -> Option<f64>,
) -> Result<Plan, AssistError> {
    let mut too_small = None;
    plan.candidates.retain(|Candidate { binding, .. }| {
        let size = (binding.dialect == Dialect::Local)
            .then(|| size(&binding.model))
            .flatten()
            .filter(|size| *size < least);
        if let Some(size) = size {
            too_small = Some((binding.model.clone(), size));
        }
        size.is_none()
    });
    match too_small {
        Some((model, size)) if plan.candidates.is_empty() => Err(AssistError::TooSmall {
            action: what.to_owned(),
            model,
            size,
            least,
        }),
        Some((model, size)) => {
            plan.reason = format!(
                "{}; {model} is too small for it ({size:.1} billion parameters)",
                plan.reason
            );
            Ok(plan)
        }
        None => Ok(plan),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ponder_model::{Binding, Mode};
    use ponder_route::{Intent, Rules, Task, route};

    use super::*;

    fn plan(rules: &Rules) -> Plan {
        route(&Task::new(Intent::Fix), rules)
    }

    #[test]
    fn a_model_that_is_too_small_is_not_asked_and_the_reason_is_said() {
        let error = large_enough(plan(&Rules::local("tiny")), "Fix", 1.0, |_| Some(0.494))
            .expect_err("too small")
            .to_string();
        assert!(
            error.starts_with("\"Fix\" is beyond tiny (0.5 billion parameters, 1.0 or more are wanted)"),
            "{error}"
        );
    }

    #[test]
    fn a_model_that_is_large_enough_or_not_known_is_asked() {
        let all = plan(&Rules::local("mine"));
        for size in [Some(1.0), Some(7.6), None] {
            let left = large_enough(all.clone(), "Fix", 1.0, |_| size).expect("asked");
            assert_eq!(left, all);
        }
    }

    #[test]
    fn models_elsewhere_are_asked_whatever_their_size() {
        let elsewhere = Arc::new(Binding {
            name: "elsewhere".to_owned(),
            dialect: Dialect::Generic,
            ..Binding::local("small", Mode::NonThinking)
        });
        let rules = Rules {
            reasoning: vec![elsewhere],
            ..Rules::local("tiny")
        };
        let left = large_enough(plan(&rules), "Fix", 1.0, |_| Some(0.1)).expect("asked");
        let names: Vec<&str> = left
            .candidates
            .iter()
            .map(|candidate| candidate.binding.name.as_str())
            .collect();
        assert_eq!(names, ["elsewhere"]);
        assert!(left.reason.contains("tiny is too small"), "{}", left.reason);
    }
}
