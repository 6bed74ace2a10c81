//! The command line: what can be typed to start ipta, and behind `:` at its prompt.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueHint};

use crate::files;
use crate::log::tag::Tags;
use crate::query::word;
use crate::sql::raw;
use crate::sql::schema::AccountRole;
use crate::suggest;
use crate::time::{Timestamp, Zone};

pub mod config;
mod examples;
pub mod explain_line;
pub mod follow;
pub mod generate;
pub mod legacy;
pub mod live;
pub mod logs;
mod modes;
mod options;
mod prompt;
mod saved;

pub use modes::{Mode, Modes};
pub use options::{DatabaseOptions, GlobalOptions};
pub use prompt::{
    Argument, CommandHelp, FOLLOWERS, Fills, PromptCommand, PromptError, PromptLine, is_command,
    parse_prompt, parse_seconds, prompt_commands,
};
pub use saved::{CallArgs, SaveArgs};

use config::ConfigArgs;
pub use explain_line::LineArgs;
use follow::FollowArgs;
use live::LiveArgs;
use logs::LogArgs;

/// An interactive, SQL-like shell over firewall logs
#[derive(Debug, Parser)]
#[command(
    name = "ipta",
    version,
    max_term_width = 80,
    disable_help_flag = true,
    disable_help_subcommand = true,
    after_help = EXAMPLES
)]
pub struct Cli {
    /// Texts to print.
    #[command(flatten)]
    pub texts: Texts,
    /// Settings that hold for every command.
    #[command(flatten)]
    pub options: GlobalOptions,
    /// What to do, in the manual's way.
    #[command(flatten)]
    pub modes: Modes,
    /// Logs to ask directly.
    #[command(flatten)]
    pub logs: LogArgs,
    /// What to do.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

impl Cli {
    /// Parses the command line of the program with that `version`; the error is clap's, to be printed
    /// before exiting.
    pub fn read(
        words: impl IntoIterator<Item = OsString>,
        version: &'static str,
    ) -> Result<Self, clap::Error> {
        let mut command = command().version(version);
        let words = ask_for_help(legacy::expand(&command, words));
        let read = command.try_get_matches_from_mut(words);
        let cli = read.and_then(|matches| Self::from_arg_matches(&matches));
        let mut cli = cli.map_err(|error| error.with_cmd(&command))?;
        cli.take_logs();
        if cli.verb.is_some() && !cli.modes.0.is_empty() {
            let message = "-c, -i, -a, -e and the table options do not go with a subcommand";
            return Err(command.error(ErrorKind::ArgumentConflict, message));
        }
        if let Some(word) = cli.logs.files.iter().find(|file| !is_log(file)) {
            let mut typed = cli.logs.files.iter().skip_while(|file| *file != word);
            let typed: Vec<_> = typed.by_ref().map(|file| file.to_string_lossy()).collect();
            return Err(neither(&mut command, &word.to_string_lossy(), &typed.join(" ")));
        }
        if !cli.asked_logs().is_empty() && !cli.asks() {
            let message = "logs are asked directly only by -e, -a, report, explain, export and the \
                           prompt; `-i FILE` imports one";
            return Err(command.error(ErrorKind::ArgumentConflict, message));
        }
        let LogArgs { year, marker, tags, .. } = &cli.logs;
        let of_logs = [
            ("--year 2025", year.is_some()),
            ("--marker TEXT", marker.is_some()),
            ("--tags NAMES", tags.is_some()),
        ];
        let given = of_logs.into_iter().find(|(_, is_given)| *is_given);
        if let Some((option, _)) = given.filter(|_| cli.asked_logs().is_empty()) {
            let name = option.split(' ').next().unwrap_or_default();
            let message = format!("{name} needs a log: `ipta {option} FILE`");
            return Err(command.error(ErrorKind::ArgumentConflict, message));
        }
        Ok(cli)
    }

    /// Takes the logs out of words that clap leaves to a command: `report NAME FILE`, `explain QUERY FILE`,
    /// and `--from FILE` after a query.
    fn take_logs(&mut self) {
        let files = match &mut self.verb {
            Some(Verb::Command(Command::Report(call))) => {
                call.params.extract_if(.., |word| !word.contains('=') && is_file(word)).collect()
            }
            Some(Verb::Command(Command::Explain { query })) => {
                let mut files = words_after_from(query);
                // A query that is one word of the shell is complete: the others are files.
                if query.first().is_some_and(|first| first.contains(char::is_whitespace)) {
                    files.extend(query.extract_if(1.., |word| is_file(word)));
                }
                files
            }
            Some(Verb::Command(Command::Export(arguments))) => {
                words_after_from(&mut arguments.query)
            }
            _ => Vec::new(),
        };
        self.logs.files.extend(files.into_iter().map(PathBuf::from));
    }

