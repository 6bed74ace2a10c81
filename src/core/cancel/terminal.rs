//! The terminal as the program found it, and how to leave it so.

use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use nix::sys::termios::{SetArg, Termios, tcgetattr, tcsetattr};
use nix::unistd::{getpgrp, tcgetpgrp};

/// The modes that the terminal had when the program started.
static FOUND: Mutex<Option<Termios>> = Mutex::new(None);

/// The changes that are in force, the latest last.
static CHANGES: Mutex<Vec<TerminalChange>> = Mutex::new(Vec::new());

#[derive(Debug, Clone, Copy)]
struct TerminalChange {
    undo: &'static str,
    is_waiting: bool,
}

/// The terminal is not as it was found for as long as this lives. Whoever makes the change also undoes
/// it; this is for a program that ends in the middle.
#[derive(Debug)]
pub struct Changed(());

impl Changed {
    /// Modes that the control sequences `undo` switch off were switched on.
    pub fn new(undo: &'static str) -> Self {
        Self::of(TerminalChange { undo, is_waiting: false })
    }

    /// The same while the program does nothing but wait for what the user types.
    pub fn waiting(undo: &'static str) -> Self {
        Self::of(TerminalChange { undo, is_waiting: true })
    }

    fn of(change: TerminalChange) -> Self {
        CHANGES.lock().unwrap_or_else(PoisonError::into_inner).push(change);
        Self(())
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        CHANGES.lock().unwrap_or_else(PoisonError::into_inner).pop();
    }
}

/// Whether the program does nothing but wait for what the user types.
pub(super) fn is_waiting() -> bool {
    let changes = CHANGES.lock().unwrap_or_else(PoisonError::into_inner);
    changes.last().is_some_and(|change| change.is_waiting)
}

/// Remembers the modes that the terminal has now.
pub(super) fn remember() {
    let found = with_terminal(|terminal| tcgetattr(terminal).ok()).flatten();
    *FOUND.lock().unwrap_or_else(PoisonError::into_inner) = found;
}

/// Gives the terminal back as it was found, if the program changed it and still owns it: a shell that
/// put the program into the background has modes of its own.
pub fn restore() {
    /// How long the terminal may take what is written; one that was stopped (Ctrl-S) takes nothing.
    const PATIENCE: Duration = Duration::from_millis(150);
    let changes = CHANGES.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let is_ours = with_terminal(|terminal| tcgetpgrp(terminal).is_ok_and(|it| it == getpgrp()));
    if changes.is_empty() || is_ours != Some(true) {
        return;
    }
    let undo: String = changes.iter().rev().map(|change| change.undo).collect();
    let (sender, done) = channel();
    let writer = thread::Builder::new().spawn(move || {
        // Not through standard output, whose lock the work may hold.
        let written = with_terminal(|terminal| {
            let mut file = std::fs::File::from(terminal.try_clone_to_owned()?);
            file.write_all(undo.as_bytes())
        });
        sender.send(written.is_some())
    });
    if writer.is_ok() {
        let _ = done.recv_timeout(PATIENCE);
    }
    if let Some(found) = &*FOUND.lock().unwrap_or_else(PoisonError::into_inner) {
        with_terminal(|terminal| tcsetattr(terminal, SetArg::TCSANOW, found).ok());
    }
}

/// Runs `work` on the terminal, if standard input, output or error is one.
fn with_terminal<T>(work: impl FnOnce(BorrowedFd<'_>) -> T) -> Option<T> {
    let (input, output, error) = (io::stdin(), io::stdout(), io::stderr());
    let mut all = [output.as_fd(), error.as_fd(), input.as_fd()].into_iter();
    let terminal = all.find(std::io::IsTerminal::is_terminal)?;
    Some(work(terminal))
}
