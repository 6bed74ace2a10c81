//! An answer on its way to its reader: through a pager where it is too long for the window, and what
//! is to be said below it.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use super::asking::AnswerOptions;
use super::last::{KeepingSink, LastAnswer};
use super::ticker::{Clearing, CountingSink, Ticker};
use super::{Failure, Session, say, say_lines};
use crate::ask::{AnswerNotes, AskError, PreparedQuery, QueryContext};
use crate::config::Programs;
use crate::output::pager::{self, Pager};
use crate::output::{self, Format, Style};
use crate::present::Rest;
use crate::query::program::Program;
use crate::rows::Column;
use crate::sql::Access;
use crate::value::Value;

impl Session {
    /// Runs what was made ready, writes the answer, and says what there is to say of it.
    pub(super) fn answer(
        &self,
        asked: &QueryContext<'_>,
        ready: &PreparedQuery,
        asking: &AnswerOptions<'_>,
        out: &mut dyn Write,
    ) -> Result<(), AskError> {
        let format = if asking.vertical { Format::Vertical } else { self.format() };
        let style = self.style();
        if self.config.settings.shell.echo_sql {
            say_lines(&ready.statement.to_string());
        }
        let begun = Instant::now();
        let mut took = Duration::ZERO;
        let write = |out: &mut dyn Write| -> Result<AnswerNotes, AskError> {
            if let Some(title) = asking.title {
                output::title(title, "## ", (format, &style), out)?;
            }
            if let Some(heading) = asking.heading {
                output::title(heading, "### ", (format, &style), out)?;
            }
            let told = self.fetch(asked, ready, (format, &style), (asking, out))?;
            took = begun.elapsed();
            Ok(told)
        };
        let goes_out = self.redirected.is_none() && ready.statement.access == Access::Read;
        let told = self
            .paged(&style, out, write, AskError::is_broken_pipe)
            .map_err(|error| if goes_out { error.unread() } else { error })?;
        if let Some(told) = told {
            let took = self.config.settings.shell.timing.then_some(took);
            tell(&told, format, &style, took);
        }
        Ok(())
    }

    /// Runs what was made ready, a program on its answer, and says what there is to say of it.
    pub(super) fn answer_program(
        &self,
        asked: &QueryContext<'_>,
        ready: &PreparedQuery,
        asking: &AnswerOptions<'_>,
        (program, out): (&Program, &mut dyn Write),
    ) -> Result<(), Failure> {
        let chosen = self.once.or(self.config.settings.output.format).unwrap_or(Format::Tsv);
        let format = if asking.vertical { Format::Vertical } else { chosen };
        // The program's output goes to ipta's own, which may be a terminal.
        let usual = self.style();
        let escapes = io::stdout().is_terminal();
        let style = Style { escapes, raw_csv: usual.raw_csv, ..Style::file(usual.width) };
        if self.config.settings.shell.echo_sql {
            say_lines(&ready.statement.to_string());
        }
        let explained = match ready.explain {
            true => Some(self.explanation(asked, ready, asking)?),
            false => None,
        };
        let told = self.hand_over(program, out, |out, stop| {
            if let Some(explained) = &explained {
                out.write_all(explained.as_bytes())?;
                return Ok(None);
            }
            let asked = QueryContext { cancel: stop, ..*asked };
            let told = self.fetch(&asked, ready, (format, &style), (asking, out));
            told.map(Some).map_err(|error| self.explain_failure(asking.text, error))
        })?;
        if let Some(told) = told.flatten() {
            tell(&told, format, &style, None);
        }
        Ok(())
    }

    /// Runs the question, tells for how long it has been running, and keeps the answer.
    fn fetch(
        &self,
        asked: &QueryContext<'_>,
        ready: &PreparedQuery,
        (format, style): (Format, &Style),
        (asking, out): (&AnswerOptions<'_>, &mut dyn Write),
    ) -> Result<AnswerNotes, AskError> {
        let mut last = LastAnswer::new(self.is_prompt);
        let mut ticker = Ticker::start();
        let (shared, is_seen) = (ticker.shared(), style.terminal);
        let mut out = Clearing { ticker: is_seen.then_some(&mut ticker), inner: out };
        let mut sink = output::sink(format, style, &mut out);
        let mut counting = CountingSink::new(shared, sink.as_mut());
        let farthest = self.naming_of(asking.text, asking.is_saved);
        let (told, note) = self.with_names(&mut counting, (asked.cancel, farthest), |named| {
            asked.run(ready, &mut KeepingSink { last: &mut last, inner: named })
        });
        let mut told = told?;
        told.advice.extend(note);
        *self.last.borrow_mut() = Some(last);
        Ok(told)
    }

    /// Writes rows that come from ipta itself in the format of answers.
    pub(super) fn list(
        &self,
        columns: &[Column],
        rows: impl Iterator<Item = Vec<Value>>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        self.list_in(self.style(), columns, rows, out)
    }

    /// The same in a style.
    pub(super) fn list_in(
        &self,
        style: Style,
        columns: &[Column],
        rows: impl Iterator<Item = Vec<Value>>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let write = |out: &mut dyn Write| -> Result<(), Failure> {
            let mut sink = output::sink(self.format(), &style, out);
            sink.columns(columns)?;
            for row in rows {
                if !sink.row(row)? {
                    break;
                }
            }
            Ok(sink.finish()?)
        };
        self.paged(&style, out, write, Failure::is_broken_pipe)?;
        Ok(())
    }

    /// Lets `write` write; on a terminal a pager shows what is longer than the window, and is left
    /// before this returns. `None` if it was left before all was written.
    fn paged<T, E: From<io::Error>>(
        &self,
        style: &Style,
        out: &mut dyn Write,
        write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
        is_broken_pipe: impl FnOnce(&E) -> bool,
    ) -> Result<Option<T>, E> {
        let command = pager::command(&self.config.settings.output.pager)
            .filter(|_| self.config.programs != Programs::None);
        let (Some(height), Some(command)) = (style.height, command) else {
            let written = write(out)?;
            out.flush()?;
            return Ok(Some(written));
        };
        let mut pager = Pager::new(command, height, out);
        let written = write(&mut pager);
        let is_left = pager.is_running() && written.as_ref().is_err_and(is_broken_pipe);
        pager.finish(&self.cancel)?;
        if is_left { Ok(None) } else { written.map(Some) }
    }
}

/// Says how many rows there were, how long they took, and what they leave out.
fn tell(told: &AnswerNotes, format: Format, style: &Style, took: Option<Duration>) {
    let footer = &told.footer;
    let is_cut = footer.rest == Rest::More;
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
    told.advice.iter().for_each(|advice| say(advice));
}
