//! A span: the part of a text that something is said about, and the problem found there.

use std::ops::Range;

/// A half-open range of bytes in a text that a person typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to, and without, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The same span in a text that has so many bytes before this one.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// The span as a range, to index the text with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A fault: its message, its place if it is in a text that the user typed, and advice.
///
/// It is data: lower layers return it, and `output::diagnostic` draws it once, at the edge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// Where the text is wrong; `None` where the problem is not in a text.
    pub span: Option<Span>,
    /// Advice, in one line.
    pub help: Option<String>,
}

/// Longer messages lose their middle, which is something that was typed.
const LONGEST: usize = 200;

/// How much of a longer message's end is kept.
const TAIL: usize = 80;

fn short(message: String) -> String {
    let length = message.chars().count();
    if length <= LONGEST {
        return message;
    }
    let head = message.chars().take(LONGEST - TAIL - 1);
    head.chain(['…']).chain(message.chars().skip(length - TAIL)).collect()
}

impl Problem {
    /// A problem in a text, without advice.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { message: short(message.into()), span: Some(span), help: None }
    }

    /// A problem that is not in a text, without advice.
    pub fn plain(message: impl Into<String>) -> Self {
        Self { message: message.into(), span: None, help: None }
    }

    /// The same problem with a line of advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same problem at another place.
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        Self { span: Some(span), ..self }
    }

    /// The same problem in a text that has `by` bytes before this one.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self { span: self.span.map(|span| span.shifted(by)), ..self }
    }

    /// Message and advice in one line, for warnings and lists.
    pub fn one_line(&self) -> String {
        match &self.help {
            Some(help) => format!("{}; {help}", self.message),
            None => self.message.clone(),
        }
    }
}
