//! A commit: sealed pieces of a source go into the table, in their order.

use std::io;

use super::bad::Bad;
use super::error::ImportError;
use super::job::{Import, LogContext};
use super::summary::Summary;
use super::text::Checksum;
use crate::log::source::DamagedSource;
use crate::store::{Batch, CommitStep};

/// A sealed piece of an import, ready to be committed.
pub(super) struct SealedPiece<'s> {
    pub batch: Box<dyn Batch + 's>,
    pub step: CommitStep,
    pub summary: Summary,
    pub bad: Vec<Bad>,
}

/// The pieces of one source, committed or held.
///
/// Whether all that came out of a packed file is right is known at its end. Until then its pieces
/// are held; where they are more than the store lets wait, the file is first unpacked once more, to
/// check it.
pub(super) struct Commits<'c, 'a> {
    import: &'c Import<'a>,
    log: &'c LogContext<'c>,
    /// How many lines stand before the first piece.
    lines: u64,
    /// The check that is not made yet.
    check: Option<Checksum>,
    held: Vec<SealedPiece<'a>>,
    summary: Summary,
    /// Why the log could not be read to its end, if it could not.
    pub broken: Option<io::Error>,
}

impl<'c, 'a> Commits<'c, 'a> {
    /// No pieces yet of a log that has so many lines before the first, and needs that check.
    pub fn new(
        import: &'c Import<'a>,
        log: &'c LogContext<'c>,
        lines: u64,
        check: Option<Checksum>,
    ) -> Self {
        Self {
            import,
            log,
            lines,
            check,
            held: Vec::new(),
            summary: Summary::default(),
            broken: None,
        }
    }

    /// Whether it can hold one more piece, if it still must.
    pub fn has_room(&self) -> bool {
        self.check.is_none() || self.held.len() < self.import.store.patience()
    }

    /// Takes the next piece.
    pub fn take(&mut self, piece: SealedPiece<'a>) -> Result<(), ImportError> {
        if let Some(check) = &self.check {
            if self.has_room() {
                self.held.push(piece);
                return Ok(());
            }
            if let Err(broken) = check.run(self.import.cancel) {
                self.refuse_damaged(&broken)?;
            }
            self.release()?;
        }
        self.commit(piece)
    }

    /// Ends with what was read, up to where the source is broken, if it is.
    pub fn end(mut self) -> Result<Summary, ImportError> {
        let broken = self.broken.take();
        if self.check.is_some()
            && let Some(broken) = broken.as_ref().and_then(DamagedSource::of)
        {
            self.refuse_damaged(broken)?;
        }
        self.release()?;
        self.refuse_cancelled()?;
        self.summary.broken = broken.map(|error| error.to_string());
        Ok(self.summary)
    }

    fn refuse_damaged(&self, broken: &DamagedSource) -> Result<(), ImportError> {
        if broken.is_cut {
            return Ok(());
        }
        Err(ImportError::Damaged { name: self.log.name.to_owned(), source: broken.clone() })
    }

    fn refuse_cancelled(&self) -> Result<(), ImportError> {
        if self.import.cancel.is_raised() { Err(ImportError::Cancelled) } else { Ok(()) }
    }

    /// Commits what was held, now that nothing says that it is wrong.
    fn release(&mut self) -> Result<(), ImportError> {
        self.check = None;
        let held = std::mem::take(&mut self.held);
        held.into_iter().try_for_each(|piece| self.commit(piece))
    }

    fn commit(&mut self, piece: SealedPiece<'a>) -> Result<(), ImportError> {
        self.refuse_cancelled()?;
        let SealedPiece { batch, step, summary, bad } = piece;
        batch.commit(&step)?;
        if let Some(file) = self.import.bad {
            let before = self.lines + self.summary.lines;
            bad.iter().try_for_each(|bad| file.add(self.log.name, before + bad.number, bad))?;
        }
        self.summary.merge(summary);
        Ok(())
    }
}
