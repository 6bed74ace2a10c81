//! Tables: what is done with whole tables, asking before anything is lost.

use std::io::Write;

use super::answer_output::AnswerOutput;
use super::context::{Context, InputOrigin};
use super::failure::Failure;
use super::messages::say;
use crate::cli::{SetupArgs, TableChange};
use crate::mysql::setup;
use crate::output::sanitize;
use crate::rows::{Column, ColumnKind};
use crate::sql::TableLayout;
use crate::sql::schema::AccountRole;
use crate::store::{Store, StoreError, TableForm};
use crate::value::Value;

/// Lists the tables, or makes, deletes, migrates or repairs one.
pub(super) fn change_tables(
    context: &Context<'_>,
    change: Option<&TableChange>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let store = &*context.open_store()?;
    match change {
        None | Some(TableChange::List) => list_tables(store, &mut context.output(out)),
        Some(TableChange::Create { name }) => {
            store.create(name, &context.config.settings.time.zone())?;
            say(&format!("table `{name}` created"));
            Ok(())
        }
        Some(TableChange::Drop { name: Some(name), .. }) => delete(context, store, name),
        Some(TableChange::Drop { name: None, .. }) => delete_all(context, store),
        Some(TableChange::Migrate { name }) => migrate(context, store, name),
        Some(TableChange::Repair { name, zone }) => {
            let report = &mut |done: &str| say(&format!("table `{name}`: {done}"));
            store.repair(name, zone.as_ref(), report)?;
            say(&format!("table `{name}` is whole"));
            Ok(())
        }
    }
}

fn list_tables(store: &dyn Store, output: &mut AnswerOutput<'_>) -> Result<(), Failure> {
    let number = |value: u64| Value::Int(value.into());
    let mut rows = Vec::new();
    for name in store.names()? {
        match store.table(&name) {
            Ok(table) => rows.push(vec![
                Value::Text(table.name),
                number(table.packets),
                number(table.bytes),
                Value::Text(table.zone.name().to_owned()),
            ]),
            Err(error) => say(&format!("warning: {}", error.problem().one_line())),
        }
    }
    let columns = [
        Column::new("table", ColumnKind::Text),
        Column::new("packets", ColumnKind::Count),
        Column::new("bytes", ColumnKind::Count),
        Column::new("zone", ColumnKind::Text),
    ];
    output.list(&columns, rows.into_iter())
}

fn delete(context: &Context<'_>, store: &dyn Store, name: &str) -> Result<(), Failure> {
    let packets = describe_packets(context, store, name)?;
    context.confirm(&format!("delete table `{name}` with {packets}"))?;
    store.delete(name, context.cancel)?;
    say(&format!("table `{name}` deleted"));
    Ok(())
}

fn delete_all(context: &Context<'_>, store: &dyn Store) -> Result<(), Failure> {
    let mut names = store.names()?;
    // Only what this ipta or another made with its schema: the 2015 program's tables stay.
    names.retain(|name| {
        !matches!(store.form(name), Ok(TableForm { layout: TableLayout::Of2015, .. }))
    });
    if names.is_empty() {
        say("there are no tables of ipta's");
        return Ok(());
    }
    let named = names
        .iter()
        .map(|name| Ok(format!("`{name}` with {}", describe_packets(context, store, name)?)));
    let named: Vec<String> = named.collect::<Result<_, Failure>>()?;
    context.confirm(&format!("delete all tables: {}", named.join(", ")))?;
    for name in &names {
        store.delete(name, context.cancel)?;
        say(&format!("table `{name}` deleted"));
    }
    Ok(())
}

fn migrate(context: &Context<'_>, store: &dyn Store, name: &str) -> Result<(), Failure> {
    let Some(change) = store.migration(name)? else {
        say(&format!("table `{name}` has this ipta's schema: nothing to do"));
        return Ok(());
    };
    say(&format!("table `{name}` lacks something of this ipta's schema; this will be run:"));
    say(&format!("  {change}"));
    context.confirm(&format!("change table `{name}` so"))?;
    store.migrate(name)?;
    say(&format!("table `{name}` migrated"));
    Ok(())
}

/// Removes all packets from the table.
pub(super) fn clear_table(context: &Context<'_>) -> Result<(), Failure> {
    let store = &*context.open_store()?;
    let table = &context.config.settings.store.table;
    let packets = describe_packets(context, store, table)?;
    context.confirm(&format!("remove {packets} from table `{table}`"))?;
    store.clear(table, context.cancel)?;
    say(&format!("table `{table}` cleared"));
    Ok(())
}

/// Describes how many packets a table holds, also where a damaged one cannot be counted.
fn describe_packets(
    context: &Context<'_>,
    store: &dyn Store,
    table: &str,
) -> Result<String, Failure> {
    match store.packets(table, context.cancel) {
        Ok(packets) => Ok(format!("all {packets} packets")),
        Err(error @ (StoreError::Damaged { .. } | StoreError::Schema { .. })) => {
            Ok(format!("all packets ({})", error.problem().one_line()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Prints the statements that create the database and an account.
pub(super) fn print_setup(
    context: &Context<'_>,
    arguments: &SetupArgs,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let config = context.config;
    let mut server = config.server.clone().unwrap_or_default();
    // Another account than the one of the configuration, which is the owner's.
    let role = arguments.role();
    match role {
        _ if config.is_option("database.user") => {}
        AccountRole::Owner => {}
        AccountRole::Importer => server.user = "ipta_importer".into(),
        AccountRole::Reader => server.user = "ipta_reader".into(),
    }
    // A name in back-quotes is written as it is; the user's is in quotes, in which these are escaped.
    let is_escaped = |c: char| matches!(c, '\0' | '\n' | '\r' | '\x1a');
    let is_wrong = |c: char| sanitize::is_hostile(c) && !is_escaped(c);
    if server.database.contains(sanitize::is_hostile) || server.user.contains(is_wrong) {
        let message = "the name of the database or the user has characters that are not visible or \
                       act on a terminal";
        return Err(Failure::with_help(message, "choose another with -d and -u"));
    }
    // At the prompt the password is the one that the user logged in with.
    let given = match context.origin {
        InputOrigin::Prompt => None,
        InputOrigin::CommandLine | InputOrigin::Script => config.new_password(&server)?,
    };
    let password = given.map_or_else(setup::generate_password, Ok).map_err(|error| {
        Failure::other(format!("cannot read random bytes from the system: {error}"))
    })?;
    server.password = Some(password);
    out.write_all(sanitize::lines(&setup::statements(&server, role)).as_bytes())?;
    Ok(())
}
