//! The configuration: what was typed, the environment, the files and the defaults, made into what is
//! meant.
//!
//! Every choice is made by [`Config::choose`], which remembers where it was made; a nearer place
//! counts over a farther one, in the order of [`SettingSource`].

use std::collections::BTreeMap;
use std::env::VarError;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use directories::ProjectDirs;

use crate::cli::GlobalOptions;
use crate::mysql::Server;
use crate::output::{Format, Style, sanitize};
use crate::settings::prefixes;
use crate::settings::{ColorChoice, SETTINGS, Setting, SettingError, SettingKind, Settings};
use crate::sql::Access;
use crate::time::Zone;

mod database;
mod error;
mod file;
mod option_file;
mod password;
mod save;

pub use error::ConfigError;

use file::word;

/// Columns that an answer may take where the window's width is not known.
const DEFAULT_WIDTH: usize = 100;

/// The setting that is a password.
const PASSWORD: &str = "database.password";

/// Where a setting's value was chosen, the farthest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SettingSource {
    /// Nowhere.
    Default,
    /// In an option file of MySQL's.
    OptionFile,
    /// In the configuration file.
    File,
    /// In the environment.
    Environment,
    /// On the command line.
    CommandLine,
    /// At the prompt.
    Prompt,
}

/// A choice that was made.
#[derive(Debug, Clone)]
struct SettingChoice {
    source: SettingSource,
    /// The place, as people find it: a file with the line, a variable, an option.
    place: String,
}

/// Which programs are run that a query names behind `|`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Programs {
    /// None, nor a pager or an editor.
    None,
    /// Those that somebody at a terminal types.
    Typed,
    /// All, also in scripts and where standard output is no terminal.
    All,
}

impl Programs {
    fn of(options: &GlobalOptions) -> Self {
        match (options.no_shell, options.allow_pipe) {
            (true, _) => Self::None,
            (false, true) => Self::All,
            (false, false) => Self::Typed,
        }
    }
}

/// What ipta was told to be like.
#[derive(Debug, Clone)]
pub struct Config {
    /// The settings. What is changed here and not by [`Config::choose`] has no place.
    pub settings: Settings,
    /// The server that has the packets; `None` is the embedded store.
    pub server: Option<Server>,
    /// What the user's own SQL may do.
    pub access: Access,
    /// Answer yes to every question.
    pub yes: bool,
    /// A script goes on behind what failed.
    pub goes_on: bool,
    /// Which programs are run.
    pub programs: Programs,
    /// The configuration file, which need not be there.
    pub file: PathBuf,
    /// Where settings were chosen, by their names.
    choices: BTreeMap<String, SettingChoice>,
    /// Whether the user wants to be asked for the password.
    asks_password: bool,
}

/// A setting, its value as people may see it, and where it was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Section and key.
    pub name: String,
    /// The value; `None` if there is none.
    pub value: Option<String>,
    /// Where it was chosen.
    pub place: String,
}

impl Config {
    /// The command line over the environment over the configuration file over an option file of
    /// MySQL's over the defaults.
    pub fn new(options: &GlobalOptions) -> Result<Self, ConfigError> {
        let (file, kept) = file::load(options.config.as_deref())?;
        let mut config = Self {
            settings: Settings::new(),
            server: None,
            access: if options.write { Access::Write } else { Access::Read },
            yes: options.yes,
            goes_on: options.goes_on,
            programs: Programs::of(options),
            file,
            choices: BTreeMap::new(),
            asks_password: options.database.ask_password,
        };
        config.default_folders()?;
        config.file_choices(kept)?;
        config.environment()?;
        for (name, text) in options.given() {
            let place = option_of(name);
            config.put(name, &text, SettingSource::CommandLine, place)?;
        }
        if options.database.ask_password {
            // One that the user types is chosen on the command line.
            let place = "--ask-password".to_owned();
            config.choices.insert(
                PASSWORD.into(),
                SettingChoice { source: SettingSource::CommandLine, place },
            );
        }
        config.warn_of_zone();
        config.option_file()?;
        config.server = config.choose_server()?;
        Ok(config)
    }

