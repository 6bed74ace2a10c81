//! Compilation: a plan becomes one SELECT that MySQL, MariaDB and the embedded store all run.

use std::mem;

use crate::field::{Field, Type};
use crate::query::Plan;
use crate::query::ast::{Aggregate, Direction, Having, Measure, Order};
use crate::query::plan::{Ask, Column, Content, Filter, Groups, Unknown};
use crate::sql::schema::INDEXES;
use crate::sql::writer::Writer;
use crate::sql::{Cell, Layout, Shape, Shown, Statement, filter, relation};
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
            let (sources, columns) = sources(groups);
            shape.columns = columns;
            writer.sql(if is_sorted(&groups.keys) { "SELECT SQL_BIG_RESULT " } else { "SELECT " });
            writer.list(", ", &sources, |w, source| source.write(w));
            let needs_keys = groups.unknown == Unknown::LeftOut;
            select(&mut writer, if needs_keys { &groups.keys } else { &[] });
            group(&mut writer, groups);
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

/// Whether a server should sort packets to group them: addresses with other fields make so many
/// groups that to look each up takes longer, unless an index has them in order already.
fn is_sorted(keys: &[&Field]) -> bool {
    let is_in_order = |fields: &[&str]| {
        keys.len() <= fields.len() && keys.iter().zip(fields).all(|(key, name)| key.name == *name)
    };
    keys.len() > 1
        && keys.iter().any(|field| field.kind == Type::Address)
        && !INDEXES.iter().any(|(_, fields)| is_in_order(fields))
}

/// What a column of the statement is computed from.
#[derive(Clone, Copy, PartialEq)]
enum Source {
    Key(&'static Field),
    Measure(Measure),
    Same(&'static Field),
}

impl Source {
    /// The name of its column.
    fn name(self) -> String {
        match self {
            Self::Key(field) => field.name.to_owned(),
            Self::Measure(Measure::Packets) => "n".to_owned(),
            Self::Measure(Measure::Of(aggregate, field)) => {
                format!("{}_{}", aggregate.name(), field.name)
            }
            Self::Same(field) => format!("same_{}", field.name),
        }
    }

    /// How its column is shown, under its own name.
    fn shown(self, place: usize) -> Shown {
        let kind = match self {
            Self::Key(field) => Some(field.kind),
            Self::Measure(Measure::Of(Aggregate::Min | Aggregate::Max, field)) => Some(field.kind),
            Self::Measure(_) | Self::Same(_) => None,
        };
        Shown { heading: self.name(), cell: Cell::Column(place, kind) }
    }

    /// Writes the expression and its name.
    fn write(self, writer: &mut Writer) {
        match self {
            Self::Key(field) if field.kind == Type::Address => {
                filter::column(writer.sql("INET6_NTOA("), field).sql(")");
            }
            Self::Key(field) => {
                filter::column(writer, field);
                return;
            }
            Self::Measure(measure) => self::measure(writer, measure),
            Self::Same(field) => same(writer, field),
        }
        writer.sql(" AS ").ident(&self.name());
    }
}

fn measure(writer: &mut Writer, measure: Measure) {
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

/// The value that all packets of a group share, `*` where they differ, NULL where none has one.
fn same(writer: &mut Writer, field: &Field) {
    let (open, close) = match field.kind {
        Type::Address => ("INET6_NTOA(MIN(", "))"),
        _ => ("CAST(MIN(", ") AS CHAR)"),
    };
    filter::column(writer.sql("CASE WHEN COUNT("), field).sql(") = 0 THEN NULL");
    filter::column(writer.sql(" WHEN COUNT("), field).sql(") = COUNT(*)");
    filter::column(writer.sql(" AND MIN("), field);
    filter::column(writer.sql(") = MAX("), field).sql(") THEN ");
    filter::column(writer.sql(open), field).sql(close).sql(" ELSE '*' END");
}

/// The columns of a grouping's statement, keys first, and how they are shown.
fn sources(groups: &Groups) -> (Vec<Source>, Vec<Shown>) {
    let keys = groups.keys.iter().map(|field| Source::Key(field));
    let mut sources: Vec<Source> = keys.chain([Source::Measure(groups.measure)]).collect();
    let shown = groups.columns.iter().map(|column| shown(column, &mut sources)).collect();
    (sources, shown)
}

fn shown(column: &Column, sources: &mut Vec<Source>) -> Shown {
    let mut place = |source: Source| {
        let known = sources.iter().position(|known| *known == source);
        known.unwrap_or_else(|| {
            sources.push(source);
            sources.len() - 1
        })
    };
    let mut shown = match column.content {
        Content::Key(place) => sources[place].shown(place),
        Content::Measure(measure) => {
            Source::Measure(measure).shown(place(Source::Measure(measure)))
        }
        Content::Same(field) => Source::Same(field).shown(place(Source::Same(field))),
        Content::Service { port, proto } => {
            Shown { heading: "service".to_owned(), cell: Cell::Service { port, proto } }
        }
    };
    if let Some(heading) = &column.heading {
        shown.heading.clone_from(heading);
    }
    shown
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

fn group(writer: &mut Writer, groups: &Groups) {
    let keys = |w: &mut Writer, field: &&Field| {
        filter::column(w, field);
    };
    writer.sql(" GROUP BY ").list(", ", &groups.keys, keys);
    if let Some(having) = &groups.having {
        self::having(writer.sql(" HAVING "), having);
    }
    writer.sql(" ORDER BY ").ident(&Source::Measure(groups.measure).name());
    writer.sql(direction(groups.direction)).sql(", ").list(", ", &groups.keys, keys);
}

fn having(writer: &mut Writer, condition: &Having) {
    let mut joined = |separator, parts: &[Having]| {
        writer.sql("(").list(separator, parts, having).sql(")");
    };
    match condition {
        Having::And(parts) => joined(" AND ", parts),
        Having::Or(parts) => joined(" OR ", parts),
        Having::Test(measure, relation, number) => {
            self::measure(writer, measure.node);
            writer.sql(filter::sign(*relation)).bind(Value::Int((*number).into()));
        }
    }
}

/// Writes the order of a list; among packets that are alike in it, the newest comes first.
fn sort(writer: &mut Writer, order: Order) {
    filter::column(writer.sql(" ORDER BY "), order.by).sql(direction(order.direction));
    if order.by.kind != Type::Time {
        writer.sql(", l.`time` DESC");
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => " ASC",
        Direction::Descending => " DESC",
    }
}
