//! All integration tests, in one binary.
//!
//! Those that run the program need a store, which a build without the embedded engine does not
//! have; `light` says what such a build does instead.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

mod dependencies;
mod errors;
mod layering;
#[cfg(not(feature = "embedded"))]
mod light;
mod logs;
mod output;
mod queries;
#[cfg_attr(not(feature = "embedded"), expect(dead_code, reason = "few tests run without a store"))]
mod support;

#[cfg(feature = "embedded")]
mod cli;
#[cfg(feature = "embedded")]
mod docs;
#[cfg(feature = "embedded")]
mod shell;
#[cfg(feature = "embedded")]
mod store;
