//! A batch: packets on their way into a segment of their own.

use super::Embedded;
use super::columns::PacketColumns;
use super::encode::Encoded;
use super::folder::Folder;
use super::progress::{self, Progress};
use super::segment::Segment;
use ipta_core::log::gap::Gaps;
use ipta_core::log::line_hashes::LineHashes;
use ipta_core::log::source::Bookmark;
use ipta_core::packet::Packet;
use ipta_core::store::{Batch, CommitStep, StoreError};

/// Packets of one table that are not stored yet.
pub struct SegmentBatch<'s> {
    store: &'s Embedded,
    folder: Folder,
    columns: PacketColumns,
    gaps: Gaps,
    hashes: Option<LineHashes>,
    sealed: Option<Encoded>,
}

impl<'s> SegmentBatch<'s> {
    /// No packets yet.
    pub fn new(store: &'s Embedded, folder: Folder) -> Self {
        let (columns, gaps) = (PacketColumns::new(), Gaps::default());
        Self { store, folder, columns, gaps, hashes: None, sealed: None }
    }

    fn encode(&mut self) -> Result<Encoded, StoreError> {
        Encoded::write(self.folder.temporary()?, &self.columns.take()?)
    }
}

impl Batch for SegmentBatch<'_> {
    fn push(&mut self, packet: &Packet<'_>) {
        self.columns.push(packet);
    }

    fn lacks(&mut self, gaps: &Gaps) {
        self.gaps.merge(gaps);
    }

    fn add_line_hashes(&mut self, hashes: LineHashes) {
        self.hashes = Some(hashes);
    }

    fn seal(&mut self) -> Result<(), StoreError> {
        self.sealed = Some(self.encode()?);
        Ok(())
    }

    fn commit(mut self: Box<Self>, step: &CommitStep) -> Result<(), StoreError> {
        let encoded = match self.sealed.take() {
            Some(encoded) => encoded,
            None => self.encode()?,
        };
        let table = self.folder.description()?;
        let progress = Progress { from: step.from, to: step.to };
        let file = encoded.finish(&[(progress, self.hashes)], &self.gaps, &table.zone)?;
        let next = |last: u64| Segment { first: last + 1, last: last + 1 };
        self.folder.publish(file, next(self.folder.last_commit()?), || {
            let listing = self.folder.listing()?;
            if !step.again {
                let footers = self.store.footers(&self.folder, &listing.live)?;
                let known = progress::join(footers.iter().flat_map(|footer| &footer.progress));
                check(step, &progress::last(&known))?;
            }
            Ok(Some(next(listing.last())))
        })?;
        Ok(())
    }
}

/// The source must stand where this step begins, and no other of its head have come or gone.
fn check(step: &CommitStep, known: &[Bookmark]) -> Result<(), StoreError> {
    let alike = known.iter().filter(|bookmark| bookmark.head == step.to.head);
    let others = alike.filter(|bookmark| Some(**bookmark) != step.from).count();
    let has_from = step.from.is_none_or(|from| known.contains(&from));
    if has_from && others == step.others { Ok(()) } else { Err(StoreError::Busy) }
}
