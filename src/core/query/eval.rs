//! Evaluation: a plan answered in memory, from packets as they come, without a store.
//!
//! It is a reading of the language in addition to the stores' SQL, and means the same by every word: each
//! case of `tests/queries` has its rows, and `tests/agreement` compares random queries.

mod accumulator;
mod answer_rows;
mod cell;
mod code;
mod dictionary;
mod first_rows;
mod groups;
mod hash_index;
mod having;
mod histogram;
mod list;
mod matcher;
mod packed_keys;
mod packet_block;
mod versus;

use std::io;

pub use matcher::{BadPattern, Matcher};
pub use packet_block::{PacketBlock, PacketBlockBuilder};

use crate::packet::Packet;
use crate::query::ast::Measure;
use crate::query::plan::{Ask, Plan};
use crate::rows::RowSink;

use accumulator::{Accumulators, GroupMerge};
use answer_rows::AnswerRows;
use dictionary::Dictionary;
use groups::GroupTable;
use histogram::BucketTable;
use list::{DistinctValues, List};
use versus::Comparison;

/// A plan's answer as far as packets have come.
///
/// The answer does not depend on the order in which packets come: whatever two rows of it could
/// swap is alike in every column. So several workers may read parts of a log, each into an
/// evaluation of the same plan, and [`Evaluation::merge`] makes one of them.
#[derive(Debug, Clone)]
pub struct Evaluation {
    matcher: Matcher,
    /// How many rows the answer has at most.
    most: usize,
    gathered: Gathered,
    dictionary: Dictionary,
}

/// The packets, as far as the answer needs them.
#[derive(Debug, Clone)]
enum Gathered {
    Total(Accumulators),
    Groups(GroupTable),
    Comparison(Comparison),
    Histogram(BucketTable),
    List(List),
    Values(DistinctValues),
}

impl Evaluation {
    /// The answer to a plan before the first packet. Where the plan does not say how long the steps of
    /// a histogram are, they last an hour: see [`Evaluation::fit`].
    pub fn new(plan: &Plan) -> Result<Self, BadPattern> {
        let most = plan.limit.and_then(|rows| usize::try_from(rows).ok()).unwrap_or(usize::MAX);
        let gathered = match &plan.ask {
            Ask::Total(measure) => Gathered::Total(total(*measure)),
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
            Ask::List { columns, order } => Gathered::List(List::new(columns, *order, most)),
        };
        Ok(Self { matcher: Matcher::new(plan)?, most, gathered, dictionary: Dictionary::new() })
    }

    /// Makes the steps of a histogram fit the times of its packets, where the plan does not say how long
    /// they are. The answer is that of [`Plan::fit`], without those times being known beforehand.
    #[must_use]
    pub fn fit(mut self) -> Self {
        if let Gathered::Histogram(steps) = &mut self.gathered {
            steps.fit();
        }
        self
    }

    /// Takes a packet; whether it belongs to those that the plan asks about. Only the fields of
    /// [`Plan::fields`] are read.
    #[inline]
    pub fn add(&mut self, packet: &Packet<'_>) -> bool {
        let belongs = self.matcher.matches(packet);
        if belongs {
            let dictionary = &mut self.dictionary;
            match &mut self.gathered {
                Gathered::Total(total) => total.add(0, packet, dictionary),
                Gathered::Groups(table) => table.add(packet, dictionary),
                Gathered::Comparison(comparison) => comparison.add(packet, dictionary),
                Gathered::Histogram(steps) => steps.add(packet, dictionary),
                Gathered::List(list) => list.add(packet, dictionary),
                Gathered::Values(values) => values.add(packet, dictionary),
            }
        }
        belongs
    }

    /// Takes the packets of another evaluation of the same plan, as if they had been added here.
    #[must_use]
    pub fn merge(mut self, mut other: Self) -> Self {
        self.settle();
        other.settle();
        // The smaller one is read again, entry by entry.
        let (mut merged, other) =
            if self.size() < other.size() { (other, self) } else { (self, other) };
        let translation = merged.dictionary.absorb(&other.dictionary);
        let dictionary = &merged.dictionary;
        match (&mut merged.gathered, other.gathered) {
            (Gathered::Total(total), Gathered::Total(other)) => {
                let merge = GroupMerge { groups: &[0], translation: &translation, dictionary };
                total.absorb(&other, &merge);
            }
            (Gathered::Groups(table), Gathered::Groups(other)) => {
                table.absorb(&other, &translation, dictionary);
            }
            (Gathered::Comparison(comparison), Gathered::Comparison(other)) => {
                comparison.absorb(&other, &translation, dictionary);
            }
            (Gathered::Histogram(steps), Gathered::Histogram(other)) => {
                steps.absorb(&other, &translation, dictionary);
            }
            (Gathered::List(list), Gathered::List(other)) => {
                list.absorb(other, &translation, dictionary);
            }
            (Gathered::Values(values), Gathered::Values(other)) => {
                values.absorb(&other, &translation);
            }
            _ => unreachable!("evaluations of different plans are merged"),
        }
        merged
    }

    /// Takes the last packets into their groups.
    fn settle(&mut self) {
        if let Gathered::Groups(table) = &mut self.gathered {
            table.settle(&self.dictionary);
        }
    }

    /// How many bytes are kept of the packets. It grows with groups and values, and with the rows of a
    /// list up to its limit, but not with packets; asking takes a few additions.
    pub fn size(&self) -> usize {
        let gathered = match &self.gathered {
            Gathered::Total(total) => total.size(),
            Gathered::Groups(table) => table.size(),
            Gathered::Comparison(comparison) => comparison.size(),
            Gathered::Histogram(steps) => steps.size(),
            Gathered::List(list) => list.size(),
            Gathered::Values(values) => values.size(),
        };
        gathered + self.dictionary.size()
    }

    /// Pushes the answer, as it is to be shown, into a sink.
    pub fn answer(&mut self, sink: &mut dyn RowSink) -> io::Result<()> {
        self.settle();
        let (most, dictionary) = (self.most, &self.dictionary);
        let AnswerRows { columns, mut rows } = match &self.gathered {
            Gathered::Total(total) => AnswerRows {
                columns: vec![total.at(0).column()],
                rows: vec![vec![total.at(0).value(0, dictionary)]],
            },
            Gathered::Groups(table) => table.answer(most, dictionary),
            Gathered::Comparison(comparison) => comparison.answer(most, dictionary),
            Gathered::Histogram(steps) => steps.answer(most, dictionary),
            Gathered::List(list) => list.answer(most, dictionary),
            Gathered::Values(values) => values.answer(most, dictionary),
        };
        rows.truncate(most);
        sink.columns(&columns)?;
        for row in rows {
            if !sink.row(row)? {
                break;
            }
        }
        sink.finish()
    }
}

/// A measure of all packets: of one group.
fn total(measure: Measure) -> Accumulators {
    let mut total = Accumulators::default();
    total.place(measure);
    total.resize(1);
    total
}
