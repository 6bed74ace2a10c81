//! An error of the configuration: what cannot be, where it stands, and what mends it.

use std::io;
use std::path::{Path, PathBuf};

use crate::output::{Style, diagnostic};
use crate::settings::SettingError;
use crate::span::Problem;
use crate::trust::Untrusted;

/// A configuration that cannot be.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A setting that is not there, or a value that cannot be.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// A variable of the environment cannot be what it is.
    #[error("`{name}={value}` is not valid")]
    Variable {
        /// Its name.
        name: &'static str,
        /// What it is.
        value: String,
        /// What may be written.
        hint: String,
    },
    /// A variable of the environment is no UTF-8.
    #[error("{0}: its value is no UTF-8")]
    Encoding(&'static str),
    /// `--store embedded` together with options of a server.
    #[error("`--store embedded` does not go with options of a server")]
    NoServer,
    /// The password cannot be asked for.
    #[error("cannot ask for the password: {0}")]
    Password(io::Error),
    /// A new account would have a password that others know.
    #[error(
        "no account is created with this password: it is empty, in ipta's manual, the user's name, or has \
         characters that are not visible"
    )]
    WeakPassword,
    /// The command that prints the password failed.
    #[error("password_command gave no password: {0}")]
    PasswordCommand(String),
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A place in the configuration file is wrong.
    #[error("{}, line {line}: {problem}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// The file's text, without its secrets.
        text: String,
        /// What is wrong, in that text.
        problem: Box<Problem>,
    },
    /// A line of an option file cannot be read.
    #[error("{}, line {line}: `{value}` cannot be", path.display())]
    OptionLine {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// What it says.
        value: String,
    },
    /// A file is not obeyed.
    #[error(transparent)]
    Untrusted(Untrusted),
    /// A file holds a password, and others may read it.
    #[error("{} contains a password but other users can read it", .0.display())]
    Open(PathBuf),
    /// A file holds a command, and others may change it.
    #[error("{} contains a command but other users can change it", .0.display())]
    Writable(PathBuf),
    /// The system names no home folder, and the environment no other.
    #[error("no home folder is known")]
    Home,
}

/// The command that closes a file to others, fit to be pasted.
fn chmod(path: &Path) -> String {
    let path = path.to_string_lossy();
    let quoted = shlex::try_quote(&path).unwrap_or(path.clone());
    format!("chmod 600 {quoted}")
}

impl ConfigError {
    /// The error of a file that is not used.
    pub(super) fn unused(path: &Path, error: Untrusted) -> Self {
        match error {
            Untrusted::Io(source) => Self::Unreadable { path: path.to_owned(), source },
            other => Self::Untrusted(other),
        }
    }

    /// The message, and advice.
    pub fn problem(&self) -> Problem {
        let problem = Problem::plain(self.to_string());
        match self {
            Self::Setting(error) => error.problem(),
            Self::File { problem, .. } => {
                Problem { message: self.to_string(), ..Problem::clone(problem) }
            }
            Self::Variable { hint, .. } => problem.help(hint),
            Self::WeakPassword => problem.help("without -p and -pi one is generated"),
            Self::Open(path) | Self::Writable(path) => {
                problem.help(format!("run `{}`", chmod(path)))
            }
            Self::Home => problem.help(
                "set HOME, or IPTA_DATA_DIR, IPTA_CONFIG_DIR, IPTA_STATE_DIR and IPTA_CACHE_DIR",
            ),
            _ => problem,
        }
    }

    /// Draws the error for standard error, over the place in the file that it speaks of.
    pub fn draw(&self, style: &Style) -> String {
        let text = if let Self::File { text, .. } = self { text } else { "" };
        diagnostic::draw(&self.problem(), text, style)
    }
}
