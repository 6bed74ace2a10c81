//! Groups: packets that share their keys, and what is measured of each group.

use std::cmp::Ordering;
use std::hint::black_box;

use crate::packet::Packet;
use crate::query::ast::{Direction, Measure};
use crate::query::plan::{ColumnContent, GroupColumn, Groups, Unknown};
use crate::rows::{Column, ColumnKind};
use crate::services::Services;
use crate::value::Value;

use super::accumulator::{Accumulators, GroupMerge, SharedValues};
use super::answer_rows::AnswerRows;
use super::cell;
use super::code::{Coder, UNKNOWN};
use super::dictionary::{Dictionary, Translation};
use super::first_rows::FirstRows;
use super::hash_index::Numbered;
use super::having::GroupCondition;
use super::packed_keys::PackedKeys;

/// The keys of every group that packets have made.
#[derive(Debug, Clone)]
pub(super) struct GroupKeys {
    coders: Vec<Coder>,
    unknown: Unknown,
    packed: PackedKeys,
    /// The codes of the packet that is read.
    codes: Vec<u64>,
}

impl GroupKeys {
    /// No groups yet.
    pub(super) fn new(asked: &Groups) -> Self {
        let coders: Vec<Coder> = asked.keys.iter().map(|key| Coder::new(*key)).collect();
        let packed = PackedKeys::new(coders.iter().map(Coder::bits));
        Self { coders, unknown: asked.unknown, packed, codes: Vec::new() }
    }

    /// The group of a packet; `None` if it has none.
    #[inline]
    pub(super) fn group(
        &mut self,
        packet: &Packet<'_>,
        dictionary: &mut Dictionary,
    ) -> Option<Numbered> {
        let mut codes = std::mem::take(&mut self.codes);
        codes.clear();
        let has_group = self.encode(packet, dictionary, &mut codes);
        self.codes = codes;
        has_group.then(|| self.packed.number(&self.codes))
    }

    /// Appends the codes of a packet's keys; `false` if it has no group, and some may be missing.
    #[inline]
    fn encode(
        &self,
        packet: &Packet<'_>,
        dictionary: &mut Dictionary,
        codes: &mut Vec<u64>,
    ) -> bool {
        for coder in &self.coders {
            let code = coder.code(packet, dictionary);
            if code == UNKNOWN && self.unknown == Unknown::LeftOut {
                return false;
            }
            codes.push(code);
        }
        true
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.packed.len()
    }

    /// Compares two groups by their keys, which are never all alike.
    pub(super) fn compare(&self, one: usize, two: usize, dictionary: &Dictionary) -> Ordering {
        let places = self.coders.iter().enumerate();
        let orders = places.map(|(place, coder)| {
            let codes = (self.packed.code(one, place), self.packed.code(two, place));
            coder.compare(codes.0, codes.1, dictionary)
        });
        orders.fold(Ordering::Equal, Ordering::then)
    }

    /// A key of a group, as it is kept.
    pub(super) fn value(&self, group: usize, place: usize, dictionary: &Dictionary) -> Value {
        self.coders[place].value(self.packed.code(group, place), dictionary)
    }

    /// A key of a group, as it is shown.
    pub(super) fn shown(&self, group: usize, place: usize, dictionary: &Dictionary) -> Value {
        let value = self.value(group, place, dictionary);
        cell::shown_of(self.coders[place].term(), &value)
    }

    /// Takes the groups of another. Returns the number that each has here.
    pub(super) fn absorb(&mut self, other: &Self, translation: &Translation) -> Vec<usize> {
        let coders = &self.coders;
        self.packed.absorb(&other.packed, |place, code| coders[place].translated(code, translation))
    }

    /// How many bytes they take.
    pub(super) fn size(&self) -> usize {
        self.packed.size()
    }
}

