//! Clauses: the parts of a query behind its verb, in any order, each at most once.

use crate::field;
use crate::query::ast::{
    CompareClause, Direction, GroupKey, ListOrder, Query, QueryVerb, Scalar, TimeClause,
};
use crate::query::token::Symbol;
use crate::query::typing;
use crate::query::word::{self, QueryWord};
use crate::span::{Problem, Span};

use super::cursor::{Cursor, ParserToken, TokenRole};
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
    pub(super) fn remember(&mut self, clause: &'static str) {
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
    pub(super) fn check_once(&self, clause: &str, span: Span) -> Result<(), Problem> {
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
    fn check_window(&self, clause: &str, span: Span) -> Result<(), Problem> {
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
    let clause = if clause == "sort" { "order" } else { clause };
    if WINDOWS.contains(&clause) {
        seen.check_window(clause, span)?;
    } else {
        seen.check_once(clause, span)?;
    }
    check_verb(clause, verb, span)?;
    let clash = [("show", "vs"), ("vs", "show")];
    if clash.iter().any(|(one, other)| *one == clause && seen.has(other)) {
        return Err(Problem::new(span, "`show` and `vs` do not go together")
            .help("`vs` shows the groups, the measure now and then, and the difference"));
    }
    Ok(())
}

/// `{ clause }`
pub(super) fn parse_clauses(
    cursor: &mut Cursor<'_>,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<(), Problem> {
    while parse_clause(cursor, query, seen)? {}
    Ok(())
}

/// Reads a clause that may come before the verb; `false` if none is here.
pub(super) fn parse_leading(
    cursor: &mut Cursor<'_>,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<bool, Problem> {
    let is_leading = |text: &str| WINDOWS.contains(&text) || ["where", "limit"].contains(&text);
    let word = cursor.sees_one_of(word::CLAUSES);
    if word.is_some_and(|word| is_leading(word.text)) || is_range(cursor) {
        return parse_clause(cursor, query, seen);
    }
    Ok(false)
}

const STEP_HELP: &str = "for example `every 5m`";

/// Whether the step of a histogram is here as other tools write it: `by 5m`, `span=5m`.
fn sees_step(cursor: &Cursor<'_>, verb: &QueryVerb) -> bool {
    let is_length = |next: &ParserToken<'_>| {
        next.role == TokenRole::Word && next.text.starts_with(|c: char| c.is_ascii_digit())
    };
    let is_equal = |next: &ParserToken<'_>| next.role == TokenRole::Symbol(Symbol::Equal);
    matches!(verb, QueryVerb::Histogram(_))
        && (cursor.sees("by") && cursor.following().is_some_and(is_length)
            || cursor.sees("span") && cursor.following().is_some_and(is_equal))
}

/// Whether `between A and B` is here.
fn is_range(cursor: &Cursor<'_>) -> bool {
    cursor.sees("between")
}

/// Parses `between A and B`, which is `since A until B`.
fn parse_range(cursor: &mut Cursor<'_>, seen: &mut Seen) -> Result<TimeClause, Problem> {
    let help = "for example `between 08:00 and 09:00`";
    seen.check_window("between", cursor.here())?;
    cursor.advance();
    for clause in ["since", "until"] {
        seen.remember(clause);
    }
    let since = scalar::parse_moment(cursor, TimeRole::Time, help)?;
    cursor.expect_word("and", help)?;
    let until = scalar::parse_moment(cursor, TimeRole::Time, help)?;
    Ok(TimeClause::Span { since: Some(since), until: Some(until) })
}

/// Reads a clause into the query; `false` if none is here.
fn parse_clause(
    cursor: &mut Cursor<'_>,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<bool, Problem> {
    if is_range(cursor) {
        query.window = Some(parse_range(cursor, seen)?);
        return Ok(true);
    }
    if sees_step(cursor, &query.verb) {
        seen.check_once("every", cursor.here())?;
        seen.remember("every");
        cursor.advance();
        cursor.eat(Symbol::Equal);
        query.every = Some(scalar::parse_moment(cursor, TimeRole::Duration, STEP_HELP)?);
        return Ok(true);
    }
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
    seen.remember(if clause.text == "sort" { "order" } else { clause.text });
    match clause.text {
        "where" => query.filter = Some(predicate::parse_predicate(cursor)?),
        "limit" => query.limit = Some(parse_limit(cursor)?),
        "having" => query.having = Some(measure::parse_having(cursor)?),
        "show" => query.show = measure::parse_items(cursor, &query.verb)?,
        "order" | "sort" => query.order = Some(parse_order(cursor)?),
        "every" => {
            query.every = Some(scalar::parse_moment(cursor, TimeRole::Duration, STEP_HELP)?);
        }
        "by" => query.by = Some(parse_split(cursor)?),
        "vs" => query.versus = Some(parse_versus(cursor)?),
        window => query.window = Some(self::parse_window(cursor, window, query.window.take())?),
    }
    Ok(true)
}

/// What follows the word that begins a `window`; `before` is the other end of one that has two.
fn parse_window(
    cursor: &mut Cursor<'_>,
    clause: &str,
    before: Option<TimeClause>,
) -> Result<TimeClause, Problem> {
    let (since, until) = split_ends(before);
    Ok(match clause {
        "last" => TimeClause::Last(match scalar::take_unit(cursor) {
            Some(unit) => unit,
            None => scalar::parse_moment(cursor, TimeRole::Duration, "for example `last 24h`")?,
        }),
        "since" => {
            let since = scalar::parse_moment(cursor, TimeRole::Time, "for example `since 08:00`")?;
            TimeClause::Span { since: Some(since), until }
        }
        "until" => {
            let until =
                scalar::parse_moment(cursor, TimeRole::Time, "for example `until 2026-10-08`")?;
            TimeClause::Span { since, until: Some(until) }
        }
        "on" => TimeClause::On(scalar::parse_moment(
            cursor,
            TimeRole::Day,
            "for example `on 2026-10-11`",
        )?),
        "today" => TimeClause::Today,
        _ => TimeClause::Yesterday,
    })
}

fn split_ends(window: Option<TimeClause>) -> (Option<Scalar>, Option<Scalar>) {
    match window {
        Some(TimeClause::Span { since, until }) => (since, until),
        _ => (None, None),
    }
}

fn parse_limit(cursor: &mut Cursor<'_>) -> Result<u64, Problem> {
    let number = cursor.take_number(|_: &u32| true);
    number
        .map(u64::from)
        .ok_or_else(|| cursor.missing("a number of rows").help("for example `limit 20`"))
}

/// Complains about a clause that the verb does not take.
fn check_verb(clause: &str, verb: &QueryVerb, span: Span) -> Result<(), Problem> {
    const NEEDS_GROUPS: &str = "group by something: top FIELDS, bottom FIELDS or count by FIELDS";
    let is_list = matches!(verb, QueryVerb::List(_));
    let is_histogram = matches!(verb, QueryVerb::Histogram(_));
    let counts = matches!(verb, QueryVerb::Rank { .. } | QueryVerb::Count { .. });
    let (message, help) = match clause {
        "having" if !verb.is_grouped() && !is_histogram => (
            "`having` needs groups",
            if is_list { "conditions on packets follow `where`" } else { NEEDS_GROUPS },
        ),
        "show" if is_list => {
            ("`show` needs groups", "the columns of a list follow its verb: `list src, dport`")
        }
        "show" if !verb.is_grouped() => ("`show` needs groups", NEEDS_GROUPS),
        // After other verbs `by` is a part of the verb, so that only `every` can be wrong.
        "every" | "by" if !is_histogram => {
            ("`every` divides the time of `hist`", "for example `hist every 5m last 2h`")
        }
        "order" | "sort" if !is_list => (
            "only a list can be sorted",
            "groups are sorted by their measure: `top src by bytes`, the smallest first with `bottom`",
        ),
        "vs" if !counts => (
            "`vs` compares the counts of top, bottom and count",
            "for example `top dport last 1h vs previous`",
        ),
        _ => return Ok(()),
    };
    Err(Problem::new(span, message).help(help))
}

/// The one term that a histogram is split by.
fn parse_split(cursor: &mut Cursor<'_>) -> Result<GroupKey, Problem> {
    let by = term::parse_term(cursor, &[])?;
    if cursor.sees_symbol(Symbol::Comma) {
        let message = "`hist` is split by one field";
        return Err(Problem::new(cursor.here(), message)
            .help("to group by several and the time: `count by day(time), src, dport`"));
    }
    Ok(by)
}

/// `( "previous" | DURATION ["ago"] )`
fn parse_versus(cursor: &mut Cursor<'_>) -> Result<CompareClause, Problem> {
    let here = cursor.here();
    if cursor.eat_word("previous") {
        return Ok(CompareClause::Previous(here));
    }
    if cursor.sees("last") {
        let place = cursor.place();
        cursor.advance();
        if let Some(unit) = scalar::take_unit(cursor) {
            return Ok(CompareClause::Ago(unit));
        }
        cursor.back_to(place);
    }
    let help = "for example `vs previous`, `vs 7d ago`";
    Ok(CompareClause::Ago(scalar::parse_moment(cursor, TimeRole::Distance, help)?))
}

/// `"by" field ["asc"|"desc"]`
fn parse_order(cursor: &mut Cursor<'_>) -> Result<ListOrder, Problem> {
    cursor.expect_word("by", "for example `order by time asc`")?;
    let by = term::parse_field_of(cursor, typing::ALL)?.node;
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
