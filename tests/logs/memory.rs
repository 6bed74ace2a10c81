//! A store in memory, that can be told to fail.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use ipta::cancel::Cancel;
use ipta::log::gap::Gaps;
use ipta::log::source::Bookmark;
use ipta::packet::Packet;
use ipta::rows::RowSink;
use ipta::sql::{Layout, Statement};
use ipta::store::{Batch, Form, Step, Store, StoreError, Table};
use ipta::time::Zone;

/// One table, whatever its name; of each packet its text in `{:?}`.
#[derive(Default)]
pub struct Memory {
    held: Mutex<Held>,
    /// How many commits succeed before all others fail; none fail at zero.
    pub commits_left: AtomicUsize,
    pub tidied: AtomicUsize,
    /// How many sealed batches may wait.
    pub patience: usize,
}

#[derive(Default)]
struct Held {
    packets: Vec<String>,
    bookmarks: Vec<Bookmark>,
    gaps: Gaps,
}

impl Memory {
    pub fn packets(&self) -> Vec<String> {
        self.held.lock().expect("no test panics with it").packets.clone()
    }
}

impl Memory {
    /// What the logs lack.
    pub fn gaps(&self) -> Gaps {
        self.held.lock().expect("no test panics with it").gaps.clone()
    }
}

struct Pending<'s> {
    store: &'s Memory,
    packets: Vec<String>,
    gaps: Gaps,
    is_sealed: bool,
}

impl Batch for Pending<'_> {
    fn push(&mut self, packet: &Packet<'_>) {
        self.packets.push(format!("{packet:?}"));
    }

    fn lacks(&mut self, gaps: &Gaps) {
        self.gaps.merge(gaps);
    }

    fn seal(&mut self) -> Result<(), StoreError> {
        self.is_sealed = true;
        Ok(())
    }

    fn commit(mut self: Box<Self>, step: &Step) -> Result<(), StoreError> {
        assert!(self.is_sealed);
        match self.store.commits_left.load(Ordering::Relaxed) {
            0 => {}
            1 => return Err(StoreError::Query("the disk is full".into())),
            left => self.store.commits_left.store(left - 1, Ordering::Relaxed),
        }
        let mut held = self.store.held.lock().expect("no test panics with it");
        let before = held.bookmarks.iter().position(|mark| Some(*mark) == step.from);
        match (before, step.from) {
            (Some(at), _) => held.bookmarks[at] = step.to,
            (None, Some(_)) if !step.again => return Err(StoreError::Busy),
            (None, _) => held.bookmarks.push(step.to),
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

    fn table(&self, name: &str) -> Result<Table, StoreError> {
        Ok(Table { name: name.into(), zone: Zone::utc(), packets: 0, bytes: 0 })
    }

    fn create(&self, _: &str, _: &Zone) -> Result<(), StoreError> {
        Ok(())
    }

    fn form(&self, _: &str) -> Result<Form, StoreError> {
        Ok(Form { zone: Zone::utc(), layout: Layout::Current })
    }

    fn delete(&self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }

    fn clear(&self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }

    fn bookmarks(&self, _: &str) -> Result<Vec<Bookmark>, StoreError> {
        Ok(self.held.lock().expect("no test panics with it").bookmarks.clone())
    }

    fn gaps(&self, _: &str) -> Result<Gaps, StoreError> {
        Ok(self.held.lock().expect("no test panics with it").gaps.clone())
    }

    fn batch<'s>(&'s self, _: &str) -> Result<Box<dyn Batch + 's>, StoreError> {
        let (packets, gaps) = (Vec::new(), Gaps::default());
        Ok(Box::new(Pending { store: self, packets, gaps, is_sealed: false }))
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
