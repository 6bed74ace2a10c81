//! A source: a file whose queries, SQL and commands are run as if they were typed.

use std::io::Write;
use std::path::Path;

use super::failure::{Failure, refuse_ended};
use super::messages::{say, say_drawn};
use super::redirect::cannot;
use super::{Flow, Session};
use crate::files;
use crate::input::{self, Input};

/// How deep files may run one another.
const DEEPEST: usize = 16;

impl Session {
    /// Runs the inputs in a file; `:quit` ends the file.
    pub(super) fn source(&mut self, path: &Path, out: &mut dyn Write) -> Result<(), Failure> {
        if self.depth == DEEPEST {
            let path = path.display();
            return Err(Failure::other(format!(
                "{path}: files run one another more than {DEEPEST} deep"
            )));
        }
        let text = files::read_script(path).map_err(|error| cannot("read", path, &error))?;
        self.depth += 1;
        let ran = self.run_text(&text, out);
        self.depth -= 1;
        ran.map(drop).inspect_err(|failure| {
            if !failure.is_cancelled() && !failure.is_broken_pipe() {
                say(&format!("in {}:", path.display()));
            }
        })
    }

    /// Runs every input of a text up to the first that fails; with `--continue` it reports what failed,
    /// goes on, and fails with the first failure in the end.
    pub fn run_text(&mut self, text: &str, out: &mut dyn Write) -> Result<Flow, Failure> {
        let mut first = None;
        for input in input::split(text) {
            refuse_ended().map_err(|refused| match input {
                Input::Question(_) | Input::Vertical(_) => refused.unread(),
                Input::Command(_) => refused,
            })?;
            match self.run_scripted(&input, out) {
                Ok(Flow::Quit) => return first.map_or(Ok(Flow::Quit), Err),
                Ok(_) => {}
                Err(failure) if !self.config.goes_on || failure.ends_all() => return Err(failure),
                Err(failure) => {
                    if first.is_none() {
                        first = Some(Failure::Told(failure.exit_code()));
                    }
                    say_drawn(&failure.draw(&self.config.error_style()));
                }
            }
        }
        first.map_or(Ok(Flow::Continue), Err)
    }

    fn run_scripted(&mut self, input: &Input, out: &mut dyn Write) -> Result<Flow, Failure> {
        let flow = self.run(input, out)?;
        out.flush()?;
        match flow {
            Flow::Prompt(ask) => {
                Err(Failure::other(format!("`:{}` works at the prompt only", ask.name())))
            }
            flow => Ok(flow),
        }
    }
}
