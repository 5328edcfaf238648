//! What routes are decided by: the user's models, and the user's exceptions.

use std::collections::HashMap;
use std::sync::Arc;

use ponder_model::{Binding, Mode};

use crate::{Choice, Intent, Role};

/// What routes are decided by.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Every binding that can be named.
    pub bindings: Vec<Arc<Binding>>,
    /// Who thinks code through, the first choice first.
    pub reasoning: Vec<Arc<Binding>>,
    /// Who writes prose.
    pub general: Vec<Arc<Binding>>,
    /// Who fills holes in code.
    pub completion: Vec<Arc<Binding>>,
    /// The model of the embedded engine, which answers where no other does.
    pub local: Arc<Binding>,
    /// Intents that somebody else serves than by default.
    pub intents: HashMap<Intent, Choice>,
    /// Temperatures of the user's own, whatever the dialect.
    pub temperatures: HashMap<Intent, f32>,
    /// Who serves a chat text when it is not clear what it is about.
    pub unsure: Role,
    /// Who may be asked while somebody types.
    pub keystrokes: Keystrokes,
}

/// Where what is being typed may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keystrokes {
    /// To the embedded engine, and to endpoints that serve the completion role.
    Local,
    /// To every endpoint whose role serves the intent.
    Remote,
}

impl Rules {
    /// Every role is the same local model: what holds where nothing is configured.
    pub fn local(model: &str) -> Self {
        let local = Arc::new(Binding::local(model, Mode::NonThinking));
        Self {
            bindings: vec![Arc::clone(&local)],
            reasoning: Vec::new(),
            general: Vec::new(),
            completion: Vec::new(),
            local,
            intents: HashMap::new(),
            temperatures: HashMap::new(),
            unsure: Role::General,
            keystrokes: Keystrokes::Local,
        }
    }

    /// The binding of this name.
    pub fn binding(&self, name: &str) -> Option<&Arc<Binding>> {
        self.bindings.iter().find(|binding| binding.name == name)
    }

    /// The bindings of `role`, the first choice first.
    pub fn of_role(&self, role: Role) -> &[Arc<Binding>] {
        match role {
            Role::Reasoning => &self.reasoning,
            Role::General => &self.general,
            Role::Completion => &self.completion,
            Role::Fallback => &[],
        }
    }
}
