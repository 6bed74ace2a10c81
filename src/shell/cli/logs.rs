//! Arguments that name logs to ask directly.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::options;
use crate::files::STANDARD_INPUT;
use crate::log::tag::Tags;

/// Logs that are asked directly, without a table.
#[derive(Debug, Clone, Default, PartialEq, Args)]
#[command(next_help_heading = "Logs to ask without importing them")]
pub struct LogArgs {
    /// Logs, plain or compressed; `-` is standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// What the kernel wrote into the system's journal
    #[arg(long)]
    pub journal: bool,
    /// The year of the first line, for stamps without one
    #[arg(long, value_parser = clap::value_parser!(i16).range(1970..=9999))]
    pub year: Option<i16>,
    /// Take only packets whose log prefix holds this text, such as 'IPT: '
    #[arg(long, value_name = "TEXT")]
    pub marker: Option<String>,
    /// Read the lines of these programs, too: names as syslog has them, with commas between
    #[arg(long, value_name = "NAMES", value_parser = options::read::<Tags>())]
    pub tags: Option<Tags>,
}

impl LogArgs {
    /// Whether standard input is one of them.
    pub fn has_standard_input(&self) -> bool {
        self.files.iter().any(|path| path.as_os_str() == STANDARD_INPUT)
    }

    /// Whether no log is named.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && !self.journal
    }
}
