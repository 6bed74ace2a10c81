//! An answer on its way to its reader, and the notes below it.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::answer_output::AnswerOutput;
use super::context::{Context, InputOrigin};
use super::failure::Failure;
use super::last_answer::{KeepingSink, LastAnswer};
use super::messages::{say, say_lines};
use super::naming::{self, NamingScope};
use super::program;
use super::ticker::Clearing;
use crate::ask::{AnswerNotes, AskError, PreparedQuery, QueryContext};
use crate::config::SettingSource;
use crate::output::{self, Format, Style};
use crate::present::Rest;
use crate::query::Params;
use crate::query::program::Program;
use crate::rows::WatchedRows;
use crate::sql::Access;
use crate::value::Value;

/// A question on its way to the store, and how its answer is to look.
#[derive(Default)]
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
    /// The options of a text that was typed.
    pub(super) fn typed(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }
}

/// A prepared query whose answer is to be written.
pub(super) struct Answering<'a> {
    pub context: &'a Context<'a>,
    pub target: &'a QueryContext<'a>,
    pub ready: &'a PreparedQuery,
    pub options: &'a AnswerOptions<'a>,
}

impl Answering<'_> {
    /// Runs the query, writes the answer, and reports what the reader should know of it.
    pub fn write(&self, output: &mut AnswerOutput<'_>) -> Result<(), AskError> {
        let (options, style) = (self.options, output.style);
        let format = if options.vertical { Format::Vertical } else { output.format };
        let settings = &self.context.config.settings.shell;
        self.echo_sql();
        let begun = Instant::now();
        let mut took = Duration::ZERO;
        let write = |out: &mut dyn Write| -> Result<AnswerNotes, AskError> {
            if let Some(title) = options.title {
                output::title(title, "## ", format, &style, out)?;
            }
            if let Some(heading) = options.heading {
                output::title(heading, "### ", format, &style, out)?;
            }
            let notes = self.fetch(self.target, format, &style, out)?;
            took = begun.elapsed();
            Ok(notes)
        };
        let is_output = self.context.answers.redirected.is_none()
            && self.ready.statement.access == Access::Read;
        let notes = output
            .page(write, AskError::is_broken_pipe)
            .map_err(|error| if is_output { error.unread() } else { error })?;
        if let Some(notes) = notes {
            report(&notes, format, &style, settings.timing.then_some(took));
        }
        Ok(())
    }

    /// Runs the query and a program on its answer, or on its explanation, and reports what the reader
    /// should know of it.
    pub fn pipe(
        &self,
        program: &Program,
        explained: Option<String>,
        output: &mut AnswerOutput<'_>,
        failure: impl Fn(AskError) -> Failure,
    ) -> Result<(), Failure> {
        let context = self.context;
        let chosen = context.answers.once.or(context.config.settings.output.format);
        let format =
            if self.options.vertical { Format::Vertical } else { chosen.unwrap_or(Format::Tsv) };
        // The program's output goes to ipta's own, which may be a terminal.
        let style = output.style.redirected(io::stdout().is_terminal());
        self.echo_sql();
        let notes = program::hand_over(context.cancel, program, output.out, |out, stop| {
            if let Some(explained) = &explained {
                out.write_all(explained.as_bytes())?;
                return Ok(None);
            }
            let target = QueryContext { cancel: stop, ..*self.target };
            self.fetch(&target, format, &style, out).map(Some).map_err(&failure)
        })?;
        if let Some(notes) = notes.flatten() {
            report(&notes, format, &style, None);
        }
        Ok(())
    }

    fn echo_sql(&self) {
        if self.context.config.settings.shell.echo_sql {
            say_lines(&self.ready.statement.to_string());
        }
    }

    /// Runs the query, shows for how long it has been running, and keeps the answer.
    fn fetch(
        &self,
        target: &QueryContext<'_>,
        format: Format,
        style: &Style,
        out: &mut dyn Write,
    ) -> Result<AnswerNotes, AskError> {
        let (context, options) = (self.context, self.options);
        let mut last = match context.origin {
            InputOrigin::Prompt => LastAnswer::default(),
            InputOrigin::CommandLine | InputOrigin::Script => LastAnswer::unkept(),
        };
        let mut ticker = context.ticker();
        let (rows, is_seen) = (ticker.rows(), style.terminal);
        let mut out = Clearing { ticker: is_seen.then_some(&mut ticker), inner: out };
        let mut sink = output::sink(format, style, &mut out);
        let see = |_: &[Value]| {
            rows.fetch_add(1, Ordering::Relaxed);
        };
        let mut counted = WatchedRows { inner: sink.as_mut(), see };
        let farthest = if options.is_saved {
            SettingSource::Default
        } else {
            naming::farthest_choice(options.text)
        };
        let scope = NamingScope { farthest, cancel: target.cancel };
        let named =
            context.answers.naming.write_named(context.config, &mut counted, scope, |sink| {
                target.run(self.ready, &mut KeepingSink { last: &mut last, inner: sink })
            });
        let mut notes = named.written?;
        notes.advice.extend(named.note);
        *context.answers.last.borrow_mut() = Some(last);
        Ok(notes)
    }
}

/// Reports how many rows there were, how long they took, and what they leave out.
fn report(notes: &AnswerNotes, format: Format, style: &Style, took: Option<Duration>) {
    let footer = &notes.footer;
    let is_cut = footer.rest != Rest::None;
    let took = took.filter(|_| style.terminal).map(|took| format!("{:.3} s", took.as_secs_f64()));
    if is_cut || style.terminal && format == Format::Table {
        let took = took.map(|took| format!(" ({took})")).unwrap_or_default();
        say(&format!("{}{took}", footer.count()));
    } else if let Some(took) = took {
        say(&took);
    }
    // A program that reads the rows knows its query; that rows are missing it must be told.
    if style.terminal || is_cut {
        footer.notes.iter().for_each(|note| say(note));
    }
    notes.advice.iter().for_each(|advice| say(advice));
}
