//! Clauses: the parts of a query behind its verb, in any order, each at most once.

use crate::field;
use crate::query::ast::{
    CompareClause, Direction, GroupKey, ListOrder, Query, QueryVerb, Scalar, TimeClause,
};
use crate::query::token::Symbol;
use crate::query::typing;
use crate::query::word::{self, QueryWord};
use crate::span::{Problem, Span};

use super::cursor::Cursor;
use super::scalar::{self, TimeRole};
use super::unexpected::{begins_condition, refuse_rest};
use super::{measure, predicate, term};

/// The clauses that a query has so far.
#[derive(Default)]
pub(super) struct Seen(Vec<&'static str>);

/// Clauses that choose the part of time.
const WINDOWS: [&str; 6] = ["last", "since", "until", "on", "today", "yesterday"];

impl Seen {
    /// Remembers a clause.
    pub(super) fn note(&mut self, clause: &'static str) {
        self.0.push(clause);
    }

    /// The clause that was there last.
    pub(super) fn last(&self) -> Option<&'static str> {
        self.0.last().copied()
    }

    /// Whether a clause was there.
    fn has(&self, clause: &str) -> bool {
        self.0.contains(&clause)
    }

    /// Complains about a clause that is there already.
    fn once(&self, clause: &str, span: Span) -> Result<(), Problem> {
        if !self.has(clause) {
            return Ok(());
        }
        let help = match clause {
            "where" => "join the conditions with `and`",
            "limit" => "`top 20 src` and `top src limit 20` mean the same: write one",
            _ => "leave one out",
        };
        Err(Problem::new(span, format!("`{clause}` is there twice")).help(help))
    }

    /// Complains about a window beside another; `since` and `until` make one together.
    fn window(&self, clause: &str, span: Span) -> Result<(), Problem> {
        let other = match clause {
            "since" => Some("until"),
            "until" => Some("since"),
            _ => None,
        };
        let clash = self.0.iter().find(|seen| WINDOWS.contains(seen) && Some(**seen) != other);
        let Some(clash) = clash else { return Ok(()) };
        let message = format!("`{clause}` is a second window of time beside `{clash}`");
        Err(Problem::new(span, message)
            .help("give one: last, since … until, on, today or yesterday"))
    }
}

/// Complains about a clause that may not come: it is there already, or the verb does not take it.
fn may_come(clause: &str, verb: &QueryVerb, seen: &Seen, span: Span) -> Result<(), Problem> {
    if WINDOWS.contains(&clause) {
        seen.window(clause, span)?;
    } else {
        seen.once(clause, span)?;
    }
    match clause {
        "having" | "show" => only_for_groups(verb, clause, span)?,
        "every" | "by" => only_for_histograms(verb, clause, span)?,
        "order" => only_for_lists(verb, span)?,
        "vs" => only_for_counts(verb, span)?,
        _ => {}
    }
    let clash = [("show", "vs"), ("vs", "show")];
    if clash.iter().any(|(one, other)| *one == clause && seen.has(other)) {
        return Err(Problem::new(span, "`show` and `vs` do not go together")
            .help("`vs` shows the groups, the measure now and then, and the difference"));
    }
    Ok(())
}

/// `{ clause }`
pub(super) fn clauses(
    cursor: &mut Cursor<'_>,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<(), Problem> {
    while clause(cursor, query, seen)? {}
    Ok(())
}

/// Reads a clause into the query; `false` if none is here.
fn clause(cursor: &mut Cursor<'_>, query: &mut Query, seen: &mut Seen) -> Result<bool, Problem> {
    let span = cursor.here();
    let fits = |word: &QueryWord| may_come(word.text, &query.verb, seen, span).is_ok();
    let Some(clause) = cursor.eat_one_of(word::CLAUSES, fits) else {
        return match cursor.sees_one_of(word::CLAUSES) {
            // Elsewhere it belongs to the verb.
            Some(word) if word.text != "by" || matches!(query.verb, QueryVerb::Histogram(_)) => {
                may_come(word.text, &query.verb, seen, span).map(|()| false)
            }
            _ => Ok(false),
        };
    };
    seen.note(clause.text);
    match clause.text {
        "where" => query.filter = Some(predicate::predicate(cursor)?),
        "limit" => query.limit = Some(rows(cursor)?),
        "having" => query.having = Some(measure::having(cursor)?),
        "show" => query.show = measure::items(cursor, &query.verb)?,
        "order" => query.order = Some(order(cursor)?),
        "every" => {
            let help = "for example `every 5m`";
            query.every = Some(scalar::moment(cursor, TimeRole::Duration, help)?);
        }
        "by" => query.by = Some(split(cursor)?),
        "vs" => query.versus = Some(versus(cursor)?),
        window => query.window = Some(self::window(cursor, window, query.window.take())?),
    }
    Ok(true)
}

