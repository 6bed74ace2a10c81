//! A tail: the lines of logs that are being written, as they come.
//!
//! Every line is given once, whole, and in the order of its log; also when the log is rotated, by
//! whatever way, while nobody looks: see [`file`](self).

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

mod file;
mod handle;
mod news;
mod pieces;
mod rotation;
mod stream;
mod watch;

use file::Followed;
pub use handle::Handle;
pub use news::{News, Note};
use stream::Stream;
use watch::Watch;

/// How many bytes of a file are read at once.
const BLOCK: usize = 1 << 18;

/// How soon a file that lost its name is looked at again.
const SOON: Duration = Duration::from_millis(20);

/// Whether there is more to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TailState {
    /// Something came; there may be more at once.
    Busy,
    /// Nothing came for now.
    Idle,
    /// Every log has ended. A file never does.
    Over,
}

/// One of the logs.
#[derive(Debug)]
enum TailedLog {
    File(Followed),
    Stream(Stream),
}

/// Logs that are being written.
#[derive(Debug)]
pub struct Tail {
    lanes: Vec<TailedLog>,
    watch: Watch,
    buffer: Vec<u8>,
}

impl Default for Tail {
    fn default() -> Self {
        Self::new()
    }
}

impl Tail {
    /// A tail of no logs.
    pub fn new() -> Self {
        Self { lanes: Vec::new(), watch: Watch::new(), buffer: vec![0; BLOCK] }
    }

    /// Follows a file, which need not be there yet, from an offset; `None` is its end, or the start
    /// of the line that is being written there.
    pub fn file(&mut self, path: &Path, from: Option<u64>) -> io::Result<()> {
        self.watch.add(path);
        self.lanes.push(TailedLog::File(Followed::new(path, from)?));
        Ok(())
    }

    /// Follows a stream to its end.
    pub fn stream(&mut self, reader: impl Read + Send + 'static) {
        self.lanes.push(TailedLog::Stream(Stream::new(reader, self.watch.alarm.clone())));
    }

    /// Follows the journal, as `journalctl` or another such program says with these arguments more.
    pub fn journal(&mut self, program: &OsStr, more: &[OsString]) -> io::Result<()> {
        let stream = Stream::journal(program, more, self.watch.alarm.clone())?;
        self.lanes.push(TailedLog::Stream(stream));
        Ok(())
    }

    /// The file that a log is read from now; `None` for a stream, or where there is none yet.
    pub fn handle(&self, lane: usize) -> Option<&Handle> {
        match self.lanes.get(lane)? {
            TailedLog::File(file) => file.current(),
            TailedLog::Stream(_) => None,
        }
    }

    /// Looks at every log once, and shows what came with the log's number, counted from 0 in the
    /// order in which they were added. If nothing came, waits until something may have, at most so
    /// long.
    pub fn turn(&mut self, most: Duration, see: &mut dyn FnMut(usize, News<'_>)) -> TailState {
        let mut is_busy = false;
        for (nth, lane) in self.lanes.iter_mut().enumerate() {
            let mut see = |news: News<'_>| see(nth, news);
            is_busy |= match lane {
                TailedLog::File(file) => file.turn(&mut self.buffer, &mut see),
                TailedLog::Stream(stream) => stream.turn(&mut see),
            };
        }
        if is_busy {
            return TailState::Busy;
        }
        if self.lanes.iter().all(|lane| matches!(lane, TailedLog::Stream(stream) if stream.is_over))
        {
            return TailState::Over;
        }
        let is_waiting =
            |lane: &TailedLog| matches!(lane, TailedLog::File(file) if file.is_waiting());
        let soon = if self.lanes.iter().any(is_waiting) { SOON } else { most };
        self.watch.wait(most.min(soon));
        TailState::Idle
    }
}
