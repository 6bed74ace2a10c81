//! Windows: parts of time that a query reads, one or two that are compared.

use std::fmt;

use crate::query::ast::Measure;
use crate::time::Timestamp;

/// A half-open part of time; a missing end is not bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// From this on.
    pub from: Option<Timestamp>,
    /// Up to, and without, this.
    pub until: Option<Timestamp>,
}

impl Window {
    /// The smallest window that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        let from = self.from.zip(other.from).map(|(one, other)| one.min(other));
        Self { from, until: self.until.zip(other.until).map(|(one, other)| one.max(other)) }
    }

    /// Whether a moment lies in it.
    pub fn holds(self, time: Timestamp) -> bool {
        self.from.is_none_or(|from| time >= from) && self.until.is_none_or(|until| time < until)
    }
}

impl fmt::Display for Window {
    /// `FROM to UNTIL`, with `…` for a missing end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |end: Option<Timestamp>| end.map_or("…".to_owned(), |time| time.to_string());
        write!(f, "{} to {}", end(self.from), end(self.until))
    }
}

/// A window of time and one that it is compared with. Both have both ends; they may overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComparedWindows {
    /// The window that was asked for.
    pub now: Window,
    /// The earlier one.
    pub then: Window,
}

/// The column of the differences between two windows.
pub const DIFFERENCE: &str = "diff";

impl ComparedWindows {
    /// The columns of a measure now and then.
    pub fn columns(measure: Measure) -> [String; 2] {
        ["now", "then"].map(|side| format!("{side}_{}", measure.column()))
    }
}
