//! Arguments of the commands for saved queries.

use clap::Args;

/// Arguments of `save`.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct SaveArgs {
    /// Its name
    pub name: String,
    /// The query or SELECT; `$name` and `$name:default` are parameters
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    pub query: Vec<String>,
}

/// A saved query and what its parameters are given.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct CallArgs {
    /// The report's name
    pub name: String,
    /// Values of its parameters: by name, or in their order
    #[arg(value_name = "KEY=VALUE")]
    pub params: Vec<String>,
}
