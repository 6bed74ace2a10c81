//! Copies: logs whose text is the beginning of another one's, such as a packed copy beside its log.

use std::io::{self, Read, Seek, SeekFrom};

use crate::cancel::Cancel;
use crate::import::NamedLog;
use crate::import::text::LogText;
use crate::log::source::{self, DamagedSource};

/// A log with its first bytes.
struct OpenedLog {
    log: NamedLog,
    head: Vec<u8>,
}

/// Leaves out logs that are copies of others. Returns the rest, and a note on each copy.
///
/// Of two logs that begin alike the shorter one is a copy if all of its text is at the start of the
/// longer one. Its packets would count twice.
pub fn without_copies(logs: Vec<NamedLog>, cancel: &Cancel) -> (Vec<NamedLog>, Vec<String>) {
    let (mut kept, mut notes) = (Vec::<OpenedLog>::new(), Vec::new());
    for log in logs {
        let head = open(&log).and_then(|mut text| Some(source::head(&mut text).ok()?.0));
        let mut next = OpenedLog { log, head: head.unwrap_or_default() };
        let alike = kept.iter_mut().find_map(|one| Some((longer(one, &next, cancel)?, one)));
        let Some((longer, one)) = alike else {
            kept.push(next);
            continue;
        };
        if let Longer::Second = longer {
            std::mem::swap(one, &mut next);
        }
        notes.push(format!("{}: a copy of {}, not read", next.log.name(), one.log.name()));
    }
    (kept.into_iter().map(|opened| opened.log).collect(), notes)
}

/// Which of two logs has the longer text.
enum Longer {
    First,
    Second,
}

/// The log whose text begins with that of the other one; the first if they are alike.
fn longer(one: &OpenedLog, other: &OpenedLog, cancel: &Cancel) -> Option<Longer> {
    let is_alike = one.head.iter().zip(&other.head).all(|(one, other)| one == other);
    if !is_alike || one.head.is_empty() || other.head.is_empty() {
        return None;
    }
    let (mut first, mut second) = (open(&one.log)?, open(&other.log)?);
    let (mut one, mut other) = (Vec::new(), Vec::new());
    while !cancel.is_raised() {
        let ends = [read(&mut first, &mut one)?, read(&mut second, &mut other)?];
        let common = one.len().min(other.len());
        if one[..common] != other[..common] {
            return None;
        }
        match ends {
            [_, true] if other.len() == common => return Some(Longer::First),
            [true, _] if one.len() == common => return Some(Longer::Second),
            _ => {}
        }
        one.drain(..common);
        other.drain(..common);
    }
    None
}

fn open(log: &NamedLog) -> Option<LogText> {
    let mut text = log.open().ok()?.text;
    text.seek(SeekFrom::Start(0)).ok()?;
    Some(text)
}

/// Reads on. Returns whether that was the end, or `None` if the text is damaged; one that is cut off
/// ends there.
fn read(text: &mut LogText, bytes: &mut Vec<u8>) -> Option<bool> {
    const BLOCK: u64 = 1 << 20;
    match text.take(BLOCK).read_to_end(bytes) {
        Ok(read) => Some(read == 0),
        Err(error) => is_cut(&error).then_some(true),
    }
}

fn is_cut(error: &io::Error) -> bool {
    DamagedSource::of(error).is_some_and(|damage| damage.is_cut)
}
