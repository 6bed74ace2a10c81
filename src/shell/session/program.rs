//! A program that takes an answer, as the `|` at the end of a query says.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use super::context::{Context, InputOrigin};
use super::failure::{Failure, refuse_ended};
use crate::cancel::Cancel;
use crate::cancel::children::Guest;
use crate::config::Programs;
use crate::output::pager::PATIENT;
use crate::query::program::Program;
use crate::span::Problem;
use crate::store::StoreError;

/// How often the end of the program is looked for.
const PATIENCE: Duration = Duration::from_millis(20);

/// The exit code of what Ctrl-C ended, as shells say it.
const INTERRUPTED: i32 = 130;

/// Refuses a program that was not typed at a terminal.
pub(super) fn permit(context: &Context<'_>, text: &str, program: &Program) -> Result<(), Failure> {
    let is_script = context.origin == InputOrigin::Script || context.depth > 0;
    let (message, help) = match context.config.programs {
        Programs::All => return Ok(()),
        Programs::None => {
            ("ipta was started with --no-shell: it runs no program", "leave the `|` out")
        }
        Programs::Typed if is_script => (
            "a script runs no program",
            "start ipta with --allow-pipe if everything that the script names may be run",
        ),
        Programs::Typed if io::stdout().is_terminal() => return Ok(()),
        Programs::Typed => (
            "a program is run on a terminal only, and standard output is none",
            "pipe ipta's own output, ipta -e 'QUERY' | PROGRAM, or start it with --allow-pipe",
        ),
    };
    let problem = Problem::new(program.span, message).help(help);
    Err(Failure::Text { text: text.to_owned(), problem })
}

/// Runs a program on what `write` writes. It has the terminal, Ctrl-C too, until it ends; then what is
/// still being asked stops. `None` if it ended before all was written.
pub(super) fn hand_over<T>(
    interrupted: &Cancel,
    program: &Program,
    out: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write, &Cancel) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    out.flush()?;
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(format!("{PATIENT}{}", program.text))
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::other(format!("cannot run `sh`: {error}")))?;
    let _guest = Guest::new(&child);
    let stop = Cancel::default();
    let stdin = child.stdin.take();
    let (written, status) = thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(&mut child, interrupted, &stop));
        let written = fill(stdin, |stdin| write(stdin, &stop));
        (written, watcher.join())
    });
    let status = status.map_err(|_| Failure::other("cannot wait for the program"))??;
    let written = match written {
        Err(failure) if failure.is_broken_pipe() => None,
        Err(failure) if failure.is_cancelled() && stop.is_raised() => None,
        written => Some(written?),
    };
    refuse_ended()?;
    check_status(program, status)?;
    Ok(written)
}

/// Writes all, and lets the program know that it was all.
fn fill<T>(
    stdin: Option<ChildStdin>,
    write: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let stdin = stdin.ok_or(io::Error::from(io::ErrorKind::BrokenPipe))?;
    let mut stdin = BufWriter::new(stdin);
    let written = write(&mut stdin)?;
    stdin.flush()?;
    Ok(written)
}

/// Waits for the end of the program and raises `stop` then. Ctrl-C is the program's meanwhile.
fn watch(child: &mut Child, interrupted: &Cancel, stop: &Cancel) -> io::Result<ExitStatus> {
    let ended = loop {
        match child.try_wait() {
            Ok(None) => thread::sleep(PATIENCE),
            ended => break ended,
        }
        interrupted.reset();
    };
    interrupted.reset();
    stop.raise();
    ended.map(Option::unwrap_or_default)
}

fn check_status(program: &Program, status: ExitStatus) -> Result<(), Failure> {
    let text = &program.text;
    match (status.code(), signal(status)) {
        (Some(0), _) => Ok(()),
        (Some(INTERRUPTED), _) | (None, Some(signal_hook::consts::SIGINT)) => {
            Err(Failure::Store(StoreError::Cancelled))
        }
        (Some(code), _) => Err(Failure::other(format!("`{text}` failed with exit code {code}"))),
        (None, _) => Err(Failure::other(format!("`{text}` failed: {status}"))),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
