//! How far the reading of logs has come.

use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes of logs were read for a question.
#[derive(Debug, Default)]
pub struct ReadProgress {
    read: AtomicU64,
    /// How many there are; zero while nothing is read.
    all: AtomicU64,
}

impl ReadProgress {
    /// Begins to read `all` bytes.
    pub(super) fn begin(&self, all: u64) {
        self.read.store(0, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
    }

    /// Counts bytes that were read.
    pub(super) fn add(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// How many bytes were read.
    pub(super) fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Goes back to `read` bytes, to read what follows them again.
    pub(super) fn go_back(&self, read: u64) {
        self.read.store(read, Ordering::Relaxed);
    }

    /// Ends the reading.
    pub(super) fn end(&self) {
        self.begin(0);
    }

    /// The progress in words; `None` while nothing is read.
    pub fn text(&self) -> Option<String> {
        let (read, all) = (self.read(), self.all.load(Ordering::Relaxed));
        let percent = (100 * read).checked_div(all).filter(|_| read < all)?;
        Some(format!("{percent} % of {:.1} MB read", all as f64 / 1e6))
    }
}
