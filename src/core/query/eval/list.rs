//! A list: the packets themselves, in an order.

use std::cmp::Ordering;

use crate::field::{FIELDS, Field};
use crate::packet::Packet;
use crate::query::ast::{Direction, ListOrder};
use crate::query::term::Term;
use crate::value::Value;

use super::answer_rows::AnswerRows;
use super::cell;
use super::code::{Coder, UNKNOWN};
use super::dictionary::{Dictionary, Translation};
use super::first_rows::FirstRows;
use super::packed_keys::PackedKeys;

/// The first packets in an order, of which some fields are kept.
#[derive(Debug, Clone)]
pub(super) struct List {
    coders: Vec<Coder>,
    by: Coder,
    time: Coder,
    direction: Direction,
    rows: FirstRows<ListedRow>,
}

/// A packet, by the codes of its fields.
#[derive(Debug, Clone)]
struct ListedRow {
    by: u64,
    time: u64,
    cells: Box<[u64]>,
}

impl List {
    /// Without packets; it keeps `most`.
    pub(super) fn new(columns: &[&'static Field], order: ListOrder, most: usize) -> Self {
        Self {
            coders: columns.iter().map(|field| Coder::whole(field)).collect(),
            by: Coder::whole(order.by),
            time: Coder::whole(&FIELDS[0]),
            direction: order.direction,
            rows: FirstRows::new(most),
        }
    }

    /// Takes a packet.
    pub(super) fn add(&mut self, packet: &Packet<'_>, dictionary: &mut Dictionary) {
        let by = self.by.code(packet, dictionary);
        let time = self.time.code(packet, dictionary);
        let mut row = ListedRow { by, time, cells: Box::default() };
        // Most packets of a long log come too late by these two alone.
        if !self.rows.takes(|last| match self.compare_times(&row, last, dictionary) {
            Ordering::Equal => Ordering::Less,
            order => order,
        }) {
            return;
        }
        row.cells = self.coders.iter().map(|coder| coder.code(packet, dictionary)).collect();
        self.push(row, dictionary);
    }

    fn push(&mut self, row: ListedRow, dictionary: &Dictionary) {
        let mut rows = std::mem::replace(&mut self.rows, FirstRows::new(0));
        rows.push(row, |one, two| self.compare(one, two, dictionary));
        self.rows = rows;
    }

    /// Takes the packets of another.
    pub(super) fn absorb(
        &mut self,
        mut other: Self,
        translation: &Translation,
        dictionary: &Dictionary,
    ) {
        for row in other.rows.iter_mut() {
            row.by = self.by.translated(row.by, translation);
            for (coder, code) in self.coders.iter().zip(&mut row.cells) {
                *code = coder.translated(*code, translation);
            }
        }
        let mut rows = std::mem::replace(&mut self.rows, FirstRows::new(0));
        rows.absorb(other.rows, |one, two| self.compare(one, two, dictionary));
        self.rows = rows;
    }

    /// The first packets in order; of those that are equal in it the newest come first, and those of
    /// one time by the columns.
    pub(super) fn answer(&self, most: usize, dictionary: &Dictionary) -> AnswerRows {
        let row = |row: &ListedRow| {
            let cells = self.coders.iter().zip(&row.cells);
            cells
                .map(|(coder, code)| {
                    cell::shown(coder.term().field, &coder.value(*code, dictionary))
                })
                .collect()
        };
        let rows = self.rows.sorted(most, |one, two| self.compare(one, two, dictionary));
        AnswerRows {
            columns: self.coders.iter().map(|coder| cell::column(coder.term().field)).collect(),
            rows: rows.into_iter().map(row).collect(),
        }
    }

    fn compare(&self, one: &ListedRow, two: &ListedRow, dictionary: &Dictionary) -> Ordering {
        self.compare_times(one, two, dictionary).then_with(|| {
            let cells = self.coders.iter().zip(&one.cells).zip(&two.cells);
            let mut orders = cells.map(|((coder, one), two)| coder.compare(*one, *two, dictionary));
            orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        })
    }

    /// The order without the columns.
    fn compare_times(&self, one: &ListedRow, two: &ListedRow, dictionary: &Dictionary) -> Ordering {
        let order = self.by.compare(one.by, two.by, dictionary);
        let order = match self.direction {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        };
        order.then_with(|| two.time.cmp(&one.time))
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let row = size_of::<ListedRow>() + self.coders.len() * size_of::<u64>();
        self.rows.capacity() * row
    }
}

/// Every value that a term has.
#[derive(Debug, Clone)]
pub(super) struct DistinctValues {
    coder: Coder,
    values: PackedKeys,
}

impl DistinctValues {
    /// None yet.
    pub(super) fn new(term: Term) -> Self {
        let coder = Coder::new(term);
        Self { coder, values: PackedKeys::new([coder.bits()]) }
    }

    /// Takes a packet's value, if it has one.
    #[inline]
    pub(super) fn add(&mut self, packet: &Packet<'_>, dictionary: &mut Dictionary) {
        let code = self.coder.code(packet, dictionary);
        if code != UNKNOWN {
            self.values.number(&[code]);
        }
    }

    /// Takes the values of another.
    pub(super) fn absorb(&mut self, other: &Self, translation: &Translation) {
        let coder = self.coder;
        self.values.absorb(&other.values, |_, code| coder.translated(code, translation));
    }

    /// The first values in order.
    pub(super) fn answer(&self, most: usize, dictionary: &Dictionary) -> AnswerRows {
        let compare = |one: &u64, two: &u64| self.coder.compare(*one, *two, dictionary);
        let mut first = FirstRows::new(most);
        for number in 0..self.values.len() {
            first.push(self.values.code(number, 0), compare);
        }
        let term = self.coder.term();
        let row = |code: &u64| -> Vec<Value> {
            vec![cell::shown_of(term, &self.coder.value(*code, dictionary))]
        };
        AnswerRows {
            columns: vec![cell::column_of(term)],
            rows: first.sorted(most, compare).into_iter().map(row).collect(),
        }
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.values.size()
    }
}
