//! Measures how much longer it takes to read a text twice as long.
//!
//! `long [BYTES [FORM]]` reads texts of each form, of so many bytes (256 KiB) and of twice as many, in
//! every way there is, and prints each way and form that takes more than three times as long, then the
//! longest time of all. Texts that are read in less than a millisecond say nothing.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[path = "../support/forms.rs"]
mod forms;

use forms::{FORMS, LONG, READERS, Read, text};

/// Linear is twice as long; more than this is not.
const MORE: f64 = 3.0;

/// What is quicker is not looked at.
const SHORTEST: Duration = Duration::from_millis(1);

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let length: usize = arguments.first().map_or(Ok(LONG / 4), |text| text.parse())?;
    let only: Option<usize> = arguments.get(1).map(|text| text.parse()).transpose()?;
    let (mut longest, mut is_linear) = ((Duration::ZERO, String::new()), true);
    for (nth, form) in FORMS.iter().enumerate().filter(|(nth, _)| only.is_none_or(|n| n == *nth)) {
        let [once, twice] = [length, 2 * length].map(|length| text(*form, length));
        for (name, read) in READERS {
            let [short, long] = [&once, &twice].map(|text| time(read, text));
            let ratio = long.as_secs_f64() / short.as_secs_f64();
            let line = format!("{ratio:.2} {:.1} ms {name} {nth} {form:?}", millis(long));
            if ratio > MORE && long > SHORTEST {
                is_linear = false;
                writeln!(io::stdout(), "{line}")?;
            }
            longest = longest.max((long, line));
        }
    }
    writeln!(io::stdout(), "longest: {}", longest.1)?;
    Ok(if is_linear { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The shortest time of some rounds: what else the machine does only lengthens it.
fn time(read: &Read, text: &str) -> Duration {
    let round = || {
        let start = Instant::now();
        std::hint::black_box(read(text));
        start.elapsed()
    };
    let first = round();
    let rounds = if first > Duration::from_millis(200) { 0 } else { 2 };
    (0..rounds).map(|_| round()).min().unwrap_or(first).min(first)
}
