//! A gauge: a measure of the packets that were added to it.

use std::collections::BTreeSet;

use crate::field::Field;
use crate::packet::Packet;
use crate::query::ast::{Aggregate, Measure};
use crate::rows::{Column, ColumnKind};
use crate::value::Value;

use super::cell::{self, Ranked};

/// A measure and what it has read so far.
#[derive(Debug, Clone)]
pub(super) struct Accumulator {
    measure: Measure,
    reading: AccumulatorState,
}

#[derive(Debug, Clone)]
enum AccumulatorState {
    Count(i128),
    Distinct(BTreeSet<Ranked>),
    Sum { sum: i128, known: i128 },
    Extreme(Option<Ranked>),
}

impl Accumulator {
    /// A gauge that has read nothing.
    pub(super) fn new(measure: Measure) -> Self {
        let reading = match measure {
            Measure::Packets | Measure::Of(Aggregate::Known, _) => AccumulatorState::Count(0),
            Measure::Of(Aggregate::Distinct, _) => AccumulatorState::Distinct(BTreeSet::new()),
            Measure::Of(Aggregate::Sum | Aggregate::Avg, _) => {
                AccumulatorState::Sum { sum: 0, known: 0 }
            }
            Measure::Of(Aggregate::Min | Aggregate::Max, _) => AccumulatorState::Extreme(None),
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
            AccumulatorState::Count(count) => *count += 1,
            AccumulatorState::Distinct(values) => drop(values.insert(value)),
            AccumulatorState::Sum { sum, known } => {
                if let Value::Int(number) = value.0 {
                    *sum += number;
                    *known += 1;
                }
            }
            AccumulatorState::Extreme(extreme) => {
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
            AccumulatorState::Count(count) => Value::Int(*count),
            AccumulatorState::Distinct(values) => Value::Int(values.len() as i128),
            AccumulatorState::Sum { known: 0, .. } | AccumulatorState::Extreme(None) => Value::Null,
            AccumulatorState::Sum { sum, known } => match self.measure {
                Measure::Of(Aggregate::Avg, _) => Value::Float(*sum as f64 / *known as f64),
                _ => Value::Int(*sum),
            },
            AccumulatorState::Extreme(Some(value)) => value.0.clone(),
        }
    }

    /// Its column.
    pub(super) fn column(&self) -> Column {
        let kind = match self.measure {
            Measure::Of(Aggregate::Min | Aggregate::Max, field) => cell::column(field).kind,
            _ => ColumnKind::Count,
        };
        Column::new(self.measure.column(), kind)
    }
}

/// The value that all packets share.
#[derive(Debug, Clone)]
pub(super) struct Same {
    field: &'static Field,
    shared: SharedValue,
}

#[derive(Debug, Clone)]
enum SharedValue {
    NoPacket,
    Value(Value),
    Nothing,
}

impl Same {
    /// That of no packet.
    pub(super) fn new(field: &'static Field) -> Self {
        Self { field, shared: SharedValue::NoPacket }
    }

    /// Compares a packet with those before.
    pub(super) fn add(&mut self, packet: &Packet<'_>) {
        let Ranked(value) = Ranked::of(self.field, packet);
        match &self.shared {
            SharedValue::NoPacket => self.shared = SharedValue::Value(value),
            SharedValue::Value(known) if *known == value => {}
            _ => self.shared = SharedValue::Nothing,
        }
    }

    /// The value as text, `*` where they differ, NULL where none has one.
    pub(super) fn value(&self) -> Value {
        match &self.shared {
            SharedValue::NoPacket | SharedValue::Value(Value::Null) => Value::Null,
            SharedValue::Value(value) => Value::Text(value.to_string()),
            SharedValue::Nothing => Value::Text("*".to_owned()),
        }
    }

    /// Its column.
    pub(super) fn column(&self) -> Column {
        Column::new(format!("same_{}", self.field.name), ColumnKind::Text)
    }
}
