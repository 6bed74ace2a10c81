//! A store in memory, that can be told to fail.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use ipta::cancel::Cancel;
use ipta::log::gap::Gaps;
use ipta::log::line_hashes::LineHashes;
use ipta::log::source::Bookmark;
use ipta::packet::Packet;
use ipta::rows::RowSink;
use ipta::sql::{Statement, TableLayout};
use ipta::store::{Batch, CommitStep, Store, StoreError, TableForm, TableInfo};
use ipta::time::Zone;

/// One table, whatever its name; of each packet its text in `{:?}`.
#[derive(Default)]
pub struct Memory {
    held: Mutex<Held>,
    /// How many commits succeed before all others fail; none fail at zero.
    pub commits_left: AtomicUsize,
    pub tidied: AtomicUsize,
    /// How many packets the largest batch had.
    largest: AtomicUsize,
    /// How many sealed batches may wait.
    pub patience: usize,
}

#[derive(Default)]
struct Held {
    packets: Vec<String>,
    bookmarks: Vec<Bookmark>,
    /// Of each bookmark's source.
    hashes: Vec<LineHashes>,
    gaps: Gaps,
}

impl Memory {
    pub fn packets(&self) -> Vec<String> {
        self.held.lock().expect("no test panics with it").packets.clone()
    }
}

impl Memory {
    /// Becomes a table that ipta 0.2 filled, which has no hashes of lines.
    pub fn forget_hashes(&self) {
        self.held.lock().expect("no test panics with it").hashes.clear();
    }

    /// How many packets the largest batch had.
    pub fn largest(&self) -> usize {
        self.largest.load(Ordering::Relaxed)
    }

    /// What the logs lack.
    pub fn gaps(&self) -> Gaps {
        self.held.lock().expect("no test panics with it").gaps.clone()
    }
}

struct Pending<'s> {
    store: &'s Memory,
    packets: Vec<String>,
    gaps: Gaps,
    hashes: LineHashes,
    is_sealed: bool,
}

impl Batch for Pending<'_> {
    fn push(&mut self, packet: &Packet<'_>) {
        self.packets.push(format!("{packet:?}"));
    }

    fn lacks(&mut self, gaps: &Gaps) {
        self.gaps.merge(gaps);
    }

    fn add_line_hashes(&mut self, hashes: LineHashes) {
        self.hashes = hashes;
    }

    fn seal(&mut self) -> Result<(), StoreError> {
        self.is_sealed = true;
        self.store.largest.fetch_max(self.packets.len(), Ordering::Relaxed);
        Ok(())
    }

    fn commit(mut self: Box<Self>, step: &CommitStep) -> Result<(), StoreError> {
        assert!(self.is_sealed);
        match self.store.commits_left.load(Ordering::Relaxed) {
            0 => {}
            1 => return Err(StoreError::query("the disk is full")),
            left => self.store.commits_left.store(left - 1, Ordering::Relaxed),
        }
        let mut held = self.store.held.lock().expect("no test panics with it");
        let before = held.bookmarks.iter().position(|mark| Some(*mark) == step.from);
        match (before, step.from) {
            (Some(at), _) => {
                let end = held.bookmarks[at].offset;
                held.bookmarks[at] = step.to;
                if let Some(hashes) = held.hashes.get_mut(at) {
                    hashes.join(end, self.hashes);
                }
            }
            (None, Some(_)) if !step.again => return Err(StoreError::Busy),
            (None, _) => {
                held.bookmarks.push(step.to);
                held.hashes.push(self.hashes);
            }
        }
        held.packets.append(&mut self.packets);
        held.gaps.merge(&self.gaps);
        Ok(())
    }
}

impl Store for Memory {
    fn names(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }

    fn table(&self, name: &str) -> Result<TableInfo, StoreError> {
        Ok(TableInfo { name: name.into(), zone: Zone::utc(), packets: 0, bytes: 0 })
    }

    fn create(&self, _: &str, _: &Zone) -> Result<(), StoreError> {
        Ok(())
    }

    fn form(&self, _: &str) -> Result<TableForm, StoreError> {
        Ok(TableForm { zone: Zone::utc(), layout: TableLayout::Current })
    }

    fn delete(&self, _: &str, _: &Cancel) -> Result<(), StoreError> {
        Ok(())
    }

    fn clear(&self, _: &str, _: &Cancel) -> Result<(), StoreError> {
        Ok(())
    }

    fn bookmarks(&self, _: &str) -> Result<Vec<Bookmark>, StoreError> {
        Ok(self.held.lock().expect("no test panics with it").bookmarks.clone())
    }

    fn first_lines(&self, _: &str) -> Result<Vec<(u32, Bookmark)>, StoreError> {
        let held = self.held.lock().expect("no test panics with it");
        let sources = held.hashes.iter().zip(&held.bookmarks);
        Ok(sources.filter_map(|(hashes, mark)| Some((*hashes.hashes.first()?, *mark))).collect())
    }

    fn line_hashes(&self, _: &str, source: &Bookmark) -> Result<Option<LineHashes>, StoreError> {
        let held = self.held.lock().expect("no test panics with it");
        let found = held.bookmarks.iter().position(|mark| mark == source);
        Ok(found.and_then(|at| held.hashes.get(at).cloned()))
    }

    fn gaps(&self, _: &str) -> Result<Gaps, StoreError> {
        Ok(self.held.lock().expect("no test panics with it").gaps.clone())
    }

    fn batch<'s>(&'s self, _: &str) -> Result<Box<dyn Batch + 's>, StoreError> {
        let (packets, gaps, hashes) = (Vec::new(), Gaps::default(), LineHashes::default());
        Ok(Box::new(Pending { store: self, packets, gaps, hashes, is_sealed: false }))
    }

    fn patience(&self) -> usize {
        self.patience
    }

    fn tidy(&self, _: &str) -> Result<(), StoreError> {
        self.tidied.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn query(&self, _: &Statement, _: &Cancel, _: &mut dyn RowSink) -> Result<(), StoreError> {
        Ok(())
    }

    fn outline(&self, _: &Statement) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}
