//! Answers four questions from a log that lies in memory, on one thread and on two.
//!
//! `eval FILE [ROUNDS]` prints, for each number of threads, the seconds of the best round for reading
//! every line and for reading and evaluating: wall-clock time, the evaluation's part of it
//! and its memory.

use std::hint::black_box;
use std::io::{self, Write};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use anyhow::Context;
use ipta::log::source::lines;
use ipta::log::stamp::Years;
use ipta::log::{Line, LineReader};
use ipta::packet::Packet;
use ipta::query::eval::Evaluation;
use ipta::query::{Params, Plan, check, parse};
use ipta::rows::{Column, RowSink};
use ipta::time::{Timestamp, Zone};
use ipta::value::Value;

/// The questions: the top denied ports, the sources by distinct denied ports, packets per hour by
/// action, and the report of five columns.
const QUESTIONS: [&str; 4] = [
    "top dport where action != ACCEPT",
    "top src by distinct dport where action != ACCEPT",
    "hist every 1h by action",
    "top src, dst, dport, proto, action",
];

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(path), rounds) = (arguments.first(), arguments.get(1)) else {
        eprintln!("usage: eval FILE [ROUNDS]");
        return Ok(ExitCode::from(2));
    };
    let rounds: u32 = rounds.map_or(Ok(3), |text| text.parse())?;
    let bytes = std::fs::read(path)?;
    let text = std::str::from_utf8(&bytes)?;
    let mut out = io::stdout().lock();
    for threads in [1, 2] {
        let parts = split(text, threads);
        let reading =
            best(rounds, || read(&parts, |_| Ok(0), |count: &mut u64, _| *count += 1).map(drop))?;
        writeln!(out, "{threads} threads: reading {reading:.3} s")?;
        for question in QUESTIONS {
            let plan = check(&parse(question, &Params::new()).map_err(failed)?, Timestamp(0))
                .map_err(failed)?;
            let (mut size, mut rows) = (0, 0);
            let seconds = best(rounds, || {
                let mut answer = answer(&plan, &parts)?;
                size = answer.size();
                let mut counted = Counted(0);
                answer.answer(&mut counted)?;
                rows = counted.0;
                Ok(())
            })?;
            let evaluation = (seconds - reading) * 1e3;
            write!(out, "{threads} threads: {seconds:.3} s, evaluation {evaluation:.0} ms, ")?;
            writeln!(out, "{:.1} MB, {rows} rows: {question}", size as f64 / 1e6)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn failed(problem: ipta::span::Problem) -> anyhow::Error {
    anyhow::anyhow!(problem.message)
}

/// The seconds of the quickest round.
fn best(rounds: u32, mut run: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..rounds {
        let start = Instant::now();
        run()?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    Ok(best)
}

/// Cuts a log at line ends into parts of about one length.
fn split(text: &str, parts: usize) -> Vec<&str> {
    let mut rest = text;
    let mut cut = Vec::new();
    for left in (1..=parts).rev() {
        let near = rest.floor_char_boundary(rest.len() / left);
        let end = rest[near..].find('\n').map_or(rest.len(), |end| near + end + 1);
        let (part, after) = rest.split_at(end);
        cut.push(part);
        rest = after;
    }
    cut
}

fn answer(plan: &Plan, parts: &[&str]) -> anyhow::Result<Evaluation> {
    let evaluations = read(
        parts,
        |_| Ok(Evaluation::new(plan)?),
        |evaluation: &mut Evaluation, packet| {
            evaluation.add(packet);
        },
    )?;
    evaluations.into_iter().reduce(Evaluation::merge).context("there are no parts")
}

/// Reads each part on a thread, and gives its packets to a state that `new` makes.
fn read<T: Send>(
    parts: &[&str],
    new: impl Fn(usize) -> anyhow::Result<T> + Sync,
    take: impl Fn(&mut T, &ipta::packet::Packet<'_>) + Sync,
) -> anyhow::Result<Vec<T>> {
    thread::scope(|scope| {
        let (new, take) = (&new, &take);
        let workers: Vec<_> = parts
            .iter()
            .enumerate()
            .map(|(nth, part)| {
                scope.spawn(move || {
                    let mut state = new(nth)?;
                    read_part(part, |packet| take(&mut state, packet));
                    Ok(state)
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().map_err(|_| anyhow::anyhow!("a thread panicked"))?)
            .collect()
    })
}

fn read_part(text: &str, mut take: impl FnMut(&Packet<'_>)) {
    let mut reader = LineReader::new(Zone::utc(), Years::starting(2026));
    let mut at = 0;
    for line in lines(text.as_bytes()) {
        let line = &text[at..at + line.len()];
        at += line.len() + 1;
        let mut packet = Packet::default();
        if let Line::Packet { times } = reader.read(line, &mut packet) {
            for _ in 0..times {
                take(black_box(&packet));
            }
        }
    }
}

/// Counts rows.
struct Counted(usize);

impl RowSink for Counted {
    fn columns(&mut self, _: &[Column]) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, _: Vec<Value>) -> io::Result<bool> {
        self.0 += 1;
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
