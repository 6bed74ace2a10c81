//! A command of the prompt: what can be typed behind `:`.

use std::ffi::OsString;

use clap::Parser;

use super::follow;
use crate::span::{Problem, Span};

mod command;
mod mistake;
mod outline;
mod words;

use command::meant;
pub use command::{PromptCommand, PromptLine, is_command};
pub use outline::{Argument, CommandHelp, Fills, prompt_commands};

/// Why a line behind `:` is no command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptError {
    /// No command has this name.
    Unknown(String),
    /// The command's arguments are wrong: how, and where in the line with its `:`.
    Usage(Problem),
}

/// Commands whose words may end in `where` and a condition.
pub const FOLLOWERS: [&str; 2] = ["follow", "live"];

/// Commands that change what is kept: the beginning of their name does not run them.
const SPELLED_OUT: [&str; 8] =
    ["clear", "config", "drop", "edit", "export", "import", "out", "save"];

/// Reads a line without its `:`. What stands behind a command that takes a query reaches it raw.
pub fn parse_prompt(line: &str) -> Result<PromptCommand, PromptError> {
    let line = whole_name(line.trim());
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let unclosed = || {
        let quote = line.rfind(['"', '\'']).unwrap_or_default();
        let problem = Problem::new(Span::new(quote, quote + 1).shifted(1), "a quote is not closed");
        PromptError::Usage(problem.help("close it, or write `\\` before it"))
    };
    let split: Split = if takes_files(name) { words::expand } else { plain_words };
    let words = match words_before_raw_text(name) {
        Some(words) => split_raw(rest.trim(), words, split),
        None if meant(name).is_some_and(|it| FOLLOWERS.contains(&it.get_name())) => {
            follow::split(rest, split)
        }
        None => split(rest),
    };
    let words = std::iter::once(OsString::from(name)).chain(words.ok_or_else(unclosed)?);
    if let Some(command) = meant(name).filter(|it| it.get_name() != name && !is_command(name))
        && SPELLED_OUT.contains(&command.get_name())
    {
        let problem =
            Problem::new(Span::new(1, 1 + name.len()), format!("`:{name}` is not a command"));
        let help =
            format!("`:{}` changes something, so its name is typed in full", command.get_name());
        return Err(PromptError::Usage(problem.help(help)));
    }
    PromptLine::try_parse_from(words).map(|line| line.command).map_err(|error| match error.kind() {
        clap::error::ErrorKind::InvalidSubcommand
        | clap::error::ErrorKind::UnknownArgument
        | clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            if meant(name).is_none() =>
        {
            PromptError::Unknown(name.to_owned())
        }
        _ => PromptError::Usage(mistake::problem(&error, line)),
    })
}

/// A line without the mark of another shell, `\tables` say, where the whole name of a command follows it.
fn whole_name(line: &str) -> &str {
    let is_whole = |rest: &&str| rest.split_whitespace().next().is_some_and(is_command);
    line.strip_prefix(['\\', '.']).filter(is_whole).unwrap_or(line)
}

/// Parses the seconds that `:watch` takes before its query.
pub fn parse_seconds(word: &str) -> Option<f64> {
    word.trim_end_matches('s').parse().ok()
}

/// How many words stand before the text that a command takes as it is; `None` if it takes none.
fn words_before_raw_text(name: &str) -> Option<usize> {
    meant(name)?.get_positionals().position(clap::Arg::is_trailing_var_arg_set)
}

/// Splits a text into words; `None` if a quote is not closed.
type Split = fn(&str) -> Option<Vec<OsString>>;

fn plain_words(text: &str) -> Option<Vec<OsString>> {
    Some(shlex::split(text)?.into_iter().map(OsString::from).collect())
}

/// Whether a command takes names of files.
fn takes_files(name: &str) -> bool {
    let is_file = |argument: &clap::Arg| argument.get_value_hint() == clap::ValueHint::FilePath;
    meant(name).is_some_and(|command| command.get_arguments().any(is_file))
}

/// That number of words, and the rest as it is written; `None` if a quote is not closed.
fn split_raw(text: &str, words: usize, split: Split) -> Option<Vec<OsString>> {
    let ends = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    for end in [0].into_iter().chain(ends) {
        let Some(plain) = plain_words(&text[..end]).filter(|plain| plain.len() == words) else {
            continue;
        };
        // A pattern that several files fit is no name for one.
        let expanded = split(&text[..end]).filter(|expanded| expanded.len() == words);
        let mut all = expanded.unwrap_or(plain);
        all.extend(Some(text[end..].trim()).filter(|rest| !rest.is_empty()).map(OsString::from));
        return Some(all);
    }
    split(text)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Command;
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
        let typed = "follow log where prefix = 'a b'";
        assert_eq!(parse_prompt(&typed.replace("follow", "foll")), parse_prompt(typed));
    }
}
