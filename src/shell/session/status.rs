//! The status of a session: the store, the table and its columns, and the settings that are in use.

use std::io::Write;
use std::path::Path;

use super::answer_output::texts;
use super::context::Context;
use super::failure::Failure;
use crate::config::Config;
use crate::field::FIELDS;
use crate::logs::LogSet;
use crate::output::sanitize;
use crate::rows::{Column, ColumnKind};
use crate::sql::{TableLayout, schema};
use crate::value::Value;

/// The place of the packets, for people.
pub fn place(config: &Config) -> String {
    let place = match &config.server {
        Some(server) => format!("database {} at {}", server.database, server.address),
        None => shorten_home(&config.settings.folders.data),
    };
    sanitize::text(&place).into_owned()
}

/// Shows where the session is and what was chosen for it.
pub(super) fn show_status(context: &Context<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    let (config, mut output) = (context.config, context.output(out));
    let settings = &config.settings;
    if let Some(logs) = context.logs {
        return show_logs_status(context, logs, out);
    }
    let store = context.open_store();
    let table = store.as_ref().ok().map(|store| store.table(&settings.store.table));
    let packets = match (&store, &table) {
        (Err(failure), _) => Value::Text(failure.problem().one_line()),
        (_, Some(Ok(table))) => Value::Int(table.packets.into()),
        (_, Some(Err(error))) => Value::Text(error.problem().one_line()),
        _ => Value::Null,
    };
    let zone = match &table {
        Some(Ok(table)) => table.zone.name().to_owned(),
        _ => settings.time.zone().name().to_owned(),
    };
    let switch = |on: bool| if on { "on" } else { "off" };
    let redirect = context.answers.redirected.map_or("the terminal", |_| "a file");
    let rows = [
        ("ipta", Value::Text(env!("CARGO_PKG_VERSION").into())),
        ("store", Value::Text(place(config))),
        ("table", Value::Text(settings.store.table.clone())),
        ("packets", packets),
        ("time zone", Value::Text(zone)),
        ("now", Value::Text(settings.time.now.to_string())),
        ("format", Value::Text(output.format.name().into())),
        ("answers go to", Value::Text(redirect.into())),
        ("timing", Value::Text(switch(settings.shell.timing).into())),
        ("sql", Value::Text(switch(settings.shell.echo_sql).into())),
        ("names", Value::Text(switch(settings.rdns.on).into())),
        ("services", Value::Text(switch(settings.output.services).into())),
        ("history", Value::Text(config.history().to_string_lossy().into_owned())),
        ("configuration", Value::Text(config.file.to_string_lossy().into_owned())),
    ];
    let columns = ["what", "is"].map(|name| Column::new(name, ColumnKind::Text));
    let rows = rows.into_iter().map(|(name, value)| vec![Value::Text(name.to_owned()), value]);
    output.list(&columns, rows)
}

/// Shows which logs are asked.
fn show_logs_status(
    context: &Context<'_>,
    logs: &LogSet,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut output = context.output(out);
    let rows = [
        ("ipta", env!("CARGO_PKG_VERSION").to_owned()),
        ("logs", logs.names().join("\n")),
        ("each question", logs.outline()),
        ("time zone", logs.zone().name().to_owned()),
        ("now", context.config.settings.time.now.to_string()),
        ("format", output.format.name().to_owned()),
        ("configuration", context.config.file.to_string_lossy().into_owned()),
    ];
    let columns = ["what", "is"].map(|name| Column::new(name, ColumnKind::Text));
    let rows = rows.into_iter().map(|(name, value)| texts([name, &value]));
    output.list(&columns, rows)
}

/// Lists the columns of a table.
pub(super) fn show_schema(
    context: &Context<'_>,
    table: Option<&str>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let is_of_logs = table.is_none() && context.logs.is_some();
    let table = table.unwrap_or(&context.config.settings.store.table);
    if !is_of_logs && context.open_store()?.form(table)?.layout == TableLayout::Of2015 {
        return Err(Failure::with_help(
            format!("table `{table}` was made by the ipta of 2015"),
            "`SELECT * FROM … LIMIT 1` shows its columns",
        ));
    }
    let rows = FIELDS.iter().map(|field| {
        let null = if field.is_nullable() { "yes" } else { "no" };
        texts([field.name, schema::type_of(field.kind), null, field.help])
    });
    let columns =
        ["column", "type", "null", "meaning"].map(|name| Column::new(name, ColumnKind::Text));
    context.output(out).list(&columns, rows)
}

/// A path for people: `~` is their home folder.
fn shorten_home(path: &Path) -> String {
    let home = directories::BaseDirs::new();
    let below = home.as_ref().and_then(|home| path.strip_prefix(home.home_dir()).ok());
    match below {
        Some(below) => Path::new("~").join(below).to_string_lossy().into_owned(),
        None => path.to_string_lossy().into_owned(),
    }
}
