//! A table in memory: segments that are in no file, of packets that no store holds.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use datafusion::object_store::memory::InMemory;
use datafusion::object_store::path::Path as Name;
use datafusion::object_store::{ObjectStore, PutOptions};
use futures::executor::block_on;

use super::columns::PacketColumns;
use super::encode;
use super::engine::Engine;
use super::gap_table::NamedGaps;
use super::segment::Segment;
use super::tables::{TableSnapshot, Tables};
use super::{fault, memory};
use ipta_core::cancel::Cancel;
use ipta_core::log::gap::Gaps;
use ipta_core::log::line_hashes::LineHashes;
use ipta_core::packet::Packet;
use ipta_core::rows::RowSink;
use ipta_core::span::Problem;
use ipta_core::sql::Statement;
use ipta_core::store::{Batch, CommitStep, MemoryTable, StoreError};

/// The message for a question that does not fit beside the packets.
const NO_MEMORY: &str = "this takes more memory than a question may";

/// Advice where the memory does not suffice.
const IMPORT: &str = "raise `store.memory`, or run `ipta import`: a table answers in less memory";

/// Makes an empty table. It and a question to it may take `bytes`.
pub fn make(name: &str, bytes: usize) -> Arc<dyn MemoryTable> {
    let segments = Mutex::new(Segments { name: name.to_owned(), ..Segments::default() });
    Arc::new(TableInMemory { bytes, taken: AtomicUsize::new(0), segments, engine: OnceLock::new() })
}

struct TableInMemory {
    /// How many bytes it and a question may take.
    bytes: usize,
    /// How many bytes its segments take, and those of sealed batches.
    taken: AtomicUsize,
    segments: Mutex<Segments>,
    /// The engine, started by the first query.
    engine: OnceLock<Engine>,
}

/// The segments of a table.
#[derive(Debug, Default, Clone)]
struct Segments {
    name: String,
    files: Vec<String>,
    contents: Arc<InMemory>,
    gaps: Gaps,
}

impl Segments {
    /// Adds a segment.
    fn push(&mut self, contents: Vec<u8>) -> Result<(), StoreError> {
        let number = self.files.len() as u64 + 1;
        let file = Segment { first: number, last: number }.file_name();
        let name = Name::from(format!("{}/{file}", self.name));
        let put = self.contents.put_opts(&name, contents.into(), PutOptions::default());
        block_on(put).map_err(|error| StoreError::query(error.to_string()))?;
        self.files.push(file);
        Ok(())
    }
}

impl Tables for Segments {
    fn files(&self) -> Arc<dyn ObjectStore> {
        Arc::<InMemory>::clone(&self.contents)
    }

    fn open(&self, name: &str) -> Result<TableSnapshot, StoreError> {
        if name != self.name {
            let message = StoreError::NoTable(name.to_owned()).to_string();
            let help = format!("the packets of the logs are the table `{}`", self.name);
            return Err(StoreError::Query(Problem::plain(message).help(help)));
        }
        Ok(TableSnapshot { name: self.name.clone(), files: self.files.clone(), stored: None })
    }

    fn gaps(&self) -> Result<NamedGaps, StoreError> {
        Ok(vec![(self.name.clone(), self.gaps.clone())])
    }
}

impl TableInMemory {
    fn engine(&self) -> Result<&Engine, StoreError> {
        if let Some(engine) = self.engine.get() {
            return Ok(engine);
        }
        let segments = self.segments.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let left = self.bytes.saturating_sub(self.taken.load(Ordering::Relaxed));
        let engine = Engine::start(Arc::new(segments), memory::runtime_without_files(left))?;
        Ok(self.engine.get_or_init(|| engine))
    }
}

impl MemoryTable for TableInMemory {
    fn batch<'t>(&'t self) -> Box<dyn Batch + 't> {
        let (columns, gaps) = (PacketColumns::new(), Gaps::default());
        Box::new(BatchInMemory { table: self, columns, gaps, sealed: None })
    }

    fn query(
        &self,
        statement: &Statement,
        cancel: &Cancel,
        sink: &mut dyn RowSink,
    ) -> Result<(), StoreError> {
        let answered = self.engine()?.answer(statement.into(), cancel, sink);
        answered.map_err(|error| match error {
            StoreError::Query(problem) if problem.message == fault::NO_MEMORY => {
                StoreError::Query(Problem::plain(NO_MEMORY).help(IMPORT))
            }
            error => error,
        })
    }
}

/// Packets on their way into a table in memory.
struct BatchInMemory<'t> {
    table: &'t TableInMemory,
    columns: PacketColumns,
    gaps: Gaps,
    sealed: Option<Vec<u8>>,
}

impl Batch for BatchInMemory<'_> {
    fn push(&mut self, packet: &Packet<'_>) {
        self.columns.push(packet);
    }

    fn lacks(&mut self, gaps: &Gaps) {
        self.gaps.merge(gaps);
    }

    /// The table is gone before another import could ask for them.
    fn add_line_hashes(&mut self, _: LineHashes) {}

    fn seal(&mut self) -> Result<(), StoreError> {
        let packets = self.columns.take()?;
        if packets.num_rows() == 0 {
            return Ok(());
        }
        let contents = encode::in_memory(&packets);
        let contents = contents.map_err(|error| StoreError::query(error.to_string()))?;
        let TableInMemory { bytes, taken, .. } = self.table;
        let before = taken.fetch_add(contents.len(), Ordering::Relaxed);
        let is_beyond = before + contents.len() > *bytes;
        self.sealed = Some(contents);
        if is_beyond {
            let message =
                format!("the packets of these logs take more than {} MB of memory", bytes >> 20);
            return Err(StoreError::Query(Problem::plain(message).help(IMPORT)));
        }
        Ok(())
    }

    fn commit(mut self: Box<Self>, _: &CommitStep) -> Result<(), StoreError> {
        let mut segments = self.table.segments.lock().unwrap_or_else(PoisonError::into_inner);
        segments.gaps.merge(&self.gaps);
        self.sealed.take().map_or(Ok(()), |contents| segments.push(contents))
    }
}

/// Frees the memory of a batch that was not committed.
impl Drop for BatchInMemory<'_> {
    fn drop(&mut self) {
        let bytes = self.sealed.as_ref().map_or(0, Vec::len);
        self.table.taken.fetch_sub(bytes, Ordering::Relaxed);
    }
}
