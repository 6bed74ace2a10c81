//! Settings at work: a session shows them, changes them for its own time, and writes them down.

use std::io::Write;

use super::{Failure, Session, say, texts};
use crate::cli::config::ConfigChange;
use crate::config::{Chosen, ConfigError, Programs};
use crate::library::Library;
use crate::output::{Style, pager};
use crate::rows::{Column, ColumnKind};
use crate::settings::{self, SettingError};
use crate::value::Value;

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Config(Box::new(error))
    }
}

impl Session {
    /// Shows settings, or changes the configuration file.
    pub(super) fn config(
        &self,
        change: Option<&ConfigChange>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        match change {
            None | Some(ConfigChange::List) => self.settings(self.config.chosen(), out),
            Some(ConfigChange::Get { key }) => {
                let chosen = self.chosen(key)?;
                writeln!(out, "{}", chosen.value.unwrap_or_default())?;
                Ok(())
            }
            Some(ConfigChange::Set { key, value }) => {
                let name = self.config.save(key, value)?;
                say(&format!("{name} written to {}", self.config.file.display()));
                Ok(())
            }
            Some(ConfigChange::Unset { key }) => {
                let name = self.config.forget(key)?;
                say(&format!("{name} is not in {} any more", self.config.file.display()));
                Ok(())
            }
            Some(ConfigChange::Path) => Ok(writeln!(out, "{}", self.config.file.display())?),
        }
    }

    /// Chooses a setting's value for the rest of the session; without a value, shows it.
    pub(super) fn set(
        &mut self,
        key: Option<&str>,
        value: &[String],
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let Some(key) = key else { return self.settings(self.config.chosen(), out) };
        if value.is_empty() {
            return self.settings(vec![self.chosen(key)?], out);
        }
        if self.config.programs == Programs::None && key.ends_with("password_command") {
            let message = "ipta was started with --no-shell: it runs no command for a password";
            return Err(Failure::other(message));
        }
        let store = (self.config.server.clone(), self.config.settings.folders.clone());
        self.config.choose(key, value.join(" ").trim_start_matches('=').trim_start())?;
        if store != (self.config.server.clone(), self.config.settings.folders.clone()) {
            self.store = self.store.moved(&self.config);
            let (library, unread) = Library::load(&self.config.queries());
            unread.iter().for_each(|warning| say(&format!("warning: {warning}")));
            self.library = library;
        }
        Ok(())
    }

    /// Turns a setting on or off; without a word to what it is not.
    pub(super) fn switch(&mut self, name: &str, on: Option<bool>) -> Result<(), Failure> {
        let setting = settings::find(name).map_err(ConfigError::from)?;
        let is_on = setting.text(&self.config.settings).as_deref() == Some("true");
        let on = on.unwrap_or(!is_on);
        self.config.choose(name, &on.to_string())?;
        say(&format!("{name} is {}", if on { "on" } else { "off" }));
        Ok(())
    }

    /// Chooses what shows long answers; without a command says what does.
    pub(super) fn choose_pager(&mut self, command: &str) -> Result<(), Failure> {
        let usual = || std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
        match command {
            "" => {}
            "on" => {
                let usual = usual().unwrap_or_else(|| "less".into());
                self.config.choose("output.pager", &usual)?;
            }
            command => self.config.choose("output.pager", command)?,
        }
        let shown = pager::command(&self.config.settings.output.pager);
        say(&format!("output.pager is {}", shown.as_deref().unwrap_or("off")));
        Ok(())
    }

    /// Writes down what was chosen on the command line and at the prompt.
    pub(super) fn write_config(&self) -> Result<(), Failure> {
        self.tell_saved(&self.config.save_choices()?);
        Ok(())
    }

    /// Writes down the settings of the store and the database.
    pub fn save_database(&self) -> Result<(), Failure> {
        self.tell_saved(&self.config.save_database()?);
        Ok(())
    }

    fn tell_saved(&self, names: &[String]) {
        let file = self.config.file.display();
        match names {
            [] => say("nothing was chosen: there is nothing to write"),
            names => say(&format!("{} written to {file}", names.join(", "))),
        }
    }

    fn chosen(&self, key: &str) -> Result<Chosen, Failure> {
        let all = self.config.chosen();
        let name = match settings::prefixes::pattern(key) {
            Some(_) => key,
            None => settings::find(key).map_err(ConfigError::from)?.name,
        };
        let found = all.into_iter().find(|chosen| chosen.name == name);
        let unknown = || SettingError::Unknown { name: name.to_owned(), near: None };
        found.ok_or_else(|| ConfigError::from(unknown()).into())
    }

    fn settings(&self, chosen: Vec<Chosen>, out: &mut dyn Write) -> Result<(), Failure> {
        let columns = ["setting", "value", "from"].map(|name| Column::new(name, ColumnKind::Text));
        let rows = chosen.into_iter().map(|Chosen { name, value, place }| {
            let mut row = texts([&name, "", &place]);
            row[1] = value.map_or(Value::Null, Value::Text);
            row
        });
        // Options begin with `--`, and what is shown is the user's own.
        let style = Style { raw_csv: true, ..self.style() };
        self.list_in(style, &columns, rows, out)
    }
}
