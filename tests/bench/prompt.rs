//! Measures the prompt on a terminal, as its user waits for it.
//!
//! `prompt PROGRAM start [ROUNDS]` starts `ipta shell` again and again: until the prompt stands.
//! `prompt PROGRAM silent [ROUNDS]` does it with a server that takes connections and never answers.
//! `prompt PROGRAM complete [ROUNDS]` presses Tab again and again, first while the values of the table
//! are still being asked for, then once they are there: until the screen shows the word completed.
//!
//! Each prints the median and the longest time in milliseconds, in a line each. The program's data
//! folder is the caller's business (`IPTA_DATA_DIR`).

use std::io::{self, Read, Write};
use std::os::unix::net::UnixListener;
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

const PROMPT: &str = "ipta>";

/// How long anything may take before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is typed before Tab, and the line that it becomes.
const WORDS: [(&str, &str); 3] = [
    ("bot", "bottom"),
    ("top dport where den", "top dport where denied"),
    (":report inval", ":report invalid"),
];

/// The same, for values that stand in the table of the benchmark.
const VALUES: [(&str, &str); 4] = [
    ("count where prefix = '[UFW A", "count where prefix = '[UFW ALLOW]'"),
    ("count where fw = fw1.", "count where fw = fw1.example"),
    ("count where action = ACC", "count where action = ACCEPT"),
    ("count where dport = ms-wbt-ser", "count where dport = ms-wbt-server"),
];

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (program, what, rounds) = match words[..] {
        [program, what] => (program, what, 20),
        [program, what, rounds] => (program, what, rounds.parse()?),
        _ => return Ok(usage()),
    };
    match what {
        "start" => report(starts(program, rounds, None)?)?,
        "silent" => {
            let folder = tempfile::tempdir()?;
            let socket = folder.path().join("socket");
            let _listener = UnixListener::bind(&socket)?;
            report(starts(program, rounds, socket.to_str())?)?;
        }
        "complete" => {
            let mut screen = Screen::open(program, None)?;
            screen.wait(|text| text.ends_with(PROMPT))?;
            report(completions(&mut screen, &WORDS, rounds)?)?;
            screen.wait_for_values(&VALUES)?;
            report(completions(&mut screen, &WORDS, rounds)?)?;
            report(completions(&mut screen, &VALUES, rounds)?)?;
        }
        _ => return Ok(usage()),
    }
    Ok(ExitCode::SUCCESS)
}

fn usage() -> ExitCode {
    eprintln!("usage: prompt PROGRAM start|silent|complete [ROUNDS]");
    ExitCode::from(2)
}

/// Prints the median and the longest.
fn report(mut times: Vec<Duration>) -> anyhow::Result<()> {
    times.sort_unstable();
    let milliseconds = |time: Option<&Duration>| time.map_or(0.0, |t| t.as_secs_f64() * 1000.0);
    let (median, longest) = (milliseconds(times.get(times.len() / 2)), milliseconds(times.last()));
    Ok(writeln!(io::stdout(), "{median:.1} {longest:.1}")?)
}

/// The times from the start of the program to the prompt on its terminal; with a socket that of the
/// server which has its packets.
fn starts(program: &str, rounds: usize, socket: Option<&str>) -> anyhow::Result<Vec<Duration>> {
    let time = |_| {
        let start = Instant::now();
        let mut screen = Screen::open(program, socket)?;
        screen.wait(|text| text.ends_with(PROMPT))?;
        Ok(start.elapsed())
    };
    (0..rounds).map(time).collect()
}

/// The times from Tab to the completed line, each line in its turn.
fn completions(
    screen: &mut Screen,
    lines: &[(&str, &str)],
    rounds: usize,
) -> anyhow::Result<Vec<Duration>> {
    let mut times = Vec::new();
    for (typed, completed) in lines.iter().cycle().take(rounds) {
        screen.press(typed)?;
        screen.wait(|text| line(text).starts_with(typed))?;
        let start = Instant::now();
        screen.press("\t")?;
        screen.wait(|text| line(text).starts_with(completed))?;
        times.push(start.elapsed());
        screen.clear_line()?;
    }
    Ok(times)
}

/// What stands on the line that is typed, a hint too.
fn line(text: &str) -> &str {
    text.rsplit_once(PROMPT).map_or("", |(_, line)| line.trim_start())
}

/// The program on a terminal, and what it shows.
struct Screen {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    shown: vt100::Parser,
}

impl Screen {
    fn open(program: &str, socket: Option<&str>) -> anyhow::Result<Self> {
        let pty =
            native_pty_system().openpty(PtySize { rows: 24, cols: 80, ..Default::default() })?;
        let mut output = pty.master.try_clone_reader()?;
        let mut command = CommandBuilder::new(program);
        command.arg("shell");
        command.env("TERM", "xterm");
        if let Some(socket) = socket {
            command.env("IPTA_DB_SOCKET", socket);
        }
        let child = pty.slave.spawn_command(command)?;
        drop(pty.slave);
        let (sender, bytes) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = pty.master.take_writer()?;
        Ok(Self { child, keys, bytes, shown: vt100::Parser::default() })
    }

    fn press(&mut self, keys: &str) -> anyhow::Result<()> {
        self.keys.write_all(keys.as_bytes())?;
        Ok(self.keys.flush()?)
    }

    /// Waits until the screen is as wanted, without the space at its end.
    fn wait(&mut self, is_wanted: impl Fn(&str) -> bool) -> anyhow::Result<()> {
        let end = Instant::now() + PATIENCE;
        while !is_wanted(self.shown.screen().contents().trim_end()) {
            let left = end.saturating_duration_since(Instant::now());
            let bytes = self.bytes.recv_timeout(left);
            let shown = || format!("the screen shows:\n{}", self.shown.screen().contents());
            self.shown.process(&bytes.with_context(shown)?);
        }
        Ok(())
    }

    /// Takes what was typed from the line.
    fn clear_line(&mut self) -> anyhow::Result<()> {
        self.press("\x15")?;
        self.wait(|text| text.ends_with(PROMPT))
    }

    /// Presses Tab after each line until its values have been read.
    fn wait_for_values(&mut self, lines: &[(&str, &str)]) -> anyhow::Result<()> {
        let end = Instant::now() + PATIENCE;
        for (typed, completed) in lines {
            loop {
                self.press(typed)?;
                self.press("\t")?;
                let quiet = Duration::from_millis(200);
                while let Ok(bytes) = self.bytes.recv_timeout(quiet) {
                    self.shown.process(&bytes);
                }
                let is_offered = line(&self.shown.screen().contents()).starts_with(completed);
                self.clear_line()?;
                if is_offered {
                    break;
                }
                anyhow::ensure!(Instant::now() < end, "no values are offered after {typed}");
            }
        }
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
