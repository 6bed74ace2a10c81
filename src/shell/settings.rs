//! A setting: something about ipta that its user chooses, once in the configuration file or anew for
//! each start.
//!
//! [`SETTINGS`] is the one table of them. The configuration file, the environment, `ipta config`,
//! `:set`, the manual page `ipta-conf.5` and completion read it; a new setting is a field of
//! [`Settings`] and an entry there. The user's own rules for prefixes ([`prefixes`]) are settings
//! too, as many as there are patterns.

use std::path::PathBuf;

use crate::log::prefix::UserRule;
use crate::log::tag::Tags;
use crate::mysql::{Secret, TlsMode};
use crate::output::Format;
use crate::span::Problem;
use crate::suggest;
use crate::time::{Now, Zone};

pub mod prefixes;
mod table;
mod value;

pub use table::SETTINGS;
pub use value::{ColorChoice, EditMode, NameServer, SettingKind, SettingValue, StoreChoice};

/// What ipta's user chose, and the defaults for the rest: a field a section of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Where packets are kept.
    pub store: StoreSettings,
    /// The MySQL or MariaDB server, and how to log in to it.
    pub database: Database,
    /// How answers are written.
    pub output: OutputSettings,
    /// Names of addresses.
    pub rdns: Rdns,
    /// What reports and queries leave out.
    pub reports: Reports,
    /// Times.
    pub time: Time,
    /// How logs are read.
    pub log: LogSettings,
    /// The prompt.
    pub shell: Shell,
    /// Where ipta keeps its files.
    pub folders: Folders,
    /// The user's own rules for prefixes, in the order in which they are tried.
    pub prefixes: Vec<UserRule>,
}

/// Section `[store]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StoreSettings {
    /// Which store; `None` is the server if one is named, and the embedded store otherwise.
    pub kind: Option<StoreChoice>,
    /// The table to work with.
    pub table: String,
    /// Megabytes that a question to the embedded store may take; `None` is half of the machine's memory.
    pub memory: Option<u32>,
    /// Seconds that a statement which reads may take on a server; `None` leaves it to the server.
    pub timeout: Option<u32>,
}

/// Section `[database]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Database {
    /// The server's name or address.
    pub host: Option<String>,
    /// Its port.
    pub port: Option<u16>,
    /// Its Unix socket.
    pub socket: Option<PathBuf>,
    /// The account.
    pub user: String,
    /// Its password; the empty one for an account without.
    pub password: Option<Secret>,
    /// A command that prints the password.
    pub password_command: Option<String>,
    /// The database.
    pub name: String,
    /// What is asked of TLS.
    pub ssl_mode: Option<TlsMode>,
    /// Authorities that may have signed the server's certificate.
    pub ssl_ca: Option<PathBuf>,
    /// This client's certificate.
    pub ssl_cert: Option<PathBuf>,
    /// Its key.
    pub ssl_key: Option<PathBuf>,
    /// An option file of MySQL's that says the rest.
    pub mysql_defaults: Option<PathBuf>,
}

/// Section `[output]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutputSettings {
    /// The format of answers; `None` is a table on a terminal and TSV elsewhere.
    pub format: Option<Format>,
    /// When to colour.
    pub color: ColorChoice,
    /// Whether bars stand beside counts on a terminal.
    pub bars: bool,
    /// The program that shows what is longer than the window; empty for none.
    pub pager: String,
    /// Services stand in place of ports.
    pub services: bool,
    /// CSV has fields as they are, also those that a spreadsheet would run.
    pub raw_csv: bool,
    /// The names of the columns stand above the rows.
    pub header: bool,
}

/// Section `[rdns]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rdns {
    /// Names stand in place of addresses.
    pub on: bool,
    /// Seconds that an answer waits for names at most.
    pub budget: u32,
    /// Who is asked; `None` is the system's resolver.
    pub server: Option<NameServer>,
}

/// Section `[reports]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reports {
    /// Rows at most, over what a query says.
    pub limit: Option<u64>,
    /// Leave out the interface lo.
    pub no_local: bool,
    /// Leave out accepted packets.
    pub no_accept: bool,
}

