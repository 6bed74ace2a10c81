//! A store: the home of the packets. Every store answers the same statements.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::cancel::{Cancel, Ending};
use crate::log::gap::Gaps;
use crate::log::line_hashes::LineHashes;
use crate::log::source::Bookmark;
use crate::packet::Packet;
use crate::rows::RowSink;
use crate::span::Problem;
use crate::sql::{Statement, TableLayout, schema};
use crate::time::Zone;

/// Tells the user what happens while a store works, one line at a time.
pub type Notify = Box<dyn Fn(&str) + Send + Sync>;

/// Why a store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no table of that name.
    #[error("there is no table `{0}`")]
    NoTable(String),
    /// A table of that name is there already.
    #[error("table `{0}` exists already")]
    TableExists(String),
    /// The name cannot be a table's.
    #[error("`{0}` cannot be a table's name: use 1 to 64 letters, digits, `_` and `-`")]
    TableName(String),
    /// A file or folder of the store, or the disk below it, failed.
    #[error("cannot {doing} {path}: {source}")]
    Io {
        /// What was being done: "write", "read", "create" …
        doing: &'static str,
        /// The file or folder.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the store does not hold what it should.
    #[error("{path} is damaged: {reason}")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process imported from the same source meanwhile.
    #[error("another import of the same file is under way")]
    Busy,
    /// Another session has a lock that was waited for in vain.
    #[error("another session kept a lock on {0} for too long")]
    Locked(String),
    /// The statement could not be run: the engine's reason.
    #[error("{0}")]
    Query(Problem),
    /// A server cannot be reached, or refuses.
    #[error("{problem}")]
    Server {
        /// The message, and advice.
        problem: Problem,
        /// There is no connection, or no longer.
        is_lost: bool,
    },
    /// A server does not let the user in.
    #[error("{0}")]
    Login(Problem),
    /// A table was made by another version of ipta.
    #[error("table `{table}` has ipta's schema {found}, this ipta writes {known}")]
    Schema {
        /// The table.
        table: String,
        /// The version of its schema.
        found: u32,
        /// The version that this ipta writes.
        known: u32,
    },
    /// A table that ipta reads but never changes.
    #[error("table `{0}` was made by the ipta of 2015: it can be read, not changed")]
    ReadOnly(String),
    /// A table is being emptied by somebody else.
    #[error("table `{0}` is being emptied")]
    Emptying(String),
    /// The user stopped the work.
    #[error("cancelled")]
    Cancelled,
    /// Whoever takes the rows could not take them.
    #[error(transparent)]
    Sink(io::Error),
    /// This build of ipta has no such store.
    #[error("{message}")]
    Unavailable {
        /// The missing feature.
        message: &'static str,
        /// Advice.
        help: &'static str,
    },
}

impl StoreError {
    /// The error of a statement that could not be run.
    pub fn query(message: impl Into<String>) -> Self {
        Self::Query(Problem::plain(message))
    }

    /// The message, and advice.
    pub fn problem(&self) -> Problem {
        let help = match self {
            Self::Query(problem) | Self::Server { problem, .. } | Self::Login(problem) => {
                return problem.clone();
            }
            Self::NoTable(_) => {
                "run `ipta import FILE` to create it, or `ipta tables` to list all tables"
            }
            Self::Busy => "run this one again when it has ended",
            Self::Locked(_) => {
                "run this again when that session has ended; `SHOW PROCESSLIST` on the server \
                 lists all"
            }
            Self::Schema { found, known, .. } if found < known => {
                "run `ipta tables migrate` to bring it there"
            }
            Self::Schema { .. } => "use a newer ipta",
            Self::Emptying(_) => "try again in a minute",
            Self::Unavailable { help, .. } => help,
            _ => return Problem::plain(self.to_string()),
        };
        Problem::plain(self.to_string()).help(help)
    }

    /// Names what a lock was waited for on, if that is the error.
    pub fn waiting_for(self, what: &str) -> Self {
        match self {
            Self::Locked(_) => Self::Locked(what.to_owned()),
            error => error,
        }
    }

    /// The error of an answer that goes to standard output: one that was stopped because its reader is
    /// gone is a broken pipe, whoever noticed first.
    pub fn unread(self) -> Self {
        match self {
            Self::Cancelled if Ending::begun() == Some(Ending::OutputClosed) => {
                Self::Sink(io::ErrorKind::BrokenPipe.into())
            }
            error => error,
        }
    }
}