    /// Whether all that is to be done asks for packets, and changes no table.
    fn asks(&self) -> bool {
        let asks = |mode: &Mode| matches!(mode, Mode::Execute(_) | Mode::Analyze | Mode::Shell);
        self.modes.0.iter().all(asks)
            && match &self.verb {
                None | Some(Verb::Shell) => true,
                Some(Verb::Command(command)) => matches!(
                    command,
                    Command::Analyze
                        | Command::Report(_)
                        | Command::Explain { .. }
                        | Command::Export(_)
                ),
                Some(Verb::Generate(_)) => false,
            }
    }

    /// Whether all that is to be done asks the packets of a table, of which nothing comes from standard input.
    pub fn asks_a_table(&self) -> bool {
        let reads = |mode: &Mode| match mode {
            Mode::Execute(text) => text.contains("/dev/stdin"),
            mode => *mode == Mode::Shell,
        };
        self.asks() && self.asked_logs().is_empty() && !self.modes.0.iter().any(reads)
    }

    /// The logs that are to be asked: positional ones, or those of `--from`.
    pub fn asked_logs(&self) -> LogArgs {
        let mut logs = self.logs.clone();
        logs.files.extend(self.options.from.iter().cloned());
        logs
    }

    /// Whether the store is going to be asked, for which a password may be wanted.
    pub fn needs_store(&self) -> bool {
        if !self.asked_logs().is_empty() {
            return false;
        }
        let Some(Verb::Command(command)) = &self.verb else { return true };
        match command {
            Command::Follow(arguments) => arguments.options.append,
            command => !matches!(
                command,
                Command::Reports
                    | Command::Fields
                    | Command::ExplainLine(_)
                    | Command::SetupSql(_)
                    | Command::Config(_)
                    | Command::Live(_)
            ),
        }
    }
}

/// What a short look needs.
pub const USAGE: &str = "\
ipta                          a prompt; `:help` there tells more
ipta FILE...                  ask logs directly, also with -a and -e 'QUERY'
ipta import FILE...           put logs into the table        (-i FILE)
ipta analyze                  print the reports              (-a)
ipta report NAME              print one of them; `ipta reports` lists all
ipta -e 'QUERY'               ask: top dport where denied last 24h
ipta tables                   list the tables                (-lt)
ipta --help                   all commands and options

-c -i FILE -a                 clear, import, report: the 2015 manual's switches,
                              in the order given
-h HOST -u USER -pi -d NAME   packets on a MySQL or MariaDB server
";

/// Whether a positional argument names a log.
fn is_log(file: &Path) -> bool {
    file.as_os_str() == files::STANDARD_INPUT || file.symlink_metadata().is_ok()
}

fn is_file(word: &str) -> bool {
    is_log(Path::new(word))
}

/// Takes `--from` and the words after it, or `--from=FILE` and those after that.
fn words_after_from(words: &mut Vec<String>) -> Vec<String> {
    const FROM: &str = "--from";
    let value = |word: &str| word.strip_prefix(FROM)?.strip_prefix('=').map(str::to_owned);
    let place = words.iter().position(|word| word == FROM || value(word).is_some());
    let Some(place) = place else { return Vec::new() };
    let mut taken = words.split_off(place);
    match value(&taken[0]) {
        Some(first) => taken[0] = first,
        None => drop(taken.remove(0)),
    }
    taken
}

/// The words with `--help` for `help`, alone or before a command.
fn ask_for_help(mut words: Vec<OsString>) -> Vec<OsString> {
    if words.get(1).is_some_and(|word| word == "help") && words.len() <= 3 && !is_file("help") {
        words.remove(1);
        words.push("--help".into());
    }
    words
}

/// The error of a word that could be a command or a file, and is neither; `typed` is that word with what follows
/// it.
fn neither(command: &mut clap::Command, word: &str, typed: &str) -> clap::Error {
    let message = format!("`{word}` is not a command, and there is no file of that name");
    let names: Vec<_> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    let near = suggest::nearest(word, names.iter().map(String::as_str));
    let first = word.split_whitespace().next().unwrap_or_default();
    let advice = if begins_query(first) {
        format!("a query follows -e: ipta -e {}", quoted(typed))
    } else if prompt_commands().iter().any(|known| known.name == first) {
        format!("a command of the prompt follows -e: ipta -e {}", quoted(&format!(":{typed}")))
    } else {
        near.map_or_else(
            || "`ipta --help` lists the commands".to_owned(),
            |near| format!("did you mean `{near}`?"),
        )
    };
    command.error(ErrorKind::InvalidSubcommand, format!("{message}\n\n  tip: {advice}"))
}

/// Whether a query can begin with a word.
fn begins_query(word: &str) -> bool {
    let is_word = |table| word::is_in(table, word);
    is_word(word::VERBS)
        || is_word(word::CLAUSES)
        || word::find_flag(word).is_some()
        || word::is_subject(word)
        || raw::is_select(word)
}

/// A text in quotes for the system's shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Whether the value of an option, `--last` say, of a command is the next word.
pub fn takes_value(command: &str, option: &str) -> bool {
    let full = full_command();
    let Some(command) = full.find_subcommand(command) else { return false };
    let is_meant =
        |it: &&clap::Arg| it.get_long().is_some_and(|long| option == format!("--{long}"));
    command.get_opts().find(is_meant).is_some_and(|it| it.get_action().takes_values())
}

const EXAMPLES: &str = "\
Examples:
  ipta import /var/log/ufw.log*
  ipta import --journal
  ipta -e 'top dport where denied'
  ipta --import /var/log/iptables.log --analyze
  ipta follow /var/log/ufw.log where denied
  ipta shell

Exit codes: 0 done, 1 failed, 2 wrong command line or configuration,
3 no store, 130 interrupted, 129 hung up, 141 output closed, 143 terminated";

/// Texts that are printed instead of doing anything.
#[derive(Debug, Clone, Default, Args)]
pub struct Texts {
    /// Print the licence
    #[arg(long)]
    pub license: bool,
    /// Print what there is to type, in short
    #[arg(long)]
    pub usage: bool,
}

/// A subcommand of the command line.
#[derive(Debug, Clone, Subcommand)]
pub enum Verb {
    /// Ask at a prompt (what plain `ipta` does on a terminal)
    Shell,
    #[command(flatten)]
    #[allow(missing_docs)]
    Command(Command),
    /// Print completions for a shell, or a manual page
    Generate(generate::GenerateArgs),
}

/// What both the command line and the prompt (as `:NAME`) can do.
#[derive(Debug, Clone, PartialEq, Subcommand)]
pub enum Command {
    /// Import logs into the table
    Import(ImportArgs),
    /// Show packets as they are logged (also -f)
    #[command(short_flag_alias = 'f', long_flag_alias = "follow")]
    Follow(FollowArgs),
    /// Watch who sends most and where to, on a screen that renews itself
    Live(LiveArgs),
    /// Print the reports that `queries/analyze` lists
    Analyze,
    /// Print a report
    Report(CallArgs),
    /// List the reports
    Reports,
    /// Show a query in canonical form and the SQL that it compiles to
    Explain {
        /// The query
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        query: Vec<String>,
    },
    /// List the fields of a packet
    Fields,
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
    /// List the tables, or create or drop one
    Tables {
        /// What to do with a table
        #[command(subcommand)]
        change: Option<TableChange>,
    },
    /// Remove all packets from the table
    Clear,
    /// Write the rows of a query, or every packet, to a file
    Export(ExportArgs),
    /// Show how a line of a log is read, or why not
    ExplainLine(LineArgs),
    /// Print the SQL that creates the database and an account, to read and run on the server
    SetupSql(SetupArgs),
    /// Show the settings, or write one into the configuration file
    Config(ConfigArgs),
}

/// Arguments of `setup-sql`: without any the account owns the database.
#[derive(Debug, Clone, Default, PartialEq, Args)]
pub struct SetupArgs {
    /// An account that may ask and nothing else (ipta_reader, unless -u names another)
    #[arg(long)]
    pub reader: bool,
    /// An account that may ask, and import into tables that exist (ipta_importer, unless -u ...)
    #[arg(long, conflicts_with = "reader")]
    pub importer: bool,
}

impl SetupArgs {
    /// The role of the account.
    pub fn role(&self) -> AccountRole {
        match (self.reader, self.importer) {
            (true, _) => AccountRole::Reader,
            (_, true) => AccountRole::Importer,
            _ => AccountRole::Owner,
        }
    }
}

impl Command {
    /// Its name, as it is typed.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Import(_) => "import",
            Self::Follow(_) => "follow",
            Self::Live(_) => "live",
            Self::Analyze => "analyze",
            Self::Report(_) => "report",
            Self::Reports => "reports",
            Self::Explain { .. } => "explain",
            Self::Fields => "fields",
            Self::Save(_) => "save",
            Self::Drop { .. } => "drop",
            Self::Edit { .. } => "edit",
            Self::Eval(_) => "eval",
            Self::Tables { .. } => "tables",
            Self::Clear => "clear",
            Self::Export(_) => "export",
            Self::ExplainLine(_) => "explain-line",
            Self::SetupSql(_) => "setup-sql",
            Self::Config(_) => "config",
        }
    }
}

