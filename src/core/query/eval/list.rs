//! A list: the packets themselves, in an order.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::field::{self, Field};
use crate::packet::Packet;
use crate::query::ast::{Direction, ListOrder};
use crate::query::term::Term;
use crate::value::Value;

use super::AnswerRows;
use super::cell::{self, Ranked};

/// Packets of which some fields are kept.
#[derive(Debug, Clone)]
pub(super) struct List {
    columns: Vec<&'static Field>,
    order: ListOrder,
    rows: Vec<ListedRow>,
}

#[derive(Debug, Clone)]
struct ListedRow {
    by: Ranked,
    time: Ranked,
    ranks: Vec<Ranked>,
    cells: Vec<Value>,
}

impl List {
    /// Without packets.
    pub(super) fn new(columns: Vec<&'static Field>, order: ListOrder) -> Self {
        Self { columns, order, rows: Vec::new() }
    }

    /// Takes a packet.
    pub(super) fn add(&mut self, packet: &Packet<'_>) {
        let cells = self.columns.iter().map(|field| (field.get)(packet).into()).collect();
        let rank = |field: &Field| Ranked::of(field, packet);
        let ranks = self.columns.iter().map(|field| rank(field)).collect();
        let (by, time) = (rank(self.order.by), rank(&field::FIELDS[0]));
        self.rows.push(ListedRow { by, time, ranks, cells });
    }

    /// The packets in order; of those that are equal in it the newest come first, and those of one time
    /// by the columns.
    pub(super) fn answer(&self) -> AnswerRows {
        let mut rows: Vec<&ListedRow> = self.rows.iter().collect();
        rows.sort_by(|one, two| self.compare(one, two));
        let row = |row: &ListedRow| {
            let cells = self.columns.iter().zip(&row.cells);
            cells.map(|(field, value)| cell::shown(field, value)).collect()
        };
        AnswerRows {
            columns: self.columns.iter().map(|field| cell::column(field)).collect(),
            rows: rows.into_iter().map(row).collect(),
        }
    }

    fn compare(&self, one: &ListedRow, two: &ListedRow) -> Ordering {
        let order = one.by.cmp(&two.by);
        let order = match self.order.direction {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        };
        order.then_with(|| two.time.cmp(&one.time)).then_with(|| one.ranks.cmp(&two.ranks))
    }
}

/// Every value that a term has.
#[derive(Debug, Clone)]
pub(super) struct DistinctValues {
    term: Term,
    values: BTreeSet<Ranked>,
}

impl DistinctValues {
    /// None yet.
    pub(super) fn new(term: Term) -> Self {
        Self { term, values: BTreeSet::new() }
    }

    /// Takes a packet's value, if it has one.
    pub(super) fn add(&mut self, packet: &Packet<'_>) {
        let value = Ranked::by(self.term, packet);
        if value.0 != Value::Null {
            self.values.insert(value);
        }
    }

    /// The values in order.
    pub(super) fn answer(&self) -> AnswerRows {
        AnswerRows {
            columns: vec![cell::column_of(self.term)],
            rows: self.values.iter().map(|one| vec![cell::shown_of(self.term, &one.0)]).collect(),
        }
    }
}
