//! A redirection: the file that answers go to instead of standard output.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Failure, Flow, Session, say};
use crate::input::Input;
use crate::output::{Format, Style};

/// Where answers go.
pub(super) struct Redirect {
    file: BufWriter<std::fs::File>,
    path: PathBuf,
    /// What the file's name ends with.
    format: Option<Format>,
}

impl Session {
    /// Writes answers to a file from now on, or to standard output again.
    pub(super) fn redirect(&mut self, file: Option<&Path>, append: bool) -> Result<(), Failure> {
        self.end_redirect()?;
        let Some(path) = file else { return Ok(()) };
        let path = home(path);
        let mut options = OpenOptions::new();
        options.create(true).append(append).write(true).truncate(!append);
        let file = options.open(&path).map_err(|error| cannot("write", &path, &error))?;
        let format = ending(&path);
        self.redirect = Some(Redirect { file: BufWriter::new(file), path, format });
        Ok(())
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
        self.redirected = Some(redirect.format);
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
            (None, Some(ending)) => ending.or(chosen).unwrap_or(Format::Tsv),
            (None, None) => self.config.answer_format(),
        }
    }

    /// What the place can show that the answer is being written to.
    pub(super) fn style(&self) -> Style {
        let style = self.config.style();
        match self.redirected {
            Some(_) => Style::file(style.width),
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
    Failure::Said(format!("cannot {doing} {}: {error}", path.display()))
}
