//! Accumulators: measures of groups of packets, kept in one column for each measure.

use std::cmp::Ordering;
use std::hint::black_box;

use crate::field::Field;
use crate::packet::Packet;
use crate::query::ast::{Aggregate, Measure};
use crate::rows::{Column, ColumnKind};
use crate::value::Value;

use super::cell;
use super::code::{Coder, UNKNOWN};
use super::dictionary::{Dictionary, Translation};
use super::hash_index::Numbered;
use super::packed_keys::PackedKeys;

/// Different measures of the same groups. A group is named by its number.
#[derive(Debug, Clone, Default)]
pub(super) struct Accumulators(Vec<Accumulator>);

/// A measure of each group.
#[derive(Debug, Clone)]
pub(super) struct Accumulator {
    measure: Measure,
    state: AccumulatorState,
}

/// The aggregate of each group's packets so far.
#[derive(Debug, Clone)]
enum AccumulatorState {
    Packets(Vec<u64>),
    Known(Coder, Vec<u64>),
    Distinct(Coder, DistinctCounts),
    Sum(Coder, Vec<SumState>),
    /// The code of the smallest or largest value.
    Extreme(Coder, Vec<u64>),
}

/// How many different values each group has.
#[derive(Debug, Clone)]
struct DistinctCounts {
    /// Every group with each of its values.
    seen: PackedKeys,
    counts: Vec<u64>,
}

#[derive(Debug, Clone, Copy, Default)]
struct SumState {
    sum: u128,
    known: u64,
}

impl Accumulators {
    /// The same measures without groups.
    pub(super) fn empty(&self) -> Self {
        Self(self.0.iter().map(|accumulator| Accumulator::new(accumulator.measure)).collect())
    }

    /// The place of a measure, which is added if it is not there.
    pub(super) fn place(&mut self, measure: Measure) -> usize {
        let known = self.0.iter().position(|known| known.measure == measure);
        known.unwrap_or_else(|| {
            self.0.push(Accumulator::new(measure));
            self.0.len() - 1
        })
    }

    /// The accumulator at a place.
    pub(super) fn at(&self, place: usize) -> &Accumulator {
        &self.0[place]
    }

    /// Makes room for groups without packets, so that there are `groups` in all.
    pub(super) fn resize(&mut self, groups: usize) {
        self.0.iter_mut().for_each(|accumulator| accumulator.resize(groups));
    }

    /// Reads a packet of a group.
    #[inline]
    pub(super) fn add(&mut self, group: usize, packet: &Packet<'_>, dictionary: &mut Dictionary) {
        for accumulator in &mut self.0 {
            accumulator.add(group, packet, dictionary);
        }
    }

    /// Appends what is measured of a packet: a code for each measure.
    #[inline]
    pub(super) fn encode(
        &self,
        packet: &Packet<'_>,
        dictionary: &mut Dictionary,
        codes: &mut Vec<u64>,
    ) {
        codes.extend(self.0.iter().map(|accumulator| accumulator.code(packet, dictionary)));
    }

    /// Reads packets that were encoded: of each its group and its row, in which the codes follow
    /// `before` others.
    pub(super) fn add_rows<'r>(
        &mut self,
        rows: impl Iterator<Item = (usize, &'r [u64])> + Clone,
        before: usize,
        dictionary: &Dictionary,
    ) {
        for (place, accumulator) in self.0.iter_mut().enumerate() {
            let codes = rows.clone().map(|(group, row)| (group, row[before + place]));
            if let AccumulatorState::Distinct(_, distinct) = &mut accumulator.state {
                let fetched = codes.clone().map(|(group, code)| distinct.fetch(group, code));
                black_box(fetched.fold(0, u64::wrapping_add));
            }
            codes.for_each(|(group, code)| accumulator.add_code(group, code, dictionary));
        }
    }

    /// How many measures there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes the measures of another's groups; `merge` says which groups they are here.
    pub(super) fn absorb(&mut self, other: &Self, merge: &GroupMerge<'_>) {
        for (accumulator, other) in self.0.iter_mut().zip(&other.0) {
            accumulator.absorb(other, merge);
        }
    }

    /// How many bytes they take.
    pub(super) fn size(&self) -> usize {
        self.0.iter().map(Accumulator::size).sum()
    }
}

/// How the groups of one part of an evaluation are merged into another's.
#[derive(Debug, Clone, Copy)]
pub(super) struct GroupMerge<'m> {
    /// The number that each group of the other part has in this one.
    pub(super) groups: &'m [usize],
    /// The numbers that its texts and addresses have here.
    pub(super) translation: &'m Translation,
    pub(super) dictionary: &'m Dictionary,
}

impl Accumulator {
    fn new(measure: Measure) -> Self {
        let state = match measure {
            Measure::Packets => AccumulatorState::Packets(Vec::new()),
            Measure::Of(aggregate, field) => {
                let coder = Coder::whole(field);
                match aggregate {
                    Aggregate::Known => AccumulatorState::Known(coder, Vec::new()),
                    Aggregate::Distinct => AccumulatorState::Distinct(
                        coder,
                        DistinctCounts {
                            seen: PackedKeys::new([u32::BITS, coder.bits()]),
                            counts: Vec::new(),
                        },
                    ),
                    Aggregate::Sum | Aggregate::Avg => AccumulatorState::Sum(coder, Vec::new()),
                    Aggregate::Min | Aggregate::Max => AccumulatorState::Extreme(coder, Vec::new()),
                }
            }
        };
        Self { measure, state }
    }

