//! A redirection: the file that answers go to instead of standard output.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::{Failure, Flow, Session, say};
use crate::input::Input;
use crate::output::target::{self, Target};
use crate::output::{Format, Style};

/// Where answers go.
pub(super) struct Redirect {
    file: BufWriter<std::fs::File>,
    path: PathBuf,
    /// The file is a terminal, where control characters act.
    is_terminal: bool,
    /// What the file's name ends with.
    format: Option<Format>,
}

/// How an answer is laid out that is being written to the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Redirected {
    /// The format that the file's name ends with.
    ending: Option<Format>,
    /// The file is a terminal.
    is_terminal: bool,
}

impl Session {
    /// Writes answers to a file from now on, or to standard output again.
    pub(super) fn redirect(&mut self, file: Option<&Path>, append: bool) -> Result<(), Failure> {
        self.end_redirect()?;
        let Some(path) = file else { return Ok(()) };
        let path = home(path);
        let how = if append { target::Write::Append } else { target::Write::Replace };
        let failed = |error| cannot("write", &path, &error);
        let target = Target::of(&path).map_err(failed)?;
        if how == target::Write::Replace {
            self.confirm_target(&path, target)?;
        }
        let file = target.open(&path, how, None).map_err(failed)?;
        let (is_terminal, format) = (file.is_terminal(), ending(&path));
        let file = BufWriter::new(file);
        self.redirect = Some(Redirect { file, path, is_terminal, format });
        Ok(())
    }

    /// Asks before a file that exists is replaced.
    pub(super) fn confirm_target(&self, path: &Path, target: Target) -> Result<(), Failure> {
        match target {
            Target::File => self.confirm(&format!("replace the file {}", path.display())),
            Target::New | Target::Stream => Ok(()),
        }
    }

    /// Ends writing to a file, if that is done.
    fn end_redirect(&mut self) -> Result<(), Failure> {
        let Some(mut redirect) = self.redirect.take() else { return Ok(()) };
        redirect.file.flush().map_err(|error| cannot("write", &redirect.path, &error))?;
        say(&format!("answers are in {}", redirect.path.display()));
        Ok(())
    }

    /// Runs an input whose answer goes to the file, if there is one.
    pub(super) fn run_redirected(
        &mut self,
        input: &Input,
        out: &mut dyn Write,
    ) -> Result<Flow, Failure> {
        let Some(mut redirect) = self.redirect.take() else { return self.dispatch(input, out) };
        let Redirect { format: ending, is_terminal, .. } = redirect;
        self.redirected = Some(Redirected { ending, is_terminal });
        let ran = self.dispatch(input, &mut redirect.file);
        self.redirected = None;
        let written =
            redirect.file.flush().map_err(|error| cannot("write", &redirect.path, &error));
        self.redirect = Some(redirect);
        let flow = ran?;
        written.map(|()| flow)
    }

    /// The format of the answer that is being written.
    pub(super) fn format(&self) -> Format {
        let chosen = self.config.settings.output.format;
        match (self.once, self.redirected) {
            (Some(once), _) => once,
            (None, Some(redirected)) => redirected.ending.or(chosen).unwrap_or(Format::Tsv),
            (None, None) => self.config.answer_format(),
        }
    }

    /// What the place can show that the answer is being written to.
    pub(super) fn style(&self) -> Style {
        let style = self.config.style();
        match self.redirected {
            Some(Redirected { is_terminal: escapes, .. }) => {
                Style { escapes, raw_csv: style.raw_csv, ..Style::file(style.width) }
            }
            None => style,
        }
    }
}

/// The format that a file's name ends with.
fn ending(path: &Path) -> Option<Format> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "md" => Some(Format::Markdown),
        other => Format::parse(other),
    }
}

/// A leading `~/` is the user's home folder.
pub(super) fn home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), directories::BaseDirs::new()) {
        (Ok(inside), Some(folders)) => folders.home_dir().join(inside),
        _ => path.to_owned(),
    }
}

pub(super) fn cannot(doing: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::other(format!("cannot {doing} {}: {error}", path.display()))
}
