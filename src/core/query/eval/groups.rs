//! Groups: packets that share their keys, and what is measured of each group.

use std::collections::BTreeMap;

use crate::packet::Packet;
use crate::query::ast::{Direction, Having, Measure, Relation};
use crate::query::plan::{ColumnContent, GroupColumn as Asked, Groups, Unknown};
use crate::query::term::Term;
use crate::rows::{Column, ColumnKind};
use crate::services::Services;
use crate::value::Value;

use super::AnswerRows;
use super::accumulator::{Accumulator, Same};
use super::cell::{self, Ranked};

/// The keys of a group, in the order that breaks ties.
pub(super) type GroupKeys = Vec<Ranked>;

/// Every group that packets have made.
#[derive(Debug, Clone)]
pub(super) struct GroupTable {
    asked: Groups,
    rows: BTreeMap<GroupKeys, Group>,
}

/// What is known of a group.
#[derive(Debug, Clone)]
struct Group {
    measure: Accumulator,
    having: Vec<Accumulator>,
    columns: Vec<GroupCell>,
}

/// A shown column of a group.
#[derive(Debug, Clone)]
enum GroupCell {
    Key(usize),
    Measure(Accumulator),
    Same(Same),
    /// Packets, of which a part of all is shown.
    Share(Accumulator),
    Service {
        port: usize,
        proto: usize,
    },
}

impl GroupTable {
    /// Without any groups.
    pub(super) fn new(asked: Groups) -> Self {
        Self { asked, rows: BTreeMap::new() }
    }

    /// Takes a packet into its group, if it has one.
    pub(super) fn add(&mut self, packet: &Packet<'_>) {
        let keys: GroupKeys = self.asked.keys.iter().map(|key| Ranked::by(*key, packet)).collect();
        let is_known = |key: &Ranked| key.0 != Value::Null;
        if self.asked.unknown == Unknown::LeftOut && !keys.iter().all(is_known) {
            return;
        }
        self.rows.entry(keys).or_insert_with(|| Group::new(&self.asked)).add(packet);
    }

    /// The groups that are kept, in order.
    pub(super) fn answer(&self) -> AnswerRows {
        let condition = self.asked.having.as_ref();
        let mut kept: Vec<(&GroupKeys, &Group)> = self
            .rows
            .iter()
            .filter(|(_, group)| condition.is_none_or(|having| group.fits(having)))
            .collect();
        // The sort is stable: groups that are alike stay in the order of their keys.
        kept.sort_by(|(_, one), (_, two)| {
            let order = Ranked(one.measure.value()).cmp(&Ranked(two.measure.value()));
            match self.asked.direction {
                Direction::Ascending => order,
                Direction::Descending => order.reverse(),
            }
        });
        let terms = &self.asked.keys;
        let all = kept.iter().filter_map(|(_, group)| group.packets()).sum();
        AnswerRows {
            columns: Group::new(&self.asked).columns(&self.asked),
            rows: kept.into_iter().map(|(keys, group)| group.row(terms, keys, all)).collect(),
        }
    }
}

impl Group {
    fn new(asked: &Groups) -> Self {
        let mut having = Vec::new();
        if let Some(condition) = &asked.having {
            measures(condition, &mut having);
        }
        let cell = |column: &Asked| match column.content {
            ColumnContent::Key(place) => GroupCell::Key(place),
            ColumnContent::Measure(measure) => GroupCell::Measure(Accumulator::new(measure)),
            ColumnContent::Same(field) => GroupCell::Same(Same::new(field)),
            ColumnContent::Share => GroupCell::Share(Accumulator::new(Measure::Packets)),
            ColumnContent::Service { port, proto } => GroupCell::Service { port, proto },
        };
        Self {
            measure: Accumulator::new(asked.measure),
            having: having.into_iter().map(Accumulator::new).collect(),
            columns: asked.columns.iter().map(cell).collect(),
        }
    }

