//! Evaluation: a plan answered in memory, from packets as they come, without a store.
//!
//! It is a reading of the language beside the stores' SQL, and means the same by every word: each
//! case of `tests/queries` has its rows, and `tests/agreement` compares random queries.

mod accumulator;
mod cell;
mod groups;
mod histogram;
mod list;
mod matcher;
mod versus;

use std::io;

pub use matcher::{BadPattern, Matcher};

use crate::packet::Packet;
use crate::query::plan::{Ask, Plan};
use crate::rows::{Column, RowSink};
use crate::value::Value;

use accumulator::Accumulator;
use groups::GroupTable;
use histogram::BucketTable;
use list::{DistinctValues, List};
use versus::Comparison;

/// A plan's answer as far as packets have come.
#[derive(Debug, Clone)]
pub struct Evaluation {
    matcher: Matcher,
    limit: Option<u64>,
    gathered: Gathered,
}

/// What is kept of the packets.
#[derive(Debug, Clone)]
enum Gathered {
    Total(Accumulator),
    Groups(GroupTable),
    Comparison(Comparison),
    Histogram(BucketTable),
    List(List),
    Values(DistinctValues),
}

/// The columns and the rows of an answer.
struct AnswerRows {
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

impl Evaluation {
    /// The answer to a plan before the first packet.
    pub fn new(plan: &Plan) -> Result<Self, BadPattern> {
        let gathered = match &plan.ask {
            Ask::Total(measure) => Gathered::Total(Accumulator::new(*measure)),
            Ask::TotalVersus(measure, versus) => {
                Gathered::Comparison(Comparison::total(*measure, *versus))
            }
            Ask::Groups(groups) => match groups.versus {
                Some(versus) => Gathered::Comparison(Comparison::new(groups.clone(), versus)),
                None => Gathered::Groups(GroupTable::new(groups.clone())),
            },
            Ask::Histogram(asked) => {
                Gathered::Histogram(BucketTable::new(asked.clone(), plan.window))
            }
            Ask::Values(term) => Gathered::Values(DistinctValues::new(*term)),
            Ask::List { columns, order } => Gathered::List(List::new(columns.clone(), *order)),
        };
        Ok(Self { matcher: Matcher::new(plan)?, limit: plan.limit, gathered })
    }

    /// Takes a packet; whether it belongs to those that the plan asks about.
    pub fn add(&mut self, packet: &Packet<'_>) -> bool {
        let belongs = self.matcher.matches(packet);
        if belongs {
            match &mut self.gathered {
                Gathered::Total(gauge) => gauge.add(packet),
                Gathered::Groups(table) => table.add(packet),
                Gathered::Comparison(comparison) => comparison.add(packet),
                Gathered::Histogram(steps) => steps.add(packet),
                Gathered::List(list) => list.add(packet),
                Gathered::Values(values) => values.add(packet),
            }
        }
        belongs
    }

    /// Pushes the answer, as it is to be shown, into a sink.
    pub fn answer(&self, sink: &mut dyn RowSink) -> io::Result<()> {
        let AnswerRows { columns, rows } = match &self.gathered {
            Gathered::Total(gauge) => {
                AnswerRows { columns: vec![gauge.column()], rows: vec![vec![gauge.value()]] }
            }
            Gathered::Groups(table) => table.answer(),
            Gathered::Comparison(comparison) => comparison.answer(),
            Gathered::Histogram(steps) => steps.answer(),
            Gathered::List(list) => list.answer(),
            Gathered::Values(values) => values.answer(),
        };
        sink.columns(&columns)?;
        let most = self.limit.and_then(|rows| usize::try_from(rows).ok()).unwrap_or(usize::MAX);
        for row in rows.into_iter().take(most) {
            if !sink.row(row)? {
                break;
            }
        }
        sink.finish()
    }
}
