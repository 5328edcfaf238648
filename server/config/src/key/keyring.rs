//! Keys from the keyring of the operating system: Secret Service on Linux, Keychain on macOS.

use keyring::v1::{Entry, Error};

use crate::KeyError;

/// The service under which entries stand.
const SERVICE: &str = "ponder";

/// The password of the entry `name`.
pub(super) fn password(name: &str) -> Result<String, KeyError> {
    Entry::new(SERVICE, name)
        .and_then(|entry| entry.get_password())
        .map_err(|error| KeyError::Keyring {
            name: name.to_owned(),
            // Never the error's own text: for some it holds what was found.
            reason: match error {
                Error::NoEntry => "there is no such entry; store the key in it".to_owned(),
                Error::NoDefaultStore => {
                    "there is no keyring on this machine; use { env = … } or { command = … }".to_owned()
                }
                Error::NoStorageAccess(_) => "it could not be opened; unlock it".to_owned(),
                _ => "it could not be read; use { env = … } or { command = … }".to_owned(),
            },
        })
}
