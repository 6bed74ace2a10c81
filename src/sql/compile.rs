//! Compilation: a plan becomes one SELECT that MySQL, MariaDB and the embedded store all run.

use std::mem;

use crate::field::{Field, Type};
use crate::query::Plan;
use crate::query::ast::Order;
use crate::query::plan::{Ask, Filter, Unknown};
use crate::sql::groups::{self, direction};
use crate::sql::source::Source;
use crate::sql::writer::Writer;
use crate::sql::{Layout, Shape, Statement, filter, relation};
use crate::value::Value;

/// The statement that answers a plan from a table of that layout.
pub fn compile(plan: &Plan, table: &str, layout: Layout) -> Statement {
    let mut writer = Writer::default();
    let mut shape = Shape { notes: plan.notes.clone(), ..Shape::default() };
    let mut rows = plan.limit;
    let select = |writer: &mut Writer, needed: &[&Field]| {
        relation::from(writer, table, layout);
        conditions(writer, plan, needed);
    };
    match &plan.ask {
        Ask::Total(measure) => {
            let source = Source::Measure(*measure);
            shape.columns = vec![source.shown(0)];
            source.write(writer.sql("SELECT "));
            select(&mut writer, &[]);
        }
        Ask::Groups(groups) => {
            let needs_keys = groups.unknown == Unknown::LeftOut;
            let needed = if needs_keys { groups.keys.as_slice() } else { &[] };
            shape.columns = groups::write(&mut writer, groups, rows.take(), |w| select(w, needed));
        }
        Ask::List { columns, order } => {
            rows = rows.map(|rows| rows.saturating_add(1));
            shape.limit = plan.limit.and_then(|rows| usize::try_from(rows).ok());
            let sources: Vec<Source> = columns.iter().map(|field| Source::Key(field)).collect();
            shape.columns = sources.iter().enumerate().map(|(n, one)| one.shown(n)).collect();
            writer.sql("SELECT ").list(", ", &sources, |w, source| source.write(w));
            select(&mut writer, &[]);
            sort(&mut writer, *order);
        }
        Ask::Values(field) => {
            let source = Source::Key(field);
            shape.columns = vec![source.shown(0)];
            source.write(writer.sql("SELECT "));
            select(&mut writer, &[field]);
            filter::column(writer.sql(" GROUP BY "), field);
            filter::column(writer.sql(" ORDER BY "), field);
        }
    }
    if let Some(rows) = rows {
        writer.sql(" LIMIT ").bind(Value::Int(rows.into()));
    }
    Statement::new(writer.into_pieces(), Some(shape))
}

/// Writes WHERE with the window, the filter, and the fields that must be known.
fn conditions(writer: &mut Writer, plan: &Plan, needed: &[&Field]) {
    let mut lead = " WHERE ";
    let mut next = |writer: &mut Writer| {
        writer.sql(mem::replace(&mut lead, " AND "));
    };
    if let Some(window) = plan.window {
        next(writer);
        filter::window(writer, window);
    }
    let parts = match &plan.filter {
        Some(Filter::All(parts)) => parts.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    for part in parts {
        next(writer);
        filter::filter(writer, part);
    }
    for field in needed.iter().filter(|field| field.is_nullable()) {
        next(writer);
        filter::column(writer, field).sql(" IS NOT NULL");
    }
}

/// Writes the order of a list; among packets that are alike in it, the newest comes first.
fn sort(writer: &mut Writer, order: Order) {
    filter::column(writer.sql(" ORDER BY "), order.by).sql(direction(order.direction));
    if order.by.kind != Type::Time {
        writer.sql(", l.`time` DESC");
    }
}
