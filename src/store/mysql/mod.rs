//! The MySQL store: tables on a MySQL or MariaDB server, which runs the statements as they are.

use std::io;
use std::sync::OnceLock;
use std::time::Instant;

use mysql::Conn;
use mysql::prelude::Queryable;

use self::answer::Broken;
use self::batch::Pending;
use self::connection::{Connections, Purpose};
use self::deletion::Deletion;
use self::guard::{few, guarded};
use self::layout::{Described, Listed};
use self::rows::Path;
pub use self::server::{Address, Secret, Server, TlsMode};
use self::sources::State;
use super::{Batch, Form, Notify, Store, StoreError, Table, check_name};
use crate::cancel::Cancel;
use crate::log::gap::Gaps;
use crate::log::line_hashes::LineHashes;
use crate::log::source::Bookmark;
use crate::rows::{Column, RowSink};
use crate::sql::dialect::Dialect;
use crate::sql::{Access, Layout, Piece, Statement, schema};
use crate::time::Zone;
use crate::value::Value;

mod answer;
mod batch;
mod connection;
mod deletion;
mod fault;
mod gaps;
mod guard;
mod layout;
mod line_hashes;
mod outline;
mod peer;
mod rows;
mod server;
pub mod setup;
mod sources;

/// A store in a database of a server.
pub struct Mysql {
    connections: Connections,
    path: OnceLock<Path>,
}

impl Mysql {
    /// Connects to a server.
    pub fn open(server: Server, notify: Notify) -> Result<Self, StoreError> {
        Ok(Self { connections: Connections::open(server, notify)?, path: OnceLock::new() })
    }

    /// Works on a connection that reads, and again on a new one if it was lost while it was idle.
    fn reading<T>(
        &self,
        work: impl Fn(&mut Conn) -> Result<T, mysql::Error>,
    ) -> Result<T, StoreError> {
        let (mut connection, was_idle) = self.connections.take(Purpose::Reading)?;
        let begun = Instant::now();
        let mut result = guarded(|| work(&mut connection));
        let is_lost = |error: &mysql::Error| fault::was_lost_before(error, begun.elapsed());
        if was_idle && result.as_ref().is_err_and(is_lost) {
            let lost = connection.connection_id();
            connection = self.connections.again(lost, Purpose::Reading)?;
            result = guarded(|| work(&mut connection));
        }
        if result.as_ref().err().is_none_or(fault::is_usable) {
            self.connections.keep(connection, Purpose::Reading);
        }
        result.map_err(self.connections.said())
    }

    /// Works on a new connection that writes.
    fn writing<T>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, mysql::Error>,
    ) -> Result<T, StoreError> {
        let mut connection = self.connections.fresh(Purpose::Writing)?;
        guarded(|| work(&mut connection)).map_err(self.connections.said())
    }

    fn describe(&self, name: &str) -> Result<Described, StoreError> {
        check_name(name)?;
        let sql = format!("{} AND t.TABLE_NAME = ?", layout::LIST);
        let listed: Vec<Listed> = self.reading(|connection| few(connection, &sql, (name,)))?;
        let described =
            listed.into_iter().find_map(layout::describe).filter(|table| table.name == name);
        described.ok_or_else(|| StoreError::NoTable(name.to_owned()))
    }

    /// How packets get to the server: by LOAD DATA LOCAL INFILE where it takes that.
    fn path(&self) -> Result<Path, StoreError> {
        if let Some(path) = self.path.get() {
            return Ok(*path);
        }
        let allowed: Vec<bool> =
            self.reading(|connection| few(connection, "SELECT @@GLOBAL.local_infile", ()))?;
        let path = if allowed == [true] { Path::Load } else { Path::Insert };
        Ok(*self.path.get_or_init(|| path))
    }
}

impl Mysql {
    /// Makes the table of gaps in a database that an older ipta has set up.
    fn make_gaps(&self) -> Result<(), StoreError> {
        let statement = schema::create_gaps(self.connections.dialect());
        self.writing(|connection| connection.query_drop(statement))
    }

