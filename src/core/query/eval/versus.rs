//! Comparisons in memory: a measure over two windows side by side.

use std::collections::BTreeMap;

use crate::packet::Packet;
use crate::query::ast::{Aggregate, Direction, Measure};
use crate::query::plan::{ComparedWindows, DIFFERENCE, Groups, Unknown};
use crate::rows::{Column, ColumnKind};
use crate::value::Value;

use super::AnswerRows;
use super::accumulator::Accumulator;
use super::cell::{self, Ranked};
use super::groups::{GroupKeys, fits, measures};

/// Every group that has packets in one of the windows.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    asked: Groups,
    versus: ComparedWindows,
    rows: BTreeMap<GroupKeys, Sides>,
}

/// A group's measure in either window, and what `having` asks of it now.
#[derive(Debug, Clone)]
struct Sides {
    now: Accumulator,
    then: Accumulator,
    having: Vec<Accumulator>,
}

impl Sides {
    fn new(asked: &Groups) -> Self {
        let mut having = Vec::new();
        if let Some(condition) = &asked.having {
            measures(condition, &mut having);
        }
        Self {
            now: Accumulator::new(asked.measure),
            then: Accumulator::new(asked.measure),
            having: having.into_iter().map(Accumulator::new).collect(),
        }
    }

    /// The measure now, then, and the difference.
    fn values(&self, measure: Measure) -> [Value; 3] {
        let value = |gauge: &Accumulator| match (measure, gauge.value()) {
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
}

impl Comparison {
    /// Of groups.
    pub(super) fn new(asked: Groups, versus: ComparedWindows) -> Self {
        Self { asked, versus, rows: BTreeMap::new() }
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
        let rows = BTreeMap::from([(Vec::new(), Sides::new(&asked))]);
        Self { asked, versus, rows }
    }

    /// Takes a packet into its group, if it lies in a window.
    pub(super) fn add(&mut self, packet: &Packet<'_>) {
        let Some(time) = packet.time else { return };
        let (now, then) = (self.versus.now.holds(time), self.versus.then.holds(time));
        let keys: GroupKeys = self.asked.keys.iter().map(|key| Ranked::by(*key, packet)).collect();
        let is_left_out =
            self.asked.unknown == Unknown::LeftOut && keys.iter().any(|key| key.0 == Value::Null);
        if is_left_out || !now && !then {
            return;
        }
        let sides = self.rows.entry(keys).or_insert_with(|| Sides::new(&self.asked));
        if now {
            sides.now.add(packet);
            sides.having.iter_mut().for_each(|gauge| gauge.add(packet));
        }
        if then {
            sides.then.add(packet);
        }
    }

    /// The groups that are kept, the largest differences first.
    pub(super) fn answer(&self) -> AnswerRows {
        let condition = self.asked.having.as_ref();
        let is_kept =
            |sides: &Sides| condition.is_none_or(|having| fits(having, &mut sides.having.iter()));
        let kept = self.rows.iter().filter(|(_, sides)| is_kept(sides));
        let mut kept: Vec<(&GroupKeys, [Value; 3])> =
            kept.map(|(keys, sides)| (keys, sides.values(self.asked.measure))).collect();
        kept.sort_by(|(_, one), (_, two)| {
            let rank = |[now, _, by]: &[Value; 3]| (Ranked(size(by)), Ranked(now.clone()));
            let order = rank(one).cmp(&rank(two));
            match self.asked.direction {
                Direction::Ascending => order,
                Direction::Descending => order.reverse(),
            }
        });
        let terms = &self.asked.keys;
        let row = |(keys, values): (&GroupKeys, [Value; 3])| {
            let keys = terms.iter().zip(keys).map(|(term, key)| cell::shown_of(*term, &key.0));
            keys.chain(values).collect()
        };
        let [now, then] = ComparedWindows::columns(self.asked.measure);
        let measures = [now, then, DIFFERENCE.to_owned()];
        let measures = measures.into_iter().map(|name| Column::new(name, ColumnKind::Count));
        let keys = terms.iter().map(|term| cell::column_of(*term));
        AnswerRows {
            columns: keys.chain(measures).collect(),
            rows: kept.into_iter().map(row).collect(),
        }
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
