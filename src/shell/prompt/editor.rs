//! The editor: a line is typed here, with history, completion, colours and hints.

use std::io::{self, IsTerminal};

use rustyline::config::{Behavior, Configurer};
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, EditMode as Keys, Editor};

use super::helper::PromptHelper;
use super::history::{self, HistoryFile};
use super::vocabulary::SharedVocabulary;
use crate::session::Session;
use crate::session::messages::say;
use crate::settings::EditMode;

/// rustyline, with the shell's answers to its questions.
pub type Prompt = Editor<PromptHelper, FileHistory>;

/// Where lines are typed, and what was typed.
pub struct LineEditor {
    /// The prompt.
    pub prompt: Prompt,
    kept: HistoryFile,
}

impl LineEditor {
    /// Opens the prompt on the terminal.
    pub fn open(session: &Session, vocabulary: SharedVocabulary) -> rustyline::Result<Self> {
        let config = config(session)?;
        let color = session.config.error_style().color;
        let history = FileHistory::with_config(&config);
        let (kept, untrusted) = HistoryFile::open(&session.config.history(), &config);
        if let Some(reason) = untrusted {
            say(&format!("warning: history: {reason}"));
        }
        let mut prompt = Prompt::with_history(config, history)?;
        prompt.set_helper(Some(PromptHelper::new(vocabulary, color)));
        kept.tell(prompt.history_mut());
        Ok(Self { prompt, kept })
    }

    /// Keeps a text that was typed: in this shell, and once it worked for all.
    pub fn remember(&mut self, text: &str, worked: bool) {
        let text = text.trim_end();
        if text.is_empty() || text.starts_with(' ') || history::is_secret(text) {
            return;
        }
        let _ = self.prompt.add_history_entry(text);
        if worked {
            self.kept.add(text);
        }
    }

    /// Takes over the settings of the prompt that may have changed since it was opened.
    pub fn follow_settings(&mut self, session: &Session) {
        let shell = &session.config.settings.shell;
        self.prompt.set_edit_mode(keys(shell.edit_mode));
        // A size that the history cannot have leaves the one that it has.
        let _ = self.prompt.set_max_history_size(history_size(shell.history_size));
    }

    /// What was typed, the oldest first.
    pub fn typed(&self) -> impl DoubleEndedIterator<Item = &String> {
        self.prompt.history().iter()
    }
}

fn keys(mode: EditMode) -> Keys {
    match mode {
        EditMode::Emacs => Keys::Emacs,
        EditMode::Vi => Keys::Vi,
    }
}

fn history_size(statements: u32) -> usize {
    usize::try_from(statements).unwrap_or(usize::MAX)
}

fn config(session: &Session) -> rustyline::Result<Config> {
    let shell = &session.config.settings.shell;
    // With output redirected the prompt belongs on the terminal, not in the file.
    let behavior = if io::stdout().is_terminal() { Behavior::Stdio } else { Behavior::PreferTerm };
    Ok(Config::builder()
        .behavior(behavior)
        .edit_mode(keys(shell.edit_mode))
        .max_history_size(history_size(shell.history_size))?
        .history_ignore_space(true)
        .history_ignore_dups(true)?
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        // The helper decides whether to colour; it also keeps control characters from the terminal.
        .color_mode(ColorMode::Forced)
        .auto_add_history(false)
        .build())
}
