//! The prompt, on a pseudo-terminal whose screen is looked at.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

use crate::support::{Home, dropped, example_log};

const ROWS: u16 = 40;
const COLUMNS: u16 = 100;
const PROMPT: &str = "ipta> ";

/// A shell on a terminal.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    fn open(home: &Home, arguments: &[&str]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ipta"));
        command.args(arguments);
        Self::start(home, command)
    }

    fn start(home: &Home, mut command: CommandBuilder) -> Self {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        home.variables().into_iter().for_each(|(name, value)| command.env(name, value));
        command.env("TERM", "xterm-256color");
        command.env("IPTA_TIMEZONE", "UTC");
        command.env("LANG", "C.UTF-8");
        let child = pair.slave.spawn_command(command).unwrap();
        let mut output = pair.master.try_clone_reader().unwrap();
        let (sender, bytes) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = output.read(&mut buffer) {
                if sender.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let size = |number| NonZero::new(number).unwrap();
        let screen = vt100::Parser::new(size(ROWS), size(COLUMNS), 0);
        Self { child, keys, bytes, screen, _master: pair.master }
    }

    fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until the screen is as wanted.
    fn wait(&mut self, what: &str, is_wanted: impl Fn(&str) -> bool) {
        let end = Instant::now() + Duration::from_secs(30);
        while !is_wanted(&self.text()) {
            let left = end.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(_) => panic!("waiting for {what}, the screen shows:\n{}", self.text()),
            }
        }
    }

    /// Waits for an empty prompt below everything else.
    fn prompt(&mut self) {
        self.wait("a prompt", |text| text.trim_end().ends_with(PROMPT.trim_end()));
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Presses a key again and again until the screen is as wanted: the table's values come late.
    fn press_until(&mut self, key: &str, is_wanted: impl Fn(&str) -> bool) {
        for _ in 0..100 {
            self.press(key);
            let end = Instant::now() + Duration::from_millis(200);
            while let Ok(bytes) = self.bytes.recv_timeout(end.duration_since(Instant::now())) {
                self.screen.process(&bytes);
                if is_wanted(&self.text()) {
                    return;
                }
            }
        }
        panic!("pressing {key:?}, the screen shows:\n{}", self.text());
    }

    /// Types a line at an empty prompt, and waits for the next one and what it has to show.
    fn say(&mut self, line: &str, expected: &str) {
        self.prompt();
        self.press(&format!("{line}\r"));
        self.wait(expected, |text| {
            let after = text.rfind(line).map_or("", |at| &text[at + line.len()..]);
            after.contains(expected) && after.trim_end().ends_with(PROMPT.trim_end())
        });
    }

    /// The exit code, once the shell has ended.
    fn end(mut self) -> u32 {
        self.child.wait().unwrap().exit_code()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn home_with_packets() -> Home {
    let home = Home::new();
    let lines =
        [dropped(1, "192.0.2.7", 22), dropped(2, "192.0.2.7", 23), dropped(3, "192.0.2.8", 22)];
    let log = home.write("fw.log", lines.concat());
    home.stdout(&["import", "--year", "2026", &log]);
    home
}

#[test]
fn questions_are_answered_as_tables() {
    let home = home_with_packets();
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    assert!(terminal.text().contains("table logs"), "{}", terminal.text());
    terminal.say("top dport where action != ACCEPT", "dport");
    let text = terminal.text();
    let row = text.lines().find(|line| line.contains("22") && line.contains('2')).unwrap();
    assert!(!row.contains('\t'), "{text}");
    assert!(text.contains("2 rows"), "{text}");
    terminal.say("top nonsense", "^^^^^^^^");
    terminal.say("select count(*) as c from logs;", "c");
    terminal.prompt();
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn plain_ipta_on_a_terminal_is_the_shell_and_end_of_file_leaves_it() {
    let home = Home::new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.prompt();
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn commands_work_at_the_prompt() {
    let home = home_with_packets();
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say(":reports", "interfaces");
    terminal.say(":report ports", "Service");
    terminal.say(":interfaces", "IF In");
    terminal.say(":explain top dport", "SELECT");
    terminal.say(":tables", "packets");
    terminal.say(":import /nonexistent.log", "error");
    terminal.say(":use nowhere", "no table `nowhere`");
    terminal.say("clear now", "commands begin with a colon: `:clear`");
    terminal.say(":format xml", "error: invalid value 'xml'");
    terminal.say(":interfacse", "did you mean `:interfaces`?");
    terminal.say(":help use", "Use another table");
    terminal.say("\\?", ":quit");
    terminal.prompt();
    terminal.press(":q\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn importing_at_the_prompt_fills_the_table() {
    let home = Home::new();
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say("count", "no table");
    terminal.say(&format!(":import {}", example_log()), "packets stored");
    terminal.say("count by verdict", "deny");
}

#[test]
fn tab_completes_words_fields_and_values() {
    let home = home_with_packets();
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    for (typed, completed) in [
        ("bot\t", "bottom"),
        ("dpo\t", "bottom dport"),
        ("whe\t", "bottom dport where"),
        ("den\t", "bottom dport where denied"),
        ("and proto = ud\t", "and proto = UDP"),
        ("and verdict = de\t", "and verdict = deny"),
    ] {
        terminal.press(typed);
        terminal.wait(completed, |text| text.contains(completed));
    }
    terminal.press("\r");
    terminal.wait("the answer", |text| text.contains("0 rows"));
    terminal.press(":report inv\t");
    terminal.wait("the report's name", |text| text.contains(":report invalid"));
}

#[test]
fn completion_offers_nothing_that_acts_on_the_terminal() {
    let home = Home::new();
    let hostile = dropped(1, "192.0.2.7", 22).replace("IPT: DROP", "\x1b]0;owned\x07 DROP");
    let plain = dropped(2, "192.0.2.7", 22).replace("IPT: DROP", "edge-deny:");
    let log = home.write("fw.log", hostile + &plain);
    home.stdout(&["import", "--year", "2026", &log]);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say("count", "2");
    terminal.prompt();
    // With a second candidate it would list both instead of putting the one on the line.
    terminal.press("count where prefix = ");
    terminal.press_until("\t", |text| text.contains("prefix = 'edge-deny:'"));
}

#[test]
fn control_c_drops_the_line_and_never_leaves() {
    let home = home_with_packets();
    let mut terminal = Terminal::open(&home, &["shell"]);
    for _ in 0..3 {
        terminal.prompt();
        terminal.press("top src");
        terminal.wait("the line", |text| text.contains("top src"));
        terminal.press("\x03");
        terminal.wait("a new prompt", |text| text.trim_end().ends_with(PROMPT.trim_end()));
        terminal.screen.process(b"\x1b[2J\x1b[H");
        terminal.press("\r");
    }
    terminal.say("count", "3");
}

#[test]
fn control_c_stops_a_query_and_keeps_the_session() {
    let home = Home::new();
    home.stdout(&["import", &example_log()]);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    // Four times the table with itself: more rows than could be counted in the test's time.
    terminal.press("SELECT COUNT(*) FROM logs a, logs b, logs c, logs d WHERE a.len + b.len < c.len + d.len;\r");
    terminal.wait("the query to run", |text| text.contains("d.len;"));
    thread::sleep(Duration::from_millis(300));
    terminal.press("\x03");
    terminal.wait("the message", |text| text.contains("cancelled"));
    terminal.say("count", "n");
}

#[test]
fn three_lines_in_one_burst_are_three_inputs() {
    let home = home_with_packets();
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press("values dport\rvalues src\rvalues action\r");
    terminal.wait("three answers", |text| {
        ["192.0.2.8", "DROP"].iter().all(|word| text.contains(word))
            && text.matches(" row").count() == 3
    });
}

#[test]
fn unfinished_input_goes_on_in_the_next_line() {
    let home = home_with_packets();
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press("SELECT COUNT(*) AS packets_seen\r");
    terminal.press("FROM logs;\r");
    terminal.wait("the answer", |text| text.contains("1 row"));
    terminal.press("\x1b[A");
    terminal.wait("the whole statement again", |text| text.matches("FROM logs;").count() == 2);
}

#[test]
fn history_outlives_the_shell_and_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let home = home_with_packets();
    let mut first = Terminal::open(&home, &["shell"]);
    first.say("count by src", "192.0.2.8");
    first.prompt();
    first.press(":quit\r");
    assert_eq!(first.end(), 0);
    let history = home.path().join("state/history");
    let mode = std::fs::metadata(&history).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut second = Terminal::open(&home, &["shell"]);
    second.prompt();
    second.press("\x1b[A\x1b[A");
    second.wait("the old line", |text| text.contains("ipta> count by src"));
}

#[test]
fn answers_go_to_a_file_and_the_prompt_to_the_terminal() {
    let home = home_with_packets();
    let file = home.path().join("answers");
    let mut command = CommandBuilder::new("sh");
    command.arg("-c");
    command.arg(format!("{} shell > {}", env!("CARGO_BIN_EXE_ipta"), file.display()));
    let mut terminal = Terminal::start(&home, command);
    terminal.prompt();
    terminal.press("values dport\r");
    terminal.prompt();
    terminal.press(":quit\r");
    assert_eq!(terminal.end(), 0);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "dport\n22\n23\n");
}

#[test]
fn deleting_asks_first_on_a_terminal() {
    let home = home_with_packets();
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press(":clear\r");
    terminal.wait("the question", |text| text.contains("[y/N]"));
    terminal.press("n\r");
    terminal.wait("the refusal", |text| text.contains("nothing was changed"));
    terminal.say("count", "3");
}
