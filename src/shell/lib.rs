//! The parts that a user meets: command line, configuration, prompt, reports, imports and answers; and
//! the store on MySQL and MariaDB.

use ipta_core::{
    cancel, field, files, log, monitor, packet, query, rows, services, span, sql, store, suggest,
    time, trust, value,
};

pub mod ask;
pub mod cli;
pub mod config;
pub mod follow;
pub mod import;
pub mod input;
pub mod library;
pub mod logs;
pub mod mysql;
pub mod output;
pub mod present;
pub mod prompt;
pub mod rdns;
pub mod session;
pub mod settings;
