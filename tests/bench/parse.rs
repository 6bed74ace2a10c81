//! Reads every line of a log that lies in memory, on one thread: the speed of the parser alone.
//!
//! `parse FILE [ROUNDS]` prints, for each round and for the best, the seconds and MB/s of the reader,
//! and beside them those of memchr, which counts the newlines of the same bytes.

use std::hint::black_box;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use ipta::log::source::lines;
use ipta::log::stamp::Years;
use ipta::log::{Line, LineReader};
use ipta::packet::Packet;
use ipta::time::Zone;

/// What the lines came to.
#[derive(Default)]
struct Counts {
    packets: u64,
    bad: u64,
    other: u64,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(path), rounds) = (arguments.first(), arguments.get(1)) else {
        eprintln!("usage: parse FILE [ROUNDS]");
        return Ok(ExitCode::from(2));
    };
    let rounds: u32 = rounds.map_or(Ok(3), |text| text.parse())?;
    let bytes = std::fs::read(path)?;
    let text = std::str::from_utf8(&bytes)?;
    let mut out = io::stdout().lock();
    let (mut best, mut best_memchr) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..rounds {
        let start = Instant::now();
        let newlines = memchr::memchr_iter(b'\n', black_box(&bytes)).count();
        best_memchr = best_memchr.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let Counts { packets, bad, other } = read(text);
        let seconds = start.elapsed().as_secs_f64();
        best = best.min(seconds);
        let speed = bytes.len() as f64 / seconds / 1e6;
        write!(out, "{seconds:.3} s, {speed:.0} MB/s: {newlines} newlines, {packets} packets, ")?;
        writeln!(out, "{bad} bad, {other} others")?;
    }
    let speed = |seconds: f64| bytes.len() as f64 / seconds / 1e6;
    writeln!(out, "best: reader {:.0} MB/s, memchr {:.0} MB/s", speed(best), speed(best_memchr))?;
    Ok(ExitCode::SUCCESS)
}

fn read(text: &str) -> Counts {
    let mut counts = Counts::default();
    let mut reader = LineReader::new(Zone::utc(), Years::starting(2026));
    let mut at = 0;
    for line in lines(text.as_bytes()) {
        let line = &text[at..at + line.len()];
        at += line.len() + 1;
        let mut packet = Packet::default();
        let read = reader.read(line, &mut packet);
        black_box(&packet);
        match read {
            Line::Packet { .. } => counts.packets += 1,
            Line::Bad(_) => counts.bad += 1,
            Line::Other | Line::Foreign { .. } | Line::Repeat { .. } | Line::Gap { .. } => {
                counts.other += 1
            }
        }
    }
    counts
}
