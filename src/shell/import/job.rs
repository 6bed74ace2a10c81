//! The job: everything that an import needs in addition to its log.

use std::sync::Arc;
use std::thread;

use indicatif::ProgressBar;

use super::bad::BadLines;
use crate::cancel::Cancel;
use crate::log::ReadRules;
use crate::store::Store;

/// An import with all that it needs but its log.
pub struct Import<'a> {
    /// Where the table is.
    pub store: &'a dyn Store,
    /// The table.
    pub table: &'a str,
    /// The user's options.
    pub options: &'a ImportOptions,
    /// Takes all bad lines, if the user asked for them.
    pub bad: Option<&'a BadLines>,
    /// Is given the length of what is to be read, and counts bytes; packed ones where it is packed.
    pub bar: &'a ProgressBar,
    /// Stops the import.
    pub cancel: &'a Cancel,
    /// How the work is done.
    pub load: Load,
}

impl std::fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table, options, load, .. } = self;
        write!(f, "Import into {table}: {options:?}, {load:?}")
    }
}

/// How a file is to be imported.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Import it once more, whatever the table remembers of it.
    pub again: bool,
    /// A log that begins like one that was imported is another one, unless it is that one whole.
    pub new: bool,
    /// The year of the file's first stamp, if its stamps have none; without it the newest stamp
    /// is taken to be not later than a day after the file was last written.
    pub year: Option<i16>,
    /// How lines are read.
    pub rules: Arc<ReadRules>,
}

/// How much is done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// How many threads read.
    pub workers: usize,
    /// About how many bytes a thread reads before it commits.
    pub chunk: usize,
}

impl Default for Load {
    /// As much as the machine can do at once, in little memory.
    fn default() -> Self {
        const MOST_WORKERS: usize = 4;
        /// Memory for the text of all chunks together.
        const TEXT: usize = 64 << 20;
        let workers =
            thread::available_parallelism().map_or(1, |count| count.get().min(MOST_WORKERS));
        Self { workers, chunk: TEXT / workers.max(2) }
    }
}

/// The context in which a log's lines are read.
pub(super) struct LogContext<'l> {
    pub name: &'l str,
    /// How its lines are read, with the zone of the table.
    pub rules: Arc<ReadRules>,
    pub has_entries: bool,
}
