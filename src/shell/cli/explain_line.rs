//! Arguments of `explain-line`.

use clap::Args;

/// The line that is explained.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct LineArgs {
    /// The line; lines from standard input without one
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub line: Vec<String>,
}
