//! A failure: why an input could not be done, and the exit code that it stands for.

use std::io;

use crate::cancel::Ending;
use crate::config::ConfigError;
use crate::import::ImportError;
use crate::output::{Style, diagnostic};
use crate::span::Problem;
use crate::store::StoreError;

/// Why an input failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A text that somebody typed is wrong.
    #[error("{problem}")]
    Text {
        /// The text.
        text: String,
        /// What is wrong with it.
        problem: Problem,
    },
    /// The store cannot be opened.
    #[error("cannot open the store: {0}")]
    Open(StoreError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An import failed.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A setting cannot be what it should be.
    #[error(transparent)]
    Config(Box<ConfigError>),
    /// The answer cannot be written.
    #[error("cannot write the answer: {0}")]
    Write(#[from] io::Error),
    /// What was told already; its exit code.
    #[error("failed")]
    Told(u8),
    /// Something else.
    #[error("{0}")]
    Other(Problem),
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Config(Box::new(error))
    }
}

/// Fails if the program is to end, so that nothing more is begun.
pub fn refuse_ended() -> Result<(), Failure> {
    Ending::begun().map_or(Ok(()), |_| Err(Failure::Store(StoreError::Cancelled)))
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Other(problem)
    }
}

impl Failure {
    /// A failure that only a message describes.
    pub fn other(message: impl Into<String>) -> Self {
        Self::Other(Problem::plain(message))
    }

    /// A failure that a message describes, and what to try.
    pub fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Other(Problem::plain(message).help(help))
    }

    /// The message, and advice.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Text { problem, .. } | Self::Other(problem) => problem.clone(),
            Self::Open(error) => Problem { message: self.to_string(), ..error.problem() },
            Self::Store(error) => error.problem(),
            Self::Import(error) => error.problem(),
            Self::Config(error) => error.problem(),
            Self::Write(_) | Self::Told(_) => Problem::plain(self.to_string()),
        }
    }

    /// The exit code that the failure stands for: 1 failed, 3 no store, 130 interrupted.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Open(_) => 3,
            Self::Told(code) => *code,
            failure if failure.is_cancelled() => 130,
            _ => 1,
        }
    }

    /// Whether the user stopped the work.
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Store(StoreError::Cancelled) => true,
            Self::Import(error) => {
                matches!(error, ImportError::Cancelled | ImportError::Store(StoreError::Cancelled))
            }
            _ => false,
        }
    }

    /// Whether whoever reads the output has gone away, which is no failure.
    pub fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Write(error) | Self::Store(StoreError::Sink(error)) => {
                error.kind() == io::ErrorKind::BrokenPipe
            }
            _ => false,
        }
    }

    /// The failure of an answer that goes to standard output.
    pub(super) fn unread(self) -> Self {
        match self {
            Self::Store(error) => Self::Store(error.unread()),
            failure => failure,
        }
    }

    /// Whether nothing more is to be done, even where failures do not stop a script.
    pub fn ends_all(&self) -> bool {
        self.is_cancelled() || self.is_broken_pipe() || matches!(self, Self::Open(_))
    }

    /// Draws the failure for standard error.
    pub fn draw(&self, style: &Style) -> String {
        match self {
            Self::Told(_) => String::new(),
            Self::Text { text, problem } => diagnostic::draw(problem, text, style),
            Self::Config(error) => error.draw(style),
            other => diagnostic::draw(&other.problem(), "", style),
        }
    }
}