/// Arguments of `import`.
#[derive(Debug, Clone, Default, PartialEq, Args)]
pub struct ImportArgs {
    /// The log files, plain or packed by gzip, zstd, xz or bzip2; `-` is standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "journal")]
    pub files: Vec<PathBuf>,
    /// Import what the kernel wrote into the system's journal
    #[arg(long)]
    pub journal: bool,
    /// Import once more what was imported before
    #[arg(long)]
    pub again: bool,
    /// Import a log that begins like one imported before as another log
    #[arg(long, conflicts_with = "again")]
    pub new: bool,
    /// The year of the first line, for stamps without one
    #[arg(long, value_parser = clap::value_parser!(i16).range(1970..=9999))]
    pub year: Option<i16>,
    /// When the machine started, for lines that only say how long ago that was: 2026-10-12T08:30
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub boot_time: Option<Timestamp>,
    /// Take only packets whose log prefix holds this text, such as 'IPT: '
    #[arg(long, value_name = "TEXT")]
    pub marker: Option<String>,
    /// Read the lines of these programs, too: names as syslog has them, with commas between
    #[arg(long, value_name = "NAMES", value_parser = options::read::<Tags>())]
    pub tags: Option<Tags>,
    /// Write all lines that cannot be read to a file, with the reasons
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub bad: Option<PathBuf>,
}

