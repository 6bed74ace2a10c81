//! The options that hold for every command.

use std::ffi::OsStr;
use std::marker::PhantomData;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Arg, ArgAction, Args, ValueHint};

use crate::mysql::{Secret, TlsMode};
use crate::output::Format;
use crate::settings::{ColorChoice, SettingValue, StoreChoice};
use crate::time::{Now, Zone};

/// Settings that hold for every command.
#[derive(Debug, Clone, Args)]
pub struct GlobalOptions {
    /// The table to work with
    #[arg(short = 't', long, visible_alias = "db-table", value_name = "NAME", global = true)]
    pub table: Option<String>,
    /// How answers are written: a table on a terminal, tsv elsewhere
    #[arg(long, value_parser = word::<Format>(), global = true)]
    pub format: Option<Format>,
    /// Ask these logs directly, without a table; `-` is standard input
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath, global = true)]
    pub from: Vec<PathBuf>,
    /// At most this number of rows, in reports, queries, SQL and exports
    #[arg(short = 'l', long, visible_alias = "lines", value_name = "NUM", value_parser = read::<u64>(), global = true)]
    pub limit: Option<u64>,
    /// Leave out packets of the interface lo
    #[arg(long, visible_alias = "no-lo", global = true)]
    pub no_local: bool,
    /// Leave out accepted packets
    #[arg(long, global = true)]
    pub no_accept: bool,
    /// Show names in place of addresses
    #[arg(short = 'r', long, global = true)]
    pub rdns: bool,
    /// Show services in place of ports
    #[arg(long, global = true)]
    pub services: bool,
    /// Write CSV fields as they are, even those that a spreadsheet would run as formulas
    #[arg(long, global = true)]
    pub raw_csv: bool,
    /// Leave out the names of the columns above the rows
    #[arg(short = 'N', long, global = true)]
    pub no_header: bool,
    /// What `now` means: a time, or `latest` for the newest packet's
    #[arg(long, value_name = "TIME", value_parser = read::<Now>(), global = true)]
    pub now: Option<Now>,
    /// Time zone of a new table: an IANA name, an offset or a POSIX rule (the system's by default)
    #[arg(long, value_name = "ZONE", value_parser = read::<Zone>(), global = true)]
    pub timezone: Option<Zone>,
    /// Colour the output
    #[arg(long, value_name = "WHEN", value_parser = word::<ColorChoice>(), global = true)]
    pub color: Option<ColorChoice>,
    /// Answer yes to every question
    #[arg(short = 'y', long, global = true)]
    pub yes: bool,
    /// Go on behind what fails in -e and scripts, and fail in the end
    #[arg(long = "continue", global = true)]
    pub goes_on: bool,
    /// Let SQL write: without it only what reads is run
    #[arg(long, global = true)]
    pub write: bool,
    /// Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too
    #[arg(long, conflicts_with = "no_shell", global = true)]
    pub allow_pipe: bool,
    /// Run no program that a user can choose: no `… | PROGRAM`, pager or editor
    #[arg(long, global = true)]
    pub no_shell: bool,
    /// Read this configuration file instead of ~/.ipta-conf
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Print help
    #[arg(long, action = ArgAction::Help, global = true)]
    help: Option<bool>,
    /// Where the packets are.
    #[command(flatten)]
    pub database: DatabaseOptions,
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
    #[arg(long, value_name = "MODE", value_parser = spelled::<TlsMode>(), global = true)]
    pub ssl_mode: Option<TlsMode>,
    /// A file of authorities (PEM) that may have signed the server's certificate
    #[arg(long, value_name = "FILE", value_parser = read::<PathBuf>(), global = true)]
    pub ssl_ca: Option<PathBuf>,
    /// The certificate (PEM) that the server may ask of this client
    #[arg(long, value_name = "FILE", value_parser = read::<PathBuf>(), global = true)]
    pub ssl_cert: Option<PathBuf>,
    /// Its key (PEM), if that is in another file
    #[arg(long, value_name = "FILE", value_parser = read::<PathBuf>(), global = true)]
    pub ssl_key: Option<PathBuf>,
    /// Seconds that a question to a server may take (what the server allows by default)
    #[arg(long, value_name = "SECONDS", value_parser = read::<u32>(), global = true)]
    pub timeout: Option<u32>,
    /// Read the groups for clients of an option file of MySQL's or MariaDB's (~/.my.cnf by default)
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

