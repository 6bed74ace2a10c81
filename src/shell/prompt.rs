//! The shell: a prompt with history and completion, at which a session's inputs are typed.

use std::io::{self, Write};

use rustyline::error::ReadlineError;

use crate::cancel::Ending;
use crate::cancel::terminal::Changed;
use crate::cancel::watch::{self, OnInterrupt};
use crate::cli::follow::FollowArgs;
use crate::cli::{self, Command};
use crate::input::{self, Input};
use crate::output::sanitize;
use crate::session::messages::say;
use crate::session::{Failure, Flow, InputOrigin, PromptAction, Session, place};
use crate::store::StoreError;

mod argument;
mod candidate;
mod clause;
mod complete;
mod editor;
mod helper;
mod highlight;
mod hint;
mod history;
mod printer;
mod values;
mod vocabulary;

use editor::LineEditor;
use printer::{Following, TerminalOwner};
use vocabulary::SharedVocabulary;

/// Ends bracketed paste and the line. Source: xterm, "Control Sequences", DECSET.
const LEAVE: &str = "\x1b[?2004l\n";

/// Reads inputs at the prompt and runs them until the user leaves.
pub fn run(session: &mut Session) -> Result<(), Failure> {
    // rustyline has its own way with Ctrl-C while it reads; between two lines the flag stops work.
    let logged_in = if session.logs.is_some() { Ok(()) } else { session.log_in() };
    match logged_in {
        // A server that cannot be reached may come back, and `:connect` chooses another.
        Err(failure @ Failure::Open(StoreError::Server { .. })) => tell(session, &failure, 0),
        connected => connected?,
    }
    let before = watch::on_interrupt(OnInterrupt::Stop(session.cancel.clone()));
    session.origin = InputOrigin::Prompt;
    let vocabulary = SharedVocabulary::new(session);
    let mut lines = LineEditor::open(session, vocabulary.clone()).map_err(said)?;
    greet(session);
    vocabulary.refresh(session);
    let ended = prompts(session, &mut lines, &vocabulary);
    vocabulary.stop();
    watch::on_interrupt(before);
    session.cancel.reset();
    ended
}

fn prompts(
    session: &mut Session,
    lines: &mut LineEditor,
    vocabulary: &SharedVocabulary,
) -> Result<(), Failure> {
    let mut begun = String::new();
    let mut following = Vec::new();
    let output = TerminalOwner::default();
    let mut was_warned = false;
    while Ending::begun().is_none() {
        let prompt = prompt_text(session);
        lines.follow_settings(session);
        let changed = Changed::waiting(LEAVE);
        let read = lines.prompt.readline_with_initial(&prompt, (&begun, ""));
        drop(changed);
        match read {
            Ok(text) => {
                begun.clear();
                was_warned = false;
                let inputs = input::split(&text);
                let _held = output.hold();
                let (flow, worked) = run_inputs(session, &inputs);
                if let Flow::Prompt(PromptAction::History(count)) = flow {
                    list(lines, count);
                }
                lines.remember(&text, worked);
                match flow {
                    Flow::Quit => return Ok(()),
                    Flow::Continue | Flow::Prompt(PromptAction::History(_)) => {}
                    Flow::Prompt(PromptAction::Follow(arguments)) => {
                        follow(session, lines, &arguments, &output, &mut following);
                    }
                    Flow::Prompt(PromptAction::ClearScreen) => {
                        lines.prompt.clear_screen().map_err(said)?;
                    }
                    Flow::Prompt(PromptAction::Unfollow) => unfollow(&mut following),
                    Flow::Prompt(PromptAction::Line(text)) => begun = one_line(&text),
                }
                if inputs.iter().any(changes_words) {
                    vocabulary.refresh(session);
                }
            }
            Err(ReadlineError::Interrupted) => begun.clear(),
            Err(ReadlineError::Eof)
                if !was_warned && following.iter().any(|one| !one.is_over()) =>
            {
                was_warned = true;
                say("logs are being followed; Ctrl-D once more leaves");
            }
            Err(ReadlineError::Eof) => return Ok(()),
            Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                say("error: that was not UTF-8");
            }
            Err(error) => return Err(said(error)),
        }
    }
    Ok(())
}

/// Whether an input may have changed what completion offers.
fn changes_words(input: &Input) -> bool {
    match input {
        Input::Command(line) => cli::parse_prompt(line).is_ok_and(|it| it.changes_words()),
        Input::Question(_) | Input::Vertical(_) => false,
    }
}

