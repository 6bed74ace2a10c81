//! The last answer: kept to be shown again, and the last question, to be asked again.

use std::io::{self, Write};
use std::thread;
use std::time::{Duration, Instant};

use super::{Failure, Session, say};
use crate::config::SettingSource;
use crate::input::{self, Input};
use crate::output::{self, Format};
use crate::rows::{Column, RowSink};
use crate::value::Value;

/// Cells that are kept of an answer at most.
const MOST_CELLS: usize = 200_000;

/// Seconds between two answers, where none are named.
const USUAL: f64 = 2.0;

/// How often a pause looks whether it is over.
const POLL: Duration = Duration::from_millis(20);

/// The rows of an answer.
#[derive(Debug, Default)]
pub(super) struct LastAnswer {
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
    /// They are not kept: there were too many, or nobody types who may want them again.
    is_cut: bool,
}

impl LastAnswer {
    /// No rows yet, which will be kept if that is wanted.
    pub(super) fn new(keeps: bool) -> Self {
        Self { is_cut: !keeps, ..Self::default() }
    }

    fn write(&self, sink: &mut dyn RowSink) -> io::Result<()> {
        sink.columns(&self.columns)?;
        for row in &self.rows {
            if !sink.row(row.clone())? {
                break;
            }
        }
        sink.finish()
    }
}

/// Passes rows on and keeps them, unless they are too many.
pub(super) struct KeepingSink<'a> {
    /// What is kept.
    pub last: &'a mut LastAnswer,
    /// Who takes the rows.
    pub inner: &'a mut dyn RowSink,
}

impl RowSink for KeepingSink<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.last.columns = columns.to_vec();
        self.inner.columns(columns)
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        if (self.last.rows.len() + 1) * row.len() > MOST_CELLS {
            (self.last.is_cut, self.last.rows) = (true, Vec::new());
        }
        if !self.last.is_cut {
            self.last.rows.push(row.clone());
        }
        self.inner.row(row)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.inner.finish()
    }
}

impl Session {
    /// Shows the last answer once more. One that was too long to be kept is asked for again.
    pub(super) fn show_last(
        &mut self,
        format: Option<Format>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let is_cut = match self.last.borrow().as_ref() {
            None => return Err(Failure::other("nothing was asked yet")),
            Some(last) => last.is_cut,
        };
        if is_cut {
            if self.is_prompt {
                say("the last answer was too long to be kept; it is asked for again");
            }
            return self.ask_again(format, out);
        }
        let format = format.unwrap_or_else(|| self.format());
        let (style, last) = (self.style(), self.last.borrow());
        let farthest = match &self.asked {
            Some(Input::Question(text) | Input::Vertical(text)) => self.naming_of(text, false),
            _ => SettingSource::Default,
        };
        let Some(last) = last.as_ref() else { return Ok(()) };
        let mut sink = output::sink(format, &style, out);
        let (written, note) =
            self.with_names(sink.as_mut(), (&self.cancel, farthest), |named| last.write(named));
        note.iter().for_each(|note| say(note));
        Ok(written?)
    }

    fn ask_again(&mut self, format: Option<Format>, out: &mut dyn Write) -> Result<(), Failure> {
        let Some(input) = self.asked.clone() else { return Ok(()) };
        let usual = std::mem::replace(&mut self.once, format);
        let answered = self.dispatch(&input, out).map(drop);
        self.once = usual;
        answered
    }

    /// Asks again and again, until Ctrl-C.
    pub(super) fn watch(&mut self, text: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let (pause, inputs) = self.watched(text)?;
        let period = inputs.iter().map(text_of).collect::<Vec<_>>().join("; ");
        loop {
            let begun = Instant::now();
            if self.style().terminal {
                let now = self.config.settings.time.zone().now();
                let every = pause.as_secs_f64();
                writeln!(out, "{now}  every {every} s: {}", output::sanitize::text(&period))?;
            }
            for input in &inputs {
                match self.dispatch(input, out) {
                    Err(failure) if failure.is_cancelled() => return Ok(()),
                    ran => drop(ran?),
                }
            }
            out.flush()?;
            while begun.elapsed() < pause {
                if self.cancel.is_raised() {
                    return Ok(());
                }
                thread::sleep(POLL.min(pause.saturating_sub(begun.elapsed())));
            }
            if self.cancel.is_raised() {
                return Ok(());
            }
        }
    }

    /// `[SECONDS] [QUERY]`: how long to wait, and what to ask.
    fn watched(&self, text: &str) -> Result<(Duration, Vec<Input>), Failure> {
        let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let (seconds, query) = match first.trim_end_matches('s').parse::<f64>() {
            Ok(seconds) => (seconds, rest.trim()),
            Err(_) => (USUAL, text),
        };
        let pause = Duration::try_from_secs_f64(seconds).ok().filter(|pause| *pause >= POLL);
        let Some(pause) = pause else {
            let message = format!("`{first}` is not a valid interval");
            return Err(Failure::with_help(message, "write seconds: 2, 0.5"));
        };
        if query.is_empty() {
            let asked = self.asked.clone().map(|input| vec![input]);
            return asked.map(|inputs| (pause, inputs)).ok_or_else(|| {
                Failure::with_help("nothing was asked yet", "write the query after `:watch`")
            });
        }
        Ok((pause, input::split(query)))
    }
}

fn text_of(input: &Input) -> String {
    match input {
        Input::Command(line) => format!(":{line}"),
        Input::Question(text) | Input::Vertical(text) => text.clone(),
    }
}
