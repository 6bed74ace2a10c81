//! Histograms: a measure of each step of time. Steps without packets have no rows in SQL; whoever
//! shows the rows fills them in.

use crate::field::FIELDS;
use crate::query::ast::Direction;
use crate::query::plan::{BUCKET, Histogram};
use crate::sql::groups::{direction, write_having};
use crate::sql::source::GroupSource;
use crate::sql::writer::SqlWriter;
use crate::sql::{CellSource, Shown, term};

/// Writes the statement, whose FROM and WHERE `packets` writes; returns how its columns are shown.
pub(super) fn write(
    writer: &mut SqlWriter,
    histogram: &Histogram,
    packets: impl FnOnce(&mut SqlWriter),
) -> Vec<Shown> {
    let split = histogram.by.map(GroupSource::Key);
    let measure = GroupSource::Measure(histogram.measure);
    term::write_step(writer.sql("SELECT "), &FIELDS[0], histogram.step());
    writer.sql(" AS ").ident(BUCKET);
    for source in split.into_iter().chain([measure]) {
        source.write(writer.sql(", "));
    }
    packets(writer);
    writer.sql(" GROUP BY ").ident(BUCKET);
    if let Some(by) = histogram.by {
        term::write_name(writer.sql(", "), by);
    }
    if let Some(condition) = &histogram.having {
        write_having(writer.sql(" HAVING "), condition, None);
    }
    writer.sql(" ORDER BY ").ident(BUCKET);
    if let Some(by) = histogram.by {
        writer.sql(", ").ident(&measure.name()).sql(direction(Direction::Descending));
        term::write_name(writer.sql(", "), by);
    }
    let sources = split.into_iter().chain([measure]).zip(1..);
    let bucket = Shown { heading: BUCKET.to_owned(), cell: CellSource::Column(0, None) };
    [bucket].into_iter().chain(sources.map(|(source, place)| source.shown(place))).collect()
}
