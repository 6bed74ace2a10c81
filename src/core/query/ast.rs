//! The tree: a query as it was written, fields resolved, values not yet read.

use std::fmt;

use crate::field::{Field, FieldSet, Type};
use crate::query::program::Program;
use crate::query::term::Term;
use crate::query::token::Symbol;
use crate::query::typing;
use crate::query::word::Flag;
use crate::span::Span;

/// A part of a query and where it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spanned<T> {
    /// The part.
    pub node: T,
    /// Where it is.
    pub span: Span,
}

/// A field where one is listed or measured.
pub type FieldPlace = Spanned<&'static Field>;

/// What packets are grouped by.
pub type GroupKey = Spanned<Term>;

/// A query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Show how it is read and its SQL instead of running it.
    pub explain: bool,
    /// What is asked.
    pub verb: QueryVerb,
    /// Which packets.
    pub filter: Option<Predicate>,
    /// Of which time.
    pub window: Option<TimeClause>,
    /// Which groups.
    pub having: Option<Having>,
    /// How many rows.
    pub limit: Option<u64>,
    /// How a list is sorted.
    pub order: Option<ListOrder>,
    /// How long each step of a histogram lasts.
    pub every: Option<Scalar>,
    /// What else a histogram groups by.
    pub by: Option<GroupKey>,
    /// With which other window the answer is compared.
    pub versus: Option<CompareClause>,
    /// The columns of a grouping, where they were chosen.
    pub show: Vec<Item>,
    /// What takes the answer, instead of whoever asks.
    pub program: Option<Program>,
    /// How a part was read that could have been read otherwise.
    pub notes: Vec<String>,
}

impl Query {
    /// Keeps only packets that also fit `predicate`.
    pub fn restrict(&mut self, predicate: Predicate) {
        self.filter = Some(match self.filter.take() {
            None => predicate,
            Some(filter) => Predicate::And(vec![filter, predicate]),
        });
    }
}

/// What a query asks.
#[derive(Debug, Clone, PartialEq)]
pub enum QueryVerb {
    /// `top`, `bottom`: the groups with the largest or the smallest measure.
    Rank {
        /// Which end comes first.
        direction: Direction,
        /// What is grouped.
        keys: Vec<GroupKey>,
        /// What is measured.
        by: Spanned<Measure>,
    },
    /// `count`: one number, or one for each group.
    Count {
        /// What is counted.
        measure: Spanned<Measure>,
        /// What is grouped; nothing for one number.
        keys: Vec<GroupKey>,
    },
    /// `list`: the packets.
    List(ListColumns),
    /// `hist`, `timeline`: a measure of each step of time.
    Histogram(Spanned<Measure>),
    /// `values`: every value of a field.
    Values(GroupKey),
}

impl Default for QueryVerb {
    /// The packets: what a query asks that begins with a condition.
    fn default() -> Self {
        Self::List(ListColumns::Usual)
    }
}

impl QueryVerb {
    /// Whether it makes groups.
    pub fn is_grouped(&self) -> bool {
        match self {
            Self::Rank { .. } => true,
            Self::Count { keys, .. } => !keys.is_empty(),
            Self::List(_) | Self::Histogram(_) | Self::Values(_) => false,
        }
    }
}

/// The columns of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum ListColumns {
    /// Those that fit most questions.
    #[default]
    Usual,
    /// `*`.
    All,
    /// These.
    These(Vec<FieldPlace>),
}

/// Which end of an order comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The smallest.
    Ascending,
    /// The largest.
    Descending,
}

/// What is measured of a group of packets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// How many packets.
    Packets,
    /// Something of a field.
    Of(Aggregate, &'static Field),
}

impl Measure {
    /// The field that is measured.
    pub fn field(self) -> Option<&'static Field> {
        match self {
            Self::Packets => None,
            Self::Of(_, field) => Some(field),
        }
    }

    /// The name of its column.
    pub fn column(self) -> String {
        match self {
            Self::Packets => "n".to_owned(),
            Self::Of(aggregate, field) => format!("{}_{}", aggregate.name(), field.name),
        }
    }
}

impl fmt::Display for Measure {
    /// As canonical text writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Packets => f.write_str("count"),
            Self::Of(Aggregate::Distinct, field) => write!(f, "distinct {field}"),
            Self::Of(aggregate, field) => write!(f, "{}({field})", aggregate.name()),
        }
    }
}

/// What is measured of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// How many packets have it.
    Known,
    /// How many different values.
    Distinct,
    /// Their sum.
    Sum,
    /// Their mean.
    Avg,
    /// The smallest.
    Min,
    /// The largest.
    Max,
}

impl Aggregate {
    /// Every aggregate.
    pub const ALL: [Self; 6] =
        [Self::Known, Self::Distinct, Self::Sum, Self::Avg, Self::Min, Self::Max];

