//! Merging: small segments that follow one another become one.

use arrow::compute::concat_batches;

use super::encode::Encoded;
use super::folder::Folder;
use super::footer::{self, packets};
use super::segment::Segment;
use super::{Embedded, columns, hashed_source};
use ipta_core::store::StoreError;

/// A segment of fewer packets is merged with its neighbours.
const SMALL: u64 = 64 * 1024;
/// A merged segment has at most so many packets: they are in memory twice while it is written.
const LARGE: u64 = 256 * 1024;

/// Merges what is small; readers see the packets of before until the moment after.
pub fn merge(store: &Embedded, folder: &Folder) -> Result<(), StoreError> {
    let _reading = folder.read_lock()?;
    let table = folder.description()?;
    let live = folder.listing()?.live;
    let footers = store.footers(folder, &live)?;
    let sizes: Vec<u64> = footers.iter().map(|footer| footer.packets).collect();
    for run in runs(&sizes) {
        let gaps = footer::join_gaps(&footers[run.clone()]);
        let files = live[run.clone()].iter().map(|segment| folder.file(*segment));
        let sources = hashed_source::sources(files.zip(&footers[run.clone()]));
        let sources = sources.iter().map(|source| Ok((source.progress, source.load()?)));
        let sources = sources.collect::<Result<Vec<_>, StoreError>>()?;
        let mut batches = Vec::new();
        for place in run.clone() {
            batches.extend(packets(&folder.file(live[place]), &footers[place])?);
        }
        let parts = &live[run];
        let merged = concat_batches(&columns::schema(), &batches)
            .map_err(|error| StoreError::query(error.to_string()))?;
        drop(batches);
        let encoded = Encoded::write(folder.temporary()?, &merged)?;
        let file = encoded.finish(&sources, &gaps, &table.zone)?;
        let whole = Segment { first: parts[0].first, last: parts[parts.len() - 1].last };
        folder.publish(file, whole, || {
            // Another process may have merged or cleared them meanwhile.
            let now = folder.listing()?.live;
            Ok(parts.iter().all(|part| now.contains(part)).then_some(whole))
        })?;
    }
    Ok(())
}

/// The runs of neighbours that are merged: each of two or more small ones.
fn runs(sizes: &[u64]) -> Vec<std::ops::Range<usize>> {
    let mut runs = Vec::new();
    let (mut start, mut sum) = (0, 0);
    for (at, &size) in sizes.iter().enumerate() {
        if size >= SMALL || sum + size > LARGE {
            runs.push(start..at);
            (start, sum) = (at, 0);
        }
        if size >= SMALL {
            start = at + 1;
        } else {
            sum += size;
        }
    }
    runs.push(start..sizes.len());
    runs.retain(|run| run.len() > 1);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_small_neighbours_are_merged() {
        let (small, large) = (SMALL - 1, SMALL);
        assert!(runs(&[]).is_empty());
        assert!(runs(&[small]).is_empty());
        assert_eq!(runs(&[0, small, large, small, large, 0, 0]), [0..2, 5..7]);
        assert_eq!(runs(&[small; 6]), [0..4, 4..6]);
    }
}
