//! Writes a log at a steady rate while a program follows it: the time from a line's write to its
//! arrival on that program's output.
//!
//! `follow pipe|terminal RATE SECONDS EVERY COMMAND…` runs the command with its output on a pipe or a
//! terminal; `{}` in it is the log, of which one line in EVERY is of port 22, and only those are waited
//! for. It prints the median, the time within which 99 in 100 came, and the longest, in ms, how many
//! never came, and the lines a second that were written.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use portable_pty::{Child, ChildKiller, CommandBuilder, PtySize, native_pty_system};

/// How long the last line is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often lines are written.
const TICK: Duration = Duration::from_millis(1);

/// A line that came: its number, and when.
type Arrival = (u32, Instant);

/// A program that follows.
struct Follower {
    child: Box<dyn ChildKiller>,
    arrivals: Receiver<Arrival>,
    /// Held open: a terminal without a master hangs up.
    _master: Option<Box<dyn portable_pty::MasterPty + Send>>,
}

impl Drop for Follower {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
    }
}

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [way, rate, seconds, every, command @ ..] = arguments.as_slice() else {
        bail!("usage: follow pipe|terminal RATE SECONDS EVERY COMMAND…");
    };
    let (rate, every): (u32, u32) = (rate.parse()?, every.parse()?);
    let lines = rate * seconds.parse::<u32>()?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("fw.log");
    let mut log = OpenOptions::new().append(true).create_new(true).open(&path)?;
    let follower = start(way, command, &path)?;
    // It is ready when it shows the first line.
    log.write_all(line(0, every).as_bytes())?;
    wait(&follower.arrivals, 0)?;
    let begun = Instant::now();
    let written = write(&mut log, lines, f64::from(rate), every)?;
    let reached = f64::from(lines) / begun.elapsed().as_secs_f64();
    let last = lines / every * every;
    let mut times: Vec<Duration> = Vec::new();
    loop {
        let (number, arrived) = follower.arrivals.recv_timeout(PATIENCE).context("lines wait")?;
        let written = written.get((number / every) as usize - 1).context("a line of its own")?;
        times.push(arrived.duration_since(*written));
        if number == last {
            break;
        }
    }
    times.sort_unstable();
    let of = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1e3;
    let missing = written.len() - times.len();
    let (median, most, longest) = (of(50), of(99), of(100));
    writeln!(io::stdout(), "{median:.2} {most:.2} {longest:.2} {missing} {reached:.0}")?;
    Ok(())
}

/// Starts the program with its output on a pipe or a terminal.
fn start(way: &str, command: &[String], path: &Path) -> anyhow::Result<Follower> {
    let path = path.to_str().context("a path in UTF-8")?;
    let words: Vec<String> = command.iter().map(|word| word.replace("{}", path)).collect();
    let (sender, arrivals) = mpsc::channel();
    let (output, child, master): (Box<dyn Read + Send>, _, _) = if way == "terminal" {
        let size = PtySize { rows: 40, cols: 100, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size)?;
        let mut command = CommandBuilder::from_argv(words.iter().map(Into::into).collect());
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command)?;
        (pair.master.try_clone_reader()?, child, Some(pair.master))
    } else {
        let mut child = std::process::Command::new(words.first().context("a command")?)
            .args(&words[1..])
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().context("an output")?;
        (Box::new(output), Box::new(child) as Box<dyn Child + Send + Sync>, None)
    };
    thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut text = Vec::new();
        while output.read_until(b'\n', &mut text).is_ok_and(|read| read > 0) {
            let arrived = Instant::now();
            if numbers(&text).any(|number| sender.send((number, arrived)).is_err()) {
                break;
            }
            text.clear();
        }
    });
    Ok(Follower { child: child.clone_killer(), arrivals, _master: master })
}

fn wait(arrivals: &Receiver<Arrival>, expected: u32) -> anyhow::Result<()> {
    while arrivals.recv_timeout(PATIENCE).context("no line comes")?.0 != expected {}
    Ok(())
}

/// Writes so many lines at that rate; when each of those that are waited for was.
fn write(log: &mut File, lines: u32, rate: f64, every: u32) -> io::Result<Vec<Instant>> {
    let start = Instant::now();
    let mut written = Vec::new();
    let mut next = 1;
    while next <= lines {
        let due = (start.elapsed().as_secs_f64() * rate) as u32;
        let numbers = next..=due.min(lines);
        let text: String = numbers.clone().map(|number| line(number, every)).collect();
        let now = Instant::now();
        written.extend(numbers.filter(|number| number.is_multiple_of(every)).map(|_| now));
        log.write_all(text.as_bytes())?;
        next = due.min(lines) + 1;
        thread::sleep(TICK);
    }
    Ok(written)
}

/// A line that is known by the address of its source, which is its number.
fn line(number: u32, every: u32) -> String {
    let source = Ipv4Addr::from_bits(u32::from(Ipv4Addr::new(10, 0, 0, 0)) + number);
    let port = if number.is_multiple_of(every) { 22 } else { 443 };
    format!(
        "2026-09-14T00:00:01.370625+00:00 gw2 kernel: [1204332.370625] IPT: DROP IN=eth0 OUT= \
         MAC=02:00:5e:00:53:01:02:00:5e:00:53:fe:08:00 SRC={source} DST=192.0.2.26 LEN=52 TOS=0x00 \
         PREC=0x00 TTL=45 ID=10946 PROTO=TCP SPT=55184 DPT={port} WINDOW=64240 RES=0x00 SYN URGP=0 \n"
    )
}

/// The numbers of the lines that a text shows.
fn numbers(text: &[u8]) -> impl Iterator<Item = u32> {
    let words = text.split(|byte| !byte.is_ascii_digit() && *byte != b'.');
    words.filter_map(|word| {
        let source: Ipv4Addr = std::str::from_utf8(word).ok()?.parse().ok()?;
        let number = source.to_bits().wrapping_sub(Ipv4Addr::new(10, 0, 0, 0).to_bits());
        (source.octets()[0] == 10).then_some(number)
    })
}
