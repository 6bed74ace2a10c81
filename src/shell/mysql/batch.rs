//! A batch: packets on their way into a table, in a transaction of their own.

use std::io::{self, Write};
use std::sync::Arc;

use mysql::{Conn, Error, LocalInfileHandler, Row};

use super::database::Mysql;
use super::driver::{Labelled, call_driver, fetch_rows};
use super::fault;
use super::rows::{Path, RowBuffer};
use super::settings::Purpose;
use super::sources::{self, StepOutcome, TableState};
use super::{gaps, line_hashes};
use crate::log::gap::Gaps;
use crate::log::line_hashes::LineHashes;
use crate::packet::Packet;
use crate::sql::schema;
use crate::store::{Batch, CommitStep, StoreError};

/// Packets of one table that are not committed yet.
pub struct ServerBatch<'s> {
    store: &'s Mysql,
    table: String,
    path: Path,
    rows: RowBuffer,
    gaps: Gaps,
    hashes: Option<LineHashes>,
    /// The connection whose transaction holds the rows, once they are sealed. Where it is dropped,
    /// the server forgets them.
    open: Option<Conn>,
}

impl<'s> ServerBatch<'s> {
    /// No packets yet.
    pub fn new(store: &'s Mysql, table: &str, path: Path) -> Self {
        let (table, rows, gaps) = (table.to_owned(), RowBuffer::new(path), Gaps::default());
        Self { store, table, path, rows, gaps, hashes: None, open: None }
    }

    /// Sends the rows in a transaction that stays open.
    fn send(&mut self) -> Result<Conn, StoreError> {
        let mut connection = self.begin()?;
        match std::mem::replace(&mut self.rows, RowBuffer::new(self.path)) {
            RowBuffer::Text { rows: 0, .. } => {}
            RowBuffer::Text { text, rows } => self.load(&mut connection, text, rows)?,
            RowBuffer::Lists(lists) => self.insert(&mut connection, &lists)?,
        }
        Ok(connection)
    }

    /// The error of a statement that waits for other commits to the table.
    fn said(&self, error: Error) -> StoreError {
        let said = self.store.connections.said()(error);
        said.waiting_for(&format!("the commits to table `{}`", self.table))
    }

    /// A connection with a new transaction. One that was idle may be lost, which loses nothing.
    fn begin(&self) -> Result<Conn, StoreError> {
        let connections = &self.store.connections;
        let (mut connection, was_idle) = connections.take(Purpose::Writing)?;
        match call_driver(|| connection.query_drop(BEGIN)) {
            Err(error) if was_idle && fault::is_lost(&error) => {
                connection = connections.again(connection.connection_id(), Purpose::Writing)?;
                call_driver(|| connection.query_drop(BEGIN)).map_err(connections.said())?;
            }
            begun => begun.map_err(connections.said())?,
        }
        Ok(connection)
    }

    /// Loads the rows. The server must ask for the very name that the statement gave it; a request
    /// for any other file gets nothing.
    fn load(&self, connection: &mut Conn, text: Vec<u8>, rows: u64) -> Result<(), StoreError> {
        let said = self.store.connections.said();
        let file = format!("ipta-{}", connection.connection_id());
        let (name, text) = (file.clone(), Arc::new(text));
        let handler = LocalInfileHandler::new(move |asked, stream| {
            if asked == name.as_bytes() {
                stream.write_all(&text)
            } else {
                Err(io::ErrorKind::PermissionDenied.into())
            }
        });
        connection.set_local_infile_handler(Some(handler));
        let loaded = call_driver(|| connection.query_drop(schema::load(&self.table, &file)));
        connection.set_local_infile_handler(None);
        loaded.map_err(&said)?;
        // The server takes LOCAL for a wish to go on where a value does not fit.
        if connection.affected_rows() == rows && connection.warnings() == 0 {
            return Ok(());
        }
        let taken = connection.affected_rows();
        let warnings: Vec<Row> =
            fetch_rows(connection, "SHOW WARNINGS LIMIT 1", ()).map_err(&said)?;
        let reason = warnings.first().and_then(|row| row.get::<String, _>(2)).unwrap_or_default();
        Err(StoreError::query(format!(
            "the server took {taken} of {rows} rows: {}",
            fault::shortened(&reason)
        )))
    }

    fn put_gaps(&self, connection: &mut Conn) -> Result<(), StoreError> {
        let mut put = gaps::add(connection, &self.table, &self.gaps);
        if put.as_ref().is_err_and(fault::is_no_table) {
            // Making a table ends a transaction: another connection does it.
            self.store.make_gaps()?;
            put = gaps::add(connection, &self.table, &self.gaps);
        }
        put.map_err(self.store.connections.said())
    }

    /// Adds the line hashes of a step. Where their table is missing (see
    /// [`Mysql::prepare_line_hashes`]), the packets are imported without them, as ipta 0.2 did.
    fn put_line_hashes(
        &self,
        connection: &mut Conn,
        source: u64,
        step: &CommitStep,
    ) -> Result<(), StoreError> {
        let Some(hashes) = &self.hashes else { return Ok(()) };
        let offsets = (step.from.map_or(0, |from| from.offset), step.to.offset);
        match line_hashes::add(connection, &self.table, source, offsets, hashes) {
            Err(error) if fault::is_no_table(&error) => Ok(()),
            put => put.map_err(self.store.connections.said()),
        }
    }

    fn insert(&self, connection: &mut Conn, lists: &[String]) -> Result<(), StoreError> {
        let said = self.store.connections.said();
        let insert = schema::insert(&self.table);
        lists.iter().try_for_each(|list| {
            call_driver(|| connection.query_drop(format!("{insert}{list}"))).map_err(&said)
        })
    }
}

const BEGIN: &str = "START TRANSACTION READ WRITE";

impl Batch for ServerBatch<'_> {
    fn push(&mut self, packet: &Packet<'_>) {
        self.rows.push(packet);
    }

    fn lacks(&mut self, gaps: &Gaps) {
        self.gaps.merge(gaps);
    }

    fn add_line_hashes(&mut self, hashes: LineHashes) {
        self.hashes = Some(hashes);
    }

    fn seal(&mut self) -> Result<(), StoreError> {
        self.open = Some(self.send()?);
        Ok(())
    }

    fn commit(mut self: Box<Self>, step: &CommitStep) -> Result<(), StoreError> {
        let mut connection = match self.open.take() {
            Some(connection) => connection,
            None => self.send()?,
        };
        let connections = &self.store.connections;
        match take(&mut connection, &self.table, step).map_err(|error| self.said(error))? {
            StepOutcome::Yes(source) => {
                self.put_gaps(&mut connection)?;
                self.put_line_hashes(&mut connection, source, step)?;
                call_driver(|| connection.query_drop("COMMIT")).map_err(connections.said())?;
                connections.keep(connection, Purpose::Writing);
                Ok(())
            }
            StepOutcome::Busy => Err(StoreError::Busy),
            StepOutcome::Emptying => Err(StoreError::Emptying(self.table)),
        }
    }
}

fn take(connection: &mut Conn, table: &str, step: &CommitStep) -> Result<StepOutcome, Error> {
    match sources::state(connection, table, true)? {
        TableState::Ready => {}
        TableState::Unknown => sources::add_table(connection, table)?,
        TableState::Marked => return Ok(StepOutcome::Emptying),
    }
    sources::take(connection, table, step)
}