    /// Makes the table of line hashes in a database that an older ipta has set up, unless the account
    /// may not. A transaction that began before cannot use it.
    fn prepare_line_hashes(&self) -> Result<(), StoreError> {
        let probe = format!("SELECT `source` FROM `{}` LIMIT 0", schema::LINE_HASHES);
        let is_missing = self.reading(|connection| match connection.query_drop(&probe) {
            Err(error) if fault::is_no_table(&error) => Ok(true),
            probed => probed.map(|()| false),
        })?;
        if is_missing {
            let statement = schema::create_line_hashes(self.connections.dialect());
            let _ = self.writing(|connection| connection.query_drop(statement));
        }
        Ok(())
    }

    fn count(&self, name: &str, cancel: &Cancel) -> Result<u64, StoreError> {
        let count = Statement::new(vec![Piece::Sql(schema::count(name))], None);
        let mut counted = Count(0);
        self.query(&count, cancel, &mut counted)?;
        Ok(counted.0)
    }

    /// Runs a statement that may write: once, on a connection of its own.
    fn change(
        &self,
        statement: &Statement,
        cancel: &Cancel,
        sink: &mut dyn RowSink,
    ) -> Result<(), StoreError> {
        let connection = self.connections.fresh(Purpose::Writing)?;
        let result = answer::answer(&self.connections, connection, statement, cancel, sink);
        self.outcome(result, cancel)
    }

    fn outcome(&self, result: Result<(), Broken>, cancel: &Cancel) -> Result<(), StoreError> {
        match result {
            Ok(()) => Ok(()),
            Err(Broken::Cancelled) => Err(StoreError::Cancelled),
            Err(_) if cancel.is_raised() => Err(StoreError::Cancelled),
            Err(Broken::Idle(error) | Broken::Server(error)) => Err(self.connections.said()(error)),
            Err(Broken::Sink(error)) => Err(StoreError::Sink(error)),
            Err(Broken::Columns(columns)) => {
                Err(StoreError::Query(format!("the answer has {columns} columns: too many")))
            }
        }
    }
}

impl Store for Mysql {
    fn names(&self) -> Result<Vec<String>, StoreError> {
        let listed: Vec<Listed> = self.reading(|connection| few(connection, layout::LIST, ()))?;
        let described = listed.into_iter().filter_map(layout::describe);
        let mut names: Vec<String> = described.map(|table| table.name).collect();
        names.sort();
        Ok(names)
    }

    fn table(&self, name: &str) -> Result<Table, StoreError> {
        let is_mysql = self.connections.dialect() == Dialect::MySql;
        if is_mysql {
            // Otherwise its size is as it was up to a day ago.
            let fresh = "SET SESSION information_schema_stats_expiry = 0";
            self.reading(|connection| connection.query_drop(fresh))?;
        }
        let Described { name, zone, bytes, .. } = self.describe(name)?.current()?;
        let packets = self.count(&name, &Cancel::default())?;
        Ok(Table { name, zone, packets, bytes })
    }

    fn packets(&self, name: &str, cancel: &Cancel) -> Result<u64, StoreError> {
        let Described { name, .. } = self.describe(name)?.current()?;
        self.count(&name, cancel)
    }

    fn form(&self, name: &str) -> Result<Form, StoreError> {
        let Described { zone, layout, .. } = self.describe(name)?.current()?;
        Ok(Form { zone, layout })
    }

    fn create(&self, name: &str, zone: &Zone) -> Result<(), StoreError> {
        check_name(name)?;
        let dialect = self.connections.dialect();
        let said = self.connections.said();
        let mut holder = self.connections.fresh(Purpose::Writing)?;
        // While the holder's transaction lasts, nobody else makes the table or adds packets to it.
        let held = guarded(|| {
            for statement in schema::create_bookkeeping(dialect) {
                holder.query_drop(statement)?;
            }
            sources::hold(&mut holder, name)
        });
        if held.map_err(&said)? == State::Marked {
            guarded(|| holder.query_drop("ROLLBACK")).map_err(&said)?;
            self.settle_and_report(name)?;
            if guarded(|| sources::hold(&mut holder, name)).map_err(&said)? == State::Marked {
                return Err(StoreError::Emptying(name.to_owned()));
            }
        }
        match self.describe(name) {
            Err(StoreError::NoTable(_)) => {}
            Err(error) => return Err(error),
            Ok(_) => return Err(StoreError::TableExists(name.to_owned())),
        }
        self.writing(|connection| {
            // A table of this name that was dropped behind ipta's back may be remembered.
            sources::forget_sources(connection, name)?;
            connection.query_drop(schema::create_table(name, zone, dialect))
        })?;
        guarded(|| {
            sources::add_table(&mut holder, name)?;
            holder.query_drop("COMMIT")
        })
        .map_err(said)
    }