impl GlobalOptions {
    /// The settings that the options choose, by name, as texts.
    pub fn given(&self) -> Vec<(&'static str, String)> {
        let database = &self.database;
        let all = [
            ("store.kind", database.store.text()),
            ("store.table", self.table.text()),
            ("store.timeout", database.timeout.text()),
            ("database.host", database.host.text()),
            ("database.port", database.port.text()),
            ("database.socket", database.socket.text()),
            ("database.user", database.user.text()),
            ("database.password", database.password.text()),
            ("database.name", database.database.text()),
            ("database.ssl_mode", database.ssl_mode.text()),
            ("database.ssl_ca", database.ssl_ca.text()),
            ("database.ssl_cert", database.ssl_cert.text()),
            ("database.ssl_key", database.ssl_key.text()),
            ("database.mysql_defaults", database.mysql_defaults.text()),
            ("output.format", self.format.text()),
            ("output.color", self.color.text()),
            ("output.services", self.services.then_some(true).text()),
            ("output.raw_csv", self.raw_csv.then_some(true).text()),
            ("output.header", self.no_header.then_some(false).text()),
            ("rdns.on", self.rdns.then_some(true).text()),
            ("reports.limit", self.limit.text()),
            ("reports.no_local", self.no_local.then_some(true).text()),
            ("reports.no_accept", self.no_accept.then_some(true).text()),
            ("time.zone", self.timezone.text()),
            ("time.now", self.now.text()),
        ];
        all.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
    }
}

/// Reads one of the few words that a setting may be.
pub(super) fn word<V: SettingValue + Clone + Send + Sync + 'static>()
-> impl TypedValueParser<Value = V> {
    PossibleValuesParser::new(V::KIND.choices()).try_map(|word| V::read(&word))
}

/// The same for words that others write in another case, or with `_`.
fn spelled<V: SettingValue + Clone + Send + Sync + 'static>() -> impl TypedValueParser<Value = V> {
    Spelled(PhantomData)
}

/// Reads a word as the configuration file does; what cannot be one is clap's to report.
#[derive(Clone)]
struct Spelled<V>(PhantomData<V>);

impl<V: SettingValue + Clone + Send + Sync + 'static> TypedValueParser for Spelled<V> {
    type Value = V;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<V, clap::Error> {
        match value.to_str().map(V::read) {
            Some(Ok(value)) => Ok(value),
            _ => word::<V>().parse_ref(command, argument, value),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(V::KIND.choices().into_iter().map(PossibleValue::new)))
    }
}

/// Reads what a setting may be.
pub(super) fn read<V: SettingValue + Clone + Send + Sync + 'static>()
-> impl TypedValueParser<Value = V> {
    StringValueParser::new().try_map(|text| V::read(&text))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::cli::Cli;
    use crate::settings::{SETTINGS, SettingKind};

    #[test]
    fn every_setting_with_an_option_is_chosen_by_it() {
        let mut words = vec!["ipta".to_owned()];
        let mut expected = Vec::new();
        for setting in SETTINGS.iter().filter(|setting| !setting.option.is_empty()) {
            let value = match setting.name {
                "store.timeout" | "database.port" | "reports.limit" => "7",
                "time.zone" | "time.now" => "Z",
                _ => setting.kind.choices().first().copied().unwrap_or("x"),
            };
            let value = if setting.name == "time.now" { "latest" } else { value };
            words.push(match setting.kind {
                SettingKind::Flag => setting.option.to_owned(),
                _ => format!("{}={value}", setting.option),
            });
            let value = match value {
                "Z" => "UTC",
                _ if setting.option.starts_with("--no-header") => "false",
                value => value,
            };
            expected.push((setting.name, value.to_owned()));
        }
        let cli = Cli::try_parse_from(&words).expect("a command line");
        assert_eq!(cli.options.given(), expected);
    }
}
