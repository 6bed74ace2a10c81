//! A mistake in a command of the prompt: what clap found, in the form of every other message.

use std::error::Error as _;
use std::num::ParseIntError;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::command::{is_command, meant};
use crate::span::{Problem, Span};

/// How each kind of mistake is worded.
type MistakeWord = fn(&Mistake<'_>) -> (String, Option<String>);

/// The kinds that a line can have. What else clap may say gets the command's usage.
const WORDS: [(ErrorKind, MistakeWord); 7] = [
    (ErrorKind::UnknownArgument, unknown),
    (ErrorKind::InvalidSubcommand, unknown_change),
    (ErrorKind::MissingRequiredArgument, missing),
    (ErrorKind::MissingSubcommand, missing),
    (ErrorKind::InvalidValue, invalid),
    (ErrorKind::ValueValidation, invalid),
    (ErrorKind::ArgumentConflict, conflict),
];

struct Mistake<'e> {
    error: &'e clap::Error,
    /// The command, with its `:`.
    command: String,
}

/// The problem of a line that clap does not take; the line has no `:`.
pub(super) fn problem(error: &clap::Error, line: &str) -> Problem {
    let mistake = Mistake { error, command: command(error, line) };
    let word = WORDS.iter().find(|(kind, _)| *kind == error.kind()).map(|(_, word)| word);
    let (message, help) = match word {
        Some(word) => word(&mistake),
        None => (format!("`{}` is not complete or has too much", mistake.command), None),
    };
    let problem = Problem::new(span(&mistake, line), message);
    match help.or_else(|| mistake.usage()) {
        Some(help) => problem.help(help),
        None => problem,
    }
}

