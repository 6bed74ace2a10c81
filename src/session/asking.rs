//! Asking: a question on its way to the store, and its answer on the way out.

use std::io::{self, Write};
use std::time::Instant;

use super::last::{Keeping, Last};
use super::ticker::{Clearing, Counting, Ticker};
use super::{Failure, Session, say};
use crate::ask::{AskError, Asked, Question, Ready, Told};
use crate::cli;
use crate::output::{self, Format, Style, safe};
use crate::present::Rest;
use crate::query::{self, Params, Predicate};
use crate::span::Problem;
use crate::store::StoreError;

/// What `--no-local` adds to a question.
const NOT_LOCAL: &str = "iif != lo and oif != lo";

/// What `--no-accept` adds to a question.
const NOT_ACCEPTED: &str = "verdict != accept";

/// A question on its way to the store, and how its answer is to look.
pub(super) struct Asking<'a> {
    pub(super) text: &'a str,
    pub(super) params: Params,
    pub(super) title: Option<&'a str>,
    pub(super) heading: Option<&'a str>,
    /// A line for each cell.
    pub(super) vertical: bool,
    /// Rows at most, over what the text says.
    pub(super) limit: Option<u64>,
}

impl<'a> Asking<'a> {
    /// A text that somebody typed.
    pub(super) fn of(text: &'a str, limit: Option<u64>) -> Self {
        Self { text, params: Params::new(), title: None, heading: None, vertical: false, limit }
    }
}

impl Session {
    /// Puts a question to the store and writes the answer, under its titles if it has any.
    pub(super) fn ask(&self, asking: &Asking<'_>, out: &mut dyn Write) -> Result<(), Failure> {
        let text = asking.text;
        let question = Question {
            text,
            params: asking.params.clone(),
            restrict: self.restrict(),
            limit: asking.limit,
            access: self.config.access,
        };
        let failure = |error| self.explain_failure(text, error);
        let store = self.store()?;
        let asked = Asked {
            store: store.as_ref(),
            table: &self.config.settings.store.table,
            zone: &self.config.settings.time.zone(),
            now: self.config.settings.time.now,
            cancel: &self.cancel,
        };
        let ready = asked.prepare(&question).map_err(failure)?;
        if ready.explain {
            writeln!(out, "{}", ready.statement)?;
            return Ok(());
        }
        self.answer(&asked, &ready, asking, out).map_err(failure)
    }

    pub(super) fn explain_failure(&self, text: &str, error: AskError) -> Failure {
        match error {
            AskError::Problem(problem) => {
                let problem = advise_command(text, problem);
                Failure::Text { text: text.to_owned(), problem }
            }
            AskError::Store(error) => Failure::Store(error),
            AskError::Unrestrictable => Failure::Said(error.to_string()),
        }
    }

    fn answer(
        &self,
        asked: &Asked<'_>,
        ready: &Ready,
        asking: &Asking<'_>,
        out: &mut dyn Write,
    ) -> Result<(), AskError> {
        let format = if asking.vertical { Format::Vertical } else { self.format() };
        let style = self.style();
        if let Some(title) = asking.title {
            write_title(title, "## ", format, out).map_err(StoreError::Sink)?;
        }
        if let Some(heading) = asking.heading {
            write_title(heading, "### ", format, out).map_err(StoreError::Sink)?;
        }
        if self.config.settings.shell.echo_sql {
            say(&ready.statement.to_string());
        }
        let begun = Instant::now();
        let told = self.fetch(asked, ready, (format, &style), out)?;
        out.flush().map_err(StoreError::Sink)?;
        let footer = &told.footer;
        let took = self.took(begun, &style);
        if style.terminal && format == Format::Table && footer.rest == Rest::None {
            let rows = if footer.rows == 1 { "row" } else { "rows" };
            say(&format!(
                "{} {rows}{}",
                footer.rows,
                took.map(|t| format!(" ({t})")).unwrap_or_default()
            ));
        } else if let Some(took) = took {
            say(&took);
        }
        // A program that reads the rows knows its query; that rows are missing it must be told.
        if style.terminal || footer.rest == Rest::More {
            footer.to_string().lines().for_each(say);
        }
        told.advice.iter().for_each(|advice| say(advice));
        Ok(())
    }

    /// Runs the question, tells for how long it has been running, and keeps the answer.
    fn fetch(
        &self,
        asked: &Asked<'_>,
        ready: &Ready,
        (format, style): (Format, &Style),
        out: &mut dyn Write,
    ) -> Result<Told, AskError> {
        let mut last = Last::default();
        let mut ticker = Ticker::start();
        let (shared, is_seen) = (ticker.shared(), style.terminal);
        let mut out = Clearing { ticker: is_seen.then_some(&mut ticker), inner: out };
        let mut sink = output::sink(format, style, &mut out);
        let mut counting = Counting::new(shared, sink.as_mut());
        let told = asked.run(ready, &mut Keeping { last: &mut last, inner: &mut counting })?;
        *self.last.borrow_mut() = Some(last);
        Ok(told)
    }

    /// How long it took, for people who want to know.
    fn took(&self, begun: Instant, style: &Style) -> Option<String> {
        let is_told = style.terminal && self.config.settings.shell.timing;
        is_told.then(|| format!("{:.3} s", begun.elapsed().as_secs_f64()))
    }

    pub(super) fn restrict(&self) -> Vec<Predicate> {
        let reports = &self.config.settings.reports;
        let wanted = [(reports.no_local, NOT_LOCAL), (reports.no_accept, NOT_ACCEPTED)];
        let texts = wanted.into_iter().filter(|(on, _)| *on).map(|(_, text)| text);
        texts.filter_map(|text| query::parse_predicate(text).ok()).collect()
    }
}

/// A query that begins with a command's name probably lacks the colon.
fn advise_command(text: &str, problem: Problem) -> Problem {
    let first = text.get(problem.span.range()).unwrap_or_default();
    let is_command = cli::prompt_commands().iter().any(|command| command.name == first);
    match is_command && text.trim_start().starts_with(first) {
        true => problem.help(format!("commands begin with a colon: `:{first}`")),
        false => problem,
    }
}

/// Writes a title above an answer; `level` is what Markdown marks it with.
fn write_title(title: &str, level: &str, format: Format, out: &mut dyn Write) -> io::Result<()> {
    let title = safe::text(title);
    match format {
        Format::Json => Ok(()),
        Format::Csv | Format::Tsv => writeln!(out, "# {title}"),
        Format::Markdown => writeln!(out, "{level}{title}\n"),
        Format::Table | Format::Vertical => writeln!(out, "{title}"),
    }
}
