//! Packets that are kept between questions: the same answers as from a log that is read from its start.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ipta::cancel::Cancel;
use ipta::import::NamedLog;
use ipta::log::ReadRules;
use ipta::logs::LogSet;
use ipta::query::{Params, check, parse};
use ipta::rows::EachRow;
use ipta::time::Timestamp;
use tempfile::TempDir;

use crate::accidents::{seeds, settle};
use crate::support::generate::random::Random;
use crate::support::terminal::Terminal;
use crate::support::{Home, dropped, example_log};

once!(
    accidents_change_no_answer,
    little_memory_changes_no_answer,
    a_second_question_reads_nothing,
    a_script_sees_what_happens_between_its_questions,
    standard_input_and_packed_logs_are_kept,
    a_log_that_is_cut_off_meanwhile_is_reported_again,
);

const QUESTIONS: [&str; 4] = [
    "count",
    "list id, time, src, fw, action limit 100000",
    "top src by distinct dport",
    "hist every 1h by action",
];

/// How many rounds of accidents are played.
const ROUNDS: u64 = 60;

/// What happens to a log.
const ACCIDENTS: [&str; 11] = [
    "written",
    "written",
    "written",
    "half",
    "repeated",
    "cut",
    "replaced",
    "rotated",
    "settled",
    "overwritten",
    "new year",
];

/// A log, what happens to it, and the questions about it.
struct Played {
    folder: TempDir,
    random: Random,
    kept: LogSet,
    /// How stamps are written.
    has_year: bool,
    /// The month of the next lines.
    month: &'static str,
    written: u32,
    story: Vec<String>,
}

impl Played {
    fn new(seed: u64, memory: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut random = Random(seed);
        let kept = set(&folder.path().join("fw.log"), memory);
        kept.keep_packets();
        let has_year = random.below(3) == 0;
        let story = vec![format!("seed {seed}")];
        Self { folder, random, kept, has_year, month: "May", written: 0, story }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("fw.log")
    }

    fn line(&mut self) -> String {
        let id = self.written;
        self.written += 1;
        let (minute, second) = (id / 60 % 60, id % 60);
        let stamp = match (self.has_year, self.month) {
            (true, "May") => format!("2024-05-04T06:{minute:02}:{second:02}+00:00"),
            (true, _) => format!("2025-01-02T06:{minute:02}:{second:02}+00:00"),
            (false, month) => format!("{month}  4 06:{minute:02}:{second:02}"),
        };
        let prefix = self.random.pick(&["IPT: DROP", "[UFW BLOCK]", "IPT: ACCEPT"]);
        format!(
            "{stamp} fw{} kernel: [{id}.5] {prefix} IN=eth0 OUT= SRC=192.0.2.{} DST=198.51.100.1 \
             LEN=40 TTL=64 ID={id} PROTO=TCP SPT=1 DPT={} WINDOW=1024 SYN\n",
            self.random.pick(&[0, 0, 0, 0, 1, 1, 1, 1, 2]),
            id % 250,
            self.random.below(1000),
        )
    }

