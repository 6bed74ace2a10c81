//! A generator of firewall logs: the same log from the same seed, on every machine.
//!
//! `generate example` prints `manual/example.log`; `generate bulk [LINES] [SEED]` prints the
//! benchmark's log.

use std::io::{self, Write};
use std::process::ExitCode;

mod bulk;
mod example;
mod line;
pub(crate) mod random;

pub use example::write as example;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, default: u64| match arguments.get(place) {
        Some(text) => text.parse().ok(),
        None => Some(default),
    };
    let mut out = io::stdout().lock();
    let written = match (arguments.first().map(String::as_str), number(1, 2_000_000), number(2, 1))
    {
        (Some("example"), ..) => example(&mut out),
        (Some("bulk"), Some(lines), Some(seed)) => bulk::write(&mut out, lines, seed),
        _ => {
            eprintln!("usage: generate example | generate bulk [LINES] [SEED]");
            return ExitCode::from(2);
        }
    };
    match written.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("generate: {error}");
            ExitCode::FAILURE
        }
    }
}
