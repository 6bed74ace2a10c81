//! The packets of logs as a table in memory, for SQL.

use std::sync::{Arc, PoisonError};

use super::cache::{KeptTable, LogState};
use super::{EndedChunk, Keeping, LogSet, LogsError, Part, Reading};
use crate::cancel::Cancel;
use crate::field::FieldSet;
use crate::import::{ImportError, NamedLog, unreadable};
use crate::packet::Packet;
use crate::store::{Batch, CommitStep, MemoryTable, StoreError};

/// The name of that table.
pub const LOGS_TABLE: &str = "logs";

/// A part of the table: batches that are not in it yet.
struct TablePart<'t> {
    table: &'t dyn MemoryTable,
    /// The number of the log that it is made of.
    log: usize,
    filling: Box<dyn Batch + 't>,
    sealed: Vec<SealedBatch<'t>>,
}

/// The packets of a chunk.
struct SealedBatch<'t> {
    log: usize,
    chunk: usize,
    batch: Box<dyn Batch + 't>,
    step: CommitStep,
}

impl<'t> TablePart<'t> {
    fn new(table: &'t dyn MemoryTable, log: usize) -> Self {
        Self { table, log, filling: table.batch(), sealed: Vec::new() }
    }
}

impl Part for TablePart<'_> {
    fn add(&mut self, packet: &Packet<'_>, times: u32) {
        (0..times).for_each(|_| self.filling.push(packet));
    }

    /// The table itself refuses more than fits.
    fn size(&self) -> usize {
        0
    }

    fn end_chunk(
        &mut self,
        EndedChunk { number, step, gaps }: EndedChunk<'_>,
    ) -> Result<(), StoreError> {
        let mut batch = std::mem::replace(&mut self.filling, self.table.batch());
        batch.lacks(gaps);
        batch.seal()?;
        self.sealed.push(SealedBatch { log: self.log, chunk: number, batch, step });
        Ok(())
    }

    fn merge(mut self, other: Self) -> Self {
        self.sealed.extend(other.sealed);
        self
    }
}

impl LogSet {
    fn states(&self) -> Result<Vec<Option<LogState>>, LogsError> {
        let state = |log: &NamedLog| match log.open() {
            Err(ImportError::Empty(_)) => Ok(None),
            opened => {
                let mut log = opened?;
                let state = LogState::of(&mut log);
                Ok(Some(state.map_err(|error| unreadable(log.name(), error))?))
            }
        };
        self.logs.iter().map(state).collect()
    }

    /// Whether this build can answer SQL.
    pub fn has_engine(&self) -> bool {
        self.make_table.is_some()
    }

    /// The table, and a summary of each log where the user has not seen one yet. The one of the last
    /// question serves as long as no log has changed.
    pub fn table(&self, cancel: &Cancel) -> Result<(Arc<dyn MemoryTable>, Vec<String>), LogsError> {
        let make = self.make_table.ok_or(LogsError::NoEngine)?;
        // A log that grows while it is read is another one for the next question.
        let logs = self.states()?;
        let mut known = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.as_ref().filter(|known| known.logs == logs) {
            return Ok((Arc::clone(&known.table), Vec::new()));
        }
        *known = None; // its memory is for the next one
        let table = make(LOGS_TABLE, self.memory);
        let new = |log| TablePart::new(&*table, log);
        let (fields, keeping) = (FieldSet::ALL, Keeping::Nothing);
        let (part, report) = self.read(&Reading { new, fields, keeping, cancel })?;
        let mut sealed = part.map_or_else(Vec::new, |part| part.sealed);
        sealed.sort_by_key(|one| (one.log, one.chunk));
        for SealedBatch { batch, step, .. } in sealed {
            batch.commit(&step)?;
        }
        *known = Some(KeptTable { logs, table: Arc::clone(&table) });
        Ok((table, self.once(report)))
    }
}
