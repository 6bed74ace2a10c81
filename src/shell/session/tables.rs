//! Tables: what a session does with whole tables, asking before anything is lost.

use std::io::{self, BufRead, IsTerminal, Write};

use super::{Failure, Session, say};
use crate::cancel::terminal::Changed;
use crate::cli::{SetupArgs, TableChange};
use crate::mysql::setup;
use crate::output::sanitize;
use crate::rows::{Column, ColumnKind};
use crate::sql::TableLayout;
use crate::sql::schema::AccountRole;
use crate::store::{Store, StoreError, TableForm};
use crate::value::Value;

impl Session {
    /// Lists the tables, or makes, deletes or migrates one.
    pub(super) fn tables(
        &self,
        change: Option<&TableChange>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let store = self.store()?;
        match change {
            None | Some(TableChange::List) => self.list_tables(store.as_ref(), out),
            Some(TableChange::Create { name }) => {
                store.create(name, &self.config.settings.time.zone())?;
                say(&format!("table `{name}` created"));
                Ok(())
            }
            Some(TableChange::Drop { name: Some(name), .. }) => self.delete(store.as_ref(), name),
            Some(TableChange::Drop { name: None, .. }) => self.delete_all(store.as_ref()),
            Some(TableChange::Migrate { name }) => self.migrate(store.as_ref(), name),
            Some(TableChange::Repair { name, zone }) => {
                store.repair(name, zone.as_ref(), &mut |done| {
                    say(&format!("table `{name}`: {done}"))
                })?;
                say(&format!("table `{name}` is whole"));
                Ok(())
            }
        }
    }

    fn list_tables(&self, store: &dyn Store, out: &mut dyn Write) -> Result<(), Failure> {
        let number = |value: u64| Value::Int(value.into());
        let (mut tables, mut unreadable) = (Vec::new(), Vec::new());
        for name in store.names()? {
            match store.table(&name) {
                Ok(table) => tables.push(table),
                Err(error) => unreadable.push(error),
            }
        }
        unreadable
            .iter()
            .for_each(|error| say(&format!("warning: {}", error.problem().one_line())));
        let rows = tables.into_iter().map(|table| {
            let zone = table.zone.name().to_owned();
            let counts = [number(table.packets), number(table.bytes)];
            [Value::Text(table.name)].into_iter().chain(counts).chain([Value::Text(zone)])
        });
        let columns = [
            Column::new("table", ColumnKind::Text),
            Column::new("packets", ColumnKind::Count),
            Column::new("bytes", ColumnKind::Count),
            Column::new("zone", ColumnKind::Text),
        ];
        self.list(&columns, rows.map(Iterator::collect), out)
    }

    fn delete(&self, store: &dyn Store, name: &str) -> Result<(), Failure> {
        let packets = self.packets_of(store, name)?;
        self.confirm(&format!("delete table `{name}` with {packets}"))?;
        store.delete(name, &self.cancel)?;
        say(&format!("table `{name}` deleted"));
        Ok(())
    }

    fn delete_all(&self, store: &dyn Store) -> Result<(), Failure> {
        let mut names = store.names()?;
        // Only what this ipta or another made with its schema: the 2015 program's tables stay.
        names.retain(|name| {
            !matches!(store.form(name), Ok(TableForm { layout: TableLayout::Of2015, .. }))
        });
        if names.is_empty() {
            say("there are no tables of ipta's");
            return Ok(());
        }
        let named =
            names.iter().map(|name| Ok(format!("`{name}` with {}", self.packets_of(store, name)?)));
        let named: Vec<String> = named.collect::<Result<_, Failure>>()?;
        self.confirm(&format!("delete all tables: {}", named.join(", ")))?;
        for name in &names {
            store.delete(name, &self.cancel)?;
            say(&format!("table `{name}` deleted"));
        }
        Ok(())
    }

    fn migrate(&self, store: &dyn Store, name: &str) -> Result<(), Failure> {
        let Some(change) = store.migration(name)? else {
            say(&format!("table `{name}` has this ipta's schema: nothing to do"));
            return Ok(());
        };
        say(&format!("table `{name}` lacks something of this ipta's schema; this will be run:"));
        say(&format!("  {change}"));
        self.confirm(&format!("change table `{name}` so"))?;
        store.migrate(name)?;
        say(&format!("table `{name}` migrated"));
        Ok(())
    }

    /// Removes all packets of the table.
    pub(super) fn clear(&self) -> Result<(), Failure> {
        let store = self.store()?;
        let table = &self.config.settings.store.table;
        let packets = self.packets_of(store.as_ref(), table)?;
        self.confirm(&format!("remove {packets} from table `{table}`"))?;
        store.clear(table, &self.cancel)?;
        say(&format!("table `{table}` cleared"));
        Ok(())
    }

    /// How many packets a table holds, in words, also where a damaged one cannot say.
    fn packets_of(&self, store: &dyn Store, table: &str) -> Result<String, Failure> {
        match store.packets(table, &self.cancel) {
            Ok(packets) => Ok(format!("all {packets} packets")),
            Err(error @ (StoreError::Damaged { .. } | StoreError::Schema { .. })) => {
                Ok(format!("all packets ({})", error.problem().one_line()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Asks on a terminal whether to go on; elsewhere only `--yes` does.
    pub(super) fn confirm(&self, what: &str) -> Result<(), Failure> {
        if self.config.yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::with_help(
                "not done: standard input is not a terminal",
                format!("to {what}, use --yes"),
            ));
        }
        let mut stderr = io::stderr().lock();
        write!(stderr, "{what}? [y/N] ")?;
        stderr.flush()?;
        let mut answer = String::new();
        let _changed = Changed::waiting("\n");
        let read = io::stdin().lock().read_line(&mut answer);
        read.map_err(|error| Failure::other(format!("cannot read the answer: {error}")))?;
        if self.cancel.is_raised() {
            return Err(Failure::Store(StoreError::Cancelled));
        }
        match answer.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(Failure::other("nothing was changed")),
        }
    }

    /// Prints the statements that create the database and an account.
    pub(super) fn setup_sql(
        &self,
        arguments: &SetupArgs,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let mut server = self.config.server.clone().unwrap_or_default();
        // Another account than the one of the configuration, which is the owner's.
        let role = arguments.role();
        match role {
            _ if self.config.is_option("database.user") => {}
            AccountRole::Owner => {}
            AccountRole::Importer => server.user = "ipta_importer".into(),
            AccountRole::Reader => server.user = "ipta_reader".into(),
        }
        // A name in back-quotes stands as it is; the user's stands in quotes, in which these are escaped.
        let is_escaped = |c: char| matches!(c, '\0' | '\n' | '\r' | '\x1a');
        let is_wrong = |c: char| sanitize::is_hostile(c) && !is_escaped(c);
        if server.database.contains(sanitize::is_hostile) || server.user.contains(is_wrong) {
            let message = "the name of the database or the user has characters that are not visible \
                           or act on a terminal";
            return Err(Failure::with_help(message, "choose another with -d and -u"));
        }
        // At the prompt the password is the one that the user logged in with.
        let given = if self.is_prompt { None } else { self.config.new_password(&server)? };
        let password = given.map_or_else(setup::generate_password, Ok).map_err(|error| {
            Failure::other(format!("cannot read random bytes from the system: {error}"))
        })?;
        server.password = Some(password);
        let statements = setup::statements(&server, role);
        out.write_all(sanitize::lines(&statements).as_bytes())?;
        Ok(())
    }
}
