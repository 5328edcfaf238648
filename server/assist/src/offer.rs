//! What is offered at a place. No model is asked, and what costs more than a glance is not found out.

mod sight;
#[cfg(test)]
mod tests;

use std::ops::Range;

use ponder_config::{AssistSettings, Offered, PromptFile, PromptResult};
use ponder_text::{Language, Snapshot};

use sight::{Seen, Sight};

use crate::context::on_one_line;
use crate::{Action, Diagnostic, Manner};

/// Bytes of a diagnostic's message in a title.
const MESSAGE: usize = 60;

/// What the ready-made refactoring asks for.
const SIMPLIFY: &str = "simplify this code without changing what it does";

/// Something that is offered.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What.
    pub action: Action,
    /// The standard kind of code action that it is.
    pub kind: OfferKind,
    /// As a menu shows it.
    pub title: String,
    /// The diagnostics that it mends, as places in the list given.
    pub diagnostics: Vec<usize>,
}

/// The standard kinds of code actions that are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferKind {
    /// `quickfix`.
    QuickFix,
    /// `refactor.rewrite`.
    Rewrite,
    /// `source`.
    Source,
    /// No kind: shown only where no kind is asked for.
    None,
}

impl OfferKind {
    /// The name in the protocol; empty for none.
    pub fn name(self) -> &'static str {
        match self {
            Self::QuickFix => "quickfix",
            Self::Rewrite => "refactor.rewrite",
            Self::Source => "source",
            Self::None => "",
        }
    }
}

/// What is offered at `bytes` of the document, the user's prompt files included. May parse the document.
///
/// Of diagnostics those count that touch a line of `bytes`. Where the document has its tree already this takes a few
/// milliseconds at most, whatever its length.
pub fn offers(
    snapshot: &Snapshot,
    bytes: &Range<usize>,
    diagnostics: &[Diagnostic],
    settings: &AssistSettings,
) -> Vec<Offer> {
    listed(
        snapshot,
        &Sight::by_tree(snapshot, bytes, diagnostics),
        diagnostics,
        settings,
    )
}

/// The same by a look at the text alone, for a document whose tree is not there yet: what may not fit is offered too.
///
/// Looks at a few lines and at the beginning of each: takes the same for any document.
pub fn offers_by_text(
    snapshot: &Snapshot,
    bytes: &Range<usize>,
    diagnostics: &[Diagnostic],
    settings: &AssistSettings,
) -> Vec<Offer> {
    listed(
        snapshot,
        &Sight::by_text(snapshot, bytes, diagnostics),
        diagnostics,
        settings,
    )
}

/// Those that are needed most often first.
fn listed(
    snapshot: &Snapshot,
    sight: &Sight,
    diagnostics: &[Diagnostic],
    settings: &AssistSettings,
) -> Vec<Offer> {
    let language = snapshot.language();
    let mut offers = Vec::new();
    if language == Language::GitCommit {
        offers.push(offer(Action::CommitMessage, OfferKind::Rewrite));
    }
    offers.extend(about_diagnostics(sight, diagnostics));
    offers.extend(about_code(sight));
    offers.extend(about_words(sight, settings));
    offers.extend(
        settings
            .prompts
            .values()
            .filter(|prompt| is_offered(prompt, language, sight))
            .map(of_prompt),
    );
    if sight.sees(Seen::Code) || sight.sees(Seen::Words) {
        offers.push(offer(Action::ContinueInChat, OfferKind::None));
    }
    offers.extend(about_file(language, sight));
    offers
}

fn about_diagnostics(sight: &Sight, diagnostics: &[Diagnostic]) -> Vec<Offer> {
    let title = match sight.diagnostics.as_slice() {
        [] => return Vec::new(),
        [one] => match on_one_line(&diagnostics[*one].message, MESSAGE) {
            message if message.is_empty() => Action::Fix.to_string(),
            message => format!("{}: {message}", Action::Fix),
        },
        several => format!("{} {} problems", Action::Fix, several.len()),
    };
    let quick = |action: Action, title: String| Offer {
        action,
        kind: OfferKind::QuickFix,
        title,
        diagnostics: sight.diagnostics.clone(),
    };
    let explain = match sight.diagnostics.len() {
        1 => Action::ExplainError.to_string(),
        _ => "Explain these errors".to_owned(),
    };
    vec![
        quick(Action::Fix, title),
        quick(Action::FixAndTell, Action::FixAndTell.to_string()),
        quick(Action::ExplainError, explain),
    ]
}

