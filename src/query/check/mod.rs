//! The check: a query becomes a plan. Field types decide how words are read, and times are fixed.

mod filter;
mod groups;
mod moment;
mod pattern;
mod regex;
mod value;

use crate::field::{self, FIELDS, Field};
use crate::query::ast::{Columns, Direction, Key, Order, Query, Verb};
use crate::query::plan::{Ask, Groups, Plan, Unknown};
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
    let filter = query.filter.as_ref().map(|filter| filter::filter(filter, now)).transpose()?;
    let window = query.window.as_ref().map(|window| moment::window(window, now)).transpose()?;
    let ask = ask(query)?;
    let usual_limit = match (&ask, &query.verb) {
        (Ask::List { .. }, _) => Some(LIST_ROWS),
        (_, Verb::Rank { .. }) => Some(RANK_ROWS),
        _ => None,
    };
    let mut notes = query.notes.clone();
    notes.extend(left_out(&ask));
    let limit = query.limit.or(usual_limit);
    Ok(Plan { explain: query.explain, ask, filter, window, limit, notes })
}

fn ask(query: &Query) -> Result<Ask, Problem> {
    let groups = |keys: &[Key], unknown, measure, direction| {
        let mut groups = Groups {
            keys: keys.iter().map(|key| key.node).collect(),
            unknown,
            measure: groups::measure(measure)?,
            direction,
            having: query.having.clone(),
            columns: Vec::new(),
        };
        query.having.as_ref().map_or(Ok(()), groups::having)?;
        groups.columns = groups::columns(&query.show, &groups)?;
        Ok(Ask::Groups(groups))
    };
    match &query.verb {
        Verb::Rank { direction, keys, by } => groups(keys, Unknown::LeftOut, by, *direction),
        Verb::Count { measure, keys } if keys.is_empty() => {
            Ok(Ask::Total(groups::measure(measure)?))
        }
        Verb::Count { measure, keys } => {
            groups(keys, Unknown::Kept, measure, Direction::Descending)
        }
        Verb::Values(key) => Ok(Ask::Values(key.node)),
        Verb::List(columns) => {
            let latest = Order { by: &FIELDS[0], direction: Direction::Descending };
            let order = query.order.unwrap_or(latest);
            Ok(Ask::List { columns: list_columns(columns), order })
        }
    }
}

fn list_columns(columns: &Columns) -> Vec<&'static Field> {
    match columns {
        Columns::Usual => USUAL.iter().filter_map(|name| field::by_name(name)).collect(),
        Columns::All => FIELDS.iter().collect(),
        Columns::These(keys) => keys.iter().map(|key| key.node).collect(),
    }
}

/// Which packets the verb leaves out, for the answer's footer.
fn left_out(ask: &Ask) -> Option<String> {
    let keys = match ask {
        Ask::Values(field) => std::slice::from_ref(field),
        Ask::Groups(groups) if groups.unknown == Unknown::LeftOut => &groups.keys,
        _ => return None,
    };
    let names: Vec<&str> =
        keys.iter().filter(|field| field.is_nullable()).map(|field| field.name).collect();
    (!names.is_empty()).then(|| format!("packets without {} are left out", names.join(" or ")))
}
