//! Compilation: a plan becomes one SELECT that MySQL, MariaDB and the embedded store all run.

use std::mem;

use crate::field::{FIELDS, Field, Type};
use crate::query::Plan;
use crate::query::ast::{Aggregate, ListOrder, Measure};
use crate::query::plan::{Ask, ComparedWindows, Filter, Groups, Unknown};
use crate::query::term::Term;
use crate::sql::groups;
use crate::sql::source::GroupSource;
use crate::sql::writer::SqlWriter;
use crate::sql::{
    Shape, Shown, Statement, TableLayout, covered, filter, histogram, list, relation, term, versus,
};
use crate::value::Value;

/// The statement that answers a plan from a table of that layout.
pub fn compile(plan: &Plan, table: &str, layout: TableLayout) -> Statement {
    let mut writer = SqlWriter::default();
    let mut shape = Shape { notes: plan.notes.clone(), ..Shape::default() };
    let mut rows = plan.limit;
    let select = |writer: &mut SqlWriter, needed: &[&Field]| {
        relation::write_from(writer, table, layout);
        write_conditions(writer, plan, needed);
    };
    match &plan.ask {
        Ask::Total(measure) => {
            let source = GroupSource::Measure(*measure);
            shape.columns = vec![source.shown(0)];
            source.write(writer.sql("SELECT "));
            select(&mut writer, &[]);
        }
        Ask::TotalVersus(measure, versus) => {
            let packets = |writer: &mut SqlWriter| select(writer, &[]);
            shape.columns = versus::write_total(&mut writer, *measure, *versus, packets);
        }
        Ask::Groups(groups) => {
            let needs_keys = groups.unknown == Unknown::LeftOut;
            let needed = if needs_keys { find_fields(&groups.keys) } else { Vec::new() };
            let packets = |writer: &mut SqlWriter| select(writer, &needed);
            shape.columns = match groups.versus {
                None => groups::write(&mut writer, plan, groups, rows.take(), packets),
                Some(both) => versus::write_groups(&mut writer, groups, both, rows.take(), packets),
            };
        }
        Ask::Histogram(asked) => {
            rows = rows.map(|rows| rows.saturating_add(1));
            let packets = |writer: &mut SqlWriter| select(writer, &[&FIELDS[0]]);
            shape.columns = histogram::write(&mut writer, asked, packets);
            shape.limit = plan.limit.and_then(|rows| usize::try_from(rows).ok());
            shape.steps = asked.steps(plan.window);
        }
        Ask::List { columns, order } => {
            rows = rows.map(|rows| rows.saturating_add(1));
            shape.limit = plan.limit.and_then(|rows| usize::try_from(rows).ok());
            shape.columns = write_list(&mut writer, plan, columns, *order, table, layout);
        }
        Ask::Values(asked) => {
            let source = GroupSource::Key(*asked);
            shape.columns = vec![source.shown(0)];
            source.write(writer.sql(groups::start_select(plan, &[*asked])));
            select(&mut writer, &[asked.field]);
            term::write_name(writer.sql(" GROUP BY "), *asked);
            term::write_name(writer.sql(" ORDER BY "), *asked);
        }
    }
    if let Some(rows) = rows {
        writer.sql(" LIMIT ").bind(Value::Int(rows.into()));
    }
    let needs_room = needs_room(plan);
    Statement { needs_room, ..Statement::new(writer.into_pieces(), Some(shape)) }
}

