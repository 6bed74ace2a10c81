//! The pager: a program that shows what is longer than the window, started only when it is.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::cancel::Cancel;
use crate::cancel::children::Guest;

/// What `less` is told where the user has not said it: raw colours, no wrapped lines, no cleared
/// screen, and no wait where all fits after all.
const LESS: &str = "FRSX";

/// The name that turns the pager off.
pub const OFF: &str = "off";

/// Lets the shell wait for a program that outlives Ctrl-C, as pagers do, and end as that ended.
pub const PATIENT: &str = "trap 'exit $?' INT; ";

/// How often the end of the program is looked for.
const PATIENCE: Duration = Duration::from_millis(20);

/// The command of the pager: the one that was chosen, or the environment's, or `less`.
pub fn command(chosen: &str) -> Option<String> {
    let environment = || std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let command = match chosen.trim() {
        "" => environment().unwrap_or_else(|| "less".into()),
        chosen => chosen.to_owned(),
    };
    (command != OFF && command != "cat").then_some(command)
}

/// Keeps what is written until it is more lines than the window has; then the program shows it.
pub struct Pager<'w> {
    out: &'w mut dyn Write,
    command: String,
    height: usize,
    lines: usize,
    kept: Vec<u8>,
    running: Option<(Child, Guest)>,
    /// The program does not start; everything goes to `out`.
    is_missing: bool,
}

impl<'w> Pager<'w> {
    /// A pager for a window of that height (in lines); what fits goes to `out`.
    pub fn new(command: String, height: usize, out: &'w mut dyn Write) -> Self {
        Self { out, command, height, lines: 0, kept: Vec::new(), running: None, is_missing: false }
    }

    /// Whether the program shows what was written.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Shows what was kept, or waits until the user has left the program. Ctrl-C is the program's
    /// meanwhile: `cancel` is cleared.
    pub fn finish(mut self, cancel: &Cancel) -> io::Result<()> {
        let Some((mut running, _guest)) = self.running.take() else {
            self.out.write_all(&self.kept)?;
            return self.out.flush();
        };
        drop(running.stdin.take());
        while running.try_wait()?.is_none() {
            std::thread::sleep(PATIENCE);
            cancel.reset();
        }
        Ok(())
    }

    fn start(&mut self) -> io::Result<()> {
        self.out.flush()?;
        self.running = is_there(&self.command).then(|| spawn(&self.command)).transpose()?;
        self.is_missing = self.running.is_none();
        let kept = std::mem::take(&mut self.kept);
        self.pass(&kept)
    }

    fn pass(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.running.as_mut().and_then(|(running, _)| running.stdin.as_mut()) {
            Some(stdin) => stdin.write_all(bytes),
            None => self.out.write_all(bytes),
        }
    }
}

/// Whether the shell finds the program that the command names.
fn is_there(command: &str) -> bool {
    let program = command.split_whitespace().next().unwrap_or_default();
    let mut probe = Command::new("sh");
    probe.args(["-c", "command -v -- \"$1\"", "sh", program]);
    let found = probe.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

fn spawn(command: &str) -> io::Result<(Child, Guest)> {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("{PATIENT}{command}")).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        shell.env("LESS", LESS);
    }
    let child = shell.spawn()?;
    let guest = Guest::new(&child);
    Ok((child, guest))
}

impl Write for Pager<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.running.is_some() || self.is_missing {
            self.pass(bytes)?;
            return Ok(bytes.len());
        }
        self.lines += memchr::memchr_iter(b'\n', bytes).count();
        self.kept.extend_from_slice(bytes);
        if self.lines > self.height {
            self.start()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Pager<'_> {
    /// The program must not outlive the answer, whatever went wrong with it.
    fn drop(&mut self) {
        if let Some((mut running, _guest)) = self.running.take() {
            drop(running.stdin.take());
            let _ = running.wait();
        }
    }
}