/// What a store says of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableInfo {
    /// Its name.
    pub name: String,
    /// The time zone of its `time` column.
    pub zone: Zone,
    /// How many packets it holds.
    pub packets: u64,
    /// How many bytes it takes.
    pub bytes: u64,
}

/// How a table keeps its packets.
#[derive(Debug, Clone, PartialEq)]
pub struct TableForm {
    /// The time zone of its `time` column.
    pub zone: Zone,
    /// Its columns.
    pub layout: TableLayout,
}

/// The step that a batch's commit takes in its source.
#[derive(Debug, Clone, Copy)]
pub struct CommitStep {
    /// Where the source stood before; `None` at its start, and where it goes on from a place in the
    /// middle of another source, whose hashes come with the batch. A store that no longer remembers this
    /// as the last bookmark of a source answers [`StoreError::Busy`].
    pub from: Option<Bookmark>,
    /// Where it stands with this batch.
    pub to: Bookmark,
    /// How many other sources with the same head the store remembered when the import began. If
    /// there are more or fewer now, it answers [`StoreError::Busy`] too.
    pub others: usize,
    /// The user asked to import once more: what is remembered of the source does not matter.
    pub again: bool,
}

/// Packets on their way into a table. Filled and sealed on any thread, committed in order.
pub trait Batch: Send {
    /// Adds a packet.
    fn push(&mut self, packet: &Packet<'_>);

    /// Adds what the log lacks where the packets come from; kept with them.
    fn lacks(&mut self, gaps: &Gaps);

    /// Adds the hashes of the lines that the packets come from; kept with the bookmark.
    fn add_line_hashes(&mut self, hashes: LineHashes);

    /// Does the heavy work (sorting, encoding, writing aside) that needs no order between batches.
    fn seal(&mut self) -> Result<(), StoreError>;

    /// Puts the packets into the table, all or none, and remembers the source's bookmark with them.
    /// A batch without packets remembers the bookmark all the same.
    fn commit(self: Box<Self>, step: &CommitStep) -> Result<(), StoreError>;
}

/// Opens the embedded store in a folder. A query may use that many megabytes of memory, or half of the
/// machine's.
pub type OpenEmbedded = fn(&Path, Option<u32>) -> Result<Arc<dyn Store>, StoreError>;

/// Makes an empty table in memory, by its name and the bytes that it and a question to it may take.
pub type MakeTable = fn(&str, usize) -> Arc<dyn MemoryTable>;

/// What the crate of the embedded store does for the shell, which does not know that crate.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedEngine {
    /// Opens the store in a folder.
    pub open: OpenEmbedded,
    /// Makes a table in memory; `None` in a build without the engine.
    pub table: Option<MakeTable>,
}

/// The [`EmbeddedEngine`] of a build without it.
pub const NO_ENGINE: EmbeddedEngine = EmbeddedEngine { open: open_nothing, table: None };

/// A table in memory, which answers SQL about packets that no store holds. It takes batches until it
/// is first asked.
pub trait MemoryTable: Send + Sync {
    /// An empty batch. Sealing fails where the packets take more memory than they may.
    fn batch<'t>(&'t self) -> Box<dyn Batch + 't>;

    /// Runs a SELECT whose FROM names the table, and pushes its rows into the sink.
    fn query(
        &self,
        statement: &Statement,
        cancel: &Cancel,
        sink: &mut dyn RowSink,
    ) -> Result<(), StoreError>;
}

/// The [`OpenEmbedded`] of a build without the embedded store: says so.
pub fn open_nothing(_: &Path, _: Option<u32>) -> Result<Arc<dyn Store>, StoreError> {
    Err(StoreError::Unavailable {
        message: "this build of ipta has no embedded store",
        help: "`-h HOST` names a MySQL or MariaDB server; a build with the feature `embedded` \
               needs none",
    })
}

/// Refuses what cannot be a table's name in every store.
pub fn check_name(name: &str) -> Result<(), StoreError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_free = !schema::RESERVED.contains(&name);
    if is_free && matches!(name.len(), 1..=64) && name.bytes().all(allowed) {
        return Ok(());
    }
    Err(StoreError::TableName(name.to_owned()))
}

