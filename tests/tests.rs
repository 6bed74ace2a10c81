//! The tests that need nothing but this clone, in one binary.
//!
//! `servers` and `system` are the other two; `tests/run` installs what those need and runs all. Modules that run
//! their cases on every store belong to this binary and to `servers`: `on_every_store!` and `once!` say what
//! each runs.
//!
//! Some of the tests use the embedded store, which a build without the engine does not have; `light` says what
//! such a build does instead.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]
#![cfg_attr(
    not(feature = "embedded"),
    allow(dead_code, unused_macros, reason = "cases of a store")
)]

#[macro_use]
#[path = "support/clone.rs"]
mod clone;

#[allow(dead_code, reason = "each binary uses some of it")]
mod support;

#[macro_use]
mod store;

mod accidents;
mod agreement;
mod append;
mod cli;
mod config;
mod cut;
mod dependencies;
mod direct;
#[cfg(feature = "embedded")]
mod docs;
#[cfg(feature = "embedded")]
mod embedded;
mod ending;
mod errors;
mod escapes;
mod expected;
mod follow;
mod generated;
mod hostile;
mod language;
mod layering;
#[cfg(not(feature = "embedded"))]
mod light;
mod lines;
mod lists;
mod logs;
mod long;
mod manual;
mod mistakes;
mod names;
mod options;
mod output;
mod overwriting;
mod programs;
mod queries;
mod reach;
mod saved;
#[cfg(feature = "embedded")]
mod screens;
mod shell;
mod sources;
mod spellings;
mod stopped;
mod unfit;
mod unreadable;
mod window;