fn said(error: ReadlineError) -> Failure {
    Failure::other(format!("the prompt failed: {error}"))
}

/// A text as it can stand on the line: without what a terminal would act on.
fn one_line(text: &str) -> String {
    highlight::plain(text.trim_end())
}

/// Begins to follow logs above the prompt; where lines cannot appear there, in the foreground.
fn follow(
    session: &mut Session,
    lines: &mut LineEditor,
    arguments: &FollowArgs,
    output: &TerminalOwner,
    following: &mut Vec<Following>,
) {
    let Ok(printer) = lines.prompt.create_external_printer() else {
        let command = Command::Follow(arguments.clone());
        if let Err(failure) = session.verb(&command, &mut io::stdout()) {
            tell(session, &failure, 0);
        }
        return;
    };
    let started = session
        .background(arguments)
        .map(|background| Following::start(background, printer, output.clone()));
    match started {
        Ok(one) => {
            say(&format!("following {}; `:unfollow` stops", one.name));
            following.push(one);
        }
        Err(failure) => tell(session, &failure, 0),
    }
}

/// Stops following.
fn unfollow(following: &mut Vec<Following>) {
    if following.is_empty() {
        say("nothing is being followed");
    }
    for one in following.drain(..) {
        let name = one.name.clone();
        say(&format!("{name}: {}", one.stop()));
    }
}

/// Lists the latest statements that were typed, numbered.
fn list(lines: &LineEditor, count: usize) {
    let all: Vec<&String> = lines.typed().collect();
    let first = all.len().saturating_sub(count);
    let mut stdout = io::stdout().lock();
    for (nth, text) in all.iter().enumerate().skip(first) {
        let text = sanitize::lines(text).replace('\n', "\n       ");
        if writeln!(stdout, "{:>5}  {text}", nth + 1).is_err() {
            return;
        }
    }
}

fn greet(session: &Session) {
    let mut stderr = io::stderr().lock();
    let (asked, try_too) = match &session.logs {
        Some(logs) => (sanitize::text(&logs.name()).into_owned(), ":report denied"),
        None => {
            let table = sanitize::text(&session.config.settings.store.table);
            (format!("table {table} in {}", place(&session.config)), ":import FILE")
        }
    };
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(stderr, "ipta {version}: {asked}");
    let _ = writeln!(
        stderr,
        "Try `top dport where denied` or `{try_too}`; `:reports` and `:help` list more."
    );
    let suggestions = session.suggestions();
    if !suggestions.is_empty() {
        let _ = writeln!(stderr, "There are no packets yet. Logs on this machine:");
    }
    for suggestion in suggestions {
        let _ = writeln!(stderr, "  {}", sanitize::text(&suggestion));
    }
}

fn prompt_text(session: &Session) -> String {
    if let Some(logs) = &session.logs {
        let name = logs.name();
        let file = name.rsplit('/').next().unwrap_or_default();
        return format!("ipta:{}> ", sanitize::text(file));
    }
    match session.config.settings.store.table.as_str() {
        "logs" => "ipta> ".into(),
        table => format!("ipta:{}> ", sanitize::text(table)),
    }
}

/// Runs the inputs of what was typed or pasted, up to the first that fails; whether all worked.
fn run_inputs(session: &mut Session, inputs: &[Input]) -> (Flow, bool) {
    let mut out = io::BufWriter::new(io::stdout());
    let mut last = Flow::Continue;
    for (nth, input) in inputs.iter().enumerate() {
        session.cancel.reset();
        let result =
            session.run(input, &mut out).and_then(|flow| Ok(out.flush().map(|()| flow)?));
        match result {
            Ok(Flow::Continue) => {}
            Ok(Flow::Quit) => return (Flow::Quit, true),
            Ok(wish) => last = wish,
            Err(failure) => {
                let _ = out.flush();
                tell(session, &failure, inputs.len() - nth - 1);
                return (last, failure.is_cancelled());
            }
        }
    }
    (last, true)
}

/// Tells what failed, and how much of what was typed was not run for that.
fn tell(session: &Session, failure: &Failure, rest: usize) {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "{}", failure.draw(&session.config.error_style()));
    if rest > 0 {
        let are = if rest == 1 { "statement was" } else { "statements were" };
        let _ = writeln!(stderr, "{rest} more {are} not run");
    }
}
