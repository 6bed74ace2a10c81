//! The years of stamps that do not name one.

use std::io;
use std::ops::Range;

use super::text::LogText;
use crate::cancel::Cancel;
use crate::log::source::{self, DamagedSource};
use crate::log::stamp::{Search, Years};
use crate::time::Timestamp;

/// How many bytes at the start of a log say for the time being which years it is of.
pub const FIRST_STAMPS: u64 = 1 << 16;

/// Hints at the years of a log.
#[derive(Debug, Clone, Copy)]
pub struct YearHints {
    /// The year of its first stamp, if the user gave it.
    pub year: Option<i16>,
    /// When the log was last written: its newest stamp is not much later.
    pub written: Timestamp,
}

/// Finds the years at the start of `part` of a log, according to all stamps of that part.
pub fn find(
    text: &mut LogText,
    part: Range<u64>,
    hints: YearHints,
    cancel: &Cancel,
) -> io::Result<Years> {
    if let Some(year) = hints.year {
        let mut years = Years::starting(year);
        source::blocks(text, 0..part.start, |lines| {
            years.pass(lines);
            !cancel.is_raised()
        })?;
        return Ok(years);
    }
    let mut search = Search::new(hints.written);
    match source::blocks(text, part, |lines| search.pass(lines) && !cancel.is_raised()) {
        Err(error) if DamagedSource::of(&error).is_none() => Err(error),
        _ => Ok(search.years()),
    }
}
