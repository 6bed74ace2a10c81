//! An outline: the commands of the prompt as help, hints and completion see them, read once from
//! their definitions.

use std::sync::OnceLock;

use clap::{Arg, CommandFactory, ValueHint};

use super::command::PromptLine;

/// A command of the prompt, or what may follow one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandHelp {
    /// Its name, without `:`.
    pub name: String,
    /// What may stand behind it.
    pub usage: String,
    /// What it does.
    pub about: String,
    /// What it takes, in order.
    pub arguments: Vec<Argument>,
    /// Its options.
    pub options: Vec<Argument>,
    /// Words that may follow it as commands of its own.
    pub commands: Vec<CommandHelp>,
}

/// Something that a command takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// Its name; that of an option with its dashes.
    pub name: String,
    /// What it means.
    pub about: String,
    /// What may stand there.
    pub fills: Fills,
    /// Whether several may stand there.
    pub is_many: bool,
}

/// What may stand in an argument's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fills {
    /// One of these words, each with its meaning.
    Words(Vec<(String, String)>),
    /// The name of a file.
    File,
    /// A query of the language or SQL.
    Query,
    /// The name of a table.
    Table,
    /// The name of a saved query.
    Saved,
    /// Values of a saved query's parameters.
    Parameters,
    /// Something that can be asked about.
    Topic,
    /// Any text.
    Text,
}

impl CommandHelp {
    /// The command among those that follow this one.
    pub fn command(&self, name: &str) -> Option<&CommandHelp> {
        self.commands.iter().find(|command| command.name == name)
    }
}

/// Every command of the prompt, in the order of help.
pub fn prompt_commands() -> &'static [CommandHelp] {
    static COMMANDS: OnceLock<Vec<CommandHelp>> = OnceLock::new();
    COMMANDS.get_or_init(|| {
        let mut line = PromptLine::command();
        line.build();
        outlines(&line)
    })
}

fn outlines(command: &clap::Command) -> Vec<CommandHelp> {
    let visible = command.get_subcommands().filter(|one| !one.is_hide_set());
    visible
        .filter(|one| one.get_name() != "help" || command.is_multicall_set())
        .map(outline)
        .collect()
}

fn outline(command: &clap::Command) -> CommandHelp {
    let name = command.get_name();
    let is_shown = |option: &&Arg| !option.is_hide_set() && option.get_id() != "help";
    let argument = |one| argument(name, one);
    let commands = outlines(command);
    CommandHelp {
        name: name.to_owned(),
        usage: usage(command, &commands),
        about: command.get_about().map(|about| in_a_line(&about.to_string())).unwrap_or_default(),
        arguments: command.get_positionals().map(argument).collect(),
        options: command.get_opts().filter(is_shown).map(argument).collect(),
        commands,
    }
}

fn argument(command: &str, argument: &Arg) -> Argument {
    let name = match (argument.is_positional(), argument.get_long()) {
        (false, Some(long)) => format!("--{long}"),
        _ => argument.get_id().to_string(),
    };
    Argument {
        name,
        about: argument.get_help().map(|help| in_a_line(&help.to_string())).unwrap_or_default(),
        fills: fills(command, argument),
        is_many: is_many(argument),
    }
}

/// What stands in an argument's place, by what its definition says of it.
fn fills(command: &str, argument: &Arg) -> Fills {
    let choices: Vec<_> = argument
        .get_possible_values()
        .iter()
        .map(|value| {
            let help = value.get_help().map(ToString::to_string).unwrap_or_default();
            (value.get_name().to_owned(), help)
        })
        .collect();
    match (argument.get_id().as_str(), argument.get_value_hint()) {
        _ if !choices.is_empty() && argument.get_action().takes_values() => Fills::Words(choices),
        (_, ValueHint::FilePath | ValueHint::AnyPath | ValueHint::DirPath) => Fills::File,
        ("query", _) => Fills::Query,
        ("topic", _) => Fills::Topic,
        ("table" | "existing", _) => Fills::Table,
        ("params", _) => Fills::Parameters,
        ("name", _)
            if command == "drop" || ["report", "edit", "eval", "save"].contains(&command) =>
        {
            Fills::Saved
        }
        _ => Fills::Text,
    }
}

fn is_many(argument: &Arg) -> bool {
    argument.get_num_args().is_some_and(|range| range.max_values() > 1)
}

fn in_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn usage(command: &clap::Command, commands: &[CommandHelp]) -> String {
    let mut words: Vec<String> = command
        .get_positionals()
        .map(|argument| {
            let name = argument.get_value_names().and_then(|names| names.first());
            let name = name.map_or_else(|| argument.get_id().as_str(), |name| name.as_str());
            let name = name.to_uppercase();
            let name =
                if is_many(argument) && !name.contains(' ') { format!("{name}…") } else { name };
            if argument.is_required_set() || name.starts_with('[') {
                name
            } else {
                format!("[{name}]")
            }
        })
        .collect();
    if !commands.is_empty() {
        let names: Vec<&str> = commands.iter().map(|command| command.name.as_str()).collect();
        words.push(format!("[{}]", names.join("|")));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_say_what_they_take() {
        let named = |name: &str| {
            prompt_commands().iter().find(|command| command.name == name).expect("a command")
        };
        assert_eq!(named("watch").arguments[0].fills, Fills::Query);
        assert_eq!(named("import").arguments[0].fills, Fills::File);
        assert_eq!(named("drop").arguments[0].fills, Fills::Saved);
        let dropping = named("tables").command("drop").expect("a command");
        assert_eq!(dropping.arguments[0].fills, Fills::Table);
        assert!(matches!(&named("format").arguments[0].fills, Fills::Words(all) if all.len() > 3));
        assert_eq!(named("timing").usage, "[ON]");
        assert!(named("import").options.iter().any(|option| option.name == "--year"));
        for command in prompt_commands() {
            assert!(!command.about.is_empty(), "{} says nothing", command.name);
        }
    }
}