    /// The name in the language and in the names of columns.
    pub fn name(self) -> &'static str {
        match self {
            Self::Known => "count",
            Self::Distinct => "distinct",
            Self::Sum => "sum",
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Max => "max",
        }
    }

    /// The types of fields that it measures.
    pub fn measured_types(self) -> &'static [Type] {
        match self {
            Self::Known | Self::Distinct => typing::ALL,
            Self::Sum | Self::Avg => typing::NUMBERS,
            Self::Min | Self::Max => typing::MEASURED,
        }
    }

    /// The types of fields that it measures where the measure is compared with a number.
    pub fn compared_types(self) -> &'static [Type] {
        match self {
            Self::Min | Self::Max => typing::COMPARED,
            other => other.measured_types(),
        }
    }
}

/// A condition on a packet. It holds or it does not: an unknown value fits nothing, and `Not` is
/// the exact complement.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// All hold.
    And(Vec<Predicate>),
    /// At least one holds.
    Or(Vec<Predicate>),
    /// It does not hold.
    Not(Box<Predicate>),
    /// The condition that one word is short for.
    Flag(&'static Flag),
    /// One of the fields passes the test.
    Test(Subject, FieldTest),
}

/// What a test looks at: a field, or the same field of either side.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The fields: one or two.
    pub fields: Vec<&'static Field>,
    /// Where it was written.
    pub span: Span,
}

/// A test of a field's value.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldTest {
    /// It is known.
    Known,
    /// It is an address of a private network; the span is the word's.
    Private(Span),
    /// It is one of these.
    In(Vec<Scalar>),
    /// It stands in a relation to this.
    Order(Relation, Scalar),
    /// It lies between these, both included.
    Between(Scalar, Scalar),
    /// It is like the pattern with `%` and `_`.
    Like(Scalar),
    /// It matches the regular expression.
    Matches(Scalar),
    /// All flags of one of these are set.
    Flags(Vec<Scalar>),
}

/// A relation between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `=`.
    Equal,
    /// `<>`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterEqual,
}

impl Relation {
    /// The relation that holds exactly where this one does not.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterEqual,
            Self::LessEqual => Self::Greater,
            Self::Greater => Self::LessEqual,
            Self::GreaterEqual => Self::Less,
        }
    }

    /// Every relation with its symbol; those that need no order come first.
    pub const ALL: [(Symbol, Self); 6] = [
        (Symbol::Equal, Self::Equal),
        (Symbol::NotEqual, Self::NotEqual),
        (Symbol::Less, Self::Less),
        (Symbol::LessEqual, Self::LessEqual),
        (Symbol::Greater, Self::Greater),
        (Symbol::GreaterEqual, Self::GreaterEqual),
    ];

    /// Whether two values stand in it.
    pub fn holds<T: PartialOrd + ?Sized>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterEqual => left >= right,
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbol = Self::ALL.iter().find(|(_, relation)| relation == self);
        f.write_str(symbol.map_or("", |(symbol, _)| symbol.text()))
    }
}

/// A value as it was written; the field's type says how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// What it says, without quotes.
    pub text: String,
    /// How it was written.
    pub style: LiteralStyle,
    /// Where it is.
    pub span: Span,
}

impl Scalar {
    /// The value in a message.
    pub fn shown(&self) -> String {
        if self.text.is_empty() {
            return "an empty text".to_owned();
        }
        format!("`{}`", self.text)
    }
}

/// How a value was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiteralStyle {
    /// As a word: `*` stands for anything.
    Plain,
    /// In quotes: every character stands for itself.
    Quoted,
}

/// The part of time that a query looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum TimeClause {
    /// The duration up to now.
    Last(Scalar),
    /// From one time up to another; at least one is given.
    Span {
        /// From this on.
        since: Option<Scalar>,
        /// Up to this.
        until: Option<Scalar>,
    },
    /// One day.
    On(Scalar),
    /// From midnight to now.
    Today,
    /// The day before.
    Yesterday,
}

/// The window that another is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum CompareClause {
    /// The one of the same length just before; the span is the word's.
    Previous(Span),
    /// The same, so much earlier.
    Ago(Scalar),
}

/// A condition on a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Having {
    /// All hold.
    And(Vec<Having>),
    /// At least one holds.
    Or(Vec<Having>),
    /// A measure stands in a relation to a number.
    Test(Spanned<Measure>, Relation, i64),
}

impl Having {
    /// Adds the fields that it measures.
    pub fn add_fields(&self, fields: &mut FieldSet) {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                parts.iter().for_each(|part| part.add_fields(fields));
            }
            Self::Test(measure, ..) => fields.extend(measure.node.field()),
        }
    }
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListOrder {
    /// By which field.
    pub by: &'static Field,
    /// Which end comes first.
    pub direction: Direction,
}

/// One column of a grouping that is to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it shows.
    pub content: ShownContent,
    /// Its heading, where one was given.
    pub heading: Option<String>,
    /// Where it was written.
    pub span: Span,
}

/// What a shown column of a grouping holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ShownContent {
    /// What is grouped by.
    Key(Term),
    /// A measure of the group.
    Measure(Measure),
    /// The value that all packets of the group share.
    Same(&'static Field),
    /// The part of all groups' packets that the group has, in per cent.
    Share,
    /// The service at the grouped port and protocol.
    Service,
}
