//! The shell: a prompt with history and completion, at which a session's inputs are typed.

use std::fs::{self, DirBuilder};
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use rustyline::config::Behavior;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Editor};
use signal_hook::consts::SIGINT;

use crate::input::{self, Input};
use crate::output::safe;
use crate::session::{Failure, Flow, Session};

mod complete;
mod helper;
mod vocabulary;

use helper::PromptHelper;
use vocabulary::Shared;

type Prompt = Editor<PromptHelper, FileHistory>;

/// Reads inputs at the prompt and runs them until the user leaves.
pub fn run(session: &mut Session) -> Result<(), Failure> {
    // rustyline has its own way with Ctrl-C while it reads; between two lines the flag stops work.
    signal_hook::flag::register(SIGINT, session.cancel.flag())?;
    let vocabulary = Shared::new(session);
    let history = session.config.history();
    let mut prompt = open_prompt(session, &history, vocabulary.clone()).map_err(said)?;
    greet(session);
    vocabulary.refresh(session);
    loop {
        match prompt.readline(&prompt_text(session)) {
            Ok(text) => {
                remember(&mut prompt, &history, &text);
                let inputs = input::split(&text);
                if run_inputs(session, &inputs) == Flow::Quit {
                    return Ok(());
                }
                // Only a command can have changed the table or the choice of it.
                if inputs.iter().any(|input| matches!(input, Input::Command(_))) {
                    vocabulary.refresh(session);
                }
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(()),
            Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                let _ = writeln!(io::stderr(), "error: that was not UTF-8");
            }
            Err(error) => return Err(said(error)),
        }
    }
}

fn said(error: ReadlineError) -> Failure {
    Failure::Said(format!("the prompt failed: {error}"))
}

fn open_prompt(session: &Session, history: &Path, vocabulary: Shared) -> rustyline::Result<Prompt> {
    let kept = session.config.settings.shell.history_size;
    // With output redirected the prompt belongs on the terminal, not in the file.
    let behavior = if io::stdout().is_terminal() { Behavior::Stdio } else { Behavior::PreferTerm };
    let config = rustyline::Config::builder()
        .behavior(behavior)
        .max_history_size(usize::try_from(kept).unwrap_or(usize::MAX))?
        .history_ignore_space(true)
        .history_ignore_dups(true)?
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .auto_add_history(false)
        .build();
    let mut prompt = Prompt::with_config(config)?;
    prompt.set_helper(Some(PromptHelper::new(vocabulary)));
    if let Some(folder) = history.parent() {
        make_private_folder(folder);
    }
    if history.exists() {
        // A history that cannot be read is not worth a prompt that does not open.
        let _ = prompt.load_history(history);
    }
    Ok(prompt)
}

fn make_private_folder(folder: &Path) {
    if let Some(parent) = folder.parent() {
        let _ = fs::create_dir_all(parent);
    }
    let _ = DirBuilder::new().mode(0o700).create(folder);
}

/// Keeps a line in the history; appending merges with other shells that are open.
fn remember(prompt: &mut Prompt, history: &Path, text: &str) {
    let text = text.trim_end();
    if !text.is_empty() && prompt.add_history_entry(text).is_ok_and(|added| added) {
        let _ = prompt.append_history(history);
    }
}

fn greet(session: &Session) {
    let config = &session.config;
    let place = match &config.server {
        Some(server) => format!("database {} at {}", server.database, server.address),
        None => config.settings.folders.data.to_string_lossy().into_owned(),
    };
    let (table, place) = (safe::text(&config.settings.store.table), safe::text(&place));
    let mut stderr = io::stderr().lock();
    let _ = writeln!(stderr, "ipta {}: table {table} in {place}", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(
        stderr,
        "Try `top dport where denied`, `:report denied` or `:import FILE`; `:help` tells more, `:quit` leaves."
    );
}

fn prompt_text(session: &Session) -> String {
    match session.config.settings.store.table.as_str() {
        "logs" => "ipta> ".into(),
        table => format!("ipta:{}> ", safe::text(table)),
    }
}

/// Runs the inputs of what was typed or pasted, up to the first that fails.
fn run_inputs(session: &mut Session, inputs: &[Input]) -> Flow {
    let mut out = io::BufWriter::new(io::stdout());
    for input in inputs {
        session.cancel.reset();
        let result =
            session.run(input, &mut out).and_then(|flow| Ok(out.flush().map(|()| flow)?));
        match result {
            Ok(Flow::Continue) => {}
            Ok(Flow::Quit) => return Flow::Quit,
            Err(failure) => {
                let _ = out.flush();
                let style = session.config.error_style();
                let _ = write!(io::stderr(), "{}", failure.draw(&style));
                break;
            }
        }
    }
    Flow::Continue
}
