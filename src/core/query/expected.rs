//! An expectation: what may come next behind a text that is not, or need not be, at its end.
//!
//! The parser says it itself: whatever it tries where the text ends, it notes. So a production that is
//! added to the grammar is completed without another edit. [`expected()`](crate::query::expected()) asks of a query,
//! [`expected_condition`](crate::query::expected_condition) of a condition that stands alone.

use crate::field::Field;
use crate::query::term::Term;
use crate::query::token::Symbol;
use crate::query::word::{Flag, QueryWord, Side};

/// What may come next. Where a field or a value may, a parameter (`$name`) may, too.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// A word of the language, or the name of a function.
    Word(&'static QueryWord),
    /// A condition of one word.
    Flag(&'static Flag),
    /// An operator or a piece of punctuation.
    Symbol(Symbol),
    /// One of these fields. In a list those that stand in it already are not among them.
    Field(Vec<&'static Field>),
    /// A name of the two fields of either side; behind `src` or `dst` it stands for one of them: `src
    /// port`.
    Side(&'static Side, Vec<&'static Field>),
    /// What packets are grouped by, written as it was there.
    Term(Term),
    /// A value of this field, or of either of two.
    Value(Vec<&'static Field>),
    /// A regular expression, between slashes or in quotes.
    Pattern,
    /// A whole number.
    Number,
    /// A length of time: `24h`.
    Duration,
    /// A point in time.
    Time,
    /// A day.
    Day,
    /// A time of the day, behind a date.
    Clock,
    /// A unit of time, behind a number.
    Unit,
    /// A heading in quotes, behind a column.
    Heading,
    /// A program that takes the answer; also where one is being typed.
    Program,
    /// Nothing: the query may end here.
    End,
}
