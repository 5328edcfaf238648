//! Counts of suggestions and generations, of a day or of all days. They only grow, so that what several processes
//! counted can be added up.

use serde::{Deserialize, Serialize};

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// How often each thing happened.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct Counts {
            $($(#[$doc])* pub(crate) $name: u64,)*
        }

        impl Counts {
            /// Adds what was counted elsewhere.
            pub(crate) fn add(&mut self, other: &Self) {
                $(self.$name = self.$name.saturating_add(other.$name);)*
            }
        }
    };
}

counts! {
    /// Suggestions shown.
    shown,
    /// Suggestions accepted whole, at once or by parts.
    accepted,
    /// Suggestions of which a part was accepted.
    parts_begun,
    /// Those of [`Self::parts_begun`] that were accepted whole in the end.
    parts_completed,
    /// Suggestions rejected without accepting a part.
    rejected,
    /// Characters of accepted text.
    characters_accepted,
    /// Accepted texts looked for after 30 seconds.
    looked_after_half_minute,
    /// Accepted texts still there then.
    kept_half_minute,
    /// Accepted texts looked for after 5 minutes.
    looked_after_five_minutes,
    /// Accepted texts still there then.
    kept_five_minutes,
    /// Generations started.
    generations_started,
    /// Generations that came to their end.
    generations_finished,
    /// Generations stopped or failed.
    generations_abandoned,
}
