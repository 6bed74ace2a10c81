//! The command line: what can be typed to start ipta, and behind `:` at its prompt.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{ArgAction, Args, Parser, Subcommand};

use crate::output::Format;
use crate::settings::{ColorChoice, StoreChoice, Value};
use crate::store::mysql::{Secret, TlsMode};
use crate::time::{Now, Timestamp, Zone};

pub mod config;
pub mod explain_line;
pub mod legacy;
mod prompt;
mod saved;

pub use prompt::{
    CommandHelp, PromptCommand, PromptError, PromptLine, is_command, parse_prompt, prompt_commands,
};
pub use saved::{CallArgs, SaveArgs};

use config::ConfigArgs;
pub use explain_line::LineArgs;

/// An interactive, SQL-like shell over firewall logs
#[derive(Debug, Parser)]
#[command(
    name = "ipta",
    version,
    disable_help_flag = true,
    disable_help_subcommand = true,
    after_help = EXAMPLES
)]
pub struct Cli {
    /// Settings that hold for every command.
    #[command(flatten)]
    pub options: Options,
    /// What to do, in the manual's way.
    #[command(flatten)]
    pub modes: Modes,
    /// What to do.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

impl Cli {
    /// Whether the store is going to be asked, for which a password may be wanted.
    pub fn needs_store(&self) -> bool {
        let Some(Verb::Command(command)) = &self.verb else { return true };
        !matches!(
            command,
            Command::Reports | Command::Fields | Command::SetupSql | Command::Config(_)
        )
    }
}

const EXAMPLES: &str = "\
Examples:
  ipta import /var/log/ufw.log*
  ipta import --journal
  ipta -e 'top dport where action != ACCEPT'
  ipta --import /var/log/iptables.log --analyze
  ipta shell

Exit codes: 0 done, 1 failed, 2 wrong command line, 3 no store, 130 interrupted";

/// Settings that hold for every command.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The table to work with
    #[arg(short = 't', long, visible_alias = "db-table", value_name = "NAME", global = true)]
    pub table: Option<String>,
    /// How answers are written: a table on a terminal, tsv elsewhere
    #[arg(long, value_parser = word::<Format>(), global = true)]
    pub format: Option<Format>,
    /// Rows at most, in reports and queries
    #[arg(short = 'l', long, value_name = "NUM", value_parser = read::<u64>(), global = true)]
    pub limit: Option<u64>,
    /// Leave out packets of the interface lo
    #[arg(long, visible_alias = "no-lo", global = true)]
    pub no_local: bool,
    /// Leave out accepted packets
    #[arg(long, global = true)]
    pub no_accept: bool,
    /// What `now` means: a time, or `latest` for the newest packet's
    #[arg(long, value_name = "TIME", value_parser = read::<Now>(), global = true)]
    pub now: Option<Now>,
    /// Time zone of a new table: an IANA name or an offset (the system's by default)
    #[arg(long, value_name = "ZONE", value_parser = read::<Zone>(), global = true)]
    pub timezone: Option<Zone>,
    /// Colour the output
    #[arg(long, value_name = "WHEN", value_parser = word::<ColorChoice>(), global = true)]
    pub color: Option<ColorChoice>,
    /// Answer yes to every question
    #[arg(short = 'y', long, global = true)]
    pub yes: bool,
    /// Let SQL write: without it only what reads is run
    #[arg(long, global = true)]
    pub write: bool,
    /// Read this configuration file instead of ~/.ipta-conf
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Where the packets are.
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Print help
    #[arg(long, action = ArgAction::Help, global = true)]
    help: Option<bool>,
}

