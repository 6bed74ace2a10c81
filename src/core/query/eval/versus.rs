//! Comparisons in memory: a measure over two windows side by side.

use std::cmp::Ordering;

use crate::packet::Packet;
use crate::query::ast::{Aggregate, Direction, Measure};
use crate::query::plan::{ComparedWindows, DIFFERENCE, Groups, Unknown};
use crate::rows::{Column, ColumnKind};
use crate::value::Value;

use super::accumulator::{Accumulators, GroupMerge};
use super::answer_rows::AnswerRows;
use super::cell::{self, Ranked};
use super::dictionary::{Dictionary, Translation};
use super::first_rows::FirstRows;
use super::groups::GroupKeys;
use super::hash_index::Numbered;
use super::having::GroupCondition;

/// Every group that has packets in one of the windows.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    asked: Groups,
    versus: ComparedWindows,
    keys: GroupKeys,
    /// The measure now, and those that `having` asks of it.
    now: Accumulators,
    /// The measure then.
    then: Accumulators,
    /// The place of the measure, which is the same on both sides.
    measure: usize,
    having: GroupCondition,
}

/// A group with its measure now, then, and the difference.
type ComparedGroup = (usize, [Value; 3]);

impl Comparison {
    /// Of groups.
    pub(super) fn new(asked: Groups, versus: ComparedWindows) -> Self {
        let (mut now, mut then) = (Accumulators::default(), Accumulators::default());
        let measure = now.place(asked.measure);
        then.place(asked.measure);
        let having = GroupCondition::new(asked.having.as_ref(), &mut now);
        Self { keys: GroupKeys::new(&asked), asked, versus, now, then, measure, having }
    }

    /// Of all packets: one group, also without packets.
    pub(super) fn total(measure: Measure, versus: ComparedWindows) -> Self {
        let asked = Groups {
            keys: Vec::new(),
            unknown: Unknown::Kept,
            measure,
            direction: Direction::Descending,
            having: None,
            versus: Some(versus),
            columns: Vec::new(),
        };
        let mut total = Self::new(asked, versus);
        let group = total.keys.group(&Packet::default(), &mut Dictionary::new());
        total.resize(group.map_or(0, |group| group.number() + 1));
        total
    }

    /// Takes a packet into its group, if it lies in a window.
    #[inline]
    pub(super) fn add(&mut self, packet: &Packet<'_>, dictionary: &mut Dictionary) {
        let Some(time) = packet.time else { return };
        let (now, then) = (self.versus.now.holds(time), self.versus.then.holds(time));
        if !now && !then {
            return;
        }
        let Some(numbered) = self.keys.group(packet, dictionary) else { return };
        if let Numbered::New(group) = numbered {
            self.resize(group + 1);
        }
        let group = numbered.number();
        if now {
            self.now.add(group, packet, dictionary);
        }
        if then {
            self.then.add(group, packet, dictionary);
        }
    }

    fn resize(&mut self, groups: usize) {
        self.now.resize(groups);
        self.then.resize(groups);
    }

    /// Takes the groups of another.
    pub(super) fn absorb(
        &mut self,
        other: &Self,
        translation: &Translation,
        dictionary: &Dictionary,
    ) {
        let groups = self.keys.absorb(&other.keys, translation);
        self.resize(self.keys.len());
        let merge = GroupMerge { groups: &groups, translation, dictionary };
        self.now.absorb(&other.now, &merge);
        self.then.absorb(&other.then, &merge);
    }

    /// The first groups that are kept, the largest differences first.
    pub(super) fn answer(&self, most: usize, dictionary: &Dictionary) -> AnswerRows {
        let compare = |one: &ComparedGroup, two: &ComparedGroup| self.compare(one, two, dictionary);
        let mut kept = FirstRows::new(most);
        for group in 0..self.keys.len() {
            if self.having.holds(group, &self.now, dictionary) {
                kept.push((group, self.values(group, dictionary)), compare);
            }
        }
        let row = |(group, values): &ComparedGroup| {
            let keys =
                (0..self.asked.keys.len()).map(|key| self.keys.shown(*group, key, dictionary));
            keys.chain(values.iter().cloned()).collect()
        };
        let [now, then] = ComparedWindows::columns(self.asked.measure);
        let measures = [now, then, DIFFERENCE.to_owned()];
        let measures = measures.into_iter().map(|name| Column::new(name, ColumnKind::Count));
        let keys = self.asked.keys.iter().map(|term| cell::column_of(*term));
        AnswerRows {
            columns: keys.chain(measures).collect(),
            rows: kept.sorted(most, compare).into_iter().map(row).collect(),
        }
    }

    /// The measure of a group now, then, and the difference.
    fn values(&self, group: usize, dictionary: &Dictionary) -> [Value; 3] {
        let value = |side: &Accumulators| match (
            self.asked.measure,
            side.at(self.measure).value(group, dictionary),
        ) {
            (Measure::Of(Aggregate::Sum, _), Value::Null) => Value::Int(0),
            (_, value) => value,
        };
        let (now, then) = (value(&self.now), value(&self.then));
        let difference = match (&now, &then) {
            (Value::Int(now), Value::Int(then)) => Value::Int(now - then),
            (Value::Float(now), Value::Float(then)) => Value::Float(now - then),
            _ => Value::Null,
        };
        [now, then, difference]
    }

    fn compare(
        &self,
        (one, [one_now, _, one_by]): &ComparedGroup,
        (two, [two_now, _, two_by]): &ComparedGroup,
        dictionary: &Dictionary,
    ) -> Ordering {
        let order = Ranked(size(one_by)).cmp(&Ranked(size(two_by)));
        let order = order.then_with(|| Ranked(one_now.clone()).cmp(&Ranked(two_now.clone())));
        let order = match self.asked.direction {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        };
        order.then_with(|| self.keys.compare(*one, *two, dictionary))
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.keys.size() + self.now.size() + self.then.size()
    }
}

/// How large a difference is.
fn size(difference: &Value) -> Value {
    match difference {
        Value::Int(number) => Value::Int(number.abs()),
        Value::Float(number) => Value::Float(number.abs()),
        other => other.clone(),
    }
}
