//! Measures how long it takes to compile a query of the language to SQL.
//!
//! `compile CASES [ROUNDS]` reads the queries of a file of cases (lines behind `> `), compiles each in
//! every round, and prints the median of all times and the slowest query's own median, in microseconds.
//! Cases of what is no query are left out.

use std::hint::black_box;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ipta::query::{Params, check, parse};
use ipta::sql::{TableLayout, compile};
use ipta::time::Timestamp;

/// 2026-10-12 12:00:00, the time that windows count back from.
const NOW: Timestamp = Timestamp(1_791_806_400_000_000);

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = arguments.first() else {
        eprintln!("usage: compile CASES [ROUNDS]");
        return Ok(ExitCode::from(2));
    };
    let rounds: usize = arguments.get(1).map_or(Ok(100), |text| text.parse())?;
    let cases = std::fs::read_to_string(path)?;
    let queries = cases.lines().filter_map(|line| line.strip_prefix("> "));
    let queries = queries.filter(|query| time(query).is_ok());
    let mut all = Vec::new();
    let mut slowest = Duration::ZERO;
    for query in queries {
        let times = (0..rounds).map(|_| time(query)).collect::<anyhow::Result<Vec<_>>>()?;
        slowest = slowest.max(median(times.clone()));
        all.extend(times);
    }
    anyhow::ensure!(!all.is_empty(), "{path} holds no queries");
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    writeln!(io::stdout(), "{:.1} {:.1}", micros(median(all)), micros(slowest))?;
    Ok(ExitCode::SUCCESS)
}

fn time(query: &str) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let problem = |problem| anyhow::anyhow!("{query}: {problem:?}");
    let parsed = parse(black_box(query), &Params::new()).map_err(problem)?;
    let plan = check(&parsed, NOW).map_err(problem)?;
    black_box(compile(&plan, "logs", TableLayout::Current));
    Ok(start.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    let middle = times.len() / 2;
    *times.select_nth_unstable(middle).1
}
