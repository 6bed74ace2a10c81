//! Messages on standard error. A failure to write one is ignored: it cannot be reported anywhere else.

use std::io::{self, Write};

use crate::output::sanitize;

/// Writes text that is drawn already.
pub fn say_drawn(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes one line.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", sanitize::text(line));
}

/// Writes a text of several lines.
pub fn say_lines(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", sanitize::lines(text));
}
