//! A place in a command: which of its arguments is being typed at its end.

use super::vocabulary::{Report, Vocabulary};
use crate::cli::follow::WHERE;
use crate::cli::{self, Argument, CommandHelp, FOLLOWERS, Fills};

/// The command that takes seconds before its query.
const WATCH: &str = "watch";

/// What is being typed at the end of a command.
#[derive(Debug, Clone, Copy)]
pub enum ArgumentPlace<'v> {
    /// Its name.
    Name {
        /// Where that begins.
        start: usize,
    },
    /// An argument.
    Argument {
        /// Where that begins.
        start: usize,
        /// The command that takes it.
        command: &'v CommandHelp,
        /// The argument; `None` where no more is taken.
        argument: Option<&'v Argument>,
    },
    /// A query.
    Query {
        /// Where that begins.
        start: usize,
    },
    /// A condition on packets.
    Condition {
        /// Where that begins.
        start: usize,
    },
    /// The value of a saved query's parameter.
    Parameter {
        /// Where that begins.
        start: usize,
        /// The saved query.
        report: &'v Report,
        /// How many values stand before it.
        given: usize,
    },
}

impl ArgumentPlace<'_> {
    /// Where what is being typed begins.
    pub fn start(&self) -> usize {
        match self {
            Self::Name { start }
            | Self::Argument { start, .. }
            | Self::Query { start }
            | Self::Condition { start }
            | Self::Parameter { start, .. } => *start,
        }
    }
}

/// Finds the place at the end of a command, which comes without its `:`.
pub fn place<'v>(command: &str, words: &'v Vocabulary) -> ArgumentPlace<'v> {
    let starts = starts(command);
    let Some(last) = starts.len().checked_sub(1).filter(|last| *last > 0) else {
        return ArgumentPlace::Name { start: starts.first().copied().unwrap_or(command.len()) };
    };
    let word = |nth: usize| {
        let end = starts.get(nth + 1).copied().unwrap_or(command.len());
        command[starts[nth]..end].trim()
    };
    let (start, name) = (starts[last], word(0));
    let Some(mut outline) = named(name, words.commands) else {
        return match words.report(name) {
            Some(report) => ArgumentPlace::Parameter { start, report, given: last - 1 },
            None => ArgumentPlace::Name { start: command.len() },
        };
    };
    if FOLLOWERS.contains(&outline.name.as_str())
        && let Some(nth) = (1..last).find(|nth| word(*nth) == WHERE)
    {
        return ArgumentPlace::Condition { start: starts[nth + 1] };
    }
    let mut first = 1;
    while first < last
        && let Some(inner) = outline.command(word(first))
    {
        (outline, first) = (inner, first + 1);
    }
    let values: Vec<usize> = (first..last).filter(|nth| !word(*nth).starts_with('-')).collect();
    let argument = match outline.arguments.last() {
        Some(last) if last.is_many => Some(outline.arguments.get(values.len()).unwrap_or(last)),
        _ => outline.arguments.get(values.len()),
    };
    match argument.map(|argument| &argument.fills) {
        Some(Fills::Query) => {
            let nth = first + outline.arguments.len() - 1;
            // `:watch` takes seconds before its query.
            let is_seconds =
                outline.name == WATCH && last > nth && cli::parse_seconds(word(nth)).is_some();
            ArgumentPlace::Query { start: starts[nth + usize::from(is_seconds)] }
        }
        Some(Fills::Parameters) => match words.report(word(first)) {
            Some(report) => ArgumentPlace::Parameter { start, report, given: values.len() - 1 },
            None => ArgumentPlace::Argument { start, command: outline, argument },
        },
        _ => ArgumentPlace::Argument { start, command: outline, argument },
    }
}

/// The command of a name, or of an unambiguous beginning of one.
pub fn named<'v>(name: &str, commands: &'v [CommandHelp]) -> Option<&'v CommandHelp> {
    if let Some(exact) = commands.iter().find(|command| command.name == name) {
        return Some(exact);
    }
    let mut beginning =
        commands.iter().filter(|one| !name.is_empty() && one.name.starts_with(name));
    match (beginning.next(), beginning.next()) {
        (Some(command), None) => Some(command),
        _ => None,
    }
}

/// Where the words of a text begin; the last one may be empty, behind white space.
fn starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut was_space = true;
    for (at, c) in text.char_indices() {
        if !c.is_whitespace() && was_space {
            starts.push(at);
        }
        was_space = c.is_whitespace();
    }
    if was_space {
        starts.push(text.len());
    }
    starts
}
