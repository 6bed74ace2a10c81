//! The output of an answer: where it is written, in which format, and what can be shown there.

use std::io::{self, Write};

use super::failure::Failure;
use crate::cancel::Cancel;
use crate::config::{Config, Programs};
use crate::output::pager::{self, Pager};
use crate::output::{self, Format, Style};
use crate::rows::Column;
use crate::value::Value;

/// The file that an answer is written to instead of standard output.
#[derive(Debug, Clone, Copy)]
pub(super) struct RedirectForm {
    /// The format that the file's name ends with.
    pub format: Option<Format>,
    /// The file is a terminal, where control characters act.
    pub is_terminal: bool,
}

/// Where an answer is written, and how.
pub(super) struct AnswerOutput<'o> {
    pub out: &'o mut dyn Write,
    pub format: Format,
    pub style: Style,
    /// The command of the pager; `None` where no program may run.
    pager: Option<String>,
    cancel: &'o Cancel,
}

impl<'o> AnswerOutput<'o> {
    /// Makes the output to standard output, or to the file that answers are redirected to.
    pub fn new(
        config: &Config,
        redirect: Option<RedirectForm>,
        cancel: &'o Cancel,
        out: &'o mut dyn Write,
    ) -> Self {
        let usual = config.style();
        let (format, style) = match redirect {
            None => (config.answer_format(), usual),
            Some(RedirectForm { format, is_terminal }) => {
                let chosen = format.or(config.settings.output.format);
                (chosen.unwrap_or(Format::Tsv), usual.redirected(is_terminal))
            }
        };
        let pager = pager::command(&config.settings.output.pager)
            .filter(|_| config.programs != Programs::None);
        Self { out, format, style, pager, cancel }
    }

    /// Writes rows that come from ipta itself.
    pub fn list(
        &mut self,
        columns: &[Column],
        rows: impl Iterator<Item = Vec<Value>>,
    ) -> Result<(), Failure> {
        let (format, style) = (self.format, self.style);
        let write = |out: &mut dyn Write| -> Result<(), Failure> {
            let mut sink = output::sink(format, &style, out);
            sink.columns(columns)?;
            for row in rows {
                if !sink.row(row)? {
                    break;
                }
            }
            Ok(sink.finish()?)
        };
        self.page(write, Failure::is_broken_pipe)?;
        Ok(())
    }

    /// Writes the empty line before every answer but the first, where the format allows one.
    pub fn separate(&mut self, nth: usize) -> io::Result<()> {
        if nth > 0 && !self.format.is_json() {
            writeln!(self.out)?;
        }
        Ok(())
    }

    /// Lets `write` write; on a terminal a pager shows what is longer than the window, and is left
    /// before this returns. `None` if it was left before all was written.
    pub fn page<T, E: From<io::Error>>(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
        is_broken_pipe: impl FnOnce(&E) -> bool,
    ) -> Result<Option<T>, E> {
        let (Some(height), Some(command)) = (self.style.height, self.pager.clone()) else {
            let written = write(self.out)?;
            self.out.flush()?;
            return Ok(Some(written));
        };
        let mut pager = Pager::new(command, height, self.out);
        let written = write(&mut pager);
        let is_left = pager.is_running() && written.as_ref().is_err_and(is_broken_pipe);
        pager.finish(self.cancel)?;
        if is_left { Ok(None) } else { written.map(Some) }
    }
}

/// A row of texts.
pub(super) fn texts<const N: usize>(cells: [&str; N]) -> Vec<Value> {
    cells.map(|cell| Value::Text(cell.to_owned())).into()
}
