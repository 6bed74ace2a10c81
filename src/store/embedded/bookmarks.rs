//! Bookmarks as a segment keeps them: one line a source in the segment's own metadata.

use crate::log::source::{Bookmark, Fingerprint};

/// The key of the Parquet metadata that holds the bookmarks.
pub const KEY: &str = "ipta.bookmarks";

/// One line a bookmark: head's length, head's hash, offset, tail's length, tail's hash.
pub fn write(bookmarks: &[Bookmark]) -> String {
    let line = |b: &Bookmark| {
        format!(
            "{} {:032x} {} {} {:032x}\n",
            b.head.len, b.head.hash, b.offset, b.tail.len, b.tail.hash
        )
    };
    bookmarks.iter().map(line).collect()
}

/// Reads what [`write`] wrote; `None` for anything else.
pub fn read(text: &str) -> Option<Vec<Bookmark>> {
    text.lines().map(read_line).collect()
}

fn read_line(line: &str) -> Option<Bookmark> {
    let mut words = line.split(' ');
    let head = fingerprint(&mut words)?;
    let offset = words.next()?.parse().ok()?;
    let tail = fingerprint(&mut words)?;
    words.next().is_none().then_some(Bookmark { head, offset, tail })
}

fn fingerprint<'w>(words: &mut impl Iterator<Item = &'w str>) -> Option<Fingerprint> {
    let len = words.next()?.parse().ok()?;
    let hash = u128::from_str_radix(words.next()?, 16).ok()?;
    Some(Fingerprint { len, hash })
}

/// Of each source the furthest bookmark, in the order in which the sources first appear.
pub fn furthest(bookmarks: impl IntoIterator<Item = Bookmark>) -> Vec<Bookmark> {
    let mut furthest: Vec<Bookmark> = Vec::new();
    for bookmark in bookmarks {
        match furthest.iter_mut().find(|known| known.head == bookmark.head) {
            Some(known) if known.offset >= bookmark.offset => {}
            Some(known) => *known = bookmark,
            None => furthest.push(bookmark),
        }
    }
    furthest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookmarks_read_back() {
        let print = |len, hash| Fingerprint { len, hash };
        let bookmark =
            Bookmark { head: print(4096, u128::MAX), offset: u64::MAX, tail: print(0, 1) };
        let text = write(&[bookmark, bookmark]);
        assert_eq!(read(&text), Some(vec![bookmark, bookmark]));
        assert_eq!(read(""), Some(vec![]));
        for wrong in ["1 2 3", "1 2 3 4 5 6", "x 2 3 4 5", "1 2 3 4 x"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
