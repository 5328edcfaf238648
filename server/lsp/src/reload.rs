//! Taking the user's configuration file anew when it changes, without a restart.

use std::sync::Arc;
use std::time::Duration;

use crate::notices;
use crate::session::Session;

/// How often the file and the prompt files beside it are looked at: one `stat` each.
const PERIOD: Duration = Duration::from_secs(1);

/// Looks at the file as long as the session lives; says what is wrong with it when it changes.
pub(crate) async fn reload(session: Arc<Session>) {
    let Some(path) = ponder_config::path() else { return };
    let mut known = ponder_config::watch_stamp(&path);
    loop {
        tokio::time::sleep(PERIOD).await;
        let stamp = ponder_config::watch_stamp(&path);
        if stamp == known {
            continue;
        }
        known = stamp;
        let taken = ponder_config::read().and_then(|options| session.configuration.take_options(options));
        match taken {
            Ok(()) => {
                tracing::info!("the configuration was read anew");
                notices::watch(&session);
                session.warn_of_prompts().await;
            }
            Err(error) => {
                session
                    .warn(format!("{error}; what was configured before still holds"))
                    .await;
            }
        }
    }
}
