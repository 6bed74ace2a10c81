//! The database: the connections to a server, and what it answers about its tables.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::time::Instant;

use mysql::Conn;

use super::answer::{self, AnswerError};
use super::connection::Connections;
use super::driver::{Labelled, call_driver, fetch_rows};
use super::fault;
use super::layout::{self, Described, Descriptions, Listed};
use super::rows::Path;
use super::server::Server;
use super::settings::Purpose;
use crate::cancel::Cancel;
use crate::rows::{EachRow, RowSink};
use crate::sql::dialect::Dialect;
use crate::sql::{Access, SqlPiece, Statement, schema};
use crate::store::{Notify, StoreError, check_name};
use crate::value::Value;

/// A store in a database of a server.
pub struct Mysql {
    pub(super) connections: Connections,
    pub(super) descriptions: Descriptions,
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
    pub(super) fn reading<T>(
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
    pub(super) fn writing<T>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, mysql::Error>,
    ) -> Result<T, StoreError> {
        let mut connection = self.connections.fresh(Purpose::Writing)?;
        call_driver(|| work(&mut connection)).map_err(self.connections.said())
    }

    /// The name under which the server keeps a table: one with `lower_case_table_names` finds it by
    /// any case, but the bookkeeping compares names byte by byte. Only a name with capitals is worth
    /// a question.
    pub(super) fn stored<'n>(&self, name: &'n str) -> Result<Cow<'n, str>, StoreError> {
        if !name.contains(|c: char| c.is_ascii_uppercase()) {
            return Ok(Cow::Borrowed(name));
        }
        let sql = "SELECT @@GLOBAL.lower_case_table_names";
        let folds: Vec<u8> = self.reading(|connection| fetch_rows(connection, sql, ()))?;
        Ok(if folds == [0] { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) })
    }

    /// A table as the server describes it now.
    pub(super) fn describe(&self, name: &str) -> Result<Described, StoreError> {
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
    pub(super) fn recall(&self, name: &str) -> Result<Described, StoreError> {
        self.descriptions.get(name).map_or_else(|| self.describe(name), Ok)
    }

    /// How the server wants statements that make tables. All others are the same for both.
    pub(super) fn dialect(&self) -> Result<Dialect, StoreError> {
        if let Some(dialect) = self.dialect.get() {
            return Ok(*dialect);
        }
        let version: Vec<String> =
            self.reading(|connection| fetch_rows(connection, "SELECT VERSION()", ()))?;
        let dialect = Dialect::of(version.first().map_or("", String::as_str));
        Ok(*self.dialect.get_or_init(|| dialect))
    }

    /// How packets get to the server: by LOAD DATA LOCAL INFILE where it takes that.
    pub(super) fn path(&self) -> Result<Path, StoreError> {
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
    pub(super) fn make_gaps(&self) -> Result<(), StoreError> {
        let statement = schema::create_gaps(self.dialect()?);
        let mut connection = self.connections.fresh(Purpose::Writing)?;
        let made = call_driver(|| connection.query_drop(statement));
        made.map_err(|error| self.connections.not_created(&error, schema::GAPS))
    }

    /// Makes the table of line hashes in a database that an older ipta has set up, unless the account
    /// may not. A transaction that began before cannot use it.
    pub(super) fn prepare_line_hashes(&self) -> Result<(), StoreError> {
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

    pub(super) fn count(&self, name: &str, cancel: &Cancel) -> Result<u64, StoreError> {
        let count = Statement::new(vec![SqlPiece::Sql(schema::count(name))], None);
        let mut counted = 0;
        let mut sink = EachRow(|row: Vec<Value>| {
            if let [Value::Int(count)] = row[..] {
                counted = u64::try_from(count).unwrap_or_default();
            }
            true
        });
        self.run(&count, cancel, &mut sink)?;
        Ok(counted)
    }

    /// Runs a statement, and again on a new connection if it was lost while it was idle.
    pub(super) fn run(
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

    /// Runs a statement that may write: once, on its own connection.
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
