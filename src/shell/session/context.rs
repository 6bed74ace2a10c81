//! The context of a verb: the settings, the store, and the state of answering.

use std::cell::RefCell;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

use super::answer_output::{AnswerOutput, RedirectForm};
use super::failure::Failure;
use super::last_answer::LastAnswer;
use super::lazy::LazyStore;
use super::naming::NamesOnce;
use super::redirect::Redirect;
use super::ticker::Ticker;
use crate::ask::{PacketSource, QueryContext};
use crate::cancel::Cancel;
use crate::cancel::terminal::Changed;
use crate::config::Config;
use crate::input::Input;
use crate::library::Library;
use crate::logs::LogSet;
use crate::output::Format;
use crate::output::target::Target;
use crate::store::{Store, StoreError};

/// Where the inputs come from that are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputOrigin {
    /// The command line.
    CommandLine,
    /// Standard input, where the user does not type.
    Script,
    /// The prompt.
    Prompt,
}

impl InputOrigin {
    /// The origin as a server's administrator may see it.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::CommandLine => "-e",
            Self::Script => "script",
            Self::Prompt => "shell",
        }
    }
}

/// Whether the user is asked for the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PasswordPrompt {
    /// If the configuration says so.
    Configured,
    /// In any case.
    Always,
}

impl PasswordPrompt {
    /// The choice of `--ask-password`.
    pub(super) fn of(is_asked: bool) -> Self {
        if is_asked { Self::Always } else { Self::Configured }
    }
}

/// The state of answering.
#[derive(Default)]
pub(super) struct AnswerState {
    /// The file that answers go to.
    pub redirect: Option<Redirect>,
    /// The form of that file, while an answer is being written to it.
    pub redirected: Option<RedirectForm>,
    /// The format of one answer, whatever is chosen.
    pub once: Option<Format>,
    /// The last question.
    pub asked: Option<Input>,
    /// The rows of the last answer.
    pub last: RefCell<Option<LastAnswer>>,
    /// Names of addresses.
    pub naming: NamesOnce,
}

/// The context of a verb.
#[derive(Clone, Copy)]
pub(super) struct Context<'s> {
    pub config: &'s Config,
    pub library: &'s Library,
    pub cancel: &'s Cancel,
    pub store: &'s LazyStore,
    /// The logs that are asked in place of the table.
    pub logs: Option<&'s LogSet>,
    pub answers: &'s AnswerState,
    pub origin: InputOrigin,
    /// How many files that run one another are being run.
    pub depth: usize,
}

impl<'s> Context<'s> {
    /// The store.
    pub fn open_store(&self) -> Result<Arc<dyn Store>, Failure> {
        self.store.open().map_err(Failure::Open)
    }

    /// Keeps the packets of logs in memory, as far as they fit, for the questions that follow.
    pub fn keep_packets(&self) {
        if let Some(logs) = self.logs {
            logs.keep_packets();
        }
    }

    /// Shows on a terminal for how long the work has been running, and how much of the logs was read.
    pub fn ticker(&self) -> Ticker {
        Ticker::start(self.logs.map(LogSet::progress))
    }

    /// Where queries run, and under which settings. They find packets in the logs that the user opened,
    /// or in the table of `store`, which is opened then.
    pub fn query_context<'q>(
        &self,
        store: &'q mut Option<Arc<dyn Store>>,
    ) -> Result<QueryContext<'q>, Failure>
    where
        's: 'q,
    {
        let settings = &self.config.settings;
        let packets = match self.logs {
            Some(logs) => PacketSource::Logs(logs),
            None => {
                let store: &'q Arc<dyn Store> = store.insert(self.open_store()?);
                PacketSource::Table { store: &**store, table: &settings.store.table }
            }
        };
        Ok(QueryContext {
            packets,
            zone: settings.time.zone.as_ref(),
            now: settings.time.now,
            cancel: self.cancel,
        })
    }

    /// The output of an answer that goes to `out`.
    pub fn output<'o>(&self, out: &'o mut dyn Write) -> AnswerOutput<'o>
    where
        's: 'o,
    {
        let answers = self.answers;
        let mut output = AnswerOutput::new(self.config, answers.redirected, self.cancel, out);
        output.format = answers.once.unwrap_or(output.format);
        output
    }

    /// Asks on a terminal whether to do `action`; elsewhere only `--yes` does it.
    pub fn confirm(&self, action: &str) -> Result<(), Failure> {
        if self.config.yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::with_help(
                "not done: standard input is not a terminal",
                format!("to {action}, use --yes"),
            ));
        }
        let mut stderr = io::stderr().lock();
        write!(stderr, "{action}? [y/N] ")?;
        stderr.flush()?;
        let mut answer = String::new();
        let _changed = Changed::waiting("\n");
        let read = io::stdin().lock().read_line(&mut answer);
        read.map_err(|error| Failure::other(format!("cannot read the answer: {error}")))?;
        if self.cancel.is_raised() {
            return Err(Failure::Store(StoreError::Cancelled));
        }
        match answer.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(Failure::other("nothing was changed")),
        }
    }

    /// Asks before a file that exists is replaced.
    pub fn confirm_target(&self, path: &Path, target: Target) -> Result<(), Failure> {
        match target {
            Target::File => self.confirm(&format!("replace the file {}", path.display())),
            Target::New | Target::Stream => Ok(()),
        }
    }
}
