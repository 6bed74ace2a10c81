//! The direct reading: random queries of random packets in logs, asked of the program itself. Each process
//! answers many of them.

use std::thread;

use ipta::output::{self, Format, Style};
use ipta::query::eval::Evaluation;
use ipta::query::{Params, check, parse};

use crate::agreement::dice::Dice;
use crate::agreement::random::{QUERIES, QUERIES_PER_TABLE, queries};
use crate::agreement::{log, random, sentences, traffic};
use crate::support::cases::NOW;
use crate::support::chance::seed;
use crate::support::{Home, Run};

once!(logs_answer_random_queries_as_memory_does, the_logs_hold_what_readings_could_disagree_about,);

/// How many processes are asked at a time: each waits for little else than the processor.
const ASKERS: usize = 2;

/// A query, and the program's answer to it.
struct Asked {
    text: String,
    expected: Vec<u8>,
}

/// Random queries, and their answers from the packets of a log.
fn questions(log: &str, number: usize, dice: &mut Dice) -> Vec<Asked> {
    let texts: Vec<String> = (0..number).map(|_| sentences::query(dice)).collect();
    let mut evaluations: Vec<Evaluation> = texts
        .iter()
        .map(|text| {
            let plan = parse(text, &Params::new()).and_then(|query| check(&query, NOW));
            let plan = plan.unwrap_or_else(|problem| panic!("> {text}\n  {problem:?}"));
            Evaluation::new(&plan).unwrap_or_else(|error| panic!("> {text}\n  {error}"))
        })
        .collect();
    log::read(log, |packet| {
        for evaluation in &mut evaluations {
            evaluation.add(packet);
        }
    });
    let answers = evaluations.iter_mut().map(|evaluation| {
        let mut answer = Vec::new();
        let mut sink = output::sink(Format::Json, &Style::file(0), &mut answer);
        evaluation.answer(sink.as_mut()).expect("an answer takes everything");
        drop(sink);
        answer
    });
    let answers: Vec<Vec<u8>> = answers.collect();
    texts.into_iter().zip(answers).map(|(text, expected)| Asked { text, expected }).collect()
}

/// The lines of a log, divided among files.
fn files(home: &Home, log: &str, number: usize) -> Vec<String> {
    let lines: Vec<&str> = log.split_inclusive('\n').collect();
    let parts = lines.chunks(lines.len().div_ceil(number).max(1)).map(<[&str]>::concat);
    let mut files: Vec<String> =
        parts.zip(1..).map(|(part, nth)| home.write(&format!("{nth}.log"), part)).collect();
    if files.is_empty() {
        files.push(home.write("empty.log", ""));
    }
    files
}

/// Asks one process all queries of a log in several files; the first disagreement, as text.
fn compare(log: &str, number: usize, questions: &[Asked]) -> Option<String> {
    let home = Home::new();
    let files = files(&home, log, number);
    let script: String = questions.iter().map(|asked| format!("{};\n", asked.text)).collect();
    let mut words = vec!["--now", "2026-10-12 12:00:00", "--timezone", "UTC", "--format", "json"];
    words.extend(files.iter().map(String::as_str));
    let output = home.ipta(&words).write_stdin(script).output().expect("ipta");
    let Run { code, stdout, stderr } = Run::from(output);
    let mut rest = stdout.as_bytes();
    for Asked { text, expected } in questions {
        let Some(next) = rest.strip_prefix(&expected[..]) else {
            let found = String::from_utf8_lossy(&rest[..rest.len().min(expected.len() + 100)]);
            let expected = String::from_utf8_lossy(expected);
            return Some(format!("> {text}\n  in memory {expected}\n  ipta {found}\n{stderr}"));
        };
        rest = next;
    }
    (code != 0 || !rest.is_empty()).then(|| format!("{code}: {stderr}"))
}

fn logs_answer_random_queries_as_memory_does() {
    let mut seeds = Dice::new(seed());
    let queries = queries();
    let tables = queries.div_ceil(QUERIES_PER_TABLE);
    let seeds: Vec<(usize, u64)> = (0..tables).map(|nth| (nth, seeds.roll())).collect();
    let ask = |part: &[(usize, u64)]| {
        for (nth, seed) in part {
            let mut dice = Dice::new(*seed);
            let log = log::write(&traffic::packets(*nth, &mut dice));
            let questions = questions(&log, queries.min(QUERIES_PER_TABLE), &mut dice);
            if let Some(difference) = compare(&log, nth % 3 + 1, &questions) {
                panic!("log {nth}: {difference}\n{log}");
            }
        }
    };
    thread::scope(|scope| {
        for part in seeds.chunks(tables.div_ceil(ASKERS)) {
            scope.spawn(|| ask(part));
        }
    });
}

fn the_logs_hold_what_readings_could_disagree_about() {
    let mut seeds = Dice::new(1);
    let (mut written, mut read) = (0, 0);
    let mut logs = Vec::new();
    for nth in 0..QUERIES / QUERIES_PER_TABLE {
        let packets = traffic::packets(nth, &mut Dice::new(seeds.roll()));
        let mut values = Vec::new();
        log::read(&log::write(&packets), |packet| values.push(random::values(packet)));
        (written, read) = (written + packets.len(), read + values.len());
        logs.push(values);
    }
    assert!(read * 3 > written * 2, "{read} of {written} packets are read back");
    random::check_variety(&logs);
}
