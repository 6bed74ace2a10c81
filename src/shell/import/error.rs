//! Why a log cannot be imported.

use std::io;

use crate::log::source::DamagedSource;
use crate::span::Problem;
use crate::store::StoreError;

/// Why a log could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file does not exist.
    #[error("there is no file {0}")]
    Missing(String),
    /// It is a directory.
    #[error("{0} is a directory, not a log file")]
    Directory(String),
    /// It is a pipe, a device or a socket.
    #[error("{0} is not a regular file")]
    Irregular(String),
    /// The system does not let it be read, or it cannot be unpacked so far as it must.
    #[error("cannot read {name}: {source}")]
    Unreadable {
        /// The log.
        name: String,
        /// The system's error.
        source: io::Error,
    },
    /// Its packing is damaged, so that what can be unpacked may be wrong.
    #[error("{name} is damaged, and nothing of it was imported: {source}")]
    Damaged {
        /// The log.
        name: String,
        /// Where, and what is wrong.
        source: DamagedSource,
    },
    /// It has no bytes.
    #[error("{0} is empty: there is nothing to import")]
    Empty(String),
    /// It is not a text.
    #[error("{0} is a binary file, not a log")]
    Binary(String),
    /// Somebody types there.
    #[error("standard input is a terminal")]
    Terminal,
    /// The program that reads the journal did not.
    #[error("cannot read the journal: {0}")]
    Journal(String),
    /// The file for bad lines cannot be written.
    #[error("cannot write bad lines to {path}: {source}")]
    BadLines {
        /// The file.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// The file for bad lines is one of those that are imported.
    #[error("{0} is to be imported: bad lines cannot be written over it")]
    BadLinesOver(String),
    /// It begins like a log that was imported, but it cannot be told how much of it was.
    #[error(
        "{0} begins like a log that was imported before, but is not the same where that import ended"
    )]
    Differs(String),
    /// The store could not take the packets.
    #[error(transparent)]
    Store(StoreError),
    /// The user stopped the import; what was committed stays, and the next import goes on there.
    #[error("cancelled")]
    Cancelled,
}

impl ImportError {
    /// The message, and advice.
    pub fn problem(&self) -> Problem {
        let problem = Problem::plain(self.to_string());
        match self {
            Self::Store(error) => error.problem(),
            Self::Terminal => problem.help("pipe a log into it"),
            Self::Damaged { .. } => problem
                .help("what another program can unpack of it, `ipta import -` takes from a pipe"),
            Self::Differs(_) => problem
                .help("`--new` imports it as another log, `--again` imports all of it once more"),
            _ => problem,
        }
    }
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Server { problem, is_lost: true } => {
                let help = format!(
                    "{}; what was committed stays, and the next import goes on from there",
                    problem.help.as_deref().unwrap_or_default()
                );
                Self::Store(StoreError::Server { problem: problem.help(help), is_lost: true })
            }
            error => Self::Store(error),
        }
    }
}

/// The error of a log called `name` that cannot be read.
pub fn unreadable(name: &str, source: io::Error) -> ImportError {
    ImportError::Unreadable { name: name.to_owned(), source }
}
