//! All integration tests, in one binary.
//!
//! Some of those that run the program use the embedded store, which a build without the engine does
//! not have; `light` says what such a build does instead.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

#[macro_use]
mod support;

mod agreement;
mod cli;
mod completions;
mod config;
mod connection;
mod cut;
mod dependencies;
#[cfg(feature = "embedded")]
mod docs;
mod ending;
mod errors;
mod escapes;
mod expected;
mod follow;
mod generated;
mod hostile;
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
mod packages;
mod programs;
mod queries;
mod reach;
mod same;
mod saved;
#[cfg(feature = "embedded")]
mod screens;
mod shell;
mod sources;
mod stopped;
mod store;
mod trust;
mod unfit;
mod unreadable;
mod window;
