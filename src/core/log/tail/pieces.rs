//! Pieces: bytes as they come from a log that is being written, put together into whole lines.

use memchr::{memchr, memrchr};

/// The longest line that is kept whole, in bytes, as in an import. The kernel's have 1,019 at most.
const LONGEST: usize = 1 << 20;

/// The start of a line whose end has not come yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Pieces {
    start: Vec<u8>,
    /// The line was given out, being too long or given up: what still comes of it is left out.
    is_given: bool,
}

impl Pieces {
    /// Takes what came next, and shows the lines that are whole now, with their newlines.
    pub(super) fn add(&mut self, mut bytes: &[u8], see: &mut dyn FnMut(&[u8])) {
        if self.is_given {
            let Some(end) = memchr(b'\n', bytes) else { return };
            bytes = &bytes[end + 1..];
            self.is_given = false;
        }
        if self.start.is_empty() {
            bytes = without_hole(bytes);
        }
        let whole = memrchr(b'\n', bytes).map_or(0, |at| at + 1);
        let (mut lines, rest) = bytes.split_at(whole);
        if !self.start.is_empty()
            && let Some(end) = memchr(b'\n', lines)
        {
            self.start.extend_from_slice(&lines[..=end]);
            see(&self.start);
            self.start.clear();
            lines = &lines[end + 1..];
        }
        if !lines.is_empty() {
            see(lines);
        }
        self.start.extend_from_slice(if whole > 0 { without_hole(rest) } else { rest });
        if self.start.len() > LONGEST {
            self.give_up(see);
        }
    }

    /// How many bytes of a line whose end has not come yet are held.
    pub(super) fn len(&self) -> usize {
        self.start.len()
    }

    /// Whether the last line has its end.
    pub(super) fn is_whole(&self) -> bool {
        self.start.is_empty()
    }

    /// Shows the line without its end, which is not waited for any longer.
    pub(super) fn give_up(&mut self, see: &mut dyn FnMut(&[u8])) {
        if !self.start.is_empty() {
            self.start.push(b'\n');
            see(&self.start);
            self.is_given = true;
        }
        self.start = Vec::new();
    }
}

/// The bytes without the zeros that a file has where nothing was written: a writer that does not
/// append leaves them at the start of a file that was cut off.
fn without_hole(bytes: &[u8]) -> &[u8] {
    let hole = bytes.iter().take_while(|byte| **byte == 0).count();
    &bytes[hole..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pieces: &[&[u8]]) -> (String, Pieces) {
        let (mut seen, mut lines) = (Vec::new(), Pieces::default());
        for piece in pieces {
            lines.add(piece, &mut |whole: &[u8]| {
                assert!(whole.ends_with(b"\n"));
                seen.extend_from_slice(whole);
            });
        }
        (String::from_utf8(seen).expect("text"), lines)
    }

    #[test]
    fn a_line_may_come_in_pieces() {
        assert_eq!(lines(&[b"a", b"b\nc", b"\n", b"d"]).0, "ab\nc\n");
        assert_eq!(lines(&[b"\0\0", b"\0a\n\0\0b\n"]).0, "a\n\0\0b\n");
        let (_, mut rest) = lines(&[b"a\nb"]);
        assert!(!rest.is_whole());
        let mut given = Vec::new();
        rest.give_up(&mut |line| given.extend_from_slice(line));
        assert_eq!(given, b"b\n");
    }

    #[test]
    fn of_an_endless_line_the_start_is_shown() {
        let long = vec![b'x'; LONGEST];
        let (seen, rest) = lines(&[&long, b"y", b"zzz", b"zz\nnext\n"]);
        assert_eq!(seen.len(), LONGEST + 2 + 5);
        assert!(seen.ends_with("y\nnext\n") && rest.is_whole());
    }
}