    fn resize(&mut self, groups: usize) {
        match &mut self.state {
            AccumulatorState::Packets(counts)
            | AccumulatorState::Known(_, counts)
            | AccumulatorState::Distinct(_, DistinctCounts { counts, .. }) => {
                counts.resize(groups, 0);
            }
            AccumulatorState::Sum(_, sums) => sums.resize(groups, SumState::default()),
            AccumulatorState::Extreme(_, codes) => codes.resize(groups, UNKNOWN),
        }
    }

    /// Reads a packet; one that lacks the field counts only where packets do.
    #[inline]
    fn add(&mut self, group: usize, packet: &Packet<'_>, dictionary: &mut Dictionary) {
        let code = self.code(packet, dictionary);
        self.add_code(group, code, dictionary);
    }

    /// The code of what is measured of a packet; any, where packets are counted.
    #[inline]
    fn code(&self, packet: &Packet<'_>, dictionary: &mut Dictionary) -> u64 {
        match &self.state {
            AccumulatorState::Packets(_) => UNKNOWN,
            AccumulatorState::Known(coder, _)
            | AccumulatorState::Distinct(coder, _)
            | AccumulatorState::Sum(coder, _)
            | AccumulatorState::Extreme(coder, _) => coder.code(packet, dictionary),
        }
    }

    #[inline]
    fn add_code(&mut self, group: usize, code: u64, dictionary: &Dictionary) {
        match &mut self.state {
            AccumulatorState::Packets(counts) => counts[group] += 1,
            AccumulatorState::Known(_, counts) => counts[group] += u64::from(code != UNKNOWN),
            AccumulatorState::Distinct(_, distinct) => distinct.add(group, code),
            AccumulatorState::Sum(_, sums) => {
                // The code of a number is the number plus one, and zero if it is unknown.
                if let Some(number) = code.checked_sub(1) {
                    let SumState { sum, known } = &mut sums[group];
                    *sum += u128::from(number);
                    *known += 1;
                }
            }
            AccumulatorState::Extreme(coder, codes) => {
                let order = extreme_order(self.measure);
                keep_extreme(&mut codes[group], code, *coder, order, dictionary);
            }
        }
    }

    fn absorb(&mut self, other: &Self, merge: &GroupMerge<'_>) {
        let groups = merge.groups;
        match (&mut self.state, &other.state) {
            (AccumulatorState::Packets(counts), AccumulatorState::Packets(others))
            | (AccumulatorState::Known(_, counts), AccumulatorState::Known(_, others)) => {
                groups.iter().zip(others).for_each(|(group, other)| counts[*group] += other);
            }
            (
                AccumulatorState::Distinct(coder, distinct),
                AccumulatorState::Distinct(_, DistinctCounts { seen, .. }),
            ) => {
                for pair in 0..seen.len() {
                    let group = groups[seen.code(pair, 0) as usize];
                    distinct.add(group, coder.translated(seen.code(pair, 1), merge.translation));
                }
            }
            (AccumulatorState::Sum(_, sums), AccumulatorState::Sum(_, others)) => {
                for (group, other) in groups.iter().zip(others) {
                    sums[*group].sum += other.sum;
                    sums[*group].known += other.known;
                }
            }
            (AccumulatorState::Extreme(coder, codes), AccumulatorState::Extreme(_, others)) => {
                let order = extreme_order(self.measure);
                for (group, other) in groups.iter().zip(others) {
                    let code = coder.translated(*other, merge.translation);
                    keep_extreme(&mut codes[*group], code, *coder, order, merge.dictionary);
                }
            }
            _ => unreachable!("both parts measure the same"),
        }
    }

    /// The measure of a group; `Null` for the sum, mean, minimum and maximum of no values.
    pub(super) fn value(&self, group: usize, dictionary: &Dictionary) -> Value {
        match &self.state {
            AccumulatorState::Packets(counts)
            | AccumulatorState::Known(_, counts)
            | AccumulatorState::Distinct(_, DistinctCounts { counts, .. }) => {
                Value::Int(counts[group].into())
            }
            AccumulatorState::Sum(_, sums) => match (sums[group], self.measure) {
                (SumState { known: 0, .. }, _) => Value::Null,
                (sum, Measure::Of(Aggregate::Avg, _)) => Value::Float(sum.mean()),
                (SumState { sum, .. }, _) => i128::try_from(sum).map_or(Value::Null, Value::Int),
            },
            AccumulatorState::Extreme(coder, codes) => coder.value(codes[group], dictionary),
        }
    }

    /// How many packets or values a group has; zero for measures of another kind.
    pub(super) fn count(&self, group: usize) -> u64 {
        match &self.state {
            AccumulatorState::Packets(counts)
            | AccumulatorState::Known(_, counts)
            | AccumulatorState::Distinct(_, DistinctCounts { counts, .. }) => counts[group],
            AccumulatorState::Sum(..) | AccumulatorState::Extreme(..) => 0,
        }
    }

