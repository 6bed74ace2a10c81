//! The MySQL store: tables on a MySQL or MariaDB server, which runs the statements as they are.

use std::borrow::Cow;
use std::io;
use std::sync::OnceLock;
use std::time::Instant;

use mysql::Conn;

use self::answer::AnswerError;
use self::batch::ServerBatch;
use self::connection::{Connections, Purpose};
use self::deletion::Deletion;
use self::driver::{Labelled, call_driver, fetch_rows};
use self::layout::{Described, Descriptions, Listed};
use self::rows::Path;
pub use self::server::{Address, Secret, Server, TlsMode};
use self::sources::TableState;
use crate::cancel::Cancel;
use crate::log::gap::Gaps;
use crate::log::line_hashes::LineHashes;
use crate::log::source::Bookmark;
use crate::rows::{Column, RowSink};
use crate::sql::dialect::Dialect;
use crate::sql::{Access, SqlPiece, Statement, TableLayout, schema};
use crate::store::{Batch, Notify, Store, StoreError, TableForm, TableInfo, check_name};
use crate::time::Zone;
use crate::value::Value;

mod answer;
mod batch;
mod connection;
mod deletion;
mod driver;
mod fault;
mod gaps;
pub mod label;
mod layout;
mod line_hashes;
mod outline;
mod peer;
mod pinned;
mod rows;
mod server;
mod settings;
pub mod setup;
mod sources;

/// A store in a database of a server.
pub struct Mysql {
    connections: Connections,
    descriptions: Descriptions,
    dialect: OnceLock<Dialect>,
    path: OnceLock<Path>,
}

impl Mysql {
    /// Connects to a server.
    pub fn open(server: Server, notify: Notify) -> Result<Self, StoreError> {
        Ok(Self {
            connections: Connections::open(server, notify)?,
            descriptions: Descriptions::default(),
            dialect: OnceLock::new(),
            path: OnceLock::new(),
        })
    }

    /// Works on a connection that reads, and again on a new one if it was lost while it was idle.
    fn reading<T>(
        &self,
        work: impl Fn(&mut Conn) -> Result<T, mysql::Error>,
    ) -> Result<T, StoreError> {
        let (mut connection, was_idle) = self.connections.take(Purpose::Reading)?;
        let begun = Instant::now();
        let mut result = call_driver(|| work(&mut connection));
        let is_lost = |error: &mysql::Error| fault::was_lost_before(error, begun.elapsed());
        if was_idle && result.as_ref().is_err_and(is_lost) {
            let lost = connection.connection_id();
            connection = self.connections.again(lost, Purpose::Reading)?;
            result = call_driver(|| work(&mut connection));
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
        call_driver(|| work(&mut connection)).map_err(self.connections.said())
    }

    /// The name under which the server keeps a table: one with `lower_case_table_names` finds it by
    /// any case, but the bookkeeping compares names byte by byte. Only a name with capitals is worth
    /// a question.
    fn stored<'n>(&self, name: &'n str) -> Result<Cow<'n, str>, StoreError> {
        if !name.contains(|c: char| c.is_ascii_uppercase()) {
            return Ok(Cow::Borrowed(name));
        }
        let sql = "SELECT @@GLOBAL.lower_case_table_names";
        let folds: Vec<u8> = self.reading(|connection| fetch_rows(connection, sql, ()))?;
        Ok(match folds == [0] {
            true => Cow::Borrowed(name),
            false => Cow::Owned(name.to_ascii_lowercase()),
        })
    }

    /// A table as the server describes it now.
    fn describe(&self, name: &str) -> Result<Described, StoreError> {
        check_name(name)?;
        let listed: Vec<Listed> =
            self.reading(|connection| fetch_rows(connection, &layout::list_one(name), ()))?;
        let described =
            listed.into_iter().find_map(layout::describe).filter(|table| table.name == name);
        // One of another schema may be migrated at any time.
        let current = described.clone().filter(|table| table.clone().current().is_ok());
        self.descriptions.put(name, current);
        described.ok_or_else(|| StoreError::NoTable(name.to_owned()))
    }

    /// A table as the server described it a short while ago, if it did.
    fn recall(&self, name: &str) -> Result<Described, StoreError> {
        self.descriptions.get(name).map_or_else(|| self.describe(name), Ok)
    }

    /// How the server wants statements that make tables. All others are the same for both.
    fn dialect(&self) -> Result<Dialect, StoreError> {
        if let Some(dialect) = self.dialect.get() {
            return Ok(*dialect);
        }
        let version: Vec<String> =
            self.reading(|connection| fetch_rows(connection, "SELECT VERSION()", ()))?;
        let dialect = Dialect::of(version.first().map_or("", String::as_str));
        Ok(*self.dialect.get_or_init(|| dialect))
    }

    /// How packets get to the server: by LOAD DATA LOCAL INFILE where it takes that.
    fn path(&self) -> Result<Path, StoreError> {
        if let Some(path) = self.path.get() {
            return Ok(*path);
        }
        let allowed: Vec<bool> =
            self.reading(|connection| fetch_rows(connection, "SELECT @@GLOBAL.local_infile", ()))?;
        let path = if allowed == [true] { Path::Load } else { Path::Insert };
        Ok(*self.path.get_or_init(|| path))
    }
}

