//! A source: what a column of a statement is computed from.

use crate::field::Type;
use crate::query::ast::{Aggregate, Measure};
use crate::query::plan::Window;
use crate::query::term::{Term, TermPart};
use crate::sql::writer::SqlWriter;
use crate::sql::{CellSource, Shown, filter, term};

/// What packets are grouped by, or a measure of a group of packets.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum GroupSource {
    Key(Term),
    Measure(Measure),
    /// The group's part of all groups' packets, in per cent.
    Share,
}

impl GroupSource {
    /// The name of its column.
    pub(super) fn name(self) -> String {
        match self {
            Self::Key(term) => term.column(),
            Self::Measure(measure) => measure.column(),
            Self::Share => "share".to_owned(),
        }
    }

    /// How its column is shown, under its own name.
    pub(super) fn shown(self, place: usize) -> Shown {
        let kind = match self {
            Self::Key(term) if term.part != TermPart::Whole => {
                return Shown { heading: self.name(), cell: CellSource::Part(place, term) };
            }
            Self::Key(term) => Some(term.field.kind),
            Self::Measure(Measure::Of(Aggregate::Min | Aggregate::Max, field)) => Some(field.kind),
            Self::Measure(_) | Self::Share => None,
        };
        Shown { heading: self.name(), cell: CellSource::Column(place, kind) }
    }

    /// Writes it as it is to be shown, an address as text, and its name.
    pub(super) fn write(self, writer: &mut SqlWriter) {
        match self {
            Self::Key(Term { field, part: TermPart::Whole }) if field.kind == Type::Address => {
                filter::write_column(writer.sql("INET6_NTOA("), field)
                    .sql(") AS ")
                    .ident(&self.name());
            }
            _ => self.write_raw(writer),
        }
    }

    /// Writes it as packets hold it, and its name.
    pub(super) fn write_raw(self, writer: &mut SqlWriter) {
        match self {
            Self::Key(term) => {
                term::write_term(writer, term);
                if term.part != TermPart::Whole {
                    writer.sql(" AS ").ident(&self.name());
                }
            }
            Self::Measure(measure) => {
                self::write_measure(writer, measure, None);
                writer.sql(" AS ").ident(&self.name());
            }
            Self::Share => {
                writer.sql("ROUND(100 * COUNT(*) / SUM(COUNT(*)) OVER (), 1) AS ");
                writer.ident(&self.name());
            }
        }
    }
}

/// Writes a measure's expression; with a window, only of the packets in it.
pub(super) fn write_measure(writer: &mut SqlWriter, measure: Measure, window: Option<Window>) {
    let within = |writer: &mut SqlWriter| {
        if let Some(window) = window {
            filter::write_window(writer.sql("CASE WHEN "), window);
            writer.sql(" THEN ");
        }
    };
    let end = if window.is_some() { " END" } else { "" };
    let Measure::Of(aggregate, field) = measure else {
        within(writer.sql("COUNT("));
        writer.sql(if window.is_some() { "1" } else { "*" }).sql(end).sql(")");
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
    within(writer);
    filter::write_column(writer, field).sql(end).sql(match aggregate {
        Aggregate::Avg => " AS DOUBLE))",
        _ => ")",
    });
}
