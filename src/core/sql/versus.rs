//! Comparisons: a measure over two windows side by side, and the difference.

use crate::field::Type;
use crate::query::ast::{Aggregate, Measure};
use crate::query::plan::{ComparedWindows, DIFFERENCE, Groups, Window};
use crate::query::term::{Term, TermPart};
use crate::sql::groups::{direction, write_having};
use crate::sql::source::{self, GroupSource};
use crate::sql::writer::SqlWriter;
use crate::sql::{CellSource, Shown, filter, term};
use crate::value::Value;

/// Writes the statement over groups, whose FROM and WHERE `packets` writes.
pub(super) fn write_groups(
    writer: &mut SqlWriter,
    groups: &Groups,
    versus: ComparedWindows,
    limit: Option<u64>,
    packets: impl FnOnce(&mut SqlWriter),
) -> Vec<Shown> {
    writer.sql("SELECT ").list("", &groups.keys, |w, key| {
        write_outer_key(w, *key);
        w.sql(", ");
    });
    write_measures(writer, groups.measure);
    writer.sql(" FROM (SELECT ").list("", &groups.keys, |w, key| {
        GroupSource::Key(*key).write_raw(w);
        w.sql(", ");
    });
    write_both(writer, groups.measure, versus);
    packets(writer);
    writer.sql(" GROUP BY ").list(", ", &groups.keys, |w, key| term::write_name(w, *key));
    if let Some(condition) = &groups.having {
        write_having(writer.sql(" HAVING "), condition, Some(versus.now));
    }
    let [now, then] = ComparedWindows::columns(groups.measure);
    let end = direction(groups.direction);
    writer.sql(") AS g ORDER BY ABS(g.").ident(&now).sql(" - g.").ident(&then).sql(")").sql(end);
    writer.sql(", g.").ident(&now).sql(end);
    writer.list("", &groups.keys, |w, key| {
        w.sql(", g.").ident(&key.column());
    });
    if let Some(limit) = limit {
        writer.sql(" LIMIT ").bind(Value::Int(limit.into()));
    }
    let keys =
        groups.keys.iter().enumerate().map(|(place, key)| GroupSource::Key(*key).shown(place));
    keys.chain(show_columns(groups.measure, groups.keys.len())).collect()
}

/// Writes the statement over all packets.
pub(super) fn write_total(
    writer: &mut SqlWriter,
    measure: Measure,
    versus: ComparedWindows,
    packets: impl FnOnce(&mut SqlWriter),
) -> Vec<Shown> {
    write_measures(writer.sql("SELECT "), measure);
    write_both(writer.sql(" FROM (SELECT "), measure, versus);
    packets(writer);
    writer.sql(") AS g");
    show_columns(measure, 0).into()
}

/// Writes the condition that a packet lies in one of the windows.
pub(super) fn write_windows(
    writer: &mut SqlWriter,
    ComparedWindows { now, then }: ComparedWindows,
) {
    if then.until >= now.from {
        return filter::write_window(writer, now.hull(then));
    }
    filter::write_window(writer.sql("("), then);
    filter::write_window(writer.sql(" OR "), now);
    writer.sql(")");
}

fn show_columns(measure: Measure, place: usize) -> [Shown; 3] {
    let [now, then] = ComparedWindows::columns(measure);
    let headings = [(now, place), (then, place + 1), (DIFFERENCE.to_owned(), place + 2)];
    headings.map(|(heading, place)| Shown { heading, cell: CellSource::Column(place, None) })
}

fn write_outer_key(writer: &mut SqlWriter, key: Term) {
    let name = key.column();
    if key.part == TermPart::Whole && key.field.kind == Type::Address {
        writer.sql("INET6_NTOA(g.").ident(&name).sql(") AS ").ident(&name);
    } else {
        writer.sql("g.").ident(&name);
    }
}

fn write_measures(writer: &mut SqlWriter, measure: Measure) {
    let [now, then] = ComparedWindows::columns(measure);
    writer.sql("g.").ident(&now).sql(", g.").ident(&then);
    writer.sql(", g.").ident(&now).sql(" - g.").ident(&then).sql(" AS ").ident(DIFFERENCE);
}

fn write_both(
    writer: &mut SqlWriter,
    measure: Measure,
    ComparedWindows { now, then }: ComparedWindows,
) {
    let [now_name, then_name] = ComparedWindows::columns(measure);
    write_measure_within(writer, measure, now);
    writer.sql(" AS ").ident(&now_name).sql(", ");
    write_measure_within(writer, measure, then);
    writer.sql(" AS ").ident(&then_name);
}

/// Writes a measure as a number that may become negative; the sum over no packets is 0.
fn write_measure_within(writer: &mut SqlWriter, measure: Measure, window: Window) {
    let (open, close) = match measure {
        Measure::Of(Aggregate::Sum, _) => ("CAST(COALESCE(", ", 0) AS SIGNED)"),
        Measure::Of(Aggregate::Min | Aggregate::Max, _) => ("CAST(", " AS SIGNED)"),
        _ => ("", ""),
    };
    source::write_measure(writer.sql(open), measure, Some(window));
    writer.sql(close);
}