/// Section `[time]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Time {
    /// The zone of a new table; `None` is the system's.
    pub zone: Option<Zone>,
    /// What `now` means.
    pub now: Now,
}

impl Time {
    /// The time zone of a new table.
    pub fn zone(&self) -> Zone {
        self.zone.clone().unwrap_or_else(Zone::system)
    }
}

/// Section `[log]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LogSettings {
    /// Only lines whose prefix holds this text are packets.
    pub marker: Option<String>,
    /// Programs whose lines are read as the kernel's.
    pub tags: Tags,
    /// Where the prompt looks for logs to suggest.
    pub folder: PathBuf,
}

/// Section `[shell]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shell {
    /// Statements that the history keeps.
    pub history_size: u32,
    /// Whose keys edit a line.
    pub edit_mode: EditMode,
    /// Say how long answers took.
    pub timing: bool,
    /// Show the SQL of each question.
    pub echo_sql: bool,
    /// Completion offers the values that fields have in the table.
    pub values: bool,
}

/// Section `[folders]`: each where the system keeps such files, unless another is named.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Folders {
    /// The embedded store's tables.
    pub data: PathBuf,
    /// Saved queries, in `queries/`.
    pub config: PathBuf,
    /// The prompt's history.
    pub state: PathBuf,
    /// What can be had again.
    pub cache: PathBuf,
}

/// An entry of [`SETTINGS`].
#[derive(Debug)]
pub struct Setting {
    /// Section and key, joined by a dot.
    pub name: &'static str,
    /// What its value is.
    pub kind: SettingKind,
    /// The default as it would be written; empty if there is none.
    pub default: &'static str,
    /// The long option that means the same for one run, with its dashes; empty if there is none.
    pub option: &'static str,
    /// The variable of the environment that means the same; empty if there is none.
    pub variable: &'static str,
    /// What it is, in a line.
    pub help: &'static str,
    /// Sets it to a text; what may be written, if that cannot be.
    set: fn(&mut Settings, &str) -> Result<(), String>,
    /// Its value as a text; `None` if it has none.
    get: fn(&Settings) -> Option<String>,
}

impl Setting {
    /// Its section of the file.
    pub fn section(&self) -> &'static str {
        self.name.split_once('.').map_or("", |(section, _)| section)
    }

    /// Its key in the section.
    pub fn key(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, key)| key)
    }

    /// The value as people may see it.
    pub fn shown(&self, settings: &Settings) -> Option<String> {
        let text = (self.get)(settings)?;
        Some(if self.kind == SettingKind::Secret { "(set)".into() } else { text })
    }

    /// The value as the file keeps it, secrets too.
    pub fn text(&self, settings: &Settings) -> Option<String> {
        (self.get)(settings)
    }
}

/// Why a setting cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// There is none of that name; the nearest one.
    #[error("there is no setting `{name}`")]
    Unknown {
        /// What was written.
        name: String,
        /// The name that was probably meant.
        near: Option<String>,
    },
    /// Its value cannot be; what may be written.
    #[error("`{name}` cannot be {value}")]
    Value {
        /// The setting.
        name: String,
        /// What was written, in quotes; `this` for a secret.
        value: String,
        /// What may be written.
        hint: String,
    },
}

impl SettingError {
    /// The message, and advice on what to write instead.
    pub fn problem(&self) -> Problem {
        let problem = Problem::plain(self.to_string());
        match self {
            Self::Unknown { near: Some(near), .. } => {
                problem.help(format!("did you mean `{near}`?"))
            }
            Self::Unknown { near: None, .. } => problem.help("`ipta config` lists all settings"),
            Self::Value { hint, .. } => problem.help(hint),
        }
    }
}

impl Settings {
    /// The defaults, without those that depend on the system.
    pub fn new() -> Self {
        let mut settings = Self::default();
        for setting in SETTINGS.iter().filter(|setting| !setting.default.is_empty()) {
            // A test sets every default.
            let _ = (setting.set)(&mut settings, setting.default);
        }
        settings
    }

