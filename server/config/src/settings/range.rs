//! Numbers that are within their range.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::ConfigError;
use crate::origin::Origin;

/// Tokens of one suggestion.
pub(crate) const COMPLETION_TOKENS: RangeInclusive<u32> = 1..=1024;

/// Checks that `value` is in `range`; what is not a number is in none.
pub(super) fn within<T: PartialOrd + Display + Copy>(
    origin: &Origin,
    option: &str,
    value: T,
    range: RangeInclusive<T>,
) -> Result<(), ConfigError> {
    if range.contains(&value) {
        return Ok(());
    }
    let (least, most) = range.into_inner();
    let reason = format!("is {value}, but must be between {least} and {most}");
    Err(origin.error(option, &reason))
}

/// The time of a number of seconds: above 0, and an hour at most.
pub(super) fn seconds(origin: &Origin, option: &str, value: f64) -> Result<Duration, ConfigError> {
    let allowed = value > 0.0 && value <= 3600.0;
    allowed
        .then(|| Duration::try_from_secs_f64(value).ok())
        .flatten()
        .ok_or_else(|| {
            let reason = format!("is {value}, but must be above 0 and at most 3600");
            origin.error(option, &reason)
        })
}