    /// Compares the measures of two groups; the unknown comes first.
    pub(super) fn compare(&self, one: usize, two: usize, dictionary: &Dictionary) -> Ordering {
        match &self.state {
            AccumulatorState::Packets(counts)
            | AccumulatorState::Known(_, counts)
            | AccumulatorState::Distinct(_, DistinctCounts { counts, .. }) => {
                counts[one].cmp(&counts[two])
            }
            AccumulatorState::Sum(_, sums) => {
                let (one, two) = (sums[one], sums[two]);
                let is_known = (one.known > 0).cmp(&(two.known > 0));
                is_known.then_with(|| match self.measure {
                    Measure::Of(Aggregate::Avg, _) => one.mean().total_cmp(&two.mean()),
                    _ => one.sum.cmp(&two.sum),
                })
            }
            AccumulatorState::Extreme(coder, codes) => {
                coder.compare(codes[one], codes[two], dictionary)
            }
        }
    }

    /// The column of its values.
    pub(super) fn column(&self) -> Column {
        let kind = match self.measure {
            Measure::Of(Aggregate::Min | Aggregate::Max, field) => cell::column(field).kind,
            _ => ColumnKind::Count,
        };
        Column::new(self.measure.column(), kind)
    }

    fn size(&self) -> usize {
        match &self.state {
            AccumulatorState::Packets(counts)
            | AccumulatorState::Known(_, counts)
            | AccumulatorState::Extreme(_, counts) => counts.capacity() * size_of::<u64>(),
            AccumulatorState::Distinct(_, DistinctCounts { seen, counts }) => {
                seen.size() + counts.capacity() * size_of::<u64>()
            }
            AccumulatorState::Sum(_, sums) => sums.capacity() * size_of::<SumState>(),
        }
    }
}

impl DistinctCounts {
    /// See [`PackedKeys::fetch`].
    fn fetch(&mut self, group: usize, code: u64) -> u64 {
        self.seen.fetch(&[group as u64, code])
    }

    fn add(&mut self, group: usize, code: u64) {
        if code != UNKNOWN
            && let Numbered::New(_) = self.seen.number(&[group as u64, code])
        {
            self.counts[group] += 1;
        }
    }
}

impl SumState {
    fn mean(self) -> f64 {
        match self.known {
            0 => 0.0,
            known => self.sum as f64 / known as f64,
        }
    }
}

/// How a value compares with those that it replaces as the extreme.
fn extreme_order(measure: Measure) -> Ordering {
    match measure {
        Measure::Of(Aggregate::Min, _) => Ordering::Less,
        _ => Ordering::Greater,
    }
}

fn keep_extreme(kept: &mut u64, code: u64, coder: Coder, order: Ordering, dictionary: &Dictionary) {
    let is_known = code != UNKNOWN;
    if is_known && (*kept == UNKNOWN || coder.compare(code, *kept, dictionary) == order) {
        *kept = code;
    }
}

/// The value that all packets of a group share, for each group.
#[derive(Debug, Clone)]
pub(super) struct SharedValues {
    coder: Coder,
    /// The code of each group's value, or [`DIFFERENT`].
    codes: Vec<u64>,
}

/// Instead of the code of a value: not all packets of a group have the same.
const DIFFERENT: u64 = u64::MAX;

impl SharedValues {
    /// Without groups.
    pub(super) fn new(field: &'static Field) -> Self {
        Self { coder: Coder::whole(field), codes: Vec::new() }
    }

    /// The code of a packet's value.
    #[inline]
    pub(super) fn code(&self, packet: &Packet<'_>, dictionary: &mut Dictionary) -> u64 {
        self.coder.code(packet, dictionary)
    }

    /// Takes the values of another's groups.
    pub(super) fn absorb(&mut self, other: &Self, merge: &GroupMerge<'_>) {
        for (group, code) in merge.groups.iter().zip(&other.codes) {
            let code = match *code {
                DIFFERENT => DIFFERENT,
                code => self.coder.translated(code, merge.translation),
            };
            self.share(*group, code);
        }
    }

    /// Compares the value of a group's packet with those before; a new group has the next number.
    pub(super) fn share(&mut self, group: usize, code: u64) {
        match self.codes.get_mut(group) {
            Some(shared) if *shared == code => {}
            Some(shared) => *shared = DIFFERENT,
            None => self.codes.push(code),
        }
    }

    /// The value as text, `*` where packets differ, `Null` where none has one.
    pub(super) fn value(&self, group: usize, dictionary: &Dictionary) -> Value {
        match self.codes[group] {
            UNKNOWN => Value::Null,
            DIFFERENT => Value::Text("*".to_owned()),
            code => Value::Text(self.coder.value(code, dictionary).to_string()),
        }
    }

    /// The column of its values.
    pub(super) fn column(&self) -> Column {
        Column::new(format!("same_{}", self.coder.term().field.name), ColumnKind::Text)
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.codes.capacity() * size_of::<u64>()
    }
}
