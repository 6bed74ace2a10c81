//! A table in memory that is kept for the next question, for as long as its logs stay as they are.

use std::os::unix::fs::MetadataExt;
use std::sync::Arc;

use crate::import::NamedLog;
use crate::store::MemoryTable;

/// A table, and the logs as they were when it was made.
pub(super) struct KeptTable {
    pub logs: Vec<LogIdentity>,
    pub table: Arc<dyn MemoryTable>,
}

/// A file's device, inode, length and time of the last change. What was read from standard input or
/// from the journal does not change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LogIdentity(Option<(u64, u64, u64, i64, i64)>);

impl LogIdentity {
    /// The identity of a log now.
    pub fn of(log: &NamedLog) -> Self {
        let NamedLog::File(path) = log else { return Self(None) };
        let identity = path
            .metadata()
            .map(|data| (data.dev(), data.ino(), data.len(), data.mtime(), data.mtime_nsec()));
        Self(identity.ok())
    }
}
