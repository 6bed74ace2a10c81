//! A place: where a session asks, which may change: the server or the embedded store, and the table.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use super::{Failure, Session, say, say_drawn, texts};
use crate::field::FIELDS;
use crate::output::sanitize;
use crate::rows::{Column, ColumnKind};
use crate::sql::{TableLayout, schema};
use crate::store::StoreError;
use crate::value::Value;

impl Session {
    /// Where the packets are, as people say it.
    pub fn place(&self) -> String {
        let place = match &self.config.server {
            Some(server) => format!("database {} at {}", server.database, server.address),
            None => short(&self.config.settings.folders.data),
        };
        sanitize::text(&place).into_owned()
    }

    /// Goes to a server or to the embedded store; without a target connects anew. If that fails, the
    /// session is where it was.
    pub(super) fn connect(&mut self, target: Option<&str>, asks: bool) -> Result<(), Failure> {
        let (before, store) = (self.config.clone(), self.store.clone());
        let went = self.choose_place(target, asks).and_then(|()| {
            self.store = self.store.moved(&self.config);
            self.store().map(drop)
        });
        match went {
            Ok(()) => {
                say(&format!("table {} in {}", self.config.settings.store.table, self.place()))
            }
            Err(_) => (self.config, self.store) = (before, store),
        }
        went
    }

    /// Connects to the server, if there is one. Where it refuses the password and the user can type
    /// another, asks for it a second time.
    pub fn log_in(&mut self) -> Result<(), Failure> {
        if self.config.server.is_none() {
            return Ok(());
        }
        let refused = match self.store() {
            Err(refused @ Failure::Open(StoreError::Login(_)))
                if io::stdin().is_terminal() && io::stderr().is_terminal() =>
            {
                refused
            }
            other => return other.map(drop),
        };
        say_drawn(&refused.draw(&self.config.error_style()));
        self.config.want_password();
        self.config.fill_password()?;
        self.store = self.store.moved(&self.config);
        self.store().map(drop)
    }

    fn choose_place(&mut self, target: Option<&str>, asks: bool) -> Result<(), Failure> {
        if let Some(target) = target {
            self.config.choose_all(&chosen(target)?)?;
        }
        if asks {
            self.config.want_password();
        }
        Ok(self.config.fill_password()?)
    }

    /// Says where the session is and what was chosen for it.
    pub(super) fn status(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let settings = &self.config.settings;
        let store = self.store();
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
        let redirect = self.redirected.map_or("the terminal", |_| "a file");
        let rows = [
            ("ipta", Value::Text(env!("CARGO_PKG_VERSION").into())),
            ("store", Value::Text(self.place())),
            ("table", Value::Text(settings.store.table.clone())),
            ("packets", packets),
            ("time zone", Value::Text(zone)),
            ("now", Value::Text(settings.time.now.to_string())),
            ("format", Value::Text(self.format().name().into())),
            ("answers go to", Value::Text(redirect.into())),
            ("timing", Value::Text(switch(settings.shell.timing).into())),
            ("sql", Value::Text(switch(settings.shell.echo_sql).into())),
            ("names", Value::Text(switch(settings.rdns.on).into())),
            ("services", Value::Text(switch(settings.output.services).into())),
            ("history", Value::Text(self.config.history().to_string_lossy().into_owned())),
            ("configuration", Value::Text(self.config.file.to_string_lossy().into_owned())),
        ];
        let columns = ["what", "is"].map(|name| Column::new(name, ColumnKind::Text));
        self.list(
            &columns,
            rows.into_iter().map(|(what, is)| vec![texts([what]).remove(0), is]),
            out,
        )
    }

    /// Lists the columns of a table.
    pub(super) fn schema(&self, table: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
        let table = table.unwrap_or(&self.config.settings.store.table);
        let form = self.store()?.form(table)?;
        if form.layout == TableLayout::Of2015 {
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
        self.list(&columns, rows, out)
    }
}

/// A path as people say it: `~` is their home.
fn short(path: &Path) -> String {
    let home = directories::BaseDirs::new();
    let below = home.as_ref().and_then(|home| path.strip_prefix(home.home_dir()).ok());
    match below {
        Some(below) => Path::new("~").join(below).to_string_lossy().into_owned(),
        None => path.to_string_lossy().into_owned(),
    }
}

/// `embedded`, a socket's path, or `[USER@]HOST[:PORT][/DATABASE]`, as settings.
fn chosen(target: &str) -> Result<Vec<(&'static str, &str)>, Failure> {
    if target == "embedded" {
        return Ok(vec![("store.kind", "embedded")]);
    }
    let mut all = vec![("store.kind", "mysql")];
    if target.starts_with('/') {
        all.push(("database.socket", target));
        return Ok(all);
    }
    let (user, rest) = match target.rsplit_once('@') {
        Some((user, rest)) => (Some(user), rest),
        None => (None, target),
    };
    let (server, database) = match rest.split_once('/') {
        Some((server, database)) => (server, Some(database)),
        None => (rest, None),
    };
    let (host, port) = match server.strip_prefix('[').and_then(|server| server.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => match server.split_once(':') {
            Some((host, port)) if !port.contains(':') => (host, Some(port)),
            _ => (server, None),
        },
    };
    let given = [
        ("database.user", user),
        ("database.host", Some(host)),
        ("database.port", port),
        ("database.name", database),
    ];
    if host.is_empty() || given.iter().any(|(_, text)| *text == Some("")) {
        return Err(Failure::with_help(
            format!("`{target}` is not a server address"),
            "write [USER@]HOST[:PORT][/DATABASE], or `embedded`",
        ));
    }
    all.extend(given.into_iter().filter_map(|(name, text)| Some((name, text?))));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_says_who_where_and_what() {
        let is = |target| chosen(target).ok().map(|all| all[1..].to_vec());
        assert_eq!(is("db"), Some(vec![("database.host", "db")]));
        assert_eq!(
            is("me@db:3307/logs"),
            Some(vec![
                ("database.user", "me"),
                ("database.host", "db"),
                ("database.port", "3307"),
                ("database.name", "logs"),
            ])
        );
        assert_eq!(
            is("[::1]:3307"),
            Some(vec![("database.host", "::1"), ("database.port", "3307")])
        );
        assert_eq!(is("::1"), Some(vec![("database.host", "::1")]));
        assert_eq!(is("/run/s.sock"), Some(vec![("database.socket", "/run/s.sock")]));
        for wrong in ["", "@", "me@", "db:", "db/"] {
            assert_eq!(is(wrong), None, "{wrong}");
        }
    }
}
