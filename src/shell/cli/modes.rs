//! A mode: what a switch of the 2015 manual asks to be done. Several may stand together; they are
//! done in the order in which they stand.

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches, Args, Command, FromArgMatches};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// `-c`.
    Clear,
    /// `-i FILE…`.
    Import(Vec<PathBuf>),
    /// `-a`.
    Analyze,
    /// `-ai`.
    Shell,
    /// `-lt`.
    ListTables,
    /// `-dt TABLE`.
    DeleteTable(String),
    /// `-da`.
    DeleteAllTables,
    /// `-ct [NAME]`; without a name the table to work with.
    CreateTable(Option<String>),
    /// `-s`.
    SaveDatabase,
    /// `-e QUERY`.
    Execute(String),
}

/// The modes of a command line, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Modes(pub Vec<Mode>);

/// The switches as clap sees them.
#[derive(Args)]
#[command(next_help_heading = "Modes (several run in the order given)")]
struct Switches {
    /// Import log files into the table, `-` for standard input
    #[arg(short, long, value_name = "FILE", num_args = 1.., action = ArgAction::Append)]
    import: Vec<PathBuf>,
    /// Print the reports
    #[arg(short, long, num_args = 0, default_missing_value = "true", action = ArgAction::Append)]
    analyze: Vec<bool>,
    /// Open the prompt (also -ai)
    #[arg(long, num_args = 0, default_missing_value = "true", action = ArgAction::Append)]
    analyze_interactive: Vec<bool>,
    /// Run queries, SQL or :commands
    #[arg(short, long, value_name = "QUERY", action = ArgAction::Append)]
    execute: Vec<String>,
    /// Remove all packets from the table
    #[arg(short, long, num_args = 0, default_missing_value = "true", action = ArgAction::Append)]
    clear: Vec<bool>,
    /// List the tables (also -lt)
    #[arg(long, num_args = 0, default_missing_value = "true", action = ArgAction::Append)]
    list_tables: Vec<bool>,
    /// Make an empty table (also -ct)
    #[arg(
        long,
        value_name = "NAME",
        num_args = 0..=1,
        default_missing_value = "",
        action = ArgAction::Append
    )]
    create_table: Vec<String>,
    /// Delete a table with all it holds (also -dt)
    #[arg(long, value_name = "TABLE", action = ArgAction::Append)]
    delete_table: Vec<String>,
    /// Delete all tables of ipta's (also -da)
    #[arg(long, num_args = 0, default_missing_value = "true", action = ArgAction::Append)]
    delete_all_tables: Vec<bool>,
    /// Write the store, database, user, password and table into ~/.ipta-conf
    #[arg(short, long, num_args = 0, default_missing_value = "true", action = ArgAction::Append)]
    save_db: Vec<bool>,
}

impl Args for Modes {
    fn augment_args(command: Command) -> Command {
        Switches::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Switches::augment_args_for_update(command)
    }
}

impl FromArgMatches for Modes {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let name = |name: String| Some(name).filter(|name| !name.is_empty());
        let mut placed = Placed { matches, modes: Vec::new() };
        placed.add("import", Mode::Import);
        placed.each("analyze", |_: bool| Mode::Analyze);
        placed.each("analyze_interactive", |_: bool| Mode::Shell);
        placed.each("execute", Mode::Execute);
        placed.each("clear", |_: bool| Mode::Clear);
        placed.each("list_tables", |_: bool| Mode::ListTables);
        placed.each("create_table", |text| Mode::CreateTable(name(text)));
        placed.each("delete_table", Mode::DeleteTable);
        placed.each("delete_all_tables", |_: bool| Mode::DeleteAllTables);
        placed.each("save_db", |_: bool| Mode::SaveDatabase);
        placed.modes.sort_by_key(|(place, _)| *place);
        Ok(Self(placed.modes.into_iter().map(|(_, mode)| mode).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Modes with their places on the command line.
struct Placed<'m> {
    matches: &'m ArgMatches,
    modes: Vec<(usize, Mode)>,
}

impl Placed<'_> {
    /// A mode for each time that a switch stands there, of its values.
    fn add<T>(&mut self, switch: &str, mode: impl Fn(Vec<T>) -> Mode)
    where
        T: Clone + Send + Sync + 'static,
    {
        // Each value has a place of its own.
        let mut places = self.matches.indices_of(switch).into_iter().flatten();
        let times = self.matches.get_occurrences::<T>(switch).into_iter().flatten();
        for values in times {
            let values: Vec<T> = values.cloned().collect();
            let place = places.by_ref().take(values.len()).last().unwrap_or_default();
            self.modes.push((place, mode(values)));
        }
    }

    /// The same for a switch that has one value.
    fn each<T>(&mut self, switch: &str, mode: impl Fn(T) -> Mode)
    where
        T: Clone + Send + Sync + 'static,
    {
        let mut places = self.matches.indices_of(switch).into_iter().flatten();
        for value in self.matches.get_many::<T>(switch).into_iter().flatten() {
            self.modes.push((places.next().unwrap_or_default(), mode(value.clone())));
        }
    }
}
