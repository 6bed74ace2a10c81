//! Terms in SQL: a field, or an expression for the part of it that packets are grouped by.

use crate::field::Field;
use crate::query::buckets::BucketWidth;
use crate::query::term::{Term, TermPart, mask};
use crate::sql::filter::column;
use crate::sql::writer::SqlWriter;

/// Seconds from MySQL's year 0, where `TO_SECONDS` begins, to 1970-01-01 00:00:00.
const YEAR_ZERO: i64 = 719_528 * 86_400;

/// Writes a term's expression.
pub(super) fn expression(writer: &mut SqlWriter, term: Term) {
    let field = term.field;
    match term.part {
        TermPart::Whole => drop(column(writer, field)),
        TermPart::Network { v4, v6 } => network(writer, field, v4, v6),
        TermPart::Hour => part_of_time(writer, field, "HOUR(", "ipta_hour("),
        TermPart::Day => part_of_time(writer, field, "DATE(", "ipta_day("),
        TermPart::Weekday => part_of_time(writer, field, "WEEKDAY(", "ipta_weekday("),
    }
}

/// Writes a term where it groups or sorts: a part by the name of its column.
pub(super) fn name(writer: &mut SqlWriter, term: Term) {
    match term.part {
        TermPart::Whole => drop(column(writer, term.field)),
        _ => drop(writer.ident(&term.column())),
    }
}

fn part_of_time(writer: &mut SqlWriter, field: &Field, there: &'static str, here: &'static str) {
    let call = |w: &mut SqlWriter, function: &'static str| {
        column(w.sql(function), field).sql(")");
    };
    writer.either(|w| call(w, there), |w| call(w, here));
}

/// Writes the start of the step that a packet's time lies in.
pub(super) fn step(writer: &mut SqlWriter, field: &Field, step: BucketWidth) {
    let (seconds, shift) = (step.seconds(), YEAR_ZERO - BucketWidth::origin());
    // The first step begins with a day, so it need not be told where the steps divide days.
    let shift = if 86_400 % seconds == 0 { 0 } else { shift };
    let servers = |w: &mut SqlWriter| {
        w.sql("TIMESTAMPADD(SECOND, ");
        if shift == 0 {
            column(w.sql("TO_SECONDS("), field).sql(")");
        } else {
            column(w.sql("(TO_SECONDS("), field).sql(") - ").number(shift).sql(")");
        }
        w.sql(" DIV ").number(seconds).sql(" * ").number(seconds);
        w.sql(" - ").number(YEAR_ZERO - shift).sql(", CAST('1970-01-01' AS DATETIME))");
    };
    writer.either(servers, |w| {
        column(w.sql("ipta_step("), field).sql(", ").number(seconds).sql(")");
    });
}

/// Writes the network of an address. No operator on bits works on bytes on all servers.
fn network(writer: &mut SqlWriter, field: &Field, v4: u8, v6: u8) {
    let servers = |w: &mut SqlWriter| {
        column(w.sql("CASE LENGTH("), field).sql(") WHEN 4 THEN ");
        masked(w, field, v4, 4);
        w.sql(" WHEN 16 THEN ");
        masked(w, field, v6, 16);
        w.sql(" END");
    };
    writer.either(servers, |w| {
        column(w.sql("ipta_network("), field);
        w.sql(", ").number(v4.into()).sql(", ").number(v6.into()).sql(")");
    });
}

fn masked(writer: &mut SqlWriter, field: &Field, bits: u8, length: usize) {
    let whole = usize::from(bits / 8);
    if whole == length {
        column(writer, field);
        return;
    }
    let number = |place: usize| i64::try_from(place).unwrap_or_default();
    column(writer.sql("CONCAT(LEFT("), field).sql(", ").number(number(whole)).sql(")");
    let partial = mask(bits, whole);
    if partial != 0 {
        column(writer.sql(", CHAR(ASCII(SUBSTRING("), field).sql(", ").number(number(whole + 1));
        writer.sql(", 1)) & ").number(partial.into()).sql(")");
    }
    let rest = length - whole - usize::from(partial != 0);
    if rest > 0 {
        writer.sql(", REPEAT(CHAR(0), ").number(number(rest)).sql(")");
    }
    writer.sql(")");
}
