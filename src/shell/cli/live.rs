//! Arguments of `live`: which logs, and which packets of them are counted.

use std::ffi::OsString;

use clap::Args;

use super::follow::{FollowArgs, FollowOptions};

/// Arguments of `live`.
#[derive(Debug, Clone, Default, PartialEq, Args)]
pub struct LiveArgs {
    /// The log files, `-` for standard input; behind `where` a condition of the query language
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath, required_unless_present = "journal")]
    pub words: Vec<OsString>,
    /// Watch what the kernel writes into the system's journal
    #[arg(long)]
    pub journal: bool,
    /// Begin with the whole log
    #[arg(long)]
    pub scan: bool,
    /// Count ipta's own packets too: its look-ups of names, its SSH connection
    #[arg(long)]
    pub show_own: bool,
}

impl LiveArgs {
    /// The same as arguments of `follow`.
    pub fn followed(&self) -> FollowArgs {
        let Self { words, journal, scan, show_own } = self.clone();
        let options = FollowOptions { scan, show_own, ..FollowOptions::default() };
        FollowArgs { words, journal, options }
    }
}