    fn append(&self, text: &str) {
        let mut file = fs::File::options().append(true).create(true).open(self.path()).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    fn write(&mut self, most: u64) {
        let lines: String = (0..=self.random.below(most)).map(|_| self.line()).collect();
        self.append(&lines);
    }

    fn happen(&mut self, accident: &str) {
        // The time of a change says which change it was.
        thread::sleep(Duration::from_millis(10));
        let length = fs::metadata(self.path()).unwrap().len();
        match accident {
            "half" => {
                let line = self.line();
                self.append(&line[..line.len() / 2]);
            }
            "repeated" => {
                let (line, times) = (self.line(), 1 + self.random.below(3000));
                let stamp = line.split(" fw").next().unwrap();
                let machine = self.random.pick(&[0, 1, 2, 2]);
                self.append(&format!("{stamp} fw{machine} last message repeated {times} times\n"));
            }
            "cut" => {
                let file = fs::File::options().write(true).open(self.path()).unwrap();
                file.set_len(self.random.below(length + 1)).unwrap();
            }
            "replaced" => {
                let mut text = fs::read(self.path()).unwrap();
                text.truncate(text.len() / 2);
                fs::write(self.path().with_extension("new"), text).unwrap();
                fs::rename(self.path().with_extension("new"), self.path()).unwrap();
                self.write(10);
            }
            "rotated" => {
                fs::rename(self.path(), self.path().with_extension("log.1")).unwrap();
                self.write(10);
            }
            "settled" => settle(&self.path()),
            "overwritten" => {
                let text = fs::read_to_string(self.path()).unwrap_or_default();
                fs::write(self.path(), text.replace("IPT: DROP", "IPT: PASS")).unwrap();
            }
            "new year" => {
                self.month = "Jan";
                self.write(10);
            }
            _ => self.write(40),
        }
        self.story.push(format!("{accident} at {length}"));
    }

    /// Asks, and asks a set that knows nothing yet.
    fn compare(&mut self) {
        let question = self.random.pick(&QUESTIONS);
        let fresh = set(&self.path(), MEMORY);
        let (kept, fresh) = (answer(&self.kept, question), answer(&fresh, question));
        assert!(kept == fresh, "{question}: {kept:#?} not {fresh:#?}\n{}", self.story.join("\n"));
    }
}

const MEMORY: usize = 64 << 20;

/// A set of one log, which takes a few chunks.
fn set(path: &Path, memory: usize) -> LogSet {
    let logs = vec![NamedLog::File(path.to_owned())];
    LogSet::new(logs, Arc::new(ReadRules::default()), None, memory).in_chunks_of(3000)
}

/// The rows of an answer, or why there is none.
fn answer(logs: &LogSet, question: &str) -> Result<Vec<String>, String> {
    let plan = check(&parse(question, &Params::default()).unwrap(), Timestamp(0)).unwrap();
    let answered = logs.evaluate(&plan, &Cancel::default());
    let (mut answer, _) = answered.map_err(|error| error.to_string())?;
    let mut rows = Vec::new();
    let mut sink = EachRow(|row| {
        rows.push(format!("{row:?}"));
        true
    });
    answer.answer(&mut sink).unwrap();
    Ok(rows)
}

/// Plays rounds of accidents, with that memory.
fn play(rounds: u64, memory: usize) {
    for seed in seeds(rounds) {
        let mut played = Played::new(seed, memory);
        played.write(100);
        for _ in 0..16 {
            let accident = played.random.pick(&ACCIDENTS);
            played.happen(accident);
            // What was written over is only seen in a file that did not grow since.
            if accident == "overwritten" || played.random.below(2) > 0 {
                played.compare();
            }
        }
    }
}

fn accidents_change_no_answer() {
    play(ROUNDS, MEMORY);
}

fn little_memory_changes_no_answer() {
    let home = Home::new();
    let line =
        |nth: u32| dropped(nth / 100, &format!("10.0.{}.{}", nth / 200, nth % 200), nth as u16);
    let path = PathBuf::from(home.write("fw.log", (0..4000).map(line).collect::<String>()));
    let fresh = set(&path, MEMORY);
    for kilobytes in [40, 80, 120, 160, 240, 320, 2000] {
        let kept = set(&path, kilobytes << 10);
        kept.keep_packets();
        for question in ["count", "top src", "count", "list src, dport limit 4000", "count"] {
            match answer(&kept, question) {
                Err(error) => {
                    assert!(error.contains("the answer takes more than"), "{error}");
                    assert!(
                        question != "count" && kilobytes < 2000,
                        "{question} in {kilobytes} kB"
                    );
                }
                rows => assert_eq!(rows, answer(&fresh, question), "{question} in {kilobytes} kB"),
            }
        }
    }
}

/// How many bytes a process has read so far.
fn bytes_read(process: u32) -> u64 {
    let counts = fs::read_to_string(format!("/proc/{process}/io")).unwrap();
    let line = counts.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap();
    line.parse().unwrap()
}

fn a_second_question_reads_nothing() {
    let home = Home::new();
    let lines: String = (0..8000).map(|nth| dropped(nth / 200, "192.0.2.7", nth as u16)).collect();
    let size = lines.len() as u64;
    let log = home.write("fw.log", lines);
    let mut terminal = Terminal::open(&home, &[&log]);
    terminal.wait("a prompt", |text| text.trim_end().ends_with("ipta:fw.log>"));
    let mut ask = |question: &str, expected: &str| {
        let before = bytes_read(terminal.id());
        terminal.press(&format!("{question}\r"));
        terminal.wait(expected, |text| {
            let answer = text.rfind(question).map_or("", |at| &text[at + question.len()..]);
            answer.contains(expected) && answer.trim_end().ends_with("ipta:fw.log>")
        });
        bytes_read(terminal.id()) - before
    };
    assert!(ask("count", "8,000") > size);
    let again = ask("count distinct dport", "8,000");
    assert!(again < size / 4, "{again} of {size} bytes");
    let mut file = fs::File::options().append(true).open(&log).unwrap();
    file.write_all(dropped(41, "192.0.2.8", 22).as_bytes()).unwrap();
    ask("count where src = 192.0.2.8", "1 row");
    ask("count ", "8,001");
}

/// Asks in a script, with something that happens in between.
fn ask_around(home: &Home, log: &str, happens: &str) -> String {
    let questions = "top src by distinct dport; list id, time, src limit 10\n";
    let script = format!("{questions}; count | sh -c 'cat >/dev/null; {happens}'; {questions}");
    let run = home.ipta(&["--allow-pipe", log]).write_stdin(script).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let answers = String::from_utf8(run.stdout).unwrap();
    let first = home.stdout(&["-e", questions, log]);
    // The second half is what another program would answer now.
    let second = answers.strip_suffix(&first).unwrap_or_else(|| panic!("{happens}: {answers}"));
    second.to_owned()
}

fn a_script_sees_what_happens_between_its_questions() {
    let home = Home::new();
    let more = home.write("more.log", dropped(9, "192.0.2.99", 99).repeat(3));
    for (packed, happens) in [
        (false, format!("cat {more} >>LOG")),
        (false, format!("cat {more} >LOG")),
        (false, format!("mv LOG LOG.1; cp {more} LOG")),
        (false, format!("cp {more} LOG.new; mv LOG.new LOG")),
        (false, "head -c 5000 LOG.old >LOG".to_owned()),
        (true, format!("gzip -c {more} >>LOG")),
        (true, format!("gzip -c {more} >LOG.new; mv LOG.new LOG")),
        (false, String::new()),
    ] {
        let text = fs::read(example_log()).unwrap();
        let text = if packed { super::gzip(&text) } else { text };
        let log = home.write("fw.log", &text);
        home.write("fw.log.old", &text);
        let happens = happens.replace("LOG", &log);
        let before = ask_around(&home, &log, &happens);
        assert!(before.contains('.'), "{before}");
    }
}

fn standard_input_and_packed_logs_are_kept() {
    let home = Home::new();
    let text = fs::read(example_log()).unwrap();
    let packed = home.write("fw.log.gz", super::gzip(&text));
    let expected = home.stdout(&["-e", "top src; top dport; count", &example_log()]);
    let script = home.write("script", "top src; top dport; count");
    assert_eq!(home.stdout(&["-e", &format!(":source {script}"), &packed]), expected);
    let run = home.ipta(&[&packed]).write_stdin("top src; top dport; count").output().unwrap();
    assert_eq!(String::from_utf8(run.stdout).unwrap(), expected);
    // `:watch` asks again and again.
    let watch = ["-e", ":watch 1 count", "-"];
    let run = home.ipta(&watch).write_stdin(text).timeout(Duration::from_secs(4)).output().unwrap();
    let answers = String::from_utf8(run.stdout).unwrap();
    assert!(answers.matches("2033").count() > 1, "{answers}");
}

fn a_log_that_is_cut_off_meanwhile_is_reported_again() {
    let home = Home::new();
    let lines: String = (0..3000).map(|nth| dropped(nth % 60, "192.0.2.7", 22)).collect();
    let packed = super::gzip(lines.as_bytes());
    let log = home.write("fw.log.gz", &packed);
    let logs = set(log.as_ref(), MEMORY);
    logs.keep_packets();
    let report = || {
        let plan = check(&parse("count", &Params::default()).unwrap(), Timestamp(0)).unwrap();
        logs.evaluate(&plan, &Cancel::default()).unwrap().1.join("\n")
    };
    assert_eq!(report(), "");
    assert_eq!(report(), "");
    home.write("fw.log.gz", &packed[..packed.len() / 2]);
    assert!(report().contains("what follows is not counted"));
    assert_eq!(report(), "");
}
