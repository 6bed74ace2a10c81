//! A hashed source: a source in a run of segments, with the hashes of its lines.

use std::path::PathBuf;
use std::sync::Arc;

use super::footer::SegmentFooter;
use super::line_hashes::{self, Stored};
use super::progress::Progress;
use ipta_core::log::line_hashes::LineHashes;
use ipta_core::store::StoreError;

/// A step of a source, whose hashes a segment holds.
struct HashStep {
    path: PathBuf,
    footer: Arc<SegmentFooter>,
    stored: Stored,
    /// The offset where the step began.
    from: u64,
}

/// A source in a run of segments: its progress, and where the hashes of its lines are.
pub struct HashedSource {
    /// From where the run begins to where it ends.
    pub progress: Progress,
    /// Its steps; none if the hashes of the last one are not known.
    steps: Vec<HashStep>,
}

impl HashedSource {
    /// The hash of the source's first line.
    pub fn first(&self) -> Option<u32> {
        let step = self.steps.first()?;
        step.stored.first.filter(|_| step.stored.start == 0)
    }

    /// The hashes of its lines.
    pub fn load(&self) -> Result<Option<LineHashes>, StoreError> {
        let mut all: Option<LineHashes> = None;
        for step in &self.steps {
            let seal =
                step.footer.seal.as_ref().ok_or_else(|| line_hashes::unreadable(&step.path))?;
            let next = step.stored.load(&step.path, step.footer.bytes, seal)?;
            match &mut all {
                None => all = Some(next),
                Some(all) => all.join(step.from, next),
            }
        }
        Ok(all)
    }
}

/// The sources of segments that follow one another, as [`join`](super::progress::join) has them.
pub fn sources<'f>(
    segments: impl IntoIterator<Item = (PathBuf, &'f Arc<SegmentFooter>)>,
) -> Vec<HashedSource> {
    let mut sources: Vec<HashedSource> = Vec::new();
    for (path, footer) in segments {
        for (progress, stored) in footer.progress.iter().zip(&footer.lines) {
            let from = progress.from.map_or(0, |from| from.offset);
            let step = stored.clone().map(|stored| HashStep {
                path: path.clone(),
                footer: Arc::clone(footer),
                stored,
                from,
            });
            match sources.iter_mut().find(|before| Some(before.progress.to) == progress.from) {
                Some(before) => {
                    before.progress.to = progress.to;
                    if step.is_none() {
                        before.steps.clear();
                    }
                    before.steps.extend(step);
                }
                None => {
                    sources.push(HashedSource {
                        progress: *progress,
                        steps: step.into_iter().collect(),
                    });
                }
            }
        }
    }
    sources
}
