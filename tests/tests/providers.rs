//! The whole program against providers: what it sends, what it makes of their faults, whom it trusts.
//!
//! The providers are the strict stand-ins of `ponder_tests::stand_in`. No test here touches a network.

#[path = "providers/busy.rs"]
mod busy;
#[path = "providers/cancel.rs"]
mod cancel;
#[path = "providers/doctor.rs"]
mod doctor;
#[path = "providers/editor_trust.rs"]
mod editor_trust;
#[path = "providers/failover.rs"]
mod failover;
#[path = "providers/fixture.rs"]
mod fixture;
#[path = "providers/holes.rs"]
mod holes;
#[path = "providers/keys.rs"]
mod keys;
#[path = "providers/offline.rs"]
mod offline;
#[path = "providers/privacy.rs"]
mod privacy;
#[path = "providers/reasoning.rs"]
mod reasoning;
#[path = "providers/refusals.rs"]
mod refusals;
#[path = "providers/reload.rs"]
mod reload;
#[path = "providers/secrets.rs"]
mod secrets;
#[path = "providers/silence.rs"]
mod silence;
#[path = "providers/stream.rs"]
mod stream;
#[path = "providers/strict.rs"]
mod strict;
#[path = "providers/switch.rs"]
mod switch;
#[path = "providers/typing.rs"]
mod typing;
