//! The configuration: what was typed, the environment and the defaults, made into what is meant.

use std::env;
use std::io::IsTerminal;
use std::path::PathBuf;

use directories::ProjectDirs;

use crate::ask::Now;
use crate::cli::{ColorChoice, Options};
use crate::output::{Format, Style};
use crate::time::{Timestamp, Zone};

/// The manual's default table.
const DEFAULT_TABLE: &str = "logs";

/// Columns that an answer may take where the window's width is not known.
const DEFAULT_WIDTH: usize = 100;

/// What ipta was told to be like.
#[derive(Debug, Clone)]
pub struct Config {
    /// The embedded store's folder.
    pub data: PathBuf,
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
        })
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
