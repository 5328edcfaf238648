//! Configuration: options as given by the user and the editor, resolved to settings.
//!
//! The user's own file may say everything. What an editor sends can come from the settings of a workspace, so it only
//! chooses among what the user has: see [`EditorOptions`]. Finding models and starting engines is left to others.

mod editor;
mod error;
mod file;
mod options;
mod settings;

pub use editor::EditorOptions;
pub use error::ConfigError;
pub use file::{cache_folder, path, read, read_at};
pub use options::{CompletionList, CompletionOptions, LocalOptions, Options, schema};
pub use settings::Settings;
