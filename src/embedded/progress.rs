//! Progress: the steps that a segment's packets were in their sources, kept in its own metadata.
//!
//! A source is a chain of steps, each from the bookmark where the one before it ended. So sources
//! that only share their beginning, and so their head, are told apart.

use ipta_core::log::source::{Bookmark, Fingerprint};

/// The key of the Parquet metadata that holds the progress.
pub const KEY: &str = "ipta.progress";

/// How far one or more commits went in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Where they began; `None` at the source's start.
    pub from: Option<Bookmark>,
    /// Where they ended.
    pub to: Bookmark,
}

/// One line each: the head's length and hash, then offset, tail's length and tail's hash of the
/// end, then those of the beginning, if it is not the source's start.
pub fn write(progress: &[Progress]) -> String {
    let place = |b: &Bookmark| format!("{} {} {:032x}", b.offset, b.tail.len, b.tail.hash);
    let line = |p: &Progress| {
        let from = p.from.as_ref().map(|from| format!(" {}", place(from))).unwrap_or_default();
        format!("{} {:032x} {}{from}\n", p.to.head.len, p.to.head.hash, place(&p.to))
    };
    progress.iter().map(line).collect()
}

/// Reads what [`write`] wrote; `None` for anything else.
pub fn read(text: &str) -> Option<Vec<Progress>> {
    text.lines().map(read_line).collect()
}

fn read_line(line: &str) -> Option<Progress> {
    let mut words = line.split(' ').peekable();
    let head = fingerprint(&mut words)?;
    let to = place(head, &mut words)?;
    let from = match words.peek() {
        Some(_) => Some(place(head, &mut words)?),
        None => None,
    };
    words.next().is_none().then_some(Progress { from, to })
}

fn place<'w>(head: Fingerprint, words: &mut impl Iterator<Item = &'w str>) -> Option<Bookmark> {
    let offset = words.next()?.parse().ok()?;
    Some(Bookmark { head, offset, tail: fingerprint(words)? })
}

fn fingerprint<'w>(words: &mut impl Iterator<Item = &'w str>) -> Option<Fingerprint> {
    let len = words.next()?.parse().ok()?;
    let hash = u128::from_str_radix(words.next()?, 16).ok()?;
    Some(Fingerprint { len, hash })
}

/// The same progress with each chain of steps as one, in the order in which the chains begin.
pub fn join<'p>(steps: impl IntoIterator<Item = &'p Progress>) -> Vec<Progress> {
    let mut joined: Vec<Progress> = Vec::new();
    for step in steps {
        match joined.iter_mut().find(|before| Some(before.to) == step.from) {
            Some(before) => before.to = step.to,
            None => joined.push(*step),
        }
    }
    joined
}

/// The last bookmark of each source.
pub fn last(joined: &[Progress]) -> Vec<Bookmark> {
    let mut last: Vec<Bookmark> = Vec::new();
    for progress in joined {
        if !last.contains(&progress.to) {
            last.push(progress.to);
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(source: u128, offset: u64) -> Bookmark {
        let print = |len, hash| Fingerprint { len, hash };
        Bookmark { head: print(4096, 7), offset, tail: print(offset.min(4096), source) }
    }

    fn step(source: u128, from: u64, to: u64) -> Progress {
        Progress { from: (from > 0).then(|| at(source, from)), to: at(source, to) }
    }

    #[test]
    fn progress_reads_back() {
        let all = [step(u128::MAX, 0, u64::MAX), step(1, 10, 20)];
        assert_eq!(read(&write(&all)), Some(all.to_vec()));
        assert_eq!(read(""), Some(vec![]));
        for wrong in ["1 2 3", "1 2 3 4 5 6", "x 2 3 4 5", "1 2 3 4 x", "1 2 3 4 5 6 7 8 9"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sources_that_share_their_head_stay_apart() {
        let steps = [step(1, 0, 10), step(2, 0, 15), step(1, 10, 20), step(2, 15, 17)];
        let joined = join(&steps);
        assert_eq!(joined, [step(1, 0, 20), step(2, 0, 17)]);
        assert_eq!(last(&joined), [at(1, 20), at(2, 17)]);
        let rest = [step(1, 20, 30)];
        assert_eq!(join(joined.iter().chain(&rest))[0], step(1, 0, 30));
    }
}
