//! Asking: a question on its way to the store, and its answer on the way out.

use std::io::Write;

use super::{Failure, Session};
use crate::ask::{AskError, PreparedQuery, QueryContext, Question, Usual};
use crate::cli;
use crate::output::sanitize;
use crate::query::{self, Params, Predicate};
use crate::span::Problem;
use crate::sql::Literal;

/// What `--no-local` adds to a question.
const NOT_LOCAL: &str = "iif != lo and oif != lo";

/// What `--no-accept` adds to a question.
const NOT_ACCEPTED: &str = "verdict != accept";

/// A question on its way to the store, and how its answer is to look.
pub(super) struct AnswerOptions<'a> {
    pub(super) text: &'a str,
    pub(super) params: Params,
    pub(super) title: Option<&'a str>,
    pub(super) heading: Option<&'a str>,
    /// A line for each cell.
    pub(super) vertical: bool,
    /// It is a saved query, SQL or not.
    pub(super) is_saved: bool,
    /// Rows at most are a parameter of it, and concern no statement.
    pub(super) takes_limit: bool,
}

impl<'a> AnswerOptions<'a> {
    /// A text that somebody typed.
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text,
            params: Params::new(),
            title: None,
            heading: None,
            vertical: false,
            is_saved: false,
            takes_limit: false,
        }
    }
}

impl Session {
    /// Puts a question to the store and writes the answer, under its titles if it has any.
    pub(super) fn ask(
        &self,
        asking: &AnswerOptions<'_>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let text = asking.text;
        let limit = self.config.settings.reports.limit.filter(|_| !asking.takes_limit);
        let is_option = self.config.is_option("reports.limit");
        let question = Question {
            text,
            params: asking.params.clone(),
            restrict: self.restrict(true),
            limit: limit.filter(|_| is_option),
            usual: Usual { restrict: self.restrict(false), limit: limit.filter(|_| !is_option) },
            access: self.config.access,
        };
        let failure = |error| self.explain_failure(text, error);
        let store = self.store()?;
        let asked = QueryContext {
            store: store.as_ref(),
            table: &self.config.settings.store.table,
            zone: self.config.settings.time.zone.as_ref(),
            now: self.config.settings.time.now,
            cancel: &self.cancel,
        };
        let ready = asked.prepare(&question).map_err(failure)?;
        if let Some(program) = &ready.program {
            self.permit(text, program)?;
            return self.answer_program(&asked, &ready, asking, (program, out));
        }
        if ready.explain {
            let explained = self.explanation(&asked, &ready, asking)?;
            return Ok(out.write_all(explained.as_bytes())?);
        }
        self.answer(&asked, &ready, asking, out).map_err(failure)
    }

    /// What `explain` shows, the store's own plan in it.
    pub(super) fn explanation(
        &self,
        asked: &QueryContext<'_>,
        ready: &PreparedQuery,
        asking: &AnswerOptions<'_>,
    ) -> Result<String, Failure> {
        let outline = asked.outline(ready);
        let outline = outline.map_err(|error| self.explain_failure(asking.text, error))?;
        Ok(explained(ready, &outline))
    }

    pub(super) fn explain_failure(&self, text: &str, error: AskError) -> Failure {
        match error {
            AskError::Problem(problem) => {
                let problem = advise_command(text, problem);
                Failure::Text { text: text.to_owned(), problem }
            }
            AskError::Store(error) => Failure::Store(error),
            AskError::Unrestrictable => error.problem().into(),
        }
    }

    /// What the options `--no-local` and `--no-accept` leave out, or else the settings of that name.
    pub(super) fn restrict(&self, by_option: bool) -> Vec<Predicate> {
        let reports = &self.config.settings.reports;
        let wanted = [
            (reports.no_local, "reports.no_local", NOT_LOCAL),
            (reports.no_accept, "reports.no_accept", NOT_ACCEPTED),
        ];
        let texts = wanted
            .into_iter()
            .filter(|(on, name, _)| *on && self.config.is_option(name) == by_option)
            .map(|(_, _, text)| text);
        texts.filter_map(|text| query::parse_predicate(text).ok()).collect()
    }
}

/// What `explain` shows. Everything but the SQL stands in comments of SQL, so that the whole can be
/// given to a client of MySQL as it is.
fn explained(ready: &PreparedQuery, outline: &[String]) -> String {
    let query = ready.canonical.iter().map(|query| format!("-- query: {query}"));
    let sql = [ready.statement.to_string()];
    let values = ready.statement.binds().zip(1..);
    let values = values.map(|(value, nth)| format!("-- value {nth}: {}", Literal(value)));
    let outline = outline.iter().map(|line| format!("-- plan: {line}"));
    let notes = ready.statement.shape.iter().flat_map(|shape| &shape.notes);
    let notes = notes.map(|note| format!("-- note: {note}"));
    let lines = query.chain(sql).chain(values).chain(outline).chain(notes);
    lines.map(|line| format!("{}\n", sanitize::text(&line))).collect()
}

/// A query that begins with a command's name probably lacks the colon.
fn advise_command(text: &str, problem: Problem) -> Problem {
    let first = problem.span.and_then(|span| text.get(span.range())).unwrap_or_default();
    let is_command = cli::prompt_commands().iter().any(|command| command.name == first);
    match is_command && text.trim_start().starts_with(first) {
        true => problem.help(format!("commands begin with a colon: `:{first}`")),
        false => problem,
    }
}
