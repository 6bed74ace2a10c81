//! What an import says when it has ended, in lines for people.

use super::summary::{ImportStart, Summary};
use crate::log::gap;
use crate::sql::schema;

/// Prefixes that no rule could judge, at most so many of them.
const PREFIXES: usize = 5;

impl Summary {
    /// The summary of the source of that name, the most important line first.
    pub fn report(&self, name: &str) -> Vec<String> {
        if self.start == ImportStart::NothingNew {
            return vec![format!("{name}: nothing new, all of it was imported before")];
        }
        let mut lines = vec![format!(
            "{name}: {}, {} stored, {} skipped, {}",
            count(self.lines, "line"),
            count(self.packets, "packet"),
            count(self.other, "other line"),
            count(self.bad, "bad line"),
        )];
        match self.start {
            ImportStart::Beginning | ImportStart::NothingNew => {}
            ImportStart::At(offset) => {
                lines.push(format!("  read from byte {offset} on, where the last import had ended"));
            }
            ImportStart::AtCut(offset) => lines.push(format!(
                "  read from byte {offset} on: up to there it is a log that was imported further, and \
                 has lost its end since; `--new` imports another log that begins alike"
            )),
        }
        if let Some((first, last)) = self.span {
            lines.push(format!("  from {first} to {last}"));
        }
        if self.is_waiting {
            lines.push("  the last line has no end yet: it waits for the next import".to_owned());
        }
        if let Some(way) = self.way {
            lines.push(format!("  sent by {way}"));
        }
        if self.untimed > 0 {
            lines.push(format!("  {} without a time", count(self.untimed, "packet")));
        }
        lines.extend(self.doubts.report().iter().map(|line| format!("  {line}")));
        if self.cut > 0 {
            let packets = count(self.cut, "packet");
            lines.push(format!("  {packets} with a text cut to {} characters", schema::TEXT));
        }
        lines.extend(self.unread.report().iter().map(|line| format!("  {line}")));
        for bad in &self.first_bad {
            lines.push(format!("  line {}: {}: {}", bad.line, bad.reason, bad.text.trim_end()));
        }
        lines.extend(self.unjudged_line());
        lines.extend(self.gap_line());
        if self.gaps.has_samples() {
            lines.push(format!("  {}", gap::SAMPLE_NOTE));
        }
        if let Some(reason) = &self.untidy {
            lines.push(format!("  all is stored, but the table was not tidied: {reason}"));
        }
        lines
    }

    /// Notes on a log that a question read: lines that are missing from
    /// the answer, and why. Nothing if all of it was read.
    pub fn reading(&self, name: &str) -> Vec<String> {
        let mut notes = Vec::from_iter(self.gap_line());
        if self.gaps.has_samples() {
            notes.push(format!("  {}", gap::SAMPLE_NOTE));
        }
        if self.is_waiting {
            notes.push("  the last line has no end yet and is not counted".to_owned());
        }
        let is_whole = self.bad == 0 && self.broken.is_none() && notes.is_empty();
        if is_whole && self.unread.report().is_empty() && self.packets > 0 {
            return Vec::new();
        }
        let mut lines = vec![format!(
            "{name}: {}, {}, {} skipped, {}",
            count(self.lines, "line"),
            count(self.packets, "packet"),
            count(self.other, "other line"),
            count(self.bad, "bad line"),
        )];
        lines.extend(self.unread.report().iter().map(|line| format!("  {line}")));
        for bad in &self.first_bad {
            lines.push(format!("  line {}: {}: {}", bad.line, bad.reason, bad.text.trim_end()));
        }
        if let Some(broken) = &self.broken {
            lines.push(format!(
                "  cannot be read to its end: {broken}; what follows is not counted"
            ));
        }
        lines.append(&mut notes);
        lines
    }

    /// What is wrong with a source of that name that could not be read to its end.
    pub fn failure(&self, name: &str) -> Option<String> {
        let broken = self.broken.as_ref()?;
        Some(format!("cannot read {name} to its end: {broken}; what stands before that is stored"))
    }

    fn gap_line(&self) -> Option<String> {
        let kinds = self.gaps.kinds();
        let named = kinds.into_iter().filter(|(kind, _)| *kind != gap::SAMPLED);
        let named: Vec<String> = named
            .map(|(kind, sum)| match sum.lost {
                Some(lost) => format!("{lost} {kind}"),
                None => format!("an unknown number of {kind}"),
            })
            .collect();
        (!named.is_empty()).then(|| format!("  lines are missing in it: {}", named.join(", ")))
    }

    fn unjudged_line(&self) -> Option<String> {
        let all = self.unjudged.prefixes();
        let named = all.iter().take(PREFIXES).map(|(prefix, packets)| match *prefix {
            "" => format!("none at all ({packets})"),
            prefix => format!("`{prefix}` ({packets})"),
        });
        let named: Vec<String> = named.collect();
        let more = all.len().saturating_sub(PREFIXES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let packets = self.unjudged.packets();
        (packets > 0).then(|| {
            format!(
                "  {} with a prefix that says nothing of their verdict: {}{more}",
                count(packets, "packet"),
                named.join(", ")
            )
        })
    }
}

fn count(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
