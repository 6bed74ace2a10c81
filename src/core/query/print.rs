//! Canonical text: a query written as this language's own pen would write it. Synonyms have one
//! name, clauses one order, what may be left out is, and parentheses show how `and` and `or` bind.
//! It parses to the same tree, spans aside.

mod condition;
mod value;

use std::fmt;

use crate::query::ast::{
    CompareClause, Direction, Item, ListColumns, ListOrder, Measure, Query, QueryVerb,
    ShownContent, TimeClause,
};

use value::{moment, quoted};

/// A query's canonical text in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The verb with what belongs to it, behind `explain` where that was asked.
    pub head: String,
    /// The clauses; their order means nothing.
    pub clauses: Vec<String>,
    /// The text of the program that takes the answer.
    pub program: Option<String>,
}

impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.head)?;
        self.clauses.iter().try_for_each(|clause| write!(f, " {clause}"))?;
        self.program.iter().try_for_each(|program| write!(f, " | {program}"))
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        parts(self).fmt(f)
    }
}

/// Writes a query in parts.
pub fn parts(query: &Query) -> Parts {
    let explain = if query.explain { "explain " } else { "" };
    let shown: Vec<String> = query.show.iter().map(item).collect();
    // The number of `top` and `bottom` stands behind the verb.
    let limit = query.limit.filter(|_| !matches!(query.verb, QueryVerb::Rank { .. }));
    let clause = |word: &str, what: Option<String>| what.map(|what| format!("{word} {what}"));
    let before = [
        clause("every", query.every.as_ref().map(moment)),
        clause("by", query.by.map(|key| key.node.to_string())),
        clause("where", query.filter.as_ref().map(condition::text)),
    ];
    let behind = [
        clause("vs", query.versus.as_ref().map(versus)),
        clause("having", query.having.as_ref().map(condition::text)),
        clause("show", (!shown.is_empty()).then(|| shown.join(", "))),
        clause("order by", query.order.as_ref().map(order)),
        clause("limit", limit.map(|limit| limit.to_string())),
    ];
    let windows = query.window.iter().flat_map(window);
    let clauses = before.into_iter().flatten().chain(windows);
    let clauses = clauses.chain(behind.into_iter().flatten()).collect();
    let program = query.program.as_ref().map(|program| program.text.clone());
    Parts { head: format!("{explain}{}", head(query)), clauses, program }
}

/// The clauses of a window: one, or two for both ends.
fn window(window: &TimeClause) -> Vec<String> {
    match window {
        TimeClause::Last(length) => vec![format!("last {}", moment(length))],
        TimeClause::Span { since, until } => {
            let since = since.iter().map(|time| format!("since {}", moment(time)));
            since.chain(until.iter().map(|time| format!("until {}", moment(time)))).collect()
        }
        TimeClause::On(day) => vec![format!("on {}", moment(day))],
        TimeClause::Today => vec!["today".into()],
        TimeClause::Yesterday => vec!["yesterday".into()],
    }
}

fn order(order: &ListOrder) -> String {
    let direction = match order.direction {
        Direction::Ascending => "asc",
        Direction::Descending => "desc",
    };
    format!("{} {direction}", order.by.name)
}

fn head(query: &Query) -> String {
    match &query.verb {
        QueryVerb::Rank { direction, keys, by } => {
            let verb = match direction {
                Direction::Descending => "top",
                Direction::Ascending => "bottom",
            };
            let number = query.limit.map_or(String::new(), |limit| format!(" {limit}"));
            let by = match by.node {
                Measure::Packets => String::new(),
                other => format!(" by {other}"),
            };
            format!("{verb}{number} {}{by}", list(keys.iter().map(|key| key.node)))
        }
        QueryVerb::Count { measure, keys } => {
            let measure = match measure.node {
                Measure::Packets => String::new(),
                other => format!(" {other}"),
            };
            let by = if keys.is_empty() { "" } else { " by " };
            format!("count{measure}{by}{}", list(keys.iter().map(|key| key.node)))
        }
        QueryVerb::List(ListColumns::Usual) => "list".into(),
        QueryVerb::List(ListColumns::All) => "list *".into(),
        QueryVerb::List(ListColumns::These(places)) => {
            format!("list {}", list(places.iter().map(|place| place.node)))
        }
        QueryVerb::Histogram(measure) => match measure.node {
            Measure::Packets => "hist".into(),
            other => format!("hist {other}"),
        },
        QueryVerb::Values(key) => format!("values {}", key.node),
    }
}

fn list<T: fmt::Display>(items: impl Iterator<Item = T>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

fn versus(versus: &CompareClause) -> String {
    match versus {
        CompareClause::Previous(_) => "previous".into(),
        CompareClause::Ago(length) => moment(length),
    }
}

fn item(item: &Item) -> String {
    let content = match item.content {
        ShownContent::Key(term) => term.to_string(),
        ShownContent::Measure(measure) => measure.to_string(),
        ShownContent::Same(field) => format!("same({})", field.name),
        ShownContent::Service => "service".into(),
        ShownContent::Share => "share".into(),
    };
    match &item.heading {
        Some(heading) => format!("{content} {}", quoted(heading)),
        None => content,
    }
}
