//! The plan: a query that was checked, its values typed and its times fixed.

use crate::field::{FIELDS, Field, FieldSet};
use crate::query::ast::{Aggregate, Direction, Having, ListOrder, Measure, Relation};
use crate::query::buckets::{BucketWidth, Buckets};
use crate::query::term::Term;
use crate::time::Timestamp;
use crate::value::Value;

pub use crate::query::window::{ComparedWindows, DIFFERENCE, Window};

/// What is to be computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Print the SQL instead of running it.
    pub explain: bool,
    /// What is asked.
    pub ask: Ask,
    /// Which packets.
    pub filter: Option<Filter>,
    /// Of which time; where two windows are compared, the smallest one that holds both.
    pub window: Option<Window>,
    /// How many rows.
    pub limit: Option<u64>,
    /// What the reader must know of the answer.
    pub notes: Vec<String>,
}

impl Plan {
    /// Divides the time of a histogram that does not say how. `from` and `until` are the ends of its
    /// window or, where that has none, the times of the oldest and the newest of its packets.
    pub fn fit(&mut self, from: Timestamp, until: Timestamp) {
        if let Ask::Histogram(histogram) = &mut self.ask {
            histogram.every.get_or_insert_with(|| BucketWidth::fitting(from, until));
        }
    }

    /// The fields that the answer depends on: a reader need not find out any others.
    pub fn fields(&self) -> FieldSet {
        let mut fields = FieldSet::default();
        if self.window.is_some() {
            fields.insert(&FIELDS[0]);
        }
        if let Some(filter) = &self.filter {
            filter.add_fields(&mut fields);
        }
        match &self.ask {
            Ask::Total(measure) => fields.extend(measure.field()),
            Ask::TotalVersus(measure, _) => {
                fields.extend(measure.field());
                fields.insert(&FIELDS[0]);
            }
            Ask::Groups(groups) => groups.add_fields(&mut fields),
            Ask::Histogram(Histogram { measure, by, having, .. }) => {
                fields.insert(&FIELDS[0]);
                fields.extend(measure.field());
                fields.extend(by.map(|by| by.field));
                having.iter().for_each(|having| having.add_fields(&mut fields));
            }
            Ask::List { columns, order } => {
                // Packets that are equal in the order are listed by time.
                fields.extend([order.by, &FIELDS[0]]);
                fields.extend(columns.iter().copied());
            }
            Ask::Values(term) => fields.insert(term.field),
        }
        fields
    }

    /// Whether [`Plan::fit`] is still to be called.
    pub fn is_unfitted(&self) -> bool {
        matches!(self.ask, Ask::Histogram(Histogram { every: None, .. }))
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// One number over all packets.
    Total(Measure),
    /// The same number over two windows, and their difference.
    TotalVersus(Measure, ComparedWindows),
    /// Groups of packets.
    Groups(Groups),
    /// A measure of each step of time.
    Histogram(Histogram),
    /// The packets themselves.
    List {
        /// These fields of them.
        columns: Vec<&'static Field>,
        /// In this order.
        order: ListOrder,
    },
    /// Every known value, in order.
    Values(Term),
}

/// A measure of each step of time. Packets without a time are left out. The rows are the step's
/// start, the split's value where there is one, and the measure, in the order of the start, then the
/// largest measure first, then the split's value. A step without packets has one row: the split's
/// value unknown, and the measure 0 (unknown for what no packets have: `avg`, `min`, `max`).
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// What is measured.
    pub measure: Measure,
    /// How long each step is; `None` until the packets' times are known: see [`Plan::fit`].
    pub every: Option<BucketWidth>,
    /// What else the packets are grouped by; those that lack it make groups of their own.
    pub by: Option<Term>,
    /// Which rows are kept; where some are not, steps without packets have no rows.
    pub having: Option<Having>,
}

/// The column of a histogram's steps.
pub const BUCKET: &str = "bucket";

impl Histogram {
    /// How long each step is; an hour, if it was never fitted.
    pub fn step(&self) -> BucketWidth {
        self.every.unwrap_or(BucketWidth::HOUR)
    }

