//! Code actions: the languages that comments are translated to, how large a model has to be, and the user's prompt files.

mod language;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use language::language_name;

use crate::nearest::suggestion;
use crate::origin::Origin;
use crate::prompt_file::PromptFolder;
use crate::settings::{range, routing};
use crate::{AssistOptions, ConfigError, PromptFile};

/// Code actions.
#[derive(Debug, Clone, PartialEq)]
pub struct AssistSettings {
    /// The languages that comments and prose can be translated to, by their English names: the user's own, and English.
    pub languages: Vec<String>,
    /// The least size of a local model, in billions of parameters, from which on it is asked for a code action, by the name
    /// of the intent. An intent that is not here is for every size.
    pub least_parameters: BTreeMap<String, f64>,
    /// The user's prompt files, by name.
    pub prompts: Arc<BTreeMap<String, PromptFile>>,
    /// What is wrong with prompt files that are left out: for the user, one line for each.
    pub problems: Vec<String>,
}

impl AssistSettings {
    /// Sets the user's own language.
    pub(crate) fn set_language(&mut self, name: &str) {
        self.languages = languages(Some(name));
    }
}

/// What holds with no configuration and no language in the environment.
impl Default for AssistSettings {
    fn default() -> Self {
        Self {
            languages: languages(None),
            least_parameters: AssistOptions::default().least_parameters,
            prompts: Arc::default(),
            problems: Vec::new(),
        }
    }
}

/// The settings, where the environment's language is `locale`.
pub(super) fn resolve(
    options: &AssistOptions,
    prompts: &PromptFolder,
    locale: Option<&str>,
    origin: &Origin,
) -> Result<AssistSettings, ConfigError> {
    let language = match &options.language {
        Some(written) => {
            Some(own_language(written).map_err(|reason| origin.error("assist.language", &reason))?)
        }
        None => locale.and_then(language_name),
    };
    let mut least_parameters = AssistOptions::default().least_parameters;
    for (name, least) in &options.least_parameters {
        let option = format!("assist.least_parameters.{name}");
        let intent = routing::intent(origin, &option, name)?;
        if intent.is_keystroke() {
            return Err(origin.error(&option, "is no intent of a code action"));
        }
        range::within(origin, &option, *least, 0.0..=MOST_PARAMETERS)?;
        least_parameters.insert(name.clone(), *least);
    }
    least_parameters.retain(|_, least| *least > 0.0);
    Ok(AssistSettings {
        languages: languages(language),
        least_parameters,
        prompts: Arc::clone(&prompts.files),
        problems: prompts.problems.clone(),
    })
}

/// No model that runs on a machine of one's own has as many, in billions.
const MOST_PARAMETERS: f64 = 10_000.0;

const ENGLISH: &str = "English";

/// The language that somebody gives as his own; the error follows the option's name.
pub(crate) fn own_language(written: &str) -> Result<&'static str, String> {
    language_name(written).ok_or_else(|| {
        let meant = suggestion(written, language::names());
        format!("must be the English name of a language, such as `German`, or a tag such as `de`{meant}")
    })
}

fn languages(own: Option<&str>) -> Vec<String> {
    let own = own.filter(|name| *name != ENGLISH);
    own.into_iter().chain([ENGLISH]).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