impl Mysql {
    /// Makes the table of gaps in a database that an older ipta has set up.
    fn make_gaps(&self) -> Result<(), StoreError> {
        let statement = schema::create_gaps(self.dialect()?);
        let mut connection = self.connections.fresh(Purpose::Writing)?;
        let made = call_driver(|| connection.query_drop(statement));
        made.map_err(|error| self.connections.not_created(&error, schema::GAPS))
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
            let statement = schema::create_line_hashes(self.dialect()?);
            let _ = self.writing(|connection| connection.query_drop(statement));
        }
        Ok(())
    }

    fn count(&self, name: &str, cancel: &Cancel) -> Result<u64, StoreError> {
        let count = Statement::new(vec![SqlPiece::Sql(schema::count(name))], None);
        let mut counted = CountAnswer(0);
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
        self.descriptions.clear();
        let connection = self.connections.fresh(Purpose::Writing)?;
        let result = answer::answer(&self.connections, connection, statement, cancel, sink);
        self.outcome(result, cancel)
    }

    fn outcome(&self, result: Result<(), AnswerError>, cancel: &Cancel) -> Result<(), StoreError> {
        match result {
            Ok(()) => Ok(()),
            Err(AnswerError::Cancelled) => Err(StoreError::Cancelled),
            Err(_) if cancel.is_raised() => Err(StoreError::Cancelled),
            Err(AnswerError::Idle(error) | AnswerError::Server(error)) => {
                // Perhaps a table is not any more what its description says.
                self.descriptions.clear();
                Err(self.connections.said()(error))
            }
            Err(AnswerError::Sink(error)) => Err(StoreError::Sink(error)),
            Err(AnswerError::Columns(columns)) => {
                Err(StoreError::query(format!("the answer has {columns} columns: too many")))
            }
        }
    }
}

impl Store for Mysql {
    fn names(&self) -> Result<Vec<String>, StoreError> {
        let listed: Vec<Listed> =
            self.reading(|connection| fetch_rows(connection, layout::LIST, ()))?;
        let described = listed.into_iter().filter_map(layout::describe);
        let mut names: Vec<String> = described.map(|table| table.name).collect();
        names.sort();
        Ok(names)
    }

    fn table(&self, name: &str) -> Result<TableInfo, StoreError> {
        let name = &*self.stored(name)?;
        let Described { name, zone, bytes, .. } = self.describe(name)?.current()?;
        let packets = self.count(&name, &Cancel::default())?;
        Ok(TableInfo { name, zone, packets, bytes })
    }

    fn packets(&self, name: &str, cancel: &Cancel) -> Result<u64, StoreError> {
        let Described { name, .. } = self.describe(&self.stored(name)?)?.current()?;
        self.count(&name, cancel)
    }

    fn form(&self, name: &str) -> Result<TableForm, StoreError> {
        let name = &*self.stored(name)?;
        let Described { zone, layout, .. } = self.describe(name)?.current()?;
        Ok(TableForm { zone, layout })
    }

    fn recent_form(&self, name: &str) -> Result<TableForm, StoreError> {
        let Described { zone, layout, .. } = self.recall(name)?.current()?;
        Ok(TableForm { zone, layout })
    }

