//! All integration tests, in one binary.

mod cli;
mod dependencies;
mod docs;
mod errors;
mod layering;
mod logs;
mod output;
mod queries;
mod shell;
mod store;
