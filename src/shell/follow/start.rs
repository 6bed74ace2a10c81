//! The start: where in a log that is there already following begins.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::files;
use crate::log::feed::{FedLine, Feed, FirstLine, LineRun};
use crate::log::stamp::{Search, Years};
use crate::log::{self, LineReader, ReadRules, journal, source};
use crate::query::eval::Matcher;
use crate::time::{Timestamp, Zone};

/// How many bytes are looked at together on the way back.
const BLOCK: u64 = 1 << 18;

/// Where following begins.
#[derive(Debug, Clone, PartialEq)]
pub enum FollowStart {
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
    start: &FollowStart,
    rules: &Arc<ReadRules>,
    matcher: &Matcher,
) -> io::Result<Option<u64>> {
    let mut file = match (files::open_regular(path), start) {
        (_, FollowStart::End) => return Ok(None),
        // All of a file that is not there yet is new.
        (Err(error), _) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(0)),
        (_, FollowStart::Beginning) => return Ok(Some(0)),
        (file, _) => file?,
    };
    match start {
        FollowStart::Last(0) => Ok(None),
        FollowStart::Last(most) => last(&mut file, *most, rules, matcher).map(Some),
        FollowStart::Since(time) => since(&mut file, *time, rules).map(Some),
        FollowStart::End | FollowStart::Beginning => Ok(None),
    }
}

/// The years of stamps from an offset on, if they have none.
pub(super) fn years(path: &Path, from: u64, zone: &Zone) -> io::Result<Years> {
    let mut search = Search::new(zone.now());
    match files::open_regular(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        file => {
            let mut file = file?;
            let has_entries = has_entries(&mut file)?;
            source::blocks(&mut file, from..u64::MAX, |lines| {
                search.pass(&carried(lines, has_entries))
            })?;
        }
    }
    Ok(search.years())
}

/// Whether the lines of a file stand in entries.
fn has_entries(file: &mut File) -> io::Result<bool> {
    Ok(journal::is_made_of(&source::bytes_at(file, 0..journal::HEAD)?))
}

/// The lines of a log, out of their entries if they stand in some.
fn carried(lines: &[u8], has_entries: bool) -> Cow<'_, [u8]> {
    if has_entries { journal::carried(lines).into() } else { lines.into() }
}

/// Whole lines that follow one another in a file.
struct LineBlock<'b> {
    text: Cow<'b, [u8]>,
    has_entries: bool,
    /// Where each of them starts in the file.
    offsets: Vec<u64>,
}

impl<'b> LineBlock<'b> {
    fn new(mut offset: u64, lines: &'b [u8], has_entries: bool) -> Self {
        let offsets = source::lines(lines).map(|line| {
            let start = offset;
            offset += line.len() as u64 + 1;
            start
        });
        Self { offsets: offsets.collect(), text: carried(lines, has_entries), has_entries }
    }

    /// Its lines, each with where it starts in the file.
    fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.offsets.iter().copied().zip(source::lines(&self.text))
    }
}

/// Shows blocks from the end of a file to its start, until `see` has seen enough (`false`).
fn backwards(file: &mut File, mut see: impl FnMut(&LineBlock<'_>) -> bool) -> io::Result<()> {
    let has_entries = has_entries(file)?;
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
        if !see(&LineBlock::new(end, &block[first..], has_entries)) {
            break;
        }
    }
    Ok(())
}

/// Where the `most`-th last packet that `matcher` accepts starts.
fn last(file: &mut File, most: u64, rules: &Arc<ReadRules>, matcher: &Matcher) -> io::Result<u64> {
    let (mut found, mut left) = (0, most);
    backwards(file, |block| {
        let mut search = Search::new(rules.zone.now());
        search.pass(&block.text);
        let reader = LineReader::with_rules(rules, search.years());
        let mut feed = Feed::new(reader, block.has_entries);
        let run = LineRun { bytes: &block.text, before: &[], first: FirstLine::Whole };
        let mut offsets = block.offsets.iter();
        let mut accepted = Vec::new();
        let ControlFlow::Continue(()) = feed.read(run, &mut |line| {
            let offset = match line {
                FedLine::Half { .. } => offsets.as_slice().first(),
                _ => offsets.next(),
            };
            if let FedLine::Packet(packet, times) = line
                && matcher.matches(packet)
            {
                accepted.extend(offset.map(|offset| (*offset, u64::from(times))));
            }
            ControlFlow::<Infallible>::Continue(())
        });
        for (offset, times) in accepted.into_iter().rev() {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(times);
            found = offset;
        }
        left > 0
    })?;
    // The whole file has fewer than `most`.
    Ok(if left > 0 { 0 } else { found })
}

/// Where the first line starts that is not older than that.
fn since(file: &mut File, time: Timestamp, rules: &Arc<ReadRules>) -> io::Result<u64> {
    let mut found = file.metadata()?.len();
    backwards(file, |block| {
        let mut search = Search::new(rules.zone.now());
        search.pass(&block.text);
        let mut years = search.years();
        let mut is_older = false;
        let mut first = None;
        for (at, line) in block.lines() {
            if let Some(stamp) = log::stamp::read(line)
                && let Some(year) = years.of(&stamp)
                && let Some(stamped) = stamp.at(year, &rules.zone)
            {
                is_older |= stamped < time;
                if stamped >= time && first.is_none() {
                    first = Some(at);
                }
            }
        }
        found = first.unwrap_or(found);
        !is_older
    })?;
    Ok(found)
}