/// What follows the word that begins a `window`; `before` is the other end of one that has two.
fn window(
    cursor: &mut Cursor<'_>,
    clause: &str,
    before: Option<TimeClause>,
) -> Result<TimeClause, Problem> {
    let (since, until) = ends(before);
    Ok(match clause {
        "last" => {
            TimeClause::Last(scalar::moment(cursor, TimeRole::Duration, "for example `last 24h`")?)
        }
        "since" => {
            let since = scalar::moment(cursor, TimeRole::Time, "for example `since 08:00`")?;
            TimeClause::Span { since: Some(since), until }
        }
        "until" => {
            let until = scalar::moment(cursor, TimeRole::Time, "for example `until 2026-10-08`")?;
            TimeClause::Span { since, until: Some(until) }
        }
        "on" => {
            TimeClause::On(scalar::moment(cursor, TimeRole::Day, "for example `on 2026-10-11`")?)
        }
        "today" => TimeClause::Today,
        _ => TimeClause::Yesterday,
    })
}

fn ends(window: Option<TimeClause>) -> (Option<Scalar>, Option<Scalar>) {
    match window {
        Some(TimeClause::Span { since, until }) => (since, until),
        _ => (None, None),
    }
}

fn rows(cursor: &mut Cursor<'_>) -> Result<u64, Problem> {
    let number = cursor.number(|_: &u32| true);
    number
        .map(u64::from)
        .ok_or_else(|| cursor.missing("a number of rows").help("for example `limit 20`"))
}

fn only_for_groups(verb: &QueryVerb, clause: &str, span: Span) -> Result<(), Problem> {
    if verb.is_grouped() || clause == "having" && matches!(verb, QueryVerb::Histogram(_)) {
        return Ok(());
    }
    let help = match (clause, verb) {
        ("having", QueryVerb::List(_)) => "conditions on packets follow `where`",
        ("show", QueryVerb::List(_)) => "the columns of a list follow its verb: `list src, dport`",
        _ => "group by something: top FIELDS, bottom FIELDS or count by FIELDS",
    };
    Err(Problem::new(span, format!("`{clause}` needs groups")).help(help))
}

fn only_for_histograms(verb: &QueryVerb, clause: &str, span: Span) -> Result<(), Problem> {
    if matches!(verb, QueryVerb::Histogram(_)) {
        return Ok(());
    }
    let message = format!("`{clause}` divides the time of `hist`");
    Err(Problem::new(span, message).help("for example `hist every 5m last 2h`"))
}

fn only_for_lists(verb: &QueryVerb, span: Span) -> Result<(), Problem> {
    if matches!(verb, QueryVerb::List(_)) {
        return Ok(());
    }
    Err(Problem::new(span, "only a list can be sorted").help(
        "groups are sorted by their measure: `top src by bytes`, the smallest first with `bottom`",
    ))
}

fn only_for_counts(verb: &QueryVerb, span: Span) -> Result<(), Problem> {
    if matches!(verb, QueryVerb::Rank { .. } | QueryVerb::Count { .. }) {
        return Ok(());
    }
    Err(Problem::new(span, "`vs` compares the counts of top, bottom and count")
        .help("for example `top dport last 1h vs previous`"))
}

/// The one term that a histogram is split by.
fn split(cursor: &mut Cursor<'_>) -> Result<GroupKey, Problem> {
    let by = term::term(cursor, &[])?;
    if cursor.sees_symbol(Symbol::Comma) {
        let message = "`hist` is split by one field";
        return Err(Problem::new(cursor.here(), message)
            .help("to group by several and the time: `count by day(time), src, dport`"));
    }
    Ok(by)
}

/// `( "previous" | DURATION ["ago"] )`
fn versus(cursor: &mut Cursor<'_>) -> Result<CompareClause, Problem> {
    let here = cursor.here();
    if cursor.eat_word("previous") {
        return Ok(CompareClause::Previous(here));
    }
    let help = "for example `vs previous`, `vs 7d ago`";
    Ok(CompareClause::Ago(scalar::moment(cursor, TimeRole::Distance, help)?))
}

/// `"by" field ["asc"|"desc"]`
fn order(cursor: &mut Cursor<'_>) -> Result<ListOrder, Problem> {
    cursor.expect_word("by", "for example `order by time asc`")?;
    let by = term::place_of(cursor, typing::ALL)?.node;
    let is_ascending = cursor.eat_word("asc");
    let is_descending = !is_ascending && cursor.eat_word("desc");
    let direction = if is_descending { Direction::Descending } else { Direction::Ascending };
    Ok(ListOrder { by, direction })
}

/// The problem that nothing of a query begins with what is here.
pub(super) fn refuse_rest_of_query(cursor: &Cursor<'_>, verb: &QueryVerb, seen: &Seen) -> Problem {
    if let Some(problem) = cursor.find_omission() {
        return problem;
    }
    let found = cursor.text();
    let problem = refuse_rest(cursor);
    if matches!(verb, QueryVerb::Histogram(_)) && field::by_name(found).is_some() && !seen.has("by")
    {
        return problem.help(format!("`hist` counts packets; to split it write `by {found}`"));
    }
    if !begins_condition(cursor) || seen.has("where") {
        return problem;
    }
    problem
        .help(format!("conditions follow `where`: `where {found} …`; fields are joined by commas"))
}
