//! The configuration: what was typed, the environment and the defaults, made into what is meant.

use std::env;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use directories::ProjectDirs;

use crate::ask::Now;
use crate::cli::{ColorChoice, Options};
use crate::output::{Format, Style, safe};
use crate::sql::Access;
use crate::store::mysql::{Secret, Server};
use crate::time::{Timestamp, Zone};

mod database;
mod option_file;

/// The manual's default table.
const DEFAULT_TABLE: &str = "logs";

/// Columns that an answer may take where the window's width is not known.
const DEFAULT_WIDTH: usize = 100;

/// What ipta was told to be like.
#[derive(Debug, Clone)]
pub struct Config {
    /// The embedded store's folder.
    pub data: PathBuf,
    /// The server that has the packets; `None` is the embedded store.
    pub server: Option<Server>,
    /// What the user's own SQL may do.
    pub access: Access,
    /// The folder of the user's own saved queries.
    pub queries: PathBuf,
    /// The file of the prompt's history.
    pub history: PathBuf,
    /// The table to work with.
    pub table: String,
    /// The time zone of a new table.
    pub zone: Zone,
    /// What `now` means.
    pub now: Now,
    /// How answers are written; `None` is a table on a terminal and TSV elsewhere.
    pub format: Option<Format>,
    /// Rows at most, over what a query says.
    pub limit: Option<u64>,
    /// Leave out the interface lo.
    pub no_local: bool,
    /// Leave out accepted packets.
    pub no_accept: bool,
    /// Answer yes to every question.
    pub yes: bool,
    color: ColorChoice,
    password: PasswordSource,
}

/// Where the password comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PasswordSource {
    /// The command line, which others can see.
    CommandLine,
    /// The user types it.
    Terminal,
    /// The environment, an option file or the default.
    Elsewhere,
}

/// A setting that cannot be.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// `--now` is neither a time nor `latest`.
    #[error("`--now {0}`: write a time as 2026-10-12T08:30, or `latest`")]
    Now(String),
    /// No such time zone.
    #[error("`--timezone {0}`: write an IANA name as Europe/Stockholm, or an offset as +02:00")]
    Zone(String),
    /// `--store embedded` together with options of a server.
    #[error("`--store embedded` does not go with options of a server")]
    NoServer,
    /// The password cannot be asked for.
    #[error("cannot ask for the password: {0}")]
    Password(std::io::Error),
    /// A variable of the environment cannot be read.
    #[error("`{name}={value}` cannot be: see `ipta --help`")]
    Variable {
        /// Its name.
        name: &'static str,
        /// What it says.
        value: String,
    },
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line of an option file cannot be read.
    #[error("{}, line {line}: `{value}` cannot be", path.display())]
    OptionLine {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// What it says.
        value: String,
    },
    /// A file holds a password, and others may read it.
    #[error("{path} holds a password and others may read it; `chmod 600 {path}` mends that", path = .0.display())]
    Open(PathBuf),
    /// The system names no home folder, and the environment no other.
    #[error("no home folder is known; set IPTA_DATA_DIR, IPTA_CONFIG_DIR and IPTA_STATE_DIR")]
    Home,
}

