//! A screen: the terminal's alternate one, of which only the lines that changed are written.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::panic;
use std::sync::Once;
use std::time::Duration;

use console::Term;
use nix::sys::termios::{SetArg, Termios, cfmakeraw, tcgetattr, tcsetattr};

use super::keys::{KeyPress, Keyboard};
use crate::cancel::terminal::{self, Changed};

/// Enters the alternate screen and hides the cursor. Source: xterm, "Control Sequences", DECSET.
const ENTER: &str = "\x1b[?1049h\x1b[?25l";

/// Leaves it and shows the cursor.
const LEAVE: &str = "\x1b[?1049l\x1b[?25h";

/// The window where the terminal does not tell its size.
const USUAL: (usize, usize) = (80, 24);

/// The alternate screen, until it is dropped.
#[derive(Debug)]
pub(super) struct AlternateScreen {
    keys: Keyboard,
    modes: Termios,
    size: (usize, usize),
    lines: Vec<String>,
    _changed: Changed,
}

impl AlternateScreen {
    pub(super) fn open() -> io::Result<Self> {
        leave_on_panic();
        let keys = Keyboard::open()?;
        let modes = tcgetattr(keys.terminal())?;
        let mut raw = modes.clone();
        cfmakeraw(&mut raw);
        let changed = Changed::new(LEAVE);
        let screen = Self { keys, modes, size: (0, 0), lines: Vec::new(), _changed: changed };
        tcsetattr(screen.keys.terminal(), SetArg::TCSANOW, &raw)?;
        write(ENTER)?;
        Ok(screen)
    }

    /// The columns and lines of the window as it was last shown.
    pub(super) fn size(&self) -> (usize, usize) {
        self.size
    }

    /// Whether the window is of another size than before; then it is empty.
    pub(super) fn is_resized(&mut self) -> io::Result<bool> {
        let size = Term::stdout().size_checked();
        let size = size.map_or(USUAL, |(lines, columns)| (columns.into(), lines.into()));
        let is_resized = std::mem::replace(&mut self.size, size) != size;
        if is_resized {
            self.lines.clear();
            write("\x1b[2J")?;
        }
        Ok(is_resized)
    }

    /// Shows `lines` from the top, as many as there is room for; those below are empty.
    ///
    /// They may hold control sequences that paint; none may be longer than the window is wide.
    pub(super) fn show(&mut self, mut lines: Vec<String>) -> io::Result<()> {
        lines.resize(self.size.1, String::new());
        write(&changes(&self.lines, &lines))?;
        self.lines = lines;
        Ok(())
    }

    /// Returns the next key; `None` if none is pressed within `patience`.
    pub(super) fn key(&mut self, patience: Duration) -> io::Result<Option<KeyPress>> {
        self.keys.next(patience)
    }
}

impl Drop for AlternateScreen {
    fn drop(&mut self) {
        // Nothing is left to do where the terminal is gone.
        let _ = write(LEAVE);
        let _ = tcsetattr(self.keys.terminal(), SetArg::TCSANOW, &self.modes);
    }
}

/// Writes at once, so that a terminal shows no half of it.
fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Leaves the screen before a panic prints its message, which would vanish with it.
fn leave_on_panic() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            terminal::restore();
            report(info);
        }));
    });
}

/// Writes the lines of `new` that are not in `old`.
fn changes(old: &[String], new: &[String]) -> String {
    let mut out = String::new();
    for (nth, line) in new.iter().enumerate().filter(|(nth, line)| old.get(*nth) != Some(line)) {
        // A line is erased first: after the last column, that would take the last character with it.
        // A string takes all that is written.
        let _ = write!(out, "\x1b[{};1H\x1b[K{line}", nth + 1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_changed_are_written() {
        let lines = |lines: [&str; 3]| lines.map(str::to_owned);
        let (old, new) = (lines(["a", "b", "c"]), lines(["a", "x", ""]));
        assert_eq!(changes(&old, &new), "\x1b[2;1H\x1b[Kx\x1b[3;1H\x1b[K");
        assert_eq!(changes(&new, &new), "");
        assert_eq!(changes(&[], &new[..1]), "\x1b[1;1H\x1b[Ka");
    }
}
