//! The plan: a query that was checked, its values typed and its times fixed.

use crate::field::Field;
use crate::query::ast::{Direction, Having, Measure, Order, Relation};
use crate::time::Timestamp;
use crate::value::Value;

/// What is to be computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Print the SQL instead of running it.
    pub explain: bool,
    /// What is asked.
    pub ask: Ask,
    /// Which packets.
    pub filter: Option<Filter>,
    /// Of which time.
    pub window: Option<Window>,
    /// How many rows.
    pub limit: Option<u64>,
    /// What the reader must know of the answer.
    pub notes: Vec<String>,
}

/// A half-open part of time; a missing end is not bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// From this on.
    pub from: Option<Timestamp>,
    /// Up to, and without, this.
    pub until: Option<Timestamp>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// One number over all packets.
    Total(Measure),
    /// Groups of packets.
    Groups(Groups),
    /// The packets themselves.
    List {
        /// These fields of them.
        columns: Vec<&'static Field>,
        /// In this order.
        order: Order,
    },
    /// Every known value of a field, in order.
    Values(&'static Field),
}

/// Groups of packets that share the values of some fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// The fields: one or more.
    pub keys: Vec<&'static Field>,
    /// What happens to packets that lack one of them.
    pub unknown: Unknown,
    /// What is measured, and sorts the groups.
    pub measure: Measure,
    /// Which end of the measure comes first; ties follow the keys.
    pub direction: Direction,
    /// Which groups are kept.
    pub having: Option<Having>,
    /// What is shown of each.
    pub columns: Vec<Column>,
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
pub struct Column {
    /// What it shows.
    pub content: Content,
    /// Its heading; without one, the column's name.
    pub heading: Option<String>,
}

/// What a shown column of a grouping holds; keys by their place in [`Groups::keys`].
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A grouped field.
    Key(usize),
    /// A measure of the group.
    Measure(Measure),
    /// The value that all packets of the group share.
    Same(&'static Field),
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