impl Config {
    /// The command line over the environment (`IPTA_DATA_DIR`, `IPTA_CONFIG_DIR`,
    /// `IPTA_STATE_DIR`, `IPTA_TABLE`, `IPTA_TIMEZONE`) over the defaults.
    pub fn new(options: &Options) -> Result<Self, ConfigError> {
        let zone = match options.timezone.clone().or_else(|| variable("IPTA_TIMEZONE")) {
            Some(name) => Zone::parse(&name).ok_or(ConfigError::Zone(name))?,
            None => Zone::system(),
        };
        let table = options.table.clone().or_else(|| variable("IPTA_TABLE"));
        Ok(Self {
            data: folder("IPTA_DATA_DIR", |dirs| dirs.data_dir().into())?,
            server: database::server(&options.database)?,
            access: if options.write { Access::Write } else { Access::Read },
            queries: folder("IPTA_CONFIG_DIR", |dirs| dirs.config_dir().into())?.join("queries"),
            history: folder("IPTA_STATE_DIR", |dirs| {
                dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).into()
            })?
            .join("history"),
            table: table.unwrap_or_else(|| DEFAULT_TABLE.into()),
            zone,
            now: options.now.as_deref().map_or(Ok(Now::Clock), parse_now)?,
            format: options.format,
            limit: options.limit,
            no_local: options.no_local,
            no_accept: options.no_accept,
            yes: options.yes,
            color: options.color.unwrap_or_default(),
            password: match &options.database {
                database if database.ask_password => PasswordSource::Terminal,
                database if database.password.is_some() => PasswordSource::CommandLine,
                _ => PasswordSource::Elsewhere,
            },
        })
    }

    /// The same with the password that the user types, where that was asked for; warns of one that
    /// stands on the command line.
    pub fn with_password(mut self) -> Result<Self, ConfigError> {
        let Some(server) = &mut self.server else { return Ok(self) };
        match self.password {
            PasswordSource::Elsewhere => {}
            PasswordSource::CommandLine => {
                // That a warning cannot be written is no reason to stop.
                let _ = writeln!(
                    std::io::stderr(),
                    "warning: others can see a password behind -p in the list of processes; \
                     -pi asks for it"
                );
            }
            PasswordSource::Terminal => {
                let typed = ask_password(server).map_err(ConfigError::Password)?;
                server.password = (!typed.is_empty()).then(|| Secret::new(typed));
            }
        }
        Ok(self)
    }

    /// How answers on standard output are laid out.
    pub fn style(&self) -> Style {
        self.style_on(std::io::stdout().is_terminal(), &console::Term::stdout())
    }

    /// How messages on standard error are laid out.
    pub fn error_style(&self) -> Style {
        self.style_on(std::io::stderr().is_terminal(), &console::Term::stderr())
    }

    fn style_on(&self, terminal: bool, window: &console::Term) -> Style {
        let width = window.size_checked().map(|(_, columns)| columns.into());
        let color = self.color_for(terminal);
        Style { width: width.unwrap_or(DEFAULT_WIDTH), color, unicode: speaks_utf8(), terminal }
    }

    /// The format of answers on standard output.
    pub fn answer_format(&self) -> Format {
        let terminal = std::io::stdout().is_terminal();
        self.format.unwrap_or(if terminal { Format::Table } else { Format::Tsv })
    }

    fn color_for(&self, terminal: bool) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let dumb = variable("TERM").is_none_or(|term| term == "dumb");
                terminal && !dumb && variable("NO_COLOR").is_none()
            }
        }
    }
}

fn ask_password(server: &Server) -> std::io::Result<String> {
    let terminal = console::Term::stderr();
    if !terminal.is_term() {
        return Err(std::io::Error::other("standard error is not a terminal"));
    }
    let (user, address) = (server.user.as_str(), server.address.to_string());
    terminal.write_str(&format!(
        "Password of {} at {}: ",
        safe::text(user),
        safe::text(&address)
    ))?;
    terminal.read_secure_line()
}

fn parse_now(text: &str) -> Result<Now, ConfigError> {
    if text.eq_ignore_ascii_case("latest") {
        return Ok(Now::Latest);
    }
    let civil = text.parse::<jiff::civil::DateTime>();
    let civil = civil.or_else(|_| text.parse::<jiff::civil::Date>().map(Into::into));
    let civil = civil.map_err(|_| ConfigError::Now(text.to_owned()))?;
    Ok(Now::At(Timestamp::from_civil(civil)))
}

/// A variable of the environment that is set and not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn folder(name: &str, of: impl FnOnce(&ProjectDirs) -> PathBuf) -> Result<PathBuf, ConfigError> {
    if let Some(path) = env::var_os(name).filter(|path| !path.is_empty()) {
        return Ok(path.into());
    }
    let project = ProjectDirs::from("", "", "ipta").ok_or(ConfigError::Home)?;
    Ok(of(&project))
}

/// Whether the locale's character set is UTF-8. Source: POSIX, "Internationalization Variables".
fn speaks_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variable(name));
    locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}