    /// The steps to be shown in a window, those without packets too; `None` if only rows that were
    /// found are shown.
    pub fn steps(&self, window: Option<Window>) -> Option<Buckets> {
        let nothing = match self.measure {
            Measure::Of(Aggregate::Avg | Aggregate::Min | Aggregate::Max, _) => Value::Null,
            _ => Value::Int(0),
        };
        let empty = self.by.map(|_| Value::Null).into_iter().chain([nothing]).collect();
        let window = window.unwrap_or(Window { from: None, until: None });
        self.having.is_none().then(|| Buckets { every: self.step(), window, empty })
    }
}

/// Groups of packets that share some values.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// What they share: one or more.
    pub keys: Vec<Term>,
    /// What happens to packets that lack one of them.
    pub unknown: Unknown,
    /// What is measured, and sorts the groups.
    pub measure: Measure,
    /// Which end of the measure comes first; ties follow the keys.
    pub direction: Direction,
    /// Which groups are kept.
    pub having: Option<Having>,
    /// The windows that are compared. Then the rows are the keys, the measure in either window, and
    /// their difference; they are sorted by the size of the difference, then by the measure now, both
    /// in `direction`, then by the keys; `having` is about the measure now.
    pub versus: Option<ComparedWindows>,
    /// The columns of each; with `versus` only [`ColumnContent::Key`].
    pub columns: Vec<GroupColumn>,
}

impl Groups {
    /// Adds the fields that the groups and their columns depend on.
    fn add_fields(&self, fields: &mut FieldSet) {
        fields.extend(self.keys.iter().map(|key| key.field));
        fields.extend(self.measure.field());
        self.having.iter().for_each(|having| having.add_fields(fields));
        if self.versus.is_some() {
            fields.insert(&FIELDS[0]);
        }
        for column in &self.columns {
            match column.content {
                ColumnContent::Measure(measure) => fields.extend(measure.field()),
                ColumnContent::Same(field) => fields.insert(field),
                // These are made of the keys.
                ColumnContent::Key(_) | ColumnContent::Share | ColumnContent::Service { .. } => {}
            }
        }
    }
}

/// What a grouping does with packets that lack a grouped field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// They make groups of their own.
    Kept,
    /// They are left out.
    LeftOut,
}

/// A shown column of a grouping.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupColumn {
    /// What it shows.
    pub content: ColumnContent,
    /// Its heading; without one, the column's name.
    pub heading: Option<String>,
}

/// What a shown column of a grouping holds; keys by their place in [`Groups::keys`].
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnContent {
    /// A grouped field.
    Key(usize),
    /// A measure of the group.
    Measure(Measure),
    /// The value that all packets of the group share.
    Same(&'static Field),
    /// The part of all groups' packets that the group has, in per cent with one decimal.
    Share,
    /// The service at a port.
    Service {
        /// Place of the port.
        port: usize,
        /// Place of the protocol.
        proto: usize,
    },
}

/// A condition on a packet. It holds or it does not: no test passes for an unknown value, and
/// `Not` is the exact complement.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// All hold.
    All(Vec<Filter>),
    /// At least one holds.
    Any(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// The field's value is known and passes at least one of the tests.
    Test(&'static Field, Vec<Test>),
}

impl Filter {
    /// Adds the fields that it tests.
    fn add_fields(&self, fields: &mut FieldSet) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.add_fields(fields));
            }
            Self::Not(inner) => inner.add_fields(fields),
            Self::Test(field, _) => fields.insert(field),
        }
    }
}

/// A test that a known value passes or not.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Every known value passes.
    Known,
    /// It is one of these.
    OneOf(Vec<Value>),
    /// It lies between these, both included; of addresses, only those of the same family do.
    Between(Value, Value),
    /// It stands in a relation to this; of addresses, only those of the same family do.
    Compare(Relation, Value),
    /// It lies between these times, the second not included.
    Within(Timestamp, Timestamp),
    /// It is like the pattern: `%` is any text, `_` any character, `\` takes their meaning away.
    Like(String),
    /// It matches the regular expression.
    Matches(String),
    /// All these bits are set.
    Bits(u16),
}
