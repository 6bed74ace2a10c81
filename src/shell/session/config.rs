//! Settings at work: they are shown, changed for the time of a session, and written to the file.

use std::io::Write;

use super::context::Context;
use super::failure::Failure;
use super::messages::say;
use crate::cli::config::ConfigChange;
use crate::config::{Chosen, Config, ConfigError, Programs};
use crate::output::pager;
use crate::rows::{Column, ColumnKind};
use crate::settings::{self, SettingError};
use crate::value::Value;

/// Shows settings, or changes the configuration file.
pub(super) fn change_file(
    context: &Context<'_>,
    change: Option<&ConfigChange>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let config = context.config;
    let file = config.file.display();
    match change {
        None | Some(ConfigChange::List) => show_settings(context, None, out),
        Some(ConfigChange::Get { key }) => {
            let value = find_chosen(config, key)?.value.unwrap_or_default();
            Ok(writeln!(out, "{value}")?)
        }
        Some(ConfigChange::Set { key, value }) => {
            let name = config.save(key, value)?;
            say(&format!("{name} written to {file}"));
            Ok(())
        }
        Some(ConfigChange::Unset { key }) => {
            let name = config.forget(key)?;
            say(&format!("{name} is not in {file} any more"));
            Ok(())
        }
        Some(ConfigChange::Path) => Ok(writeln!(out, "{file}")?),
    }
}

/// Shows a setting, or all.
pub(super) fn show_settings(
    context: &Context<'_>,
    key: Option<&str>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let chosen = match key {
        Some(key) => vec![find_chosen(context.config, key)?],
        None => context.config.chosen(),
    };
    let columns = ["setting", "value", "from"].map(|name| Column::new(name, ColumnKind::Text));
    let rows = chosen.into_iter().map(|Chosen { name, value, place }| {
        let value = value.map_or(Value::Null, Value::Text);
        vec![Value::Text(name), value, Value::Text(place)]
    });
    let mut output = context.output(out);
    // Options begin with `--`, and what is shown is the user's own.
    output.style.raw_csv = true;
    output.list(&columns, rows)
}

/// Chooses a setting's value for the rest of the session.
pub(super) fn choose_setting(
    config: &mut Config,
    key: &str,
    value: &[String],
) -> Result<(), Failure> {
    if config.programs == Programs::None && key.ends_with("password_command") {
        let message = "ipta was started with --no-shell: it runs no command for a password";
        return Err(Failure::other(message));
    }
    Ok(config.choose(key, value.join(" ").trim_start_matches('=').trim_start())?)
}

/// Reports that a setting does not change what is open already.
pub(super) fn report_later(has_logs: bool, table: &str, key: &str) {
    let name = settings::find(key).map_or(key, |setting| setting.name);
    let is_of_reading = name == "time.zone"
        || name.starts_with("log.")
        || settings::prefixes::pattern(name).is_some();
    if has_logs && is_of_reading {
        say("the logs that are open are read as before; `:open FILE` reads them with this setting");
    } else if name == "time.zone" {
        say(&format!(
            "the times of table `{table}` stay in its zone; this one is for tables that are made from now on"
        ));
    }
}

/// Turns a setting on or off; without a choice, to the other of the two.
pub(super) fn switch(config: &mut Config, name: &str, on: Option<bool>) -> Result<(), Failure> {
    let setting = settings::find(name).map_err(ConfigError::from)?;
    let is_on = setting.text(&config.settings).as_deref() == Some("true");
    let on = on.unwrap_or(!is_on);
    config.choose(name, &on.to_string())?;
    say(&format!("{name} is {}", if on { "on" } else { "off" }));
    Ok(())
}

/// Chooses what shows long answers; without a command reports what does.
pub(super) fn choose_pager(config: &mut Config, words: &[String]) -> Result<(), Failure> {
    let usual = || std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    match words.join(" ").trim() {
        "" => {}
        "on" => {
            let usual = usual().unwrap_or_else(|| "less".into());
            config.choose("output.pager", &usual)?;
        }
        command => config.choose("output.pager", command)?,
    }
    let shown = pager::command(&config.settings.output.pager);
    say(&format!("output.pager is {}", shown.as_deref().unwrap_or("off")));
    Ok(())
}

/// Writes what was chosen on the command line and at the prompt to the file.
pub(super) fn save_choices(config: &Config) -> Result<(), Failure> {
    report_saved(config, &config.save_choices()?);
    Ok(())
}

/// Writes the settings of the store and the database to the file.
pub fn save_database(config: &Config) -> Result<(), Failure> {
    report_saved(config, &config.save_database()?);
    Ok(())
}

fn report_saved(config: &Config, names: &[String]) {
    let file = config.file.display();
    match names {
        [] => say("nothing was chosen: there is nothing to write"),
        names => say(&format!("{} written to {file}", names.join(", "))),
    }
}

fn find_chosen(config: &Config, key: &str) -> Result<Chosen, Failure> {
    let name = match settings::prefixes::pattern(key) {
        Some(_) => key,
        None => settings::find(key).map_err(ConfigError::from)?.name,
    };
    let unknown = || SettingError::Unknown { name: name.to_owned(), near: None };
    let found = config.chosen().into_iter().find(|chosen| chosen.name == name);
    found.ok_or_else(|| ConfigError::from(unknown()).into())
}