/// Writes a list of packets up to its limit. Returns the columns shown.
fn write_list(
    writer: &mut SqlWriter,
    plan: &Plan,
    columns: &[&'static Field],
    order: ListOrder,
    table: &str,
    layout: TableLayout,
) -> Vec<Shown> {
    let sources: Vec<GroupSource> =
        columns.iter().map(|field| GroupSource::Key(Term::whole(field))).collect();
    let conditions = |writer: &mut SqlWriter| write_conditions(writer, plan, &[]);
    writer.sql("SELECT ").list(", ", &sources, |w, source| source.write(w));
    match plan.limit.map(|rows| rows.saturating_add(1)) {
        Some(rows) if order.by.kind == Type::Time && layout == TableLayout::Current => {
            let bounded = |w: &mut SqlWriter| {
                list::write_bounded_from(w, order.direction, table, rows, conditions);
            };
            writer.either(bounded, |w| relation::write_from(w, table, layout));
        }
        _ => relation::write_from(writer, table, layout),
    }
    conditions(writer);
    list::write_order(writer, columns, order);
    sources.iter().enumerate().map(|(nth, source)| source.shown(nth)).collect()
}

/// A list of more packets than this is sorted with as much memory as groups.
const LONG: u64 = 10_000;

/// Whether a server may have to group or sort many packets.
fn needs_room(plan: &Plan) -> bool {
    match &plan.ask {
        Ask::Total(measure) | Ask::TotalVersus(measure, _) => {
            matches!(measure, Measure::Of(Aggregate::Distinct, _))
        }
        Ask::Histogram(histogram) => {
            let is_distinct = matches!(histogram.measure, Measure::Of(Aggregate::Distinct, _));
            histogram.by.is_some() || is_distinct
        }
        Ask::List { .. } => plan.limit.is_none_or(|rows| rows > LONG),
        Ask::Groups(_) | Ask::Values(_) => true,
    }
}

/// The statement that finds the times of the oldest and the newest packet that a plan looks at.
pub fn extent(plan: &Plan, table: &str, layout: TableLayout) -> Statement {
    let mut writer = SqlWriter::default();
    writer.sql("SELECT MIN(l.`time`) AS `oldest`, MAX(l.`time`) AS `newest`");
    relation::write_from(&mut writer, table, layout);
    write_conditions(&mut writer, plan, &[]);
    Statement::new(writer.into_pieces(), Some(Shape::default()))
}

/// The fields of terms, each once.
fn find_fields(terms: &[Term]) -> Vec<&'static Field> {
    let mut fields: Vec<&'static Field> = Vec::new();
    for term in terms {
        if !fields.contains(&term.field) {
            fields.push(term.field);
        }
    }
    fields
}

/// What the packets are grouped by.
fn find_keys(ask: &Ask) -> Vec<Term> {
    match ask {
        Ask::Groups(groups) => groups.keys.clone(),
        Ask::Histogram(_) => vec![Term::whole(&FIELDS[0])],
        Ask::Values(term) => vec![*term],
        Ask::Total(_) | Ask::TotalVersus(..) | Ask::List { .. } => Vec::new(),
    }
}

/// The windows that a plan compares.
fn find_compared(ask: &Ask) -> Option<ComparedWindows> {
    match ask {
        Ask::TotalVersus(_, versus) => Some(*versus),
        Ask::Groups(Groups { versus, .. }) => *versus,
        _ => None,
    }
}

/// Writes WHERE with the window, the filter, and the fields that must be known.
fn write_conditions(writer: &mut SqlWriter, plan: &Plan, needed: &[&Field]) {
    let mut lead = " WHERE ";
    let mut next = |writer: &mut SqlWriter| {
        writer.sql(mem::replace(&mut lead, " AND "));
    };
    if let Some(versus) = find_compared(&plan.ask) {
        next(writer);
        versus::write_windows(writer, versus);
    } else if let Some(window) = plan.window {
        next(writer);
        filter::write_window(writer, window);
    }
    let parts = match &plan.filter {
        Some(Filter::All(parts)) => parts.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    for part in parts {
        next(writer);
        filter::write_filter(writer, part);
    }
    // A window holds only packets with a time.
    let is_certain = |field: &&Field| **field == FIELDS[0] && plan.window.is_some();
    for field in needed.iter().filter(|field| field.is_nullable() && !is_certain(field)) {
        next(writer);
        let known = |w: &mut SqlWriter| {
            filter::write_column(w, field).sql(" IS NOT NULL");
        };
        if covered::is_covered(plan, &find_keys(&plan.ask)) {
            known(writer);
            continue;
        }
        // A condition for which no server takes an index.
        let unindexed = |w: &mut SqlWriter| {
            filter::write_column(w.sql("NOT ("), field).sql(" <=> NULL)");
        };
        writer.either(unindexed, known);
    }
}