fn about_code(sight: &Sight) -> Vec<Offer> {
    if !sight.sees(Seen::Code) {
        return Vec::new();
    }
    let mut offers = vec![offer(Action::Explain, OfferKind::None)];
    let mut rewrite = |action| offers.push(offer(action, OfferKind::Rewrite));
    if sight.sees(Seen::Unwritten) {
        rewrite(Action::Complete);
    }
    if sight.sees(Seen::Selection) && sight.diagnostics.is_empty() {
        rewrite(Action::Fix);
    }
    rewrite(Action::Refactor { instruction: None });
    if sight.sees(Seen::Testable) {
        rewrite(Action::Test);
    }
    if sight.sees(Seen::Documentable) {
        rewrite(Action::Document);
    }
    offers.push(Offer {
        title: "Simplify".to_owned(),
        ..offer(
            Action::Refactor {
                instruction: Some(SIMPLIFY.to_owned()),
            },
            OfferKind::Rewrite,
        )
    });
    offers
}

fn about_words(sight: &Sight, settings: &AssistSettings) -> Vec<Offer> {
    let mut offers = Vec::new();
    if sight.sees(Seen::Words) {
        if !sight.sees(Seen::Code) {
            offers.push(offer(Action::Explain, OfferKind::None));
        }
        offers.push(offer(Action::Improve, OfferKind::Rewrite));
        let manners = Manner::ALL.map(|manner| Action::Rewrite { manner });
        offers.extend(manners.map(|action| offer(action, OfferKind::Rewrite)));
    }
    if sight.sees(Seen::Words) || sight.sees(Seen::Comments) {
        let translate = |to: &String| offer(Action::Translate { to: to.clone() }, OfferKind::Rewrite);
        offers.extend(settings.languages.iter().map(translate));
    }
    offers
}

fn about_file(language: Language, sight: &Sight) -> Vec<Offer> {
    let mut offers = Vec::new();
    if language == Language::GitCommit {
        offers.push(offer(Action::CommitMessage, OfferKind::Source));
    } else if sight.sees(Seen::File) {
        offers.push(offer(Action::ExplainFile, OfferKind::Source));
        if language.declares() {
            offers.push(offer(Action::DocumentFile, OfferKind::Source));
        }
    }
    offers
}

fn offer(action: Action, kind: OfferKind) -> Offer {
    Offer {
        title: action.to_string(),
        action,
        kind,
        diagnostics: Vec::new(),
    }
}

fn of_prompt(prompt: &PromptFile) -> Offer {
    let kind = match prompt.result {
        PromptResult::Replace => OfferKind::Rewrite,
        PromptResult::Show => OfferKind::None,
    };
    Offer {
        title: prompt.title.clone(),
        ..offer(
            Action::Prompt {
                file: prompt.name.clone(),
            },
            kind,
        )
    }
}

fn is_offered(prompt: &PromptFile, language: Language, sight: &Sight) -> bool {
    let speaks = |name: &String| name.eq_ignore_ascii_case(language.name());
    let fits = |offered: &Offered| match offered {
        Offered::Selection => sight.sees(Seen::Selection),
        Offered::Symbol => sight.sees(Seen::Symbol),
        Offered::Diagnostic => !sight.diagnostics.is_empty(),
        Offered::Comment => sight.sees(Seen::Comment),
        Offered::Prose => sight.sees(Seen::Prose),
        Offered::File => sight.sees(Seen::File),
    };
    (prompt.languages.is_empty() || prompt.languages.iter().any(speaks)) && prompt.offered.iter().any(fits)
}
