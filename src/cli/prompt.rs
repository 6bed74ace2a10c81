//! A command of the prompt: what can be typed behind `:`.

use std::ffi::OsString;

use clap::{CommandFactory, Parser, Subcommand};

use super::Command;
use super::config::SettingName;
use super::options::word;
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
    /// Choose how answers are written
    Format {
        /// The format
        #[arg(value_parser = word::<Format>())]
        format: Format,
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
    /// Write what was chosen on the command line and by :set into the configuration file
    WriteConfig,
    /// Say what can be typed
    Help {
        /// A command or a report
        topic: Option<String>,
    },
    /// Leave
    #[command(visible_alias = "exit")]
    Quit,
}

/// A command of the prompt as help and completion see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandHelp {
    /// Its name, without `:`.
    pub name: String,
    /// What may stand behind it.
    pub usage: String,
    /// What it does.
    pub about: String,
}

/// Every command of the prompt, in the order of help.
pub fn prompt_commands() -> Vec<CommandHelp> {
    let mut line = PromptLine::command();
    line.build();
    let visible = line.get_subcommands_mut().filter(|command| !command.is_hide_set());
    visible
        .map(|command| CommandHelp {
            name: command.get_name().to_owned(),
            usage: usage(command),
            about: command.get_about().map(ToString::to_string).unwrap_or_default(),
        })
        .collect()
}

fn usage(command: &clap::Command) -> String {
    let mut words: Vec<String> = command
        .get_positionals()
        .map(|argument| {
            let name = argument.get_value_names().and_then(|names| names.first());
            let name = name.map_or_else(|| argument.get_id().as_str(), |name| name.as_str());
            let name = name.to_uppercase();
            let many = argument.get_num_args().is_some_and(|range| range.max_values() > 1);
            let name = if many { format!("{name}…") } else { name };
            if argument.is_required_set() { name } else { format!("[{name}]") }
        })
        .collect();
    let changes: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    if !changes.is_empty() {
        words.push(format!("[{}]", changes.join("|")));
    }
    words.join(" ")
}

/// Why a line behind `:` is no command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptError {
    /// No command has this name.
    Unknown(String),
    /// The command's arguments are wrong: what clap says of them.
    Usage(String),
}

/// Reads a line without its `:`. What stands behind a command that takes a query reaches it raw.
pub fn parse_prompt(line: &str) -> Result<PromptCommand, PromptError> {
    let line = line.trim();
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let unclosed = || PromptError::Usage("a quote is not closed".into());
    let words = match words_before_raw_text(name) {
        Some(words) => split_raw(rest.trim(), words).ok_or_else(unclosed)?,
        None => shlex::split(rest).ok_or_else(unclosed)?,
    };
    let words = std::iter::once(name.to_owned()).chain(words).map(OsString::from);
    PromptLine::try_parse_from(words).map(|line| line.command).map_err(|error| match error.kind() {
        clap::error::ErrorKind::InvalidSubcommand
        | clap::error::ErrorKind::UnknownArgument
        | clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            if !is_command(name) =>
        {
            PromptError::Unknown(name.to_owned())
        }
        _ => PromptError::Usage(
            error.render().to_string().trim_start_matches("error: ").trim_end().into(),
        ),
    })
}

/// Whether a command of the prompt has exactly this name.
pub fn is_command(name: &str) -> bool {
    PromptLine::command().find_subcommand(name).is_some()
}

/// How many words stand before the text that a command takes as it is; `None` if it takes none.
fn words_before_raw_text(name: &str) -> Option<usize> {
    let line = PromptLine::command();
    let mut beginning = line
        .get_subcommands()
        .filter(|command| command.get_name().starts_with(name) && !name.is_empty());
    let command = match (line.find_subcommand(name), beginning.next(), beginning.next()) {
        (Some(exact), ..) => exact,
        (None, Some(command), None) => command,
        _ => return None,
    };
    command.get_positionals().position(clap::Arg::is_trailing_var_arg_set)
}

/// So many words as a shell splits them, and the rest as it stands; `None` if a quote is not closed.
fn split_raw(text: &str, words: usize) -> Option<Vec<String>> {
    let ends = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    for end in [0].into_iter().chain(ends) {
        let Some(mut split) = shlex::split(&text[..end]) else { continue };
        if split.len() == words {
            split.extend(Some(text[end..].trim().to_owned()).filter(|rest| !rest.is_empty()));
            return Some(split);
        }
    }
    shlex::split(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::SaveArgs;

    #[test]
    fn the_definitions_are_sound() {
        PromptLine::command().debug_assert();
    }

    #[test]
    fn a_query_reaches_its_command_raw() {
        let typed = parse_prompt("explain top src where prefix = 'a b'  # x");
        let query = vec!["top src where prefix = 'a b'  # x".to_owned()];
        assert_eq!(typed, Ok(PromptCommand::Command(Command::Explain { query })));
        let typed = parse_prompt("save  n  top src where prefix = 'a  b'");
        let query = vec!["top src where prefix = 'a  b'".to_owned()];
        let save = SaveArgs { name: "n".to_owned(), query };
        assert_eq!(typed, Ok(PromptCommand::Command(Command::Save(save))));
        assert!(matches!(parse_prompt("save n"), Err(PromptError::Usage(_))));
    }

    #[test]
    fn unambiguous_beginnings_are_enough() {
        let typed = parse_prompt("q");
        assert_eq!(typed, Ok(PromptCommand::Quit));
        assert_eq!(parse_prompt("frobnicate"), Err(PromptError::Unknown("frobnicate".into())));
        assert!(matches!(parse_prompt("use"), Err(PromptError::Usage(_))));
    }
}
