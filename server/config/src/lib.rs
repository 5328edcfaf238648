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
mod prompt_file;
mod reading;
mod settings;

pub use editor::{
    EditorAssistOptions, EditorCompletionOptions, EditorLocalOptions, EditorOptions, EditorRoutingOptions,
};
pub use error::ConfigError;
pub use file::{WatchStamp, cache_folder, path, read, read_at, watch_stamp};
pub use key::{KeyError, KeySource};
pub use options::{
    AssistOptions, BindingOptions, CompletionList, CompletionOptions, EndpointOptions, LocalOptions, Options,
    PinOptions, RoleOptions, RoutingOptions, Unsure, schema,
};
pub use prompt_file::{Offered, Placeholder, PromptFile, PromptResult, TemplatePiece};
pub use settings::{
    AssistSettings, CompletionSettings, Discovered, EndpointSettings, LocalSettings, Pin, PinScope,
    RoleBindings, RoutingSettings, Settings, language_name,
};