    fn add(&mut self, packet: &Packet<'_>) {
        self.measure.add(packet);
        self.having.iter_mut().for_each(|gauge| gauge.add(packet));
        for cell in &mut self.columns {
            match cell {
                GroupCell::Measure(gauge) | GroupCell::Share(gauge) => gauge.add(packet),
                GroupCell::Same(same) => same.add(packet),
                GroupCell::Key(_) | GroupCell::Service { .. } => {}
            }
        }
    }

    fn fits(&self, condition: &Having) -> bool {
        fits(condition, &mut self.having.iter())
    }

    /// How many packets it has, where a share of them is shown.
    fn packets(&self) -> Option<i128> {
        self.columns.iter().find_map(|cell| match cell {
            GroupCell::Share(packets) => number(packets),
            _ => None,
        })
    }

    /// The shown values; `all` is how many packets all groups have.
    fn row(&self, terms: &[Term], keys: &GroupKeys, all: i128) -> Vec<Value> {
        let cell = |cell: &GroupCell| match cell {
            GroupCell::Key(place) => cell::shown_of(terms[*place], &keys[*place].0),
            GroupCell::Measure(gauge) => gauge.value(),
            GroupCell::Same(same) => same.value(),
            GroupCell::Share(packets) => share(number(packets).unwrap_or_default(), all),
            GroupCell::Service { port, proto } => service(&keys[*port].0, &keys[*proto].0),
        };
        self.columns.iter().map(cell).collect()
    }

    fn columns(&self, asked: &Groups) -> Vec<Column> {
        let column = |(cell, asked_column): (&GroupCell, &Asked)| {
            let column = match cell {
                GroupCell::Key(place) => cell::column_of(asked.keys[*place]),
                GroupCell::Measure(gauge) => gauge.column(),
                GroupCell::Same(same) => same.column(),
                GroupCell::Share(_) => Column::new("share", ColumnKind::Count),
                GroupCell::Service { .. } => Column::new("service", ColumnKind::Text),
            };
            match &asked_column.heading {
                Some(heading) => Column::new(heading, column.kind),
                None => column,
            }
        };
        self.columns.iter().zip(&asked.columns).map(column).collect()
    }
}

/// The measures of a condition, in the order in which [`fits`] takes them.
pub(super) fn measures(condition: &Having, found: &mut Vec<Measure>) {
    match condition {
        Having::And(parts) | Having::Or(parts) => {
            parts.iter().for_each(|part| measures(part, found));
        }
        Having::Test(measure, ..) => found.push(measure.node),
    }
}

/// Whether a condition holds of measures that were read. Every part takes its gauges, whatever the
/// parts before it said.
pub(super) fn fits<'g>(
    condition: &Having,
    gauges: &mut impl Iterator<Item = &'g Accumulator>,
) -> bool {
    let (parts, all) = match condition {
        Having::And(parts) => (parts, true),
        Having::Or(parts) => (parts, false),
        Having::Test(_, relation, number) => {
            let gauge = gauges.next();
            return gauge.is_some_and(|gauge| stands(&gauge.value(), *relation, *number));
        }
    };
    let fitting = parts.iter().filter(|part| fits(part, gauges)).count();
    if all { fitting == parts.len() } else { fitting > 0 }
}

/// Whether a measure stands in a relation to a number; an unknown one stands in none.
fn stands(value: &Value, relation: Relation, number: i64) -> bool {
    match value {
        Value::Int(value) => relation.holds(value, &i128::from(number)),
        Value::Float(value) => relation.holds(value, &(number as f64)),
        _ => false,
    }
}

fn number(packets: &Accumulator) -> Option<i128> {
    match packets.value() {
        Value::Int(packets) => Some(packets),
        _ => None,
    }
}

/// A part of all in per cent. A server's quotient has four decimals before it is rounded to one.
fn share(packets: i128, all: i128) -> Value {
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