    fn delete(&self, name: &str, cancel: &Cancel) -> Result<(), StoreError> {
        self.describe(name)?.owned()?;
        self.remove(name, Deletion::Drop, cancel)
    }

    fn clear(&self, name: &str, cancel: &Cancel) -> Result<(), StoreError> {
        self.describe(name)?.writable()?;
        self.remove(name, Deletion::Clear, cancel)
    }

    fn migration(&self, name: &str) -> Result<Option<String>, StoreError> {
        let table = self.describe(name)?;
        let is_older = table.layout == Layout::Current && table.version < schema::VERSION;
        if !is_older {
            return table.writable().map(|_| None);
        }
        let columns = "SELECT COLUMN_NAME FROM information_schema.COLUMNS \
                       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?";
        let indexes = "SELECT DISTINCT INDEX_NAME FROM information_schema.STATISTICS \
                       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?";
        let columns: Vec<String> = self.reading(|it| few(it, columns, (name,)))?;
        let indexes: Vec<String> = self.reading(|it| few(it, indexes, (name,)))?;
        let dialect = self.connections.dialect();
        Ok(Some(schema::migrate(name, &table.zone, dialect, &columns, &indexes)))
    }

    fn migrate(&self, name: &str) -> Result<(), StoreError> {
        let Some(statement) = self.migration(name)? else { return Ok(()) };
        self.writing(|connection| connection.query_drop(statement))
    }

    fn bookmarks(&self, table: &str) -> Result<Vec<Bookmark>, StoreError> {
        self.describe(table)?.writable()?;
        self.prepare_line_hashes()?;
        let state = self.reading(|connection| sources::state(connection, table, false))?;
        if state == State::Marked {
            self.settle_and_report(table)?;
        }
        self.reading(|connection| sources::bookmarks(connection, table))
    }

    fn first_lines(&self, table: &str) -> Result<Vec<(u32, Bookmark)>, StoreError> {
        self.reading(|connection| line_hashes::first_lines(connection, table))
    }

    fn line_hashes(
        &self,
        table: &str,
        source: &Bookmark,
    ) -> Result<Option<LineHashes>, StoreError> {
        self.reading(|connection| line_hashes::of(connection, table, source))
    }

    fn gaps(&self, table: &str) -> Result<Gaps, StoreError> {
        self.describe(table)?;
        self.reading(|connection| gaps::of(connection, table))
    }

    fn batch<'s>(&'s self, table: &str) -> Result<Box<dyn Batch + 's>, StoreError> {
        self.describe(table)?.writable()?;
        Ok(Box::new(Pending::new(self, table, self.path()?)))
    }

    fn tidy(&self, table: &str) -> Result<(), StoreError> {
        self.describe(table).map(drop)
    }

    fn way(&self) -> Result<Option<&'static str>, StoreError> {
        Ok(Some(match self.path()? {
            Path::Load => "LOAD DATA LOCAL INFILE",
            Path::Insert => "INSERT of many rows (the server's local_infile is off)",
        }))
    }

    fn query(
        &self,
        statement: &Statement,
        cancel: &Cancel,
        sink: &mut dyn RowSink,
    ) -> Result<(), StoreError> {
        if statement.access == Access::Write {
            return self.change(statement, cancel, sink);
        }
        let connections = &self.connections;
        let (connection, was_idle) = connections.take(Purpose::Reading)?;
        let number = connection.connection_id();
        let mut result = answer::answer(connections, connection, statement, cancel, sink);
        if was_idle && matches!(result, Err(Broken::Idle(_))) && !cancel.is_raised() {
            let connection = connections.again(number, Purpose::Reading)?;
            result = answer::answer(connections, connection, statement, cancel, sink);
        }
        self.outcome(result, cancel)
    }

    fn outline(&self, statement: &Statement) -> Result<Vec<String>, StoreError> {
        let mut lines = outline::Lines::default();
        self.query(&outline::question(statement), &Cancel::default(), &mut lines)?;
        Ok(lines.lines)
    }
}

/// Takes the answer to a count.
struct Count(u64);

impl RowSink for Count {
    fn columns(&mut self, _: &[Column]) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        if let [Value::Int(count)] = row[..] {
            self.0 = u64::try_from(count).unwrap_or_default();
        }
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
