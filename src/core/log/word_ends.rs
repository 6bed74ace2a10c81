//! Marks: the blanks and the `=` of a line, where its words end.
//!
//! They are looked for in 64 bytes at once, whatever words stand there: to find each word's end from
//! its start would have the processor wait for one before it could begin with the next.

use wide::u8x16;

/// How many bytes are looked at at once: each has a bit in a `u64`.
const BLOCK: usize = 64;

/// The marks of a text, from an offset on.
#[derive(Debug, Clone, Copy)]
pub struct Marks<'a> {
    bytes: &'a [u8],
    /// Where the block starts that is looked at.
    start: usize,
    /// A bit for each mark in it that was not given yet, the lowest for the first byte.
    left: u64,
}

impl<'a> Marks<'a> {
    /// The marks from that offset on.
    pub fn new(bytes: &'a [u8], from: usize) -> Self {
        Self { bytes, start: from, left: block(bytes, from) }
    }

    /// The next blank or `=`, or the end of the text.
    #[inline]
    pub fn next_mark(&mut self) -> usize {
        while self.left == 0 {
            if self.start + BLOCK >= self.bytes.len() {
                return self.bytes.len();
            }
            self.start += BLOCK;
            self.left = block(self.bytes, self.start);
        }
        let place = self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        self.start + place
    }

    /// The next blank, or the end of the text.
    #[inline]
    pub fn next_blank(&mut self) -> usize {
        loop {
            let next = self.next_mark();
            if self.bytes.get(next) != Some(&b'=') {
                return next;
            }
        }
    }
}

/// The marks in the block that starts there; what stands behind the text is none.
#[inline]
fn block(bytes: &[u8], from: usize) -> u64 {
    let rest = bytes.get(from..).unwrap_or_default();
    let mut padded = [0; BLOCK];
    let block = rest.first_chunk().unwrap_or_else(|| {
        padded[..rest.len()].copy_from_slice(rest);
        &padded
    });
    let (parts, _) = block.as_chunks();
    let marks = |part| {
        let part = u8x16::new(part);
        let marks = part.simd_eq(u8x16::splat(b' ')) | part.simd_eq(u8x16::splat(b'='));
        u64::from(marks.to_bitmask())
    };
    parts.iter().rev().fold(0, |sum, part| sum << 16 | marks(*part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_given_once_in_order() {
        let text = b"IN=eth0 OUT= MAC=02:00:5e:00:53:01:02:00:5e:00:53:fe:08:00 SRC=198.18.236.59 ";
        let text = [&text[..], b"DESCR=a=b =", &[b'x'; 3 * BLOCK], b" ", &[b' '; BLOCK]].concat();
        for end in 0..=text.len() {
            let text = &text[..end];
            for from in 0..=end {
                let expected = (from..end).filter(|at| matches!(text[*at], b' ' | b'='));
                let mut marks = Marks::new(text, from);
                for place in expected.chain([end, end]) {
                    assert_eq!(marks.next_mark(), place, "from {from} of {end}");
                }
            }
        }
        let mut marks = Marks::new(b"DESCR=a=b IN=", 0);
        assert_eq!([marks.next_mark(), marks.next_blank(), marks.next_mark()], [5, 9, 12]);
        assert_eq!(marks.next_blank(), 13);
    }
}
