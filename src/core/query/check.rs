//! The check: a query becomes a plan. Field types decide how words are read, and times are fixed.

mod filter;
mod groups;
mod moment;
mod pattern;
mod regex;
mod value;

use crate::field::{self, FIELDS, Field};
use crate::query::ast::{
    Direction, GroupKey, ListColumns, ListOrder, Measure, Query, QueryVerb, Spanned,
};
use crate::query::plan::{Ask, ComparedWindows, Groups, Histogram, Plan, Unknown, Window};
use crate::query::term::Term;
use crate::span::Problem;
use crate::time::Timestamp;

/// How many rows a list has where the query does not say.
const LIST_ROWS: u64 = 100;

/// How many groups `top` and `bottom` have where the query does not say.
const RANK_ROWS: u64 = 10;

/// The fields of a list that fit most questions, and the width of most terminals.
const USUAL: [&str; 10] =
    ["time", "action", "iif", "oif", "src", "sport", "dst", "dport", "proto", "flags"];

/// Reads the values of a query by the types of their fields; `now` is the clock's time, taken once.
pub fn check(query: &Query, now: Timestamp) -> Result<Plan, Problem> {
    let filter =
        query.filter.as_ref().map(|filter| filter::check_predicate(filter, now)).transpose()?;
    let mut window =
        query.window.as_ref().map(|window| moment::check_window(window, now)).transpose()?;
    let versus =
        query.versus.as_ref().map(|versus| moment::check_versus(versus, window)).transpose()?;
    let ask = check_verb(query, versus)?;
    let usual_limit = match (&ask, &query.verb) {
        (Ask::List { .. }, _) => Some(LIST_ROWS),
        (_, QueryVerb::Rank { .. }) => Some(RANK_ROWS),
        _ => None,
    };
    let mut notes = query.notes.clone();
    notes.extend(describe_omitted(&ask, window));
    if let Some(ComparedWindows { now, then }) = versus {
        notes.push(format!("now: {now}; then: {then}"));
        window = Some(now.hull(then));
    }
    let limit = query.limit.or(usual_limit);
    let mut plan = Plan { explain: query.explain, ask, filter, window, limit, notes };
    if let Some((from, until)) = plan.window.and_then(|window| window.from.zip(window.until)) {
        plan.fit(from, until);
    }
    Ok(plan)
}

fn check_verb(query: &Query, versus: Option<ComparedWindows>) -> Result<Ask, Problem> {
    query.having.as_ref().map_or(Ok(()), groups::check_having)?;
    match &query.verb {
        QueryVerb::Count { measure, keys } if keys.is_empty() => {
            let measure = groups::check_measure(measure.node, measure.span)?;
            Ok(versus.map_or(Ask::Total(measure), |versus| Ask::TotalVersus(measure, versus)))
        }
        QueryVerb::Rank { direction, keys, by } => {
            let mut groups = check_groups(query, keys, by, versus)?;
            groups.direction = *direction;
            // A packet that has one of several fields is worth its group.
            let is_one_field = keys.iter().all(|key| key.node.field == keys[0].node.field);
            if is_one_field {
                groups.unknown = Unknown::LeftOut;
            }
            Ok(Ask::Groups(groups))
        }
        QueryVerb::Count { measure, keys } => {
            check_groups(query, keys, measure, versus).map(Ask::Groups)
        }
        QueryVerb::Histogram(measure) => Ok(Ask::Histogram(Histogram {
            measure: groups::check_measure(measure.node, measure.span)?,
            every: query.every.as_ref().map(moment::read_step).transpose()?,
            by: query.by.map(|by| by.node),
            having: query.having.clone(),
        })),
        QueryVerb::Values(term) => Ok(Ask::Values(term.node)),
        QueryVerb::List(columns) => {
            let latest = ListOrder { by: &FIELDS[0], direction: Direction::Descending };
            let order = query.order.unwrap_or(latest);
            Ok(Ask::List { columns: find_columns(columns), order })
        }
    }
}

/// Every group, the largest first.
fn check_groups(
    query: &Query,
    keys: &[GroupKey],
    measure: &Spanned<Measure>,
    versus: Option<ComparedWindows>,
) -> Result<Groups, Problem> {
    let mut groups = Groups {
        keys: keys.iter().map(|key| key.node).collect(),
        unknown: Unknown::Kept,
        measure: groups::check_measure(measure.node, measure.span)?,
        direction: Direction::Descending,
        having: query.having.clone(),
        versus,
        columns: Vec::new(),
    };
    if versus.is_some() {
        groups::check_difference(measure)?;
    }
    groups.columns = groups::check_columns(&query.show, &groups)?;
    Ok(groups)
}

fn find_columns(columns: &ListColumns) -> Vec<&'static Field> {
    match columns {
        ListColumns::Usual => USUAL.iter().filter_map(|name| field::by_name(name)).collect(),
        ListColumns::All => FIELDS.iter().collect(),
        ListColumns::These(keys) => keys.iter().map(|key| key.node).collect(),
    }
}

/// Which packets the verb leaves out, for the answer's footer.
fn describe_omitted(ask: &Ask, window: Option<Window>) -> Option<String> {
    let keys: Vec<&Field> = match ask {
        Ask::Values(term) => vec![term.field],
        Ask::Groups(groups) if groups.unknown == Unknown::LeftOut => {
            groups.keys.iter().map(|term: &Term| term.field).collect()
        }
        Ask::Histogram(_) if window.is_none() => vec![&FIELDS[0]],
        _ => return None,
    };
    let mut names: Vec<&str> =
        keys.iter().filter(|field| field.is_nullable()).map(|field| field.name).collect();
    names.dedup();
    (!names.is_empty()).then(|| format!("packets without {} are left out", names.join(" or ")))
}
