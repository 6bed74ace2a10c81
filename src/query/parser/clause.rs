//! Clauses: the parts of a query behind its verb, in any order, each at most once.

use crate::query::ast::{Direction, Key, Order, Query, Scalar, Verb, Versus, Window};
use crate::query::error;
use crate::query::token::{Bracket, Symbol};
use crate::query::word;
use crate::span::{Problem, Span};
use crate::suggest;

use super::cursor::{Cursor, Role};
use super::left_out;
use super::predicate;
use super::scalar;
use super::{measure, term};

/// The clauses that a query has so far.
#[derive(Default)]
pub(super) struct Seen(Vec<&'static str>);

impl Seen {
    /// Remembers a clause.
    pub(super) fn note(&mut self, clause: &'static str) {
        self.0.push(clause);
    }

    /// Whether a clause was there.
    fn has(&self, clause: &str) -> bool {
        self.0.contains(&clause)
    }

    /// Remembers a clause, which must be the first of its name.
    fn once(&mut self, clause: &'static str, span: Span) -> Result<(), Problem> {
        if self.has(clause) {
            let help = match clause {
                "where" => "join the conditions with `and`",
                "limit" => "`top 20 src` and `top src limit 20` mean the same: write one",
                _ => "leave one out",
            };
            return Err(Problem::new(span, format!("`{clause}` is there twice")).help(help));
        }
        self.note(clause);
        Ok(())
    }

    /// Remembers a window, which must be the only one; `since` and `until` make one together.
    fn window(&mut self, clause: &'static str, span: Span) -> Result<(), Problem> {
        const WINDOWS: [&str; 6] = ["last", "since", "until", "on", "today", "yesterday"];
        let other = match clause {
            "since" => Some("until"),
            "until" => Some("since"),
            _ => None,
        };
        let clash = self.0.iter().find(|seen| WINDOWS.contains(seen) && Some(**seen) != other);
        if let Some(clash) = clash {
            let message = format!("`{clause}` is a second window of time beside `{clash}`");
            return Err(Problem::new(span, message)
                .help("give one: last, since … until, on, today or yesterday"));
        }
        self.note(clause);
        Ok(())
    }
}

/// Reads a clause into the query; `false` if none is here.
pub(super) fn clause(
    cursor: &mut Cursor<'_>,
    query: &mut Query,
    seen: &mut Seen,
) -> Result<bool, Problem> {
    let span = cursor.here();
    if cursor.eat_word("where") {
        seen.once("where", span)?;
        query.filter = Some(predicate::predicate(cursor)?);
    } else if cursor.eat_word("limit") {
        seen.once("limit", span)?;
        query.limit = Some(rows(cursor)?);
    } else if cursor.eat_word("having") {
        seen.once("having", span)?;
        only_for_groups(&query.verb, "having", span)?;
        query.having = Some(measure::having(cursor)?);
    } else if cursor.eat_word("show") {
        seen.once("show", span)?;
        only_for_groups(&query.verb, "show", span)?;
        query.show = measure::items(cursor)?;
    } else if cursor.eat_word("order") {
        seen.once("order", span)?;
        query.order = Some(order(cursor, &query.verb, span)?);
    } else if cursor.eat_word("every") {
        seen.once("every", span)?;
        only_for_histograms(&query.verb, "every", span)?;
        query.every = Some(scalar::moment(cursor, "a duration", "for example `every 5m`")?);
    } else if matches!(query.verb, Verb::Histogram(_)) && cursor.eat_word("by") {
        seen.once("by", span)?;
        query.by = Some(split(cursor)?);
    } else if cursor.eat_word("vs") {
        seen.once("vs", span)?;
        query.versus = Some(versus(cursor, &query.verb, span)?);
    } else {
        return window(cursor, query, seen);
    }
    Ok(true)
}

/// `window`, one clause of it.
fn window(cursor: &mut Cursor<'_>, query: &mut Query, seen: &mut Seen) -> Result<bool, Problem> {
    let here = cursor.here();
    query.window = Some(if cursor.eat_word("last") {
        seen.window("last", here)?;
        Window::Last(scalar::moment(cursor, "a duration", "for example `last 24h`")?)
    } else if cursor.eat_word("since") {
        seen.window("since", here)?;
        let since = scalar::moment(cursor, "a time", "for example `since 08:00`")?;
        Window::Span { since: Some(since), until: ends(query.window.take()).1 }
    } else if cursor.eat_word("until") {
        seen.window("until", here)?;
        let until = scalar::moment(cursor, "a time", "for example `until 2026-10-08`")?;
        Window::Span { since: ends(query.window.take()).0, until: Some(until) }
    } else if cursor.eat_word("on") {
        seen.window("on", here)?;
        Window::On(scalar::moment(cursor, "a day", "for example `on 2026-10-11`")?)
    } else if cursor.eat_word("today") {
        seen.window("today", here)?;
        Window::Today
    } else if cursor.eat_word("yesterday") {
        seen.window("yesterday", here)?;
        Window::Yesterday
    } else {
        return Ok(false);
    });
    Ok(true)
}

fn ends(window: Option<Window>) -> (Option<Scalar>, Option<Scalar>) {
    match window {
        Some(Window::Span { since, until }) => (since, until),
        _ => (None, None),
    }
}

fn rows(cursor: &mut Cursor<'_>) -> Result<u64, Problem> {
    let number = cursor.text().parse::<u32>();
    let number =
        number.map_err(|_| cursor.missing("a number of rows").help("for example `limit 20`"))?;
    cursor.advance();
    Ok(number.into())
}

fn only_for_groups(verb: &Verb, clause: &str, span: Span) -> Result<(), Problem> {
    if verb.is_grouped() || clause == "having" && matches!(verb, Verb::Histogram(_)) {
        return Ok(());
    }
    let help = match (clause, verb) {
        ("having", Verb::List(_)) => "conditions on packets follow `where`",
        ("show", Verb::List(_)) => "the columns of a list follow its verb: `list src, dport`",
        _ => "group by something: top FIELDS, bottom FIELDS or count by FIELDS",
    };
    Err(Problem::new(span, format!("`{clause}` needs groups")).help(help))
}

fn only_for_histograms(verb: &Verb, clause: &str, span: Span) -> Result<(), Problem> {
    if matches!(verb, Verb::Histogram(_)) {
        return Ok(());
    }
    let message = format!("`{clause}` divides the time of `hist`");
    Err(Problem::new(span, message).help("for example `hist every 5m last 2h`"))
}

/// The one term that a histogram is split by.
fn split(cursor: &mut Cursor<'_>) -> Result<Key, Problem> {
    let by = term::term(cursor)?;
    if cursor.sees_symbol(Symbol::Comma) {
        let message = "`hist` is split by one field";
        return Err(Problem::new(cursor.here(), message)
            .help("to group by several and the time: `count by day(time), src, dport`"));
    }
    Ok(by)
}

/// `"vs" ( "previous" | DURATION ["ago"] )`
fn versus(cursor: &mut Cursor<'_>, verb: &Verb, span: Span) -> Result<Versus, Problem> {
    if !matches!(verb, Verb::Rank { .. } | Verb::Count { .. }) {
        return Err(Problem::new(span, "`vs` compares the counts of top, bottom and count")
            .help("for example `top dport last 1h vs previous`"));
    }
    let here = cursor.here();
    if cursor.eat_word("previous") {
        return Ok(Versus::Previous(here));
    }
    let help = "for example `vs previous`, `vs 7d ago`";
    Ok(Versus::Ago(scalar::moment(cursor, "`previous` or a duration", help)?))
}

/// `"order" "by" field ["asc"|"desc"]`
fn order(cursor: &mut Cursor<'_>, verb: &Verb, span: Span) -> Result<Order, Problem> {
    if !matches!(verb, Verb::List(_)) {
        return Err(Problem::new(span, "only a list can be sorted").help(
            "groups are sorted by their measure: `top src by bytes`, the smallest first with `bottom`",
        ));
    }
    cursor.expect_word("by", "for example `order by time asc`")?;
    let by = term::place(cursor)?.node;
    let direction = if cursor.eat_word("desc") {
        Direction::Descending
    } else {
        cursor.eat_word("asc");
        Direction::Ascending
    };
    Ok(Order { by, direction })
}

/// The problem that nothing of a query begins with what is here.
pub(super) fn unexpected_in_query(cursor: &Cursor<'_>, seen: &Seen) -> Problem {
    if let Some(problem) = left_out::begun(cursor) {
        return problem;
    }
    let found = cursor.text();
    let problem = unexpected(cursor);
    match predicate::begins(cursor) && !seen.has("where") {
        true => problem.help(format!(
            "conditions follow `where`: `where {found} …`; fields are joined by commas"
        )),
        false => problem,
    }
}

/// The problem that nothing of the language begins with what is here.
pub(super) fn unexpected(cursor: &Cursor<'_>) -> Problem {
    if let Some(problem) = left_out::begun(cursor) {
        return problem;
    }
    let found = cursor.text();
    let problem = Problem::new(cursor.here(), format!("`{found}` does not fit here"));
    let role = cursor.peek().map(|lexeme| lexeme.role);
    let help = match role {
        Some(Role::Symbol(Symbol::Close(_))) => "nothing is open that it could close".into(),
        Some(Role::Symbol(Symbol::Comma)) => {
            "lists of values follow a field: `dport 22, 80`; conditions are joined by `and` or `or`"
                .into()
        }
        Some(Role::Symbol(Symbol::Pipe)) => "for either of two conditions write `or`".into(),
        Some(Role::Symbol(Symbol::Ampersand)) => "for both of two conditions write `and`".into(),
        Some(Role::Symbol(Symbol::Open(Bracket::Round)) | Role::Text | Role::Regex) => {
            "join conditions with `and` or `or`".into()
        }
        _ if cursor.sees("by") => {
            "`by` follows the verb: `top src by bytes`, `count by src`".into()
        }
        _ if found.starts_with(['-', '.']) => "write ranges without spaces: `80-90`".into(),
        _ if predicate::begins(cursor) => format!("join conditions: `and {found}`, `or {found}`"),
        _ => match suggest::nearest(found, error::continuations()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("clauses begin with {}", clauses()),
        },
    };
    problem.help(help)
}

fn clauses() -> String {
    let names: Vec<&str> = word::CLAUSES.iter().map(|clause| clause.text).collect();
    names.join(", ")
}