    /// Chooses a setting's value at the prompt; the next question heeds it.
    pub fn choose(&mut self, name: &str, text: &str) -> Result<(), ConfigError> {
        let mut changed = self.clone();
        changed.put_at_prompt(name, text)?;
        let (old, new) = (&self.settings.database, &changed.settings.database);
        let is_new =
            (&old.password, &old.password_command) != (&new.password, &new.password_command);
        match (&self.server, &mut changed.server) {
            // Who had a password still has it, wherever it came from.
            (Some(before), Some(now)) if !is_new => now.password.clone_from(&before.password),
            _ => changed.fill_password()?,
        }
        *self = changed;
        Ok(())
    }

    /// Chooses several that belong together. The password is not filled in.
    pub fn choose_all(&mut self, choices: &[(&str, &str)]) -> Result<(), ConfigError> {
        let mut changed = self.clone();
        for (name, text) in choices {
            changed.put_at_prompt(name, text)?;
        }
        *self = changed;
        Ok(())
    }

    fn put_at_prompt(&mut self, name: &str, text: &str) -> Result<(), ConfigError> {
        self.put(name, text, SettingSource::Prompt, ":set".into())?;
        self.server = self.choose_server()?;
        Ok(())
    }

    fn put(
        &mut self,
        name: &str,
        text: &str,
        source: SettingSource,
        place: String,
    ) -> Result<(), SettingError> {
        let name = self.settings.set(name, text)?;
        self.choices.insert(name, SettingChoice { source, place });
        Ok(())
    }

    /// Says that the system's time zone is not known, where no setting names another.
    fn warn_of_zone(&self) {
        if self.settings.time.zone.is_some() {
            return;
        }
        if let Err(name) = Zone::try_system() {
            warn(&sanitize::text(&format!(
                "the system's time zone, {name}, is not known, and UTC is taken; set `time.zone` \
                 (IPTA_TIMEZONE) to a name as Europe/Stockholm, an offset as +02:00, or a rule as \
                 CET-1CEST,M3.5.0,M10.5.0/3"
            )));
        }
    }

    /// Folders where the system keeps such files, for those that are not named.
    fn default_folders(&mut self) -> Result<(), ConfigError> {
        let Some(project) = ProjectDirs::from("", "", "ipta") else {
            let mut folders = SETTINGS.iter().filter(|setting| setting.section() == "folders");
            let is_named = |setting: &Setting| word(setting.variable).is_some();
            return if folders.all(is_named) { Ok(()) } else { Err(ConfigError::Home) };
        };
        let folders = &mut self.settings.folders;
        folders.data = project.data_dir().into();
        folders.config = project.config_dir().into();
        folders.state = project.state_dir().unwrap_or_else(|| project.data_local_dir()).into();
        folders.cache = project.cache_dir().into();
        Ok(())
    }

    fn file_choices(&mut self, kept: Vec<file::ConfigEntry>) -> Result<(), ConfigError> {
        for file::ConfigEntry { name, text, line } in kept {
            let place = format!("{}:{line}", self.file.display());
            self.put(&name, &text, SettingSource::File, place)?;
        }
        Ok(())
    }

    fn environment(&mut self) -> Result<(), ConfigError> {
        for setting in SETTINGS.iter().filter(|setting| !setting.variable.is_empty()) {
            let name = setting.variable;
            let text = match std::env::var(name) {
                // An empty password is one.
                Ok(text) if text.is_empty() && setting.kind != SettingKind::Secret => continue,
                Ok(text) => text,
                Err(VarError::NotPresent) => continue,
                Err(VarError::NotUnicode(_)) => return Err(ConfigError::Encoding(name)),
            };
            match self.put(setting.name, &text, SettingSource::Environment, name.into()) {
                Err(SettingError::Value { hint, .. }) => {
                    return Err(ConfigError::Variable { name, value: text, hint });
                }
                put => put?,
            }
        }
        Ok(())
    }