/// Every group that packets have made, with its measures.
#[derive(Debug, Clone)]
pub(super) struct GroupTable {
    asked: Groups,
    keys: GroupKeys,
    measures: Accumulators,
    shared: Vec<SharedValues>,
    /// The place of the measure that the groups are sorted by.
    by: usize,
    having: GroupCondition,
    columns: Vec<GroupCell>,
    /// Packets that are not in their groups yet: of each the codes of keys, measures and shared values.
    /// Memory is slow to answer but can be asked for many things at once, which a packet at a time
    /// does not do.
    pending: Vec<u64>,
    /// The groups of the pending packets.
    groups: Vec<usize>,
}

/// How many packets are taken into their groups together.
const PENDING: usize = 64;

/// So many groups are in the processor's cache anyway.
const NEAR: usize = 1 << 13;

/// A shown column of a group.
#[derive(Debug, Clone)]
enum GroupCell {
    Key(usize),
    /// The measure at a place.
    Measure(usize),
    /// The shared value at a place.
    Same(usize),
    /// The place of the count of packets, of which a part of all is shown.
    Share(usize),
    Service {
        port: usize,
        proto: usize,
    },
}

impl GroupTable {
    /// Without any groups.
    pub(super) fn new(asked: Groups) -> Self {
        let (mut measures, mut shared) = (Accumulators::default(), Vec::new());
        let by = measures.place(asked.measure);
        let having = GroupCondition::new(asked.having.as_ref(), &mut measures);
        let mut cell = |column: &GroupColumn| match column.content {
            ColumnContent::Key(place) => GroupCell::Key(place),
            ColumnContent::Measure(measure) => GroupCell::Measure(measures.place(measure)),
            ColumnContent::Same(field) => {
                shared.push(SharedValues::new(field));
                GroupCell::Same(shared.len() - 1)
            }
            ColumnContent::Share => GroupCell::Share(measures.place(Measure::Packets)),
            ColumnContent::Service { port, proto } => GroupCell::Service { port, proto },
        };
        let columns = asked.columns.iter().map(&mut cell).collect();
        Self {
            keys: GroupKeys::new(&asked),
            asked,
            measures,
            shared,
            by,
            having,
            columns,
            pending: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// Takes a packet into its group, if it has one.
    #[inline]
    pub(super) fn add(&mut self, packet: &Packet<'_>, dictionary: &mut Dictionary) {
        let before = self.pending.len();
        if !self.keys.encode(packet, dictionary, &mut self.pending) {
            self.pending.truncate(before);
            return;
        }
        self.measures.encode(packet, dictionary, &mut self.pending);
        self.pending.extend(self.shared.iter().map(|shared| shared.code(packet, dictionary)));
        if self.pending.len() >= PENDING * self.row_len() {
            self.settle(dictionary);
        }
    }

    fn row_len(&self) -> usize {
        self.keys.coders.len() + self.measures.len() + self.shared.len()
    }

    /// Takes the pending packets into their groups.
    pub(super) fn settle(&mut self, dictionary: &Dictionary) {
        let mut pending = std::mem::take(&mut self.pending);
        let rows = pending.chunks_exact(self.row_len());
        let keys = self.keys.coders.len();
        let packed = &mut self.keys.packed;
        if packed.len() > NEAR {
            let fetched = rows.clone().map(|row| packed.fetch(&row[..keys]));
            black_box(fetched.fold(0, u64::wrapping_add));
        }
        self.groups.clear();
        self.groups.extend(rows.clone().map(|row| packed.number(&row[..keys]).number()));
        self.measures.resize(self.keys.len());
        let rows = self.groups.iter().copied().zip(rows);
        self.measures.add_rows(rows.clone(), keys, dictionary);
        let before = keys + self.measures.len();
        for (place, shared) in self.shared.iter_mut().enumerate() {
            rows.clone().for_each(|(group, row)| shared.share(group, row[before + place]));
        }
        pending.clear();
        self.pending = pending;
    }

    /// Takes the groups of another.
    pub(super) fn absorb(
        &mut self,
        other: &Self,
        translation: &Translation,
        dictionary: &Dictionary,
    ) {
        let groups = self.keys.absorb(&other.keys, translation);
        self.measures.resize(self.keys.len());
        let merge = GroupMerge { groups: &groups, translation, dictionary };
        self.measures.absorb(&other.measures, &merge);
        for (shared, other) in self.shared.iter_mut().zip(&other.shared) {
            shared.absorb(other, &merge);
        }
    }

    /// The first groups that are kept, in order.
    pub(super) fn answer(&self, most: usize, dictionary: &Dictionary) -> AnswerRows {
        let share = self.columns.iter().find_map(|cell| match cell {
            GroupCell::Share(packets) => Some(*packets),
            _ => None,
        });
        let compare = |one: &usize, two: &usize| self.compare(*one, *two, dictionary);
        let (mut kept, mut packets) = (FirstRows::new(most), 0);
        for group in 0..self.keys.len() {
            if self.having.holds(group, &self.measures, dictionary) {
                packets += share.map_or(0, |share| self.measures.at(share).count(group));
                kept.push(group, compare);
            }
        }
        let kept = kept.sorted(most, compare);
        AnswerRows {
            columns: self.columns.iter().zip(&self.asked.columns).map(self.column()).collect(),
            rows: kept.into_iter().map(|group| self.row(*group, packets, dictionary)).collect(),
        }
    }

    fn compare(&self, one: usize, two: usize, dictionary: &Dictionary) -> Ordering {
        let order = self.measures.at(self.by).compare(one, two, dictionary);
        let order = match self.asked.direction {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        };
        order.then_with(|| self.keys.compare(one, two, dictionary))
    }

    /// The shown values of a group; `packets` is how many all groups have.
    fn row(&self, group: usize, packets: u64, dictionary: &Dictionary) -> Vec<Value> {
        let key = |place: usize| self.keys.value(group, place, dictionary);
        let cell = |cell: &GroupCell| match cell {
            GroupCell::Key(place) => self.keys.shown(group, *place, dictionary),
            GroupCell::Measure(place) => self.measures.at(*place).value(group, dictionary),
            GroupCell::Same(place) => self.shared[*place].value(group, dictionary),
            GroupCell::Share(place) => share(self.measures.at(*place).count(group), packets),
            GroupCell::Service { port, proto } => service(&key(*port), &key(*proto)),
        };
        self.columns.iter().map(cell).collect()
    }

    fn column(&self) -> impl Fn((&GroupCell, &GroupColumn)) -> Column {
        |(cell, asked)| {
            let column = match cell {
                GroupCell::Key(place) => cell::column_of(self.asked.keys[*place]),
                GroupCell::Measure(place) => self.measures.at(*place).column(),
                GroupCell::Same(place) => self.shared[*place].column(),
                GroupCell::Share(_) => Column::new("share", ColumnKind::Count),
                GroupCell::Service { .. } => Column::new("service", ColumnKind::Text),
            };
            match &asked.heading {
                Some(heading) => Column::new(heading, column.kind),
                None => column,
            }
        }
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let shared: usize = self.shared.iter().map(SharedValues::size).sum();
        self.keys.size() + self.measures.size() + shared
    }
}

/// A part of all in per cent. A server's quotient has four decimals before it is rounded to one.
fn share(packets: u64, all: u64) -> Value {
    let (packets, all) = (i128::from(packets), i128::from(all));
    if all == 0 {
        return Value::Null;
    }
    let quotient = (packets * 2_000_000 + all).div_euclid(2 * all);
    Value::Float((quotient + 500).div_euclid(1000) as f64 / 10.0)
}

fn service(port: &Value, proto: &Value) -> Value {
    let (Value::Int(port), Value::Text(proto)) = (port, proto) else { return Value::Null };
    let port = u16::try_from(*port).ok();
    let name = port.and_then(|port| Services::system().name(port, proto));
    name.map_or(Value::Null, |name| Value::Text(name.to_owned()))
}
