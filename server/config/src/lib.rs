//! Configuration: options as given by the user and the editor, resolved to settings.
//!
//! The user's own file may say everything. What an editor sends can come from the settings of a workspace, so it only
//! chooses among what the user has: see [`EditorOptions`]. Finding models, starting engines and asking endpoints is left
//! to others.

mod editor;
mod error;
mod file;
mod key;
mod nearest;
mod options;
mod origin;
pub mod preset;
mod reading;
mod settings;

pub use editor::{EditorCompletionOptions, EditorLocalOptions, EditorOptions, EditorRoutingOptions};
pub use error::ConfigError;
pub use file::{cache_folder, path, read, read_at, watch_stamp};
pub use key::{KeyError, KeySource};
pub use options::{
    BindingOptions, CompletionList, CompletionOptions, EndpointOptions, LocalOptions, Options, PinOptions,
    RoleOptions, RoutingOptions, Unsure, schema,
};
pub use settings::{
    CompletionSettings, Discovered, EndpointSettings, LocalSettings, Pin, PinScope, RoleBindings,
    RoutingSettings, Settings,
};
