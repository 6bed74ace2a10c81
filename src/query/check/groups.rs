//! Groups: measures that fit their fields, and the columns that a grouping shows.

use crate::field::{Field, Type};
use crate::query::ast::{self, Aggregate, Having, Item, Measure, Spanned};
use crate::query::plan::{Column, Content, Groups};
use crate::query::term::{Part, Term};
use crate::span::{Problem, Span};

/// A measure that its field can have.
pub(super) fn measure(measure: &Spanned<Measure>) -> Result<Measure, Problem> {
    fitting(measure.node, measure.span)?;
    Ok(measure.node)
}

fn fitting(measure: Measure, span: Span) -> Result<(), Problem> {
    let Measure::Of(aggregate, field) = measure else { return Ok(()) };
    let (fits, wanted) = match aggregate {
        Aggregate::Known | Aggregate::Distinct => (true, ""),
        Aggregate::Sum | Aggregate::Avg => (is_number(field), "a number, such as len or ttl"),
        Aggregate::Min | Aggregate::Max => {
            let ordered = matches!(field.kind, Type::Port | Type::Time);
            (ordered || is_number(field), "a number, a port or a time")
        }
    };
    if fits {
        return Ok(());
    }
    let (name, field) = (aggregate.name(), field.name);
    let message = format!("`{name}` does not fit `{field}`");
    Err(Problem::new(span, message)
        .help(format!("`{name}` takes {wanted}; `distinct {field}` counts its values")))
}

fn is_number(field: &Field) -> bool {
    matches!(field.kind, Type::Int8 | Type::Int32)
}

/// A measure whose values in two windows have a difference.
pub(super) fn compared(measure: &Spanned<Measure>) -> Result<(), Problem> {
    match measure.node {
        Measure::Of(Aggregate::Min | Aggregate::Max, field) if !is_number(field) => {
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
                Measure::Of(Aggregate::Min | Aggregate::Max, field) if field.kind == Type::Time => {
                    Err(Problem::new(measure.span, "`having` compares numbers, not times")
                        .help("a part of time is chosen by last, since and until"))
                }
                _ => Ok(()),
            }
        }
    }
}

/// The columns that are shown: those asked for, else every key and the measure.
pub(super) fn columns(show: &[Item], groups: &Groups) -> Result<Vec<Column>, Problem> {
    if let (Some(item), Some(_)) = (show.first(), groups.versus) {
        return Err(Problem::new(item.span, "`show` and `vs` do not go together")
            .help("`vs` shows the groups, the measure now and then, and the difference"));
    }
    if !show.is_empty() {
        return show.iter().map(|item| column(item, groups)).collect();
    }
    let keys = (0..groups.keys.len()).map(Content::Key);
    let measure = groups.versus.is_none().then_some(Content::Measure(groups.measure));
    let contents = keys.chain(measure);
    Ok(contents.map(|content| Column { content, heading: None }).collect())
}

fn column(item: &Item, groups: &Groups) -> Result<Column, Problem> {
    let place = |wanted: Term| groups.keys.iter().position(|key| *key == wanted);
    let content = match item.content {
        ast::Content::Measure(measure) => {
            fitting(measure, item.span)?;
            Content::Measure(measure)
        }
        ast::Content::Key(term) => match place(term) {
            Some(place) => Content::Key(place),
            None => {
                let name = term.field.name;
                return Err(Problem::new(item.span, format!("`{term}` is not grouped")).help(
                    format!("group by it, or show the value all packets share: `same({name})`"),
                ));
            }
        },
        ast::Content::Same(field) if matches!(field.kind, Type::Time | Type::Flags) => {
            let message = format!("`same` does not fit `{}`", field.name);
            return Err(
                Problem::new(item.span, message).help("of a time show `min(time)`, `max(time)`")
            );
        }
        ast::Content::Same(field) => Content::Same(field),
        ast::Content::Share => Content::Share,
        ast::Content::Service => service(item.span, groups)?,
    };
    Ok(Column { content, heading: item.heading.clone() })
}

fn service(span: Span, groups: &Groups) -> Result<Content, Problem> {
    let place = |name: &str| {
        let wanted = |key: &Term| key.part == Part::Whole && key.field.name == name;
        groups.keys.iter().position(wanted)
    };
    match (place("dport").or_else(|| place("sport")), place("proto")) {
        (Some(port), Some(proto)) => Ok(Content::Service { port, proto }),
        _ => Err(Problem::new(span, "`service` needs a port and its protocol")
            .help("group by both: `top dport, proto show count, dport, service`")),
    }
}