/// Where the packets are. Any of them but `--store embedded` means a MySQL or MariaDB server.
#[derive(Debug, Clone, Default, PartialEq, Args)]
#[command(next_help_heading = "Database options")]
pub struct DatabaseOptions {
    /// The store: a folder of this user's, or a MySQL or MariaDB server
    #[arg(long, value_name = "STORE", value_parser = word::<StoreChoice>(), global = true)]
    pub store: Option<StoreChoice>,
    /// The server (localhost by default; its socket, where there is one)
    #[arg(short = 'h', long, visible_alias = "db-host", value_name = "HOST", global = true)]
    pub host: Option<String>,
    /// The server's port (3306 by default)
    #[arg(long, visible_alias = "db-port", value_name = "PORT", value_parser = read::<u16>(), global = true)]
    pub port: Option<u16>,
    /// The server's Unix socket
    #[arg(long, visible_alias = "db-socket", value_name = "PATH", value_parser = read::<PathBuf>(), global = true)]
    pub socket: Option<PathBuf>,
    /// The user on the server (ipta by default)
    #[arg(short = 'u', long, visible_alias = "db-user", value_name = "NAME", global = true)]
    pub user: Option<String>,
    /// The password, which others can then see in the list of processes; better use -pi
    #[arg(
        short = 'p',
        long,
        visible_alias = "db-pass",
        value_name = "PASSWORD",
        allow_hyphen_values = true,
        value_parser = clap::builder::StringValueParser::new().map(Secret::new),
        global = true
    )]
    pub password: Option<Secret>,
    /// Ask for the password (also -pi)
    #[arg(long, visible_alias = "db-pass-i", global = true)]
    pub ask_password: bool,
    /// The database (ipta by default)
    #[arg(short = 'd', long, visible_alias = "db-name", value_name = "NAME", global = true)]
    pub database: Option<String>,
    /// TLS: disabled, preferred (the default), required, verify-ca, verify-identity
    #[arg(long, value_name = "MODE", value_parser = word::<TlsMode>(), global = true)]
    pub ssl_mode: Option<TlsMode>,
    /// A file of authorities (PEM) that may have signed the server's certificate
    #[arg(long, value_name = "FILE", value_parser = read::<PathBuf>(), global = true)]
    pub ssl_ca: Option<PathBuf>,
    /// Read the groups client and ipta of an option file of MySQL's (~/.my.cnf by default)
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "~/.my.cnf",
        value_parser = read::<PathBuf>(),
        global = true
    )]
    pub mysql_defaults: Option<PathBuf>,
}

impl Options {
    /// The settings that the options choose, by name, as texts.
    pub fn given(&self) -> Vec<(&'static str, String)> {
        let database = &self.database;
        let all = [
            ("store.kind", database.store.text()),
            ("store.table", self.table.text()),
            ("database.host", database.host.text()),
            ("database.port", database.port.text()),
            ("database.socket", database.socket.text()),
            ("database.user", database.user.text()),
            ("database.password", database.password.text()),
            ("database.name", database.database.text()),
            ("database.ssl_mode", database.ssl_mode.text()),
            ("database.ssl_ca", database.ssl_ca.text()),
            ("database.mysql_defaults", database.mysql_defaults.text()),
            ("output.format", self.format.text()),
            ("output.color", self.color.text()),
            ("reports.limit", self.limit.text()),
            ("reports.no_local", self.no_local.then_some(true).text()),
            ("reports.no_accept", self.no_accept.then_some(true).text()),
            ("time.zone", self.timezone.text()),
            ("time.now", self.now.text()),
        ];
        all.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
    }
}

/// The mode switches of the 2015 manual; several may stand together and run in this order.
#[derive(Debug, Clone, Default, Args)]
pub struct Modes {
    /// Delete a table with all it holds (also -dt)
    #[arg(long, value_name = "TABLE")]
    pub delete_table: Option<String>,
    /// Delete all tables of ipta's (also -da)
    #[arg(long)]
    pub delete_all_tables: bool,
    /// Make an empty table (also -ct)
    #[arg(long, value_name = "NAME", num_args = 0..=1)]
    pub create_table: Option<Option<String>>,
    /// Remove all packets from the table
    #[arg(short = 'c', long)]
    pub clear: bool,
    /// Import log files into the table, `-` for standard input
    #[arg(short = 'i', long, value_name = "FILE", num_args = 1..)]
    pub import: Vec<PathBuf>,
    /// List the tables (also -lt)
    #[arg(long)]
    pub list_tables: bool,
    /// Print the reports
    #[arg(short = 'a', long)]
    pub analyze: bool,
    /// Write the choice of store, database, user, password and table into ~/.ipta-conf
    #[arg(short = 's', long)]
    pub save_db: bool,
    /// Run queries, SQL or :commands
    #[arg(short = 'e', long, value_name = "QUERY")]
    pub execute: Vec<String>,
}

impl Modes {
    /// Whether no mode was asked for.
    pub fn is_empty(&self) -> bool {
        self.delete_table.is_none()
            && !self.delete_all_tables
            && self.create_table.is_none()
            && !self.clear
            && self.import.is_empty()
            && !self.list_tables
            && !self.analyze
            && !self.save_db
            && self.execute.is_empty()
    }
}

impl Modes {
    /// What is to be done with whole tables before anything else; a new one is called `table` where
    /// no other name is given.
    pub fn table_changes(&self, table: &str) -> Vec<TableChange> {
        let all = self.delete_all_tables.then_some(TableChange::Drop { name: None, all: true });
        let named = |name: &String| TableChange::Drop { name: Some(name.clone()), all: false };
        let one = self.delete_table.as_ref().map(named);
        let created = self.create_table.as_ref().map(|name| TableChange::Create {
            name: name.clone().unwrap_or_else(|| table.to_owned()),
        });
        [all, one, created].into_iter().flatten().collect()
    }
}

