//! The tests that need programs of Debian's packages, a clean Debian (`tests/root`), or a second user: `tests/run`
//! installs what is missing; `cargo test --test system` runs them afterwards.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]
#![cfg_attr(not(feature = "embedded"), allow(dead_code, reason = "cases of a store"))]

#[macro_use]
#[path = "support/clone.rs"]
mod clone;

#[allow(dead_code, reason = "each binary uses some of it")]
mod support;

mod completions;
mod configurations;
mod events;
mod packages;
mod trust;