    /// What an option file of MySQL's says, below all that was chosen elsewhere.
    fn option_file(&mut self) -> Result<(), ConfigError> {
        let Some(path) = self.settings.database.mysql_defaults.clone() else { return Ok(()) };
        for option_file::OptionSetting { name, text, path, line } in option_file::read(&path)? {
            if self.source(name) > SettingSource::OptionFile {
                continue;
            }
            // Without a value the clients ask, too.
            if name == PASSWORD {
                self.asks_password = text.is_none();
            }
            let (place, text) = (format!("{}:{line}", path.display()), text.unwrap_or_default());
            self.put(name, &text, SettingSource::OptionFile, place)
                .map_err(|_| ConfigError::OptionLine { path, line, value: text })?;
        }
        // Its account has no password but the one that is written there.
        let user = self.choices.get("database.user").cloned();
        if let Some(SettingChoice { source: SettingSource::OptionFile, place }) = user
            && self.source(PASSWORD) == SettingSource::Default
        {
            self.put(PASSWORD, "", SettingSource::OptionFile, place)?;
        }
        Ok(())
    }

    /// Where a setting's value was chosen.
    pub fn source(&self, name: &str) -> SettingSource {
        self.choices.get(name).map_or(SettingSource::Default, |choice| choice.source)
    }

    /// Whether an option of the command line chose a setting, for this run and all that it does.
    pub fn is_option(&self, name: &str) -> bool {
        self.source(name) == SettingSource::CommandLine
    }

    /// Every setting, and every rule for prefixes, as people may see it.
    pub fn chosen(&self) -> Vec<Chosen> {
        let settings =
            SETTINGS.iter().map(|setting| (setting.name.to_owned(), setting.shown(&self.settings)));
        let rules = self.settings.prefixes.iter().map(|rule| {
            (format!("{}.{}", prefixes::SECTION, rule.pattern()), Some(prefixes::text(rule)))
        });
        let chosen = settings.chain(rules).map(|(name, value)| {
            let place = self.choices.get(&name).map_or("default", |choice| &choice.place);
            Chosen { place: place.to_owned(), name, value }
        });
        chosen.collect()
    }

    /// The folder of the user's own saved queries.
    pub fn queries(&self) -> PathBuf {
        self.settings.folders.config.join("queries")
    }

    /// The file of the prompt's history.
    pub fn history(&self) -> PathBuf {
        self.settings.folders.state.join("history")
    }

    /// How answers on standard output are laid out.
    pub fn style(&self) -> Style {
        let output = &self.settings.output;
        let terminal = std::io::stdout().is_terminal();
        let style = style_on(output.color, terminal, &console::Term::stdout());
        let (raw_csv, header) = (output.raw_csv, output.header);
        Style { bars: terminal && output.bars, raw_csv, header, ..style }
    }

    /// How messages on standard error are laid out.
    pub fn error_style(&self) -> Style {
        error_style(self.settings.output.color)
    }

    /// The format of answers on standard output.
    pub fn answer_format(&self) -> Format {
        let terminal = std::io::stdout().is_terminal();
        let format = self.settings.output.format;
        format.unwrap_or(if terminal { Format::Table } else { Format::Tsv })
    }
}

/// The option that sets a setting for one run.
fn option_of(name: &str) -> String {
    let setting = SETTINGS.iter().find(|setting| setting.name == name);
    setting.map_or("", |setting| setting.option).to_owned()
}

/// How messages on standard error are laid out.
pub fn error_style(color: ColorChoice) -> Style {
    style_on(color, std::io::stderr().is_terminal(), &console::Term::stderr())
}

fn style_on(color: ColorChoice, terminal: bool, window: &console::Term) -> Style {
    let size = window.size_checked().filter(|_| terminal);
    let (height, width) = size.map(|(lines, columns)| (lines.into(), columns.into())).unzip();
    let color = match color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            let dumb = word("TERM").is_none_or(|term| term == "dumb");
            terminal && !dumb && word("NO_COLOR").is_none()
        }
    };
    let width = width.unwrap_or(DEFAULT_WIDTH);
    let (bars, raw_csv, header) = (false, false, true);
    Style {
        width,
        height,
        color,
        unicode: speaks_utf8(),
        terminal,
        bars,
        escapes: terminal,
        raw_csv,
        header,
    }
}

/// A warning, on standard error. That it cannot be written is no reason to stop.
fn warn(text: &str) {
    let _ = writeln!(std::io::stderr(), "warning: {}", sanitize::text(text));
}

/// Whether the locale's character set is UTF-8. Source: POSIX, "Internationalization Variables".
fn speaks_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| word(name));
    locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}