    /// Sets a setting, or a rule for a prefix (`prefixes.PATTERN`), to a text; its whole name.
    pub fn set(&mut self, name: &str, text: &str) -> Result<String, SettingError> {
        let refuse = |name: &str, value: String, hint: String| {
            Err(SettingError::Value { name: name.to_owned(), value, hint })
        };
        if let Some(pattern) = prefixes::pattern(name) {
            return match prefixes::set(&mut self.prefixes, pattern, text) {
                Ok(()) => Ok(name.to_owned()),
                Err(hint) => refuse(name, format!("`{text}`"), hint),
            };
        }
        let setting = find(name)?;
        match (setting.set)(self, text) {
            Ok(()) => Ok(setting.name.to_owned()),
            Err(hint) if setting.kind == SettingKind::Secret => {
                refuse(setting.name, "this".into(), hint)
            }
            Err(hint) => refuse(setting.name, format!("`{text}`"), hint),
        }
    }
}

/// The setting of a name: section and key, or the key alone where only one section has it. `-`
/// stands for `_`.
pub fn find(name: &str) -> Result<&'static Setting, SettingError> {
    let plain = name.replace('-', "_").to_ascii_lowercase();
    if let Some(setting) = SETTINGS.iter().find(|setting| setting.name == plain) {
        return Ok(setting);
    }
    let mut named = SETTINGS.iter().filter(|setting| setting.key() == plain);
    if let (Some(setting), None) = (named.next(), named.next()) {
        return Ok(setting);
    }
    let whole = suggest::nearest(&plain, SETTINGS.iter().map(|setting| setting.name));
    let near = whole.map(str::to_owned).or_else(|| {
        let key = suggest::nearest(&plain, SETTINGS.iter().map(Setting::key))?;
        let mut named = SETTINGS.iter().filter(|setting| setting.key() == key);
        named.next().map(|setting| setting.name.to_owned())
    });
    Err(SettingError::Unknown { name: name.to_owned(), near })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_default_can_be_set_and_is_read_back() {
        let settings = Settings::new();
        for setting in SETTINGS {
            let (name, default) = (setting.name, setting.default);
            let mut again = Settings::new();
            if !default.is_empty() {
                assert_eq!((setting.set)(&mut again, default), Ok(()), "{name}");
                assert_eq!(setting.text(&settings).as_deref(), Some(default), "{name}");
            }
            assert!(!setting.help.is_empty() && !setting.help.ends_with('.'), "{name}");
            assert!(setting.option.is_empty() || setting.option.starts_with("--"), "{name}");
            assert!(setting.variable.is_empty() || setting.variable.starts_with("IPTA_"), "{name}");
        }
    }

    #[test]
    fn names_are_their_own() {
        let names: BTreeSet<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        assert_eq!(names.len(), SETTINGS.len());
        for setting in SETTINGS {
            assert_eq!(find(setting.name).map(|found| found.name), Ok(setting.name));
        }
        let sections = SETTINGS.windows(2).filter(|pair| pair[0].section() != pair[1].section());
        let all: BTreeSet<_> = SETTINGS.iter().map(Setting::section).collect();
        assert_eq!(sections.count() + 1, all.len(), "a section's settings stand together");
    }

    #[test]
    fn a_setting_is_found_by_its_key_and_suggested() {
        let found = |name| find(name).map(|setting| setting.name);
        assert_eq!(found("ssl-mode"), Ok("database.ssl_mode"));
        assert_eq!(found("Table"), Ok("store.table"));
        let near = |name| match find(name) {
            Err(SettingError::Unknown { near, .. }) => near,
            _ => panic!("{name} is known"),
        };
        assert_eq!(near("database.hots").as_deref(), Some("database.host"));
        assert_eq!(near("tabel").as_deref(), Some("store.table"));
        assert_eq!(near("xyzzy"), None);
    }

    #[test]
    fn a_secret_is_not_shown() {
        let mut settings = Settings::new();
        settings.set("database.password", "hush").expect("a password");
        let password = find("password").expect("a setting");
        assert_eq!(password.shown(&settings).as_deref(), Some("(set)"));
        assert_eq!(password.text(&settings).as_deref(), Some("hush"));
        assert!(!format!("{settings:?}").contains("hush"));
    }
}
