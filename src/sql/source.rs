//! A source: what a column of a statement is computed from.

use crate::field::{Field, Type};
use crate::query::ast::{Aggregate, Measure};
use crate::sql::writer::Writer;
use crate::sql::{Cell, Shown, filter};

/// A field of a packet, or a measure of a group of packets.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Source {
    Key(&'static Field),
    Measure(Measure),
}

impl Source {
    /// The name of its column.
    pub(super) fn name(self) -> String {
        match self {
            Self::Key(field) => field.name.to_owned(),
            Self::Measure(measure) => measure.column(),
        }
    }

    /// How its column is shown, under its own name.
    pub(super) fn shown(self, place: usize) -> Shown {
        let kind = match self {
            Self::Key(field) => Some(field.kind),
            Self::Measure(Measure::Of(Aggregate::Min | Aggregate::Max, field)) => Some(field.kind),
            Self::Measure(_) => None,
        };
        Shown { heading: self.name(), cell: Cell::Column(place, kind) }
    }

    /// Writes it as it is to be shown, an address as text, and its name.
    pub(super) fn write(self, writer: &mut Writer) {
        match self {
            Self::Key(field) if field.kind == Type::Address => {
                filter::column(writer.sql("INET6_NTOA("), field).sql(") AS ").ident(&self.name());
            }
            _ => self.write_raw(writer),
        }
    }

    /// Writes it as packets hold it, and its name.
    pub(super) fn write_raw(self, writer: &mut Writer) {
        match self {
            Self::Key(field) => drop(filter::column(writer, field)),
            Self::Measure(measure) => {
                self::measure(writer, measure);
                writer.sql(" AS ").ident(&self.name());
            }
        }
    }
}

/// Writes a measure's expression.
pub(super) fn measure(writer: &mut Writer, measure: Measure) {
    let Measure::Of(aggregate, field) = measure else {
        writer.sql("COUNT(*)");
        return;
    };
    writer.sql(match aggregate {
        Aggregate::Known => "COUNT(",
        Aggregate::Distinct => "COUNT(DISTINCT ",
        Aggregate::Sum => "SUM(",
        Aggregate::Avg => "AVG(CAST(", // of a whole number MySQL's has few digits
        Aggregate::Min => "MIN(",
        Aggregate::Max => "MAX(",
    });
    filter::column(writer, field).sql(match aggregate {
        Aggregate::Avg => " AS DOUBLE))",
        _ => ")",
    });
}