/// A subcommand of the command line.
#[derive(Debug, Clone, Subcommand)]
pub enum Verb {
    /// Ask at a prompt (what plain `ipta` does on a terminal)
    Shell,
    #[command(flatten)]
    #[allow(missing_docs)]
    Command(Command),
}

/// What both the command line and the prompt (as `:NAME`) can do.
#[derive(Debug, Clone, PartialEq, Subcommand)]
pub enum Command {
    /// Import logs into the table
    Import(ImportArgs),
    /// Print the reports that `queries/analyze` lists
    Analyze,
    /// Print a report
    Report(CallArgs),
    /// List the reports
    Reports,
    /// Save a query under a name
    Save(SaveArgs),
    /// Drop a saved query
    Drop {
        /// Its name
        name: String,
    },
    /// Edit a saved query in your editor ($VISUAL, $EDITOR)
    Edit {
        /// Its name
        name: String,
    },
    /// Print a saved query with values in place of its parameters
    Eval(CallArgs),
    /// Show the SQL that a query compiles to
    Explain {
        /// The query
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        query: Vec<String>,
    },
    /// Show how a line of a log is read, or why not
    ExplainLine(LineArgs),
    /// List the tables, or create or drop one
    Tables {
        /// What to do with a table
        #[command(subcommand)]
        change: Option<TableChange>,
    },
    /// Remove all packets from the table
    Clear,
    /// List the fields of a packet
    Fields,
    /// Print the SQL that makes the database and its user, to read and run on the server
    SetupSql,
    /// Show the settings, or write one into the configuration file
    Config(ConfigArgs),
}

/// Arguments of `import`.
#[derive(Debug, Clone, Default, PartialEq, Args)]
pub struct ImportArgs {
    /// The log files, plain or packed by gzip, zstd, xz or bzip2; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "journal")]
    pub files: Vec<PathBuf>,
    /// Import what the kernel wrote into the system's journal
    #[arg(long)]
    pub journal: bool,
    /// Import once more what was imported before
    #[arg(long)]
    pub again: bool,
    /// The year of the first line, for stamps without one
    #[arg(long, value_parser = clap::value_parser!(i16).range(1970..=9999))]
    pub year: Option<i16>,
    /// When the machine started, for lines that only say how long ago that was: 2026-10-12T08:30
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub boot_time: Option<Timestamp>,
    /// Take only packets whose log prefix holds this text, such as 'IPT: '
    #[arg(long, value_name = "TEXT")]
    pub marker: Option<String>,
    /// Write all lines that cannot be read to a file, with the reasons
    #[arg(long, value_name = "FILE")]
    pub bad: Option<PathBuf>,
}

/// A change of the set of tables.
#[derive(Debug, Clone, PartialEq, Subcommand)]
pub enum TableChange {
    /// List the tables
    List,
    /// Make an empty table
    Create {
        /// Its name
        name: String,
    },
    /// Delete a table with all it holds
    Drop {
        /// Its name
        #[arg(required_unless_present = "all")]
        name: Option<String>,
        /// Delete all tables of ipta's
        #[arg(long, conflicts_with = "name")]
        all: bool,
    },
    /// Bring a table that an older ipta made to the schema of this one
    Migrate {
        /// Its name
        name: String,
    },
}

/// Reads one of the few words that a setting may be.
fn word<V: Value + Clone + Send + Sync + 'static>() -> impl TypedValueParser<Value = V> {
    PossibleValuesParser::new(V::KIND.choices()).try_map(|word| V::read(&word))
}

/// Reads a moment, as `uptime -s` writes it too.
fn moment(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse(text.trim()).ok_or("write a time as 2026-10-12T08:30")
}

/// Reads what a setting may be.
fn read<V: Value + Clone + Send + Sync + 'static>() -> impl TypedValueParser<Value = V> {
    StringValueParser::new().try_map(|text| V::read(&text))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::settings::{Kind, SETTINGS};

    #[test]
    fn the_definitions_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_setting_with_an_option_is_chosen_by_it() {
        let mut words = vec!["ipta".to_owned()];
        let mut expected = Vec::new();
        for setting in SETTINGS.iter().filter(|setting| !setting.option.is_empty()) {
            let value = match setting.name {
                "database.port" | "reports.limit" => "7",
                "time.zone" | "time.now" => "Z",
                _ => setting.kind.choices().first().copied().unwrap_or("x"),
            };
            let value = if setting.name == "time.now" { "latest" } else { value };
            words.push(match setting.kind {
                Kind::Flag => setting.option.to_owned(),
                _ => format!("{}={value}", setting.option),
            });
            let value = if value == "Z" { "UTC" } else { value };
            expected.push((setting.name, value.to_owned()));
        }
        let cli = Cli::try_parse_from(&words).expect("a command line");
        assert_eq!(cli.options.given(), expected);
    }
}
