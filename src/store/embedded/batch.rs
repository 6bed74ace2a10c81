//! A batch: packets on their way into a segment of their own.

use super::columns::Columns;
use super::encode::Encoded;
use super::folder::Folder;
use super::segment::Segment;
use super::{Embedded, bookmarks};
use crate::packet::Packet;
use crate::store::{Batch, Step, StoreError};

/// Packets of one table that are not stored yet.
pub struct Pending<'s> {
    store: &'s Embedded,
    folder: Folder,
    columns: Columns,
    sealed: Option<Encoded>,
}

impl<'s> Pending<'s> {
    /// No packets yet.
    pub fn new(store: &'s Embedded, folder: Folder) -> Self {
        Self { store, folder, columns: Columns::new(), sealed: None }
    }

    fn encode(&mut self) -> Result<Encoded, StoreError> {
        Encoded::write(self.folder.temporary()?, &self.columns.take()?)
    }
}

impl Batch for Pending<'_> {
    fn push(&mut self, packet: &Packet<'_>) {
        self.columns.push(packet);
    }

    fn seal(&mut self) -> Result<(), StoreError> {
        self.sealed = Some(self.encode()?);
        Ok(())
    }

    fn commit(mut self: Box<Self>, step: &Step) -> Result<(), StoreError> {
        let encoded = match self.sealed.take() {
            Some(encoded) => encoded,
            None => self.encode()?,
        };
        let file = encoded.finish(&[step.to])?;
        self.folder.publish(file, || {
            let listing = self.folder.listing()?;
            if !step.again {
                let footers = self.store.footers(&self.folder, &listing.live)?;
                let all = footers.iter().flat_map(|footer| footer.bookmarks.iter().copied());
                check(step, bookmarks::furthest(all.filter(|b| b.head == step.to.head)).first())?;
            }
            let commit = listing.last() + 1;
            Ok(Some(Segment { first: commit, last: commit }))
        })?;
        Ok(())
    }
}

/// The source must stand where this step begins.
fn check(step: &Step, remembered: Option<&crate::log::source::Bookmark>) -> Result<(), StoreError> {
    if remembered.map(|b| b.offset) == step.from.map(|b| b.offset) {
        Ok(())
    } else {
        Err(StoreError::Busy)
    }
}
