//! The start: where in a log that is there already following begins.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::Lines;
use crate::log::stamp::{Search, Years};
use crate::log::{self, Line, source};
use crate::query::eval::Matcher;
use crate::time::{Timestamp, Zone};

/// How many bytes are looked at together on the way back.
const BLOCK: u64 = 1 << 18;

/// Where following begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// With what comes.
    End,
    /// At the first line.
    Beginning,
    /// So many packets that fit before the end.
    Last(u64),
    /// With the first line that is not older.
    Since(Timestamp),
}

/// The offset in a file where following begins; `None` is its end.
pub fn offset(
    path: &Path,
    start: &Start,
    lines: &Lines<'_>,
    matcher: &Matcher,
) -> io::Result<Option<u64>> {
    let mut file = match (File::open(path), start) {
        (_, Start::End) => return Ok(None),
        // All of a file that is not there yet is new.
        (Err(error), _) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(0)),
        (_, Start::Beginning) => return Ok(Some(0)),
        (file, _) => file?,
    };
    match start {
        Start::Last(0) => Ok(None),
        Start::Last(most) => last(&mut file, *most, lines, matcher).map(Some),
        Start::Since(time) => since(&mut file, *time, lines).map(Some),
        Start::End | Start::Beginning => Ok(None),
    }
}

/// The years of stamps from an offset on, if they have none.
pub(super) fn years(path: &Path, from: u64, zone: &Zone) -> io::Result<Years> {
    let mut search = Search::new(zone.now());
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        file => source::blocks(&mut file?, from..u64::MAX, |lines| search.pass(lines))?,
    }
    Ok(search.years())
}

/// Shows blocks of whole lines from the end of a file to its start, each with its offset, until
/// `see` has seen enough (`false`).
fn backwards(file: &mut File, mut see: impl FnMut(u64, &[u8]) -> bool) -> io::Result<()> {
    let mut end = file.metadata()?.len();
    let mut size = BLOCK;
    while end > 0 {
        let start = end.saturating_sub(size);
        let mut block = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        file.take(end - start).read_to_end(&mut block)?;
        // The line that a block starts in belongs to the one before.
        let first = match start {
            0 => 0,
            _ => memchr::memchr(b'\n', &block).map_or(block.len(), |at| at + 1),
        };
        if first == block.len() && start > 0 {
            // One line, longer than a block.
            size *= 2;
            continue;
        }
        size = BLOCK;
        end = start + first as u64;
        if !see(end, &block[first..]) {
            break;
        }
    }
    Ok(())
}

/// Where the packet starts that is so many before the end, of those that fit.
fn last(file: &mut File, most: u64, lines: &Lines<'_>, matcher: &Matcher) -> io::Result<u64> {
    let (mut found, mut left) = (0, most);
    backwards(file, |offset, block| {
        let mut search = Search::new(lines.zone.now());
        search.pass(block);
        let mut reader = lines.reader(search.years());
        let mut fitting = Vec::new();
        let mut at = offset;
        for line in source::lines(block) {
            let text = log::text(line);
            if let Line::Packet { packet, times } = reader.read(&text)
                && matcher.matches(&packet)
            {
                fitting.push((at, u64::from(times)));
            }
            at += line.len() as u64 + 1;
        }
        for (place, times) in fitting.into_iter().rev() {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(times);
            found = place;
        }
        left > 0
    })?;
    // Fewer than were asked for are in the whole file.
    Ok(if left > 0 { 0 } else { found })
}

/// Where the first line starts that is not older than that.
fn since(file: &mut File, time: Timestamp, lines: &Lines<'_>) -> io::Result<u64> {
    let mut found = file.metadata()?.len();
    backwards(file, |offset, block| {
        let mut search = Search::new(lines.zone.now());
        search.pass(block);
        let mut years = search.years();
        let (mut at, mut is_older) = (offset, false);
        let mut first = None;
        for line in source::lines(block) {
            if let Some(stamp) = log::stamp::read(line)
                && let Some(year) = years.of(&stamp)
                && let Some(stamped) = stamp.at(year, &lines.zone)
            {
                is_older |= stamped < time;
                if stamped >= time && first.is_none() {
                    first = Some(at);
                }
            }
            at += line.len() as u64 + 1;
        }
        found = first.unwrap_or(found);
        !is_older
    })?;
    Ok(found)
}