    fn create(&self, name: &str, zone: &Zone) -> Result<(), StoreError> {
        check_name(name)?;
        let name = &*self.stored(name)?;
        let dialect = self.dialect()?;
        let said = self.connections.said();
        let mut holder = self.connections.fresh(Purpose::Writing)?;
        // While the holder's transaction lasts, nobody else makes the table or adds packets to it.
        let held = call_driver(|| {
            for statement in schema::create_bookkeeping(dialect) {
                holder.query_drop(statement)?;
            }
            sources::hold(&mut holder, name)
        });
        let held = held.map_err(|error| self.connections.not_created(&error, name))?;
        if held == TableState::Marked {
            call_driver(|| holder.query_drop("ROLLBACK")).map_err(&said)?;
            self.settle_and_report(name)?;
            if call_driver(|| sources::hold(&mut holder, name)).map_err(&said)?
                == TableState::Marked
            {
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
        call_driver(|| {
            sources::add_table(&mut holder, name)?;
            holder.query_drop("COMMIT")
        })
        .map_err(said)
    }

    fn delete(&self, name: &str, cancel: &Cancel) -> Result<(), StoreError> {
        let name = &*self.stored(name)?;
        self.describe(name)?.owned()?;
        self.descriptions.clear();
        self.remove(name, Deletion::Drop, cancel)
    }

    fn clear(&self, name: &str, cancel: &Cancel) -> Result<(), StoreError> {
        let name = &*self.stored(name)?;
        self.describe(name)?.writable()?;
        self.remove(name, Deletion::Clear, cancel)
    }

    fn migration(&self, name: &str) -> Result<Option<String>, StoreError> {
        let name = &*self.stored(name)?;
        let table = self.describe(name)?;
        let is_current = table.version == schema::VERSION;
        if table.layout != TableLayout::Current || table.version > schema::VERSION {
            return table.writable().map(|_| None);
        }
        let columns = "SELECT COLUMN_NAME FROM information_schema.COLUMNS \
                       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?";
        let indexes = "SELECT INDEX_NAME, GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX) \
                       FROM information_schema.STATISTICS \
                       WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? GROUP BY INDEX_NAME";
        let columns: Vec<String> = self.reading(|it| fetch_rows(it, columns, (name,)))?;
        let indexes: Vec<(String, String)> = self.reading(|it| fetch_rows(it, indexes, (name,)))?;
        let dialect = self.dialect()?;
        let of = (name, &table.zone);
        Ok(schema::migrate(of, is_current, dialect, &columns, &indexes))
    }

    fn migrate(&self, name: &str) -> Result<(), StoreError> {
        let Some(statement) = self.migration(name)? else { return Ok(()) };
        self.writing(|connection| connection.query_drop(statement))
    }

    fn bookmarks(&self, table: &str) -> Result<Vec<Bookmark>, StoreError> {
        let table = &*self.stored(table)?;
        self.describe(table)?.writable()?;
        self.prepare_line_hashes()?;
        let state = self.reading(|connection| sources::state(connection, table, false))?;
        if state == TableState::Marked {
            self.settle_and_report(table)?;
        }
        self.reading(|connection| sources::bookmarks(connection, table))
    }

    fn first_lines(&self, table: &str) -> Result<Vec<(u32, Bookmark)>, StoreError> {
        let table = &*self.stored(table)?;
        self.reading(|connection| line_hashes::first_lines(connection, table))
    }

    fn line_hashes(
        &self,
        table: &str,
        source: &Bookmark,
    ) -> Result<Option<LineHashes>, StoreError> {
        let table = &*self.stored(table)?;
        self.reading(|connection| line_hashes::of(connection, table, source))
    }

    fn gaps(&self, table: &str) -> Result<Gaps, StoreError> {
        let table = &*self.stored(table)?;
        self.recall(table)?;
        self.reading(|connection| gaps::of(connection, table))
    }

    fn batch<'s>(&'s self, table: &str) -> Result<Box<dyn Batch + 's>, StoreError> {
        let table = &*self.stored(table)?;
        self.recall(table)?.writable()?;
        Ok(Box::new(ServerBatch::new(self, table, self.path()?)))
    }

    fn tidy(&self, table: &str) -> Result<(), StoreError> {
        self.recall(&self.stored(table)?).map(drop)
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
        if was_idle && matches!(result, Err(AnswerError::Idle(_))) && !cancel.is_raised() {
            let connection = connections.again(number, Purpose::Reading)?;
            result = answer::answer(connections, connection, statement, cancel, sink);
        }
        self.outcome(result, cancel)
    }

    fn outline(&self, statement: &Statement) -> Result<Vec<String>, StoreError> {
        let mut lines = outline::PlanLines::default();
        self.query(&outline::question(statement), &Cancel::default(), &mut lines)?;
        Ok(lines.lines)
    }
}

/// Takes the answer to a count.
struct CountAnswer(u64);

impl RowSink for CountAnswer {
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
