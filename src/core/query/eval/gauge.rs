//! A gauge: a measure of the packets that were added to it.

use std::collections::BTreeSet;

use crate::field::Field;
use crate::packet::Packet;
use crate::query::ast::{Aggregate, Measure};
use crate::rows::{Column, Kind};
use crate::value::Value;

use super::cell::{self, Ranked};

/// A measure and what it has read so far.
#[derive(Debug, Clone)]
pub(super) struct Gauge {
    measure: Measure,
    reading: Reading,
}

#[derive(Debug, Clone)]
enum Reading {
    Count(i128),
    Distinct(BTreeSet<Ranked>),
    Sum { sum: i128, known: i128 },
    Extreme(Option<Ranked>),
}

impl Gauge {
    /// A gauge that has read nothing.
    pub(super) fn new(measure: Measure) -> Self {
        let reading = match measure {
            Measure::Packets | Measure::Of(Aggregate::Known, _) => Reading::Count(0),
            Measure::Of(Aggregate::Distinct, _) => Reading::Distinct(BTreeSet::new()),
            Measure::Of(Aggregate::Sum | Aggregate::Avg, _) => Reading::Sum { sum: 0, known: 0 },
            Measure::Of(Aggregate::Min | Aggregate::Max, _) => Reading::Extreme(None),
        };
        Self { measure, reading }
    }

    /// Reads a packet; one that lacks the field counts only where packets do.
    pub(super) fn add(&mut self, packet: &Packet<'_>) {
        let value = match self.measure {
            Measure::Packets => Ranked(Value::Int(1)),
            Measure::Of(_, field) => Ranked::of(field, packet),
        };
        if value.0 == Value::Null {
            return;
        }
        match &mut self.reading {
            Reading::Count(count) => *count += 1,
            Reading::Distinct(values) => drop(values.insert(value)),
            Reading::Sum { sum, known } => {
                if let Value::Int(number) = value.0 {
                    *sum += number;
                    *known += 1;
                }
            }
            Reading::Extreme(extreme) => {
                let is_least = matches!(self.measure, Measure::Of(Aggregate::Min, _));
                *extreme = Some(match extreme.take() {
                    None => value,
                    Some(known) if is_least => known.min(value),
                    Some(known) => known.max(value),
                });
            }
        }
    }

    /// What was read; nothing is known of the sum, the mean and the ends of nothing.
    pub(super) fn value(&self) -> Value {
        match &self.reading {
            Reading::Count(count) => Value::Int(*count),
            Reading::Distinct(values) => Value::Int(values.len() as i128),
            Reading::Sum { known: 0, .. } | Reading::Extreme(None) => Value::Null,
            Reading::Sum { sum, known } => match self.measure {
                Measure::Of(Aggregate::Avg, _) => Value::Float(*sum as f64 / *known as f64),
                _ => Value::Int(*sum),
            },
            Reading::Extreme(Some(value)) => value.0.clone(),
        }
    }

    /// Its column.
    pub(super) fn column(&self) -> Column {
        let kind = match self.measure {
            Measure::Of(Aggregate::Min | Aggregate::Max, field) => cell::column(field).kind,
            _ => Kind::Count,
        };
        Column::new(self.measure.column(), kind)
    }
}

/// The value that all packets share.
#[derive(Debug, Clone)]
pub(super) struct Same {
    field: &'static Field,
    shared: Shared,
}

#[derive(Debug, Clone)]
enum Shared {
    NoPacket,
    Value(Value),
    Nothing,
}

impl Same {
    /// That of no packet.
    pub(super) fn new(field: &'static Field) -> Self {
        Self { field, shared: Shared::NoPacket }
    }

    /// Compares a packet with those before.
    pub(super) fn add(&mut self, packet: &Packet<'_>) {
        let Ranked(value) = Ranked::of(self.field, packet);
        match &self.shared {
            Shared::NoPacket => self.shared = Shared::Value(value),
            Shared::Value(known) if *known == value => {}
            _ => self.shared = Shared::Nothing,
        }
    }

    /// The value as text, `*` where they differ, NULL where none has one.
    pub(super) fn value(&self) -> Value {
        match &self.shared {
            Shared::NoPacket | Shared::Value(Value::Null) => Value::Null,
            Shared::Value(value) => Value::Text(value.to_string()),
            Shared::Nothing => Value::Text("*".to_owned()),
        }
    }

    /// Its column.
    pub(super) fn column(&self) -> Column {
        Column::new(format!("same_{}", self.field.name), Kind::Text)
    }
}
