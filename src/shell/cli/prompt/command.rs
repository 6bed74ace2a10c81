//! The commands of the prompt, as clap defines them.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, CommandFactory, Parser, Subcommand, ValueHint};

use crate::cli::Command;
use crate::cli::config::SettingName;
use crate::cli::logs::LogArgs;
use crate::cli::options::word;
use crate::output::Format;

/// A command typed behind `:` at the prompt.
#[derive(Debug, Clone, PartialEq, Parser)]
#[command(
    multicall = true,
    disable_help_subcommand = true,
    disable_help_flag = true,
    infer_subcommands = true,
    help_template = "{usage-heading} {usage}\n\n{all-args}"
)]
pub struct PromptLine {
    /// The command.
    #[command(subcommand)]
    pub command: PromptCommand,
}

/// A command of the prompt.
#[derive(Debug, Clone, PartialEq, Subcommand)]
pub enum PromptCommand {
    #[command(flatten)]
    #[allow(missing_docs)]
    Command(Command),
    /// Use another table
    Use {
        /// Its name
        table: String,
    },
    /// Ask logs directly, without a table; `:use TABLE` goes back
    Open(LogArgs),
    /// Choose how answers are written
    Format {
        /// The format
        #[arg(value_parser = word::<Format>())]
        format: Format,
    },
    /// Ask the last question, or this one, again and again until Ctrl-C
    Watch {
        /// Seconds between two answers (2 by default), then a query; without one, the last question
        #[arg(value_name = "[SECONDS] QUERY", trailing_var_arg = true, allow_hyphen_values = true)]
        query: Vec<String>,
    },
    /// Show the last answer once more, in a format
    Last {
        /// The format
        #[arg(value_parser = word::<Format>())]
        format: Option<Format>,
    },
    /// Write answers to a file from now on; without one here again
    Out {
        /// The file: a .csv, .tsv, .json or .md is written as such
        #[arg(value_hint = ValueHint::FilePath)]
        file: Option<PathBuf>,
        /// Add to the file instead of replacing it
        #[arg(short, long)]
        append: bool,
    },
    /// Choose what shows answers longer than the window
    Pager {
        /// on, off or a command such as less -S; without one, says what it is
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<String>,
    },
    /// Run what stands in a file: queries, SQL and commands
    Source {
        /// The file
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Say how long answers took, or do not
    Timing {
        /// on or off; the other of the two if left out
        #[arg(value_parser = Switch, action = ArgAction::Set)]
        on: Option<bool>,
    },
    /// Show the SQL of each question, or do not
    Sql {
        /// on or off; the other of the two if left out
        #[arg(value_parser = Switch, action = ArgAction::Set)]
        on: Option<bool>,
    },
    /// Show names in place of addresses, or do not
    Rdns {
        /// on or off; the other of the two if left out
        #[arg(value_parser = Switch, action = ArgAction::Set)]
        on: Option<bool>,
    },
    /// Show services in place of ports, or do not
    Services {
        /// on or off; the other of the two if left out
        #[arg(value_parser = Switch, action = ArgAction::Set)]
        on: Option<bool>,
    },
    /// List the columns of the table
    Schema {
        /// The table; the one in use by default
        table: Option<String>,
    },
    /// Stop following
    Unfollow,
    /// Say where you are: store, table, settings of this session
    Status,
    /// Go to a server or the embedded store; without one connect anew
    Connect {
        /// `[USER@]HOST[:PORT][/DATABASE]`, a socket's path, or `embedded`
        target: Option<String>,
        /// Ask for the password
        #[arg(long)]
        ask_password: bool,
    },
    /// List what was typed before
    History {
        /// How many of the latest statements
        #[arg(default_value_t = 20)]
        count: usize,
    },
    /// Choose a setting's value until you leave; without one show it
    Set {
        /// Section and key, or the key alone
        #[arg(value_parser = SettingName)]
        key: Option<String>,
        /// The value
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        value: Vec<String>,
    },
    /// Clear the screen (also `clear`, Ctrl-L); `:clear` removes packets
    ClearScreen,
    /// Write what was chosen by options and :set into ~/.ipta-conf
    WriteConfig,
    /// Say what can be typed
    Help {
        /// commands, reports, language, fields or settings; a command, a report, a word or a field
        topic: Option<String>,
    },
    /// Leave
    #[command(visible_alias = "exit")]
    Quit,
}

impl PromptCommand {
    /// Whether it asks for the packets, so that it is worth asking again.
    pub fn is_report(&self) -> bool {
        matches!(
            self,
            Self::Command(Command::Report(_) | Command::Analyze | Command::Explain { .. })
        )
    }

    /// Whether it works on tables, also where logs are asked.
    pub fn needs_table(&self) -> bool {
        match self {
            Self::Use { .. } | Self::Schema { .. } => true,
            Self::Command(Command::Follow(arguments)) => arguments.options.append,
            Self::Command(command) => {
                matches!(command, Command::Import(_) | Command::Tables { .. } | Command::Clear)
            }
            _ => false,
        }
    }

    /// Whether there may be other tables, values or saved queries after it.
    pub fn changes_words(&self) -> bool {
        matches!(
            self,
            Self::Connect { .. }
                | Self::Set { .. }
                | Self::Source { .. }
                | Self::Unfollow
                | Self::Use { .. }
                | Self::Command(
                    Command::Clear
                        | Command::Drop { .. }
                        | Command::Edit { .. }
                        | Command::Import(_)
                        | Command::Save(_)
                        | Command::Tables { .. }
                )
        )
    }
}

/// Reads `on` and `off`.
#[derive(Debug, Clone, Copy)]
struct Switch;

impl TypedValueParser for Switch {
    type Value = bool;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<bool, clap::Error> {
        let words = PossibleValuesParser::new(SWITCH);
        words.map(|word| word == SWITCH[0]).parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(SWITCH.map(PossibleValue::new).into_iter()))
    }
}

const SWITCH: [&str; 2] = ["on", "off"];

/// Whether a command of the prompt has exactly this name.
pub fn is_command(name: &str) -> bool {
    PromptLine::command().find_subcommand(name).is_some()
}

/// The command that a name or its beginning means, if it is one.
pub(super) fn meant(name: &str) -> Option<clap::Command> {
    let line = PromptLine::command();
    let mut beginning = line
        .get_subcommands()
        .filter(|command| command.get_name().starts_with(name) && !name.is_empty());
    match (line.find_subcommand(name), beginning.next(), beginning.next()) {
        (Some(exact), ..) => Some(exact.clone()),
        (None, Some(command), None) => Some(command.clone()),
        _ => None,
    }
}