/// A home for packets.
pub trait Store: Send + Sync {
    /// The names of its tables, sorted; also of those that cannot be read.
    fn names(&self) -> Result<Vec<String>, StoreError>;

    /// Its tables, by name.
    fn tables(&self) -> Result<Vec<TableInfo>, StoreError> {
        self.names()?.iter().map(|name| self.table(name)).collect()
    }

    /// One table.
    fn table(&self, name: &str) -> Result<TableInfo, StoreError>;

    /// How many packets a table holds; `cancel` stops the count.
    fn packets(&self, name: &str, _cancel: &Cancel) -> Result<u64, StoreError> {
        self.table(name).map(|table| table.packets)
    }

    /// How a table keeps its packets; cheaper to ask for than the whole table.
    fn form(&self, name: &str) -> Result<TableForm, StoreError>;

    /// The same, perhaps as it was a minute ago: for questions, which fail if it is not true any more.
    fn recent_form(&self, name: &str) -> Result<TableForm, StoreError> {
        self.form(name)
    }

    /// Makes an empty table whose times are in that zone.
    fn create(&self, name: &str, zone: &Zone) -> Result<(), StoreError>;

    /// Removes a table with all it holds. `cancel` stops that for as long as it waits for others.
    fn delete(&self, name: &str, cancel: &Cancel) -> Result<(), StoreError>;

    /// Removes all packets of a table, and what it remembers of their sources. `cancel` stops that for
    /// as long as it waits for others.
    fn clear(&self, name: &str, cancel: &Cancel) -> Result<(), StoreError>;

    /// What would bring a table of an older schema to this ipta's; `None` if it is there already.
    fn migration(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.form(name).map(|_| None)
    }

    /// Does what [`Store::migration`] says.
    fn migrate(&self, name: &str) -> Result<(), StoreError> {
        self.form(name).map(drop)
    }

    /// What is remembered of every source of a table: of each the last bookmark. Sources that only
    /// share their beginning are several.
    fn bookmarks(&self, table: &str) -> Result<Vec<Bookmark>, StoreError>;

    /// The hash of the first line of each source of a table, with the source's bookmark; of those
    /// alone whose lines were hashed from the first on.
    fn first_lines(&self, table: &str) -> Result<Vec<(u32, Bookmark)>, StoreError>;

    /// The hashes of the lines of the source with that bookmark; `None` if there are none, as of
    /// sources that ipta 0.2 imported.
    fn line_hashes(&self, table: &str, source: &Bookmark)
    -> Result<Option<LineHashes>, StoreError>;

    /// What the logs lack that were imported into a table.
    fn gaps(&self, table: &str) -> Result<Gaps, StoreError>;

    /// An empty batch for a table.
    fn batch<'s>(&'s self, table: &str) -> Result<Box<dyn Batch + 's>, StoreError>;

    /// How many sealed batches may wait for their commit: each takes memory, files or connections.
    fn patience(&self) -> usize {
        0
    }

    /// How packets travel into this store, where there is more than one way.
    fn way(&self) -> Result<Option<&'static str>, StoreError> {
        Ok(None)
    }

    /// Ends an import: merges small pieces, removes what is no longer needed.
    fn tidy(&self, table: &str) -> Result<(), StoreError>;

    /// Restores what a table lacks of the store's own files, and reports each thing it does. `zone` is the
    /// zone of the table's times, where nothing else says it.
    fn repair(
        &self,
        name: &str,
        _zone: Option<&Zone>,
        _report: &mut dyn FnMut(&str),
    ) -> Result<(), StoreError> {
        self.form(name)?;
        Err(StoreError::Unavailable {
            message: "only tables of the embedded store are repaired",
            help: "run `CHECK TABLE` and `REPAIR TABLE` on the server",
        })
    }

    /// Runs a SELECT whose FROM names the store's tables, and pushes its rows into the sink.
    fn query(
        &self,
        statement: &Statement,
        cancel: &Cancel,
        sink: &mut dyn RowSink,
    ) -> Result<(), StoreError>;

    /// How the store's engine would go about a SELECT, in brief: a line for each table that it reads.
    fn outline(&self, statement: &Statement) -> Result<Vec<String>, StoreError>;
}
