//! The earlier file: what a log was written to before it was rotated. Its last lines are what a
//! `last message repeated 3 times` at the start of the log speaks of.

use std::io;
use std::path::Path;

use super::text::LogText;
use crate::files;
use crate::log::notice;
use crate::log::repeat::{REACH, remember};
use crate::log::rotated;
use crate::log::source::{self, DamagedSource};

/// The lines before a place in a log: those of its own, behind the last ones of the earlier file
/// where the log may speak of them.
pub(super) fn lines(path: Option<&Path>, text: &mut LogText, own: Vec<u8>) -> io::Result<Vec<u8>> {
    let Some(earlier) = path.and_then(rotated::earlier) else { return Ok(own) };
    if !has_repeat(text)? {
        return Ok(own);
    }
    // A repeat of what cannot be read is one of what is not known.
    let mut lines = last(&earlier, &source::head(text)?.0).unwrap_or_default();
    remember(&mut lines, &own);
    Ok(lines)
}

/// Whether there is a repeat that can reach back behind the start of a log.
fn has_repeat(text: &mut LogText) -> io::Result<bool> {
    let mut found = false;
    let read = source::blocks(text, 0..REACH as u64, |block| {
        found = notice::may_repeat(block);
        !found
    });
    match read {
        Err(error) if DamagedSource::of(&error).is_none() => Err(error),
        _ => Ok(found),
    }
}

/// The last whole lines of a file, unless it and the log begin alike: one is a copy of the other then.
fn last(path: &Path, head: &[u8]) -> io::Result<Vec<u8>> {
    let mut text = LogText::new(files::open_regular(path)?)?;
    let mut lines = Vec::new();
    let other = source::head(&mut text)?.0;
    if other.iter().zip(head).all(|(one, other)| one == other) {
        return Ok(lines);
    }
    let start = if text.is_wrapped() { 0 } else { text.size()?.saturating_sub(2 * REACH as u64) };
    source::blocks(&mut text, start..u64::MAX, |block| {
        remember(&mut lines, &block[..memchr::memrchr(b'\n', block).map_or(0, |at| at + 1)]);
        true
    })?;
    Ok(lines)
}
