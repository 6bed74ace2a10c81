//! Where an import resumes: after what the table already has of a log.
//!
//! A log that only grew goes on at its bookmark. One that is shorter than what was imported, or lost
//! its end and was written on, has no bookmark that fits: the hashes of its lines tell how far it
//! is the text that was imported.

use std::io;

use super::error::{ImportError, unreadable};
use super::job::Import;
use super::log_input::{Finding, LogInput};
use super::summary::ImportStart;
use crate::log::line_hashes::{self, Common, LineHashes};
use crate::log::source::{self, Bookmark, DamagedSource, FINGERPRINT};

/// Where an import resumes.
#[derive(Debug, Default)]
pub(super) struct Resume {
    /// The bookmark there; `None` at the start, and where no import ended.
    pub bookmark: Option<Bookmark>,
    /// The offset in the text.
    pub from: u64,
    /// The hashes of the lines before it, where an import of a longer text passed them.
    pub shared: Option<LineHashes>,
}

impl Resume {
    fn at(bookmark: Option<Bookmark>) -> Self {
        Self { bookmark, from: bookmark.map_or(0, |mark| mark.offset), shared: None }
    }

    /// What the summary says of it.
    pub fn start(&self) -> ImportStart {
        match self.from {
            0 => ImportStart::Beginning,
            from if self.shared.is_some() => ImportStart::AtCut(from),
            from => ImportStart::At(from),
        }
    }

    /// The offset there, as bookmarks count it: that of a journal goes on although the journal gives
    /// up its oldest entries.
    pub fn offset(&self) -> u64 {
        self.bookmark.map_or(self.from, |mark| mark.offset)
    }
}

/// The longest part of a text that some source has, too.
#[derive(Default)]
struct Longest {
    common: Common,
    hashes: LineHashes,
}

impl Longest {
    fn add(&mut self, common: Common, hashes: LineHashes) {
        if common.has_packets && common.end > self.common.end {
            *self = Self { common, hashes };
        }
    }

    /// Resumes after it, if it is longer than that.
    fn resume(mut self, offset: u64) -> Option<Resume> {
        self.hashes.truncate(self.common.hashes);
        (self.common.end > offset).then_some(Resume {
            bookmark: None,
            from: self.common.end,
            shared: Some(self.hashes),
        })
    }
}

impl Import<'_> {
    /// Finds where to resume; the table has those bookmarks.
    pub(super) fn resume(
        &self,
        origin: &mut LogInput,
        known: &[Bookmark],
    ) -> Result<Resume, ImportError> {
        if self.options.again {
            return Ok(Resume::default());
        }
        match origin.finding {
            Finding::Offset => self.resume_file(origin, known),
            Finding::Line { .. } => self.resume_journal(origin, known),
        }
    }

    fn resume_file(
        &self,
        origin: &mut LogInput,
        known: &[Bookmark],
    ) -> Result<Resume, ImportError> {
        let name = origin.name.clone();
        let named = |error: io::Error| unreadable(&name, error);
        let found = source::find(&mut origin.text, known);
        if found.as_ref().is_err_and(|error| DamagedSource::of(error).is_none()) || self.options.new
        {
            return found.map(Resume::at).map_err(named);
        }
        let reached = found.as_ref().map_or(None, |mark| *mark);
        let offset = reached.map_or(0, |mark| mark.offset);
        let alike = source::alike(&mut origin.text, known).map_err(named)?;
        let mut others = alike.clone();
        if offset < FINGERPRINT as u64
            && let Some(first) = line_hashes::first(&mut origin.text).map_err(named)?
        {
            let starts = self.store.first_lines(self.table)?;
            others.extend(starts.iter().filter(|(hash, _)| *hash == first).map(|(_, mark)| mark));
        }
        let (mut longest, mut differs) = (Longest::default(), false);
        for (nth, mark) in others.iter().enumerate() {
            if mark.offset <= offset || others[..nth].contains(mark) {
                continue;
            }
            let Some(hashes) = self.store.line_hashes(self.table, mark)? else {
                differs |= alike.contains(mark);
                continue;
            };
            let common = hashes.common(&mut origin.text).map_err(named)?;
            differs |= hashes.start > 0 && common.hashes == 0 && alike.contains(mark);
            longest.add(common, hashes);
        }
        match longest.resume(offset) {
            Some(resume) => Ok(resume),
            None if differs && reached.is_none() => match found {
                Err(error) => Err(named(error)),
                Ok(_) => Err(ImportError::Differs(name)),
            },
            None => found.map(Resume::at).map_err(named),
        }
    }

    fn resume_journal(
        &self,
        origin: &mut LogInput,
        known: &[Bookmark],
    ) -> Result<Resume, ImportError> {
        let name = origin.name.clone();
        let named = |error: io::Error| unreadable(&name, error);
        let head = origin.head(None).map_err(named)?;
        let known: Vec<Bookmark> = known.iter().copied().filter(|mark| mark.head == head).collect();
        if let Some((mark, from)) = source::find_line(&mut origin.text, &known).map_err(named)? {
            return Ok(Resume { bookmark: Some(mark), from, shared: None });
        }
        let mut longest = Longest::default();
        for mark in known.iter().filter(|_| !self.options.new) {
            if let Some(hashes) = self.store.line_hashes(self.table, mark)? {
                longest.add(hashes.common_anywhere(&mut origin.text).map_err(named)?, hashes);
            }
        }
        Ok(longest.resume(0).unwrap_or_else(|| Resume {
            // The journal has given up all that was imported: what it holds now came later.
            bookmark: known.into_iter().max_by_key(|mark| mark.offset),
            ..Resume::default()
        }))
    }
}
