//! Groups: measures that fit their fields, and the columns that a grouping shows.

use crate::query::ast::{self, Aggregate, Having, Item, Measure, Spanned};
use crate::query::plan::{ColumnContent, GroupColumn, Groups};
use crate::query::term::{self, Term};
use crate::query::typing;
use crate::span::{Problem, Span};

/// A measure that its field can have.
pub(super) fn measure(measure: &Spanned<Measure>) -> Result<Measure, Problem> {
    fitting(measure.node, measure.span)?;
    Ok(measure.node)
}

fn fitting(measure: Measure, span: Span) -> Result<(), Problem> {
    let Measure::Of(aggregate, field) = measure else { return Ok(()) };
    if aggregate.measured_types().contains(&field.kind) {
        return Ok(());
    }
    let wanted = match aggregate {
        Aggregate::Min | Aggregate::Max => "a number, a port or a time",
        _ => "a number, such as len or ttl",
    };
    let (name, field) = (aggregate.name(), field.name);
    let message = format!("`{name}` does not fit `{field}`");
    Err(Problem::new(span, message)
        .help(format!("`{name}` takes {wanted}; `distinct {field}` counts its values")))
}

/// A measure whose values in two windows have a difference.
pub(super) fn compared(measure: &Spanned<Measure>) -> Result<(), Problem> {
    match measure.node {
        Measure::Of(Aggregate::Min | Aggregate::Max, field)
            if !typing::NUMBERS.contains(&field.kind) =>
        {
            let message = format!("`vs` compares numbers, and `{}` has none", field.name);
            Err(Problem::new(measure.span, message).help("compare count, bytes or distinct FIELD"))
        }
        _ => Ok(()),
    }
}

/// Complains of measures that cannot be compared with a number.
pub(super) fn having(having: &Having) -> Result<(), Problem> {
    match having {
        Having::And(parts) | Having::Or(parts) => parts.iter().try_for_each(self::having),
        Having::Test(measure, ..) => {
            fitting(measure.node, measure.span)?;
            match measure.node {
                Measure::Of(aggregate, field)
                    if !aggregate.compared_types().contains(&field.kind) =>
                {
                    Err(Problem::new(measure.span, "`having` compares numbers, not times")
                        .help("a part of time is chosen by last, since and until"))
                }
                _ => Ok(()),
            }
        }
    }
}

/// The columns that are shown: those asked for, else every key and the measure.
pub(super) fn columns(show: &[Item], groups: &Groups) -> Result<Vec<GroupColumn>, Problem> {
    if !show.is_empty() {
        return show.iter().map(|item| column(item, groups)).collect();
    }
    let keys = (0..groups.keys.len()).map(ColumnContent::Key);
    let measure = groups.versus.is_none().then_some(ColumnContent::Measure(groups.measure));
    let contents = keys.chain(measure);
    Ok(contents.map(|content| GroupColumn { content, heading: None }).collect())
}

fn column(item: &Item, groups: &Groups) -> Result<GroupColumn, Problem> {
    let place = |wanted: Term| groups.keys.iter().position(|key| *key == wanted);
    let content = match item.content {
        ast::ShownContent::Measure(measure) => {
            fitting(measure, item.span)?;
            ColumnContent::Measure(measure)
        }
        ast::ShownContent::Key(term) => match place(term) {
            Some(place) => ColumnContent::Key(place),
            None => {
                let name = term.field.name;
                return Err(Problem::new(item.span, format!("`{term}` is not grouped")).help(
                    format!("group by it, or show the value all packets share: `same({name})`"),
                ));
            }
        },
        ast::ShownContent::Same(field) if !typing::SHARED.contains(&field.kind) => {
            let message = format!("`same` does not fit `{}`", field.name);
            return Err(
                Problem::new(item.span, message).help("of a time show `min(time)`, `max(time)`")
            );
        }
        ast::ShownContent::Same(field) => ColumnContent::Same(field),
        ast::ShownContent::Share => ColumnContent::Share,
        ast::ShownContent::Service => service(item.span, groups)?,
    };
    Ok(GroupColumn { content, heading: item.heading.clone() })
}

fn service(span: Span, groups: &Groups) -> Result<ColumnContent, Problem> {
    let places = term::find_service(&groups.keys);
    places.map(|(port, proto)| ColumnContent::Service { port, proto }).ok_or_else(|| {
        Problem::new(span, "`service` needs a port and its protocol")
            .help("group by both: `top dport, proto show count, dport, service`")
    })
}
