//! The tests that need database servers: `tests/servers run cargo test --test servers`.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]
#![allow(dead_code, reason = "the binary `tests` uses the rest of the modules that both have")]

/// Runs every case on both servers.
macro_rules! on_every_store {
    ($($case:ident),* $(,)?) => {
        mod on_mariadb {
            $(#[test]
            fn $case() {
                super::$case(|| crate::support::Home::on("mariadb"));
            })*
        }
        mod on_mysql {
            $(#[test]
            fn $case() {
                super::$case(|| crate::support::Home::on("mysql-plain"));
            })*
        }
    };
}

/// Runs no case: the binary `tests` does.
macro_rules! once {
    ($($(#[$condition:meta])* $case:ident),* $(,)?) => {};
}

mod support;

#[macro_use]
mod store;

mod accidents;
mod agreement;
mod append;
mod cli;
mod connection;
mod cut;
mod direct;
mod ending;
mod escapes;
mod lines;
mod lists;
mod mysql;
mod options;
mod overwriting;
mod programs;
mod reach;
mod same;
mod saved;
mod shell;
mod sources;
mod stopped;
mod trust;
mod values;
mod walks;
mod window;