impl Mistake<'_> {
    /// A text that clap says besides the kind; several are joined by spaces.
    fn said(&self, kind: ContextKind) -> Option<String> {
        let text = match self.error.get(kind)? {
            ContextValue::String(text) => text.clone(),
            ContextValue::Strings(texts) => texts.join(" "),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// An argument as it is written: without angle brackets and without dots.
    fn argument(&self, kind: ContextKind) -> String {
        plain(&self.said(kind).unwrap_or_default())
    }

    /// The words that would fit, as a piece of advice.
    fn choice(&self, kind: ContextKind) -> Option<String> {
        let ContextValue::Strings(texts) = self.error.get(kind)? else { return None };
        match &texts[..] {
            [] => None,
            [only] => Some(format!("write {only}")),
            [all @ .., last] => Some(format!("write {} or {last}", all.join(", "))),
        }
    }

    /// What was probably meant; of several words the last is the nearest.
    fn suggestion(&self, kind: ContextKind) -> Option<String> {
        let meant = self.said(kind)?;
        Some(format!("did you mean `{}`?", meant.rsplit(' ').next().unwrap_or_default()))
    }

    fn usage(&self) -> Option<String> {
        usage(self.error).map(|usage| format!("write `:{}`", usage.replace(['<', '>'], "")))
    }
}

fn unknown(mistake: &Mistake<'_>) -> (String, Option<String>) {
    let (command, word) = (&mistake.command, mistake.said(ContextKind::InvalidArg));
    let word = word.unwrap_or_default();
    let help = || {
        let name = command.trim_start_matches(':').split(' ').next().unwrap_or_default();
        matches!(&*word, "-h" | "--help").then(|| format!("`:help {name}` explains it"))
    };
    let help = mistake.suggestion(ContextKind::SuggestedArg).or_else(help);
    if word.starts_with('-') {
        (format!("`{command}` has no option `{word}`"), help)
    } else {
        (format!("`{command}` does not take `{word}`"), help)
    }
}

fn unknown_change(mistake: &Mistake<'_>) -> (String, Option<String>) {
    let word = mistake.said(ContextKind::InvalidSubcommand).unwrap_or_default();
    let near = mistake.suggestion(ContextKind::SuggestedSubcommand);
    let help = near.or_else(|| {
        let command = mistake.command.trim_start_matches(':');
        let found = meant(command.split(' ').next()?)?;
        let names = found.get_subcommands().map(|it| it.get_name().to_owned());
        let names: Vec<String> = names.collect();
        Some(format!("write `{}` and one of: {}", mistake.command, names.join(", ")))
    });
    (format!("`{}` does not take `{word}`", mistake.command), help)
}

fn missing(mistake: &Mistake<'_>) -> (String, Option<String>) {
    let missing = mistake.argument(ContextKind::InvalidArg);
    let missing = if missing.is_empty() { "one more word".to_owned() } else { missing };
    (format!("`{}` needs {missing}", mistake.command), None)
}

fn invalid(mistake: &Mistake<'_>) -> (String, Option<String>) {
    let argument = mistake.argument(ContextKind::InvalidArg);
    let choice = mistake.choice(ContextKind::ValidValue);
    let (name, value) = argument.split_once(' ').unwrap_or((&argument, "a value"));
    let Some(given) = mistake.said(ContextKind::InvalidValue) else {
        return (format!("`{name}` needs {value}"), choice);
    };
    let near = mistake.suggestion(ContextKind::SuggestedValue);
    let reason = mistake.error.source().map(|reason| {
        let text = reason.to_string();
        match text.split_once(" is not in ").and_then(|(_, range)| range.split_once("..=")) {
            Some((from, to)) => format!("write a number from {from} to {to}"),
            None if reason.is::<ParseIntError>() => "write a number".to_owned(),
            None => text,
        }
    });
    (format!("invalid value `{given}` for {name}"), near.or(choice).or(reason))
}

fn conflict(mistake: &Mistake<'_>) -> (String, Option<String>) {
    let argument = mistake.argument(ContextKind::InvalidArg);
    let other = mistake.argument(ContextKind::PriorArg);
    if other.is_empty() || other == argument {
        (format!("`{argument}` is given twice"), None)
    } else {
        (format!("`{argument}` cannot be used with `{other}`"), None)
    }
}

/// The command that a mistake is in, with the command of its own that the line names.
fn command(error: &clap::Error, line: &str) -> String {
    let words = usage(error).unwrap_or_default();
    let words = words.split(' ').take_while(|word| !word.starts_with(['<', '[', '-']));
    let words = words.collect::<Vec<_>>().join(" ");
    let name = line.split_whitespace().next().unwrap_or_default();
    if !words.is_empty() {
        format!(":{words}")
    } else if is_command(name) {
        format!(":{name}")
    } else {
        format!(":{}", meant(name).map_or(name.to_owned(), |it| it.get_name().to_owned()))
    }
}

fn usage(error: &clap::Error) -> Option<String> {
    let ContextValue::StyledStr(usage) = error.get(ContextKind::Usage)? else { return None };
    let usage = usage.to_string();
    Some(usage.trim_start_matches("Usage:").trim().to_owned())
}

fn plain(argument: &str) -> String {
    argument.replace(['<', '>', '[', ']'], "").replace("...", "")
}

/// The place of the word that is wrong in the line with its `:`; its end where something is missing.
fn span(mistake: &Mistake<'_>, line: &str) -> Span {
    let kinds =
        [ContextKind::InvalidValue, ContextKind::InvalidSubcommand, ContextKind::InvalidArg];
    let found = kinds.into_iter().filter_map(|kind| mistake.said(kind)).find_map(|word| {
        let word = word.split(' ').next().unwrap_or_default().to_owned();
        let is_whole = |at: usize, rest: &str| {
            line[..at].ends_with(char::is_whitespace)
                && rest[word.len()..].chars().next().is_none_or(|c| c.is_whitespace() || c == '=')
        };
        let mut places = line.match_indices(word.as_str()).map(|(at, _)| at);
        let at = places.find(|at| !word.is_empty() && is_whole(*at, &line[*at..]))?;
        Some(Span::new(at, at + word.len()))
    });
    found.unwrap_or(Span::new(line.len(), line.len())).shifted(1)
}