/// Arguments of `export`.
#[derive(Debug, Clone, PartialEq, Args)]
pub struct ExportArgs {
    /// The file: .csv, .tsv, .json, .md or .txt, with .gz or .zst to pack it; `-` is
    /// standard output
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Whose rows; every packet without one
    #[arg(value_name = "QUERY", trailing_var_arg = true, allow_hyphen_values = true)]
    pub query: Vec<String>,
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
        #[arg(id = "existing", value_name = "NAME", required_unless_present = "all")]
        name: Option<String>,
        /// Delete all tables of ipta's
        #[arg(long, conflicts_with = "existing")]
        all: bool,
    },
    /// Bring a table that an older ipta made to the schema of this one
    Migrate {
        /// Its name
        #[arg(id = "existing", value_name = "NAME")]
        name: String,
    },
    /// Restore missing files of a table, set foreign ones aside and verify the rest
    Repair {
        /// Its name
        #[arg(id = "existing", value_name = "NAME")]
        name: String,
        /// The time zone of its times, where no segment says it
        #[arg(long, value_parser = zone)]
        zone: Option<Zone>,
    },
}

/// Parses a time zone.
fn zone(text: &str) -> Result<Zone, &'static str> {
    Zone::parse(text).ok_or("write an IANA name, as Europe/Berlin, or an offset, as +02:00")
}

/// Reads a moment, as `uptime -s` writes it too.
fn moment(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse(text.trim()).ok_or("write a time as 2026-10-12T08:30")
}

/// The command line's definition for those who type: the help of a subcommand leaves out the options
/// that all of them share.
pub fn command() -> clap::Command {
    let mut command = full_command();
    command.build();
    let names: Vec<String> =
        command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    names.iter().fold(command, |command, name| {
        command.mut_subcommand(name, |verb| {
            verb.mut_args(|arg| {
                let is_shared = arg.is_global_set() && arg.get_id() != "help";
                arg.hide(is_shared)
            })
        })
    })
}

/// The whole definition, with examples below each subcommand's help.
pub fn full_command() -> clap::Command {
    examples::EXAMPLES.iter().fold(Cli::command(), |command, (name, examples)| {
        let lines: Vec<String> = examples.iter().map(|example| format!("  {example}")).collect();
        let text =
            format!("Examples:\n{}\n\nThe options of every command: ipta --help", lines.join("\n"));
        command.mut_subcommand(name, |verb| verb.after_help(text))
    })
}

/// The examples of a subcommand.
pub fn examples_of(name: &str) -> Option<[&'static str; 2]> {
    examples::EXAMPLES.iter().find(|(known, _)| *known == name).map(|(_, examples)| *examples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_are_sound() {
        Cli::command().debug_assert();
    }
}
