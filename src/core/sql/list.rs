//! Lists: packets in order, each a row.
//!
//! Packets that are equal in the order asked for come newest first, and those of one time by the
//! columns shown. So every store lists the same rows in the same order, whatever the limit is.

use crate::field::{FIELDS, Field, Type};
use crate::query::ast::{Direction, ListOrder};
use crate::sql::groups::direction;
use crate::sql::source::GroupSource;
use crate::sql::writer::SqlWriter;
use crate::sql::{TableLayout, filter, relation};

/// Writes SELECT, FROM, WHERE and ORDER BY for a list of at most `limit` rows; `conditions` writes WHERE.
pub(super) fn write(
    writer: &mut SqlWriter,
    (sources, fields, order): (&[GroupSource], &[&'static Field], ListOrder),
    (table, layout): (&str, TableLayout),
    limit: Option<u64>,
    conditions: impl Fn(&mut SqlWriter),
) {
    writer.sql("SELECT ").list(", ", sources, |w, source| source.write(w));
    let from = |writer: &mut SqlWriter| relation::from(writer, table, layout);
    match limit {
        Some(limit) if order.by.kind == Type::Time && layout == TableLayout::Current => {
            let bounded =
                |w: &mut SqlWriter| bounded(w, order.direction, table, limit, &conditions);
            writer.either(bounded, from);
        }
        _ => from(writer),
    }
    conditions(writer);
    filter::column(writer.sql(" ORDER BY "), order.by).sql(direction(order.direction));
    let time = &FIELDS[0];
    if order.by != time {
        filter::column(writer.sql(", "), time).sql(" DESC");
    }
    for field in fields.iter().filter(|field| **field != order.by && **field != time) {
        filter::column(writer.sql(", "), field);
    }
}

/// Writes FROM with a bound on the time, so that a server reads as many packets in the order of its
/// index as the list has, and sorts no others: the time of the last row, or NULL where there are fewer.
/// Packets without a time are the least, as in ORDER BY.
fn bounded(
    writer: &mut SqlWriter,
    order: Direction,
    table: &str,
    limit: u64,
    conditions: impl Fn(&mut SqlWriter),
) {
    writer.sql(" FROM (SELECT (SELECT l.`time`");
    relation::from(writer, table, TableLayout::Current);
    conditions(writer);
    writer.sql(" ORDER BY l.`time`").sql(direction(order)).sql(" LIMIT 1 OFFSET ");
    writer.number(i64::try_from(limit.saturating_sub(1)).unwrap_or(i64::MAX));
    writer.sql(") AS `last`) AS e STRAIGHT_JOIN ").ident(table).sql(" AS l ON ");
    writer.sql(match order {
        Direction::Descending => {
            "(l.`time` >= COALESCE(e.`last`, '0001-01-01') \
             OR l.`time` IS NULL AND e.`last` IS NULL)"
        }
        Direction::Ascending => {
            "(l.`time` <= COALESCE(e.`last`, '9999-12-31 23:59:59.999999') OR l.`time` IS NULL)"
        }
    });
}
