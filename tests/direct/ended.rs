//! Logs that are asked directly, told to end at any moment: nothing is left behind.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::files;
use crate::ending::{SOON, send};
use crate::support::terminal::Terminal;
use crate::support::{Home, dropped};

once!(
    reading_shows_how_far_it_is_on_a_terminal_alone,
    a_signal_at_any_moment_leaves_nothing,
    a_reader_that_goes_away_leaves_nothing,
    keys_at_any_moment_leave_the_terminal_as_it_was,
    a_prompt_goes_on_after_an_interrupted_question,
);

/// The moments at which the program is told to end, in milliseconds after its start.
const MOMENTS: [u64; 9] = [0, 2, 5, 10, 20, 40, 80, 160, 320];

/// A log of so many packets, each of another source.
fn log_of(home: &Home, packets: u32) -> String {
    let line = |nth: u32| {
        let source = format!("10.{}.{}.{}", nth >> 16, (nth >> 8) & 255, nth & 255);
        dropped(nth % 60, &source, 22)
    };
    home.write("big.log", (0..packets).map(line).collect::<String>())
}

/// Everything in the folders that the program could write to.
fn left(home: &Home) -> Vec<String> {
    temporary(home);
    files(home.path())
}

/// The program's folder for temporary files.
fn temporary(home: &Home) -> std::path::PathBuf {
    let folder = home.path().join("tmp");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn start(home: &Home, arguments: &[&str], input: Option<&Path>) -> Child {
    // A harness may ignore signals, which its children then do too.
    let mut command = Command::new("env");
    home.alone(&mut command);
    command.env("TMPDIR", temporary(home));
    command.args(["--default-signal", env!("CARGO_BIN_EXE_ipta")]).args(arguments);
    let stdin = input.map_or_else(Stdio::null, |path| fs::File::open(path).unwrap().into());
    command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn reading_shows_how_far_it_is_on_a_terminal_alone() {
    for packets in [20_000, 100_000, 400_000] {
        let home = Home::new();
        let log = log_of(&home, packets);
        let question = ["-e", "count", log.as_str()];
        let mut terminal = Terminal::open(&home, &question);
        let count = packets.to_string();
        terminal.wait("the answer", |text| text.replace(',', "").contains(&count));
        let (written, shown) = (terminal.written(), terminal.text());
        assert_eq!(terminal.end(), 0);
        assert!(!shown.contains("read (Ctrl-C"), "{shown}");
        let run = home.run(&question);
        assert!(!run.stderr.contains(['\r', '\x1b', '%']), "{}", run.stderr);
        if written.contains(" % of ") {
            assert!(written.contains(" MB read (Ctrl-C stops it)"), "{written}");
            return;
        }
    }
    panic!("no log took long enough");
}

fn a_signal_at_any_moment_leaves_nothing() {
    let home = Home::new();
    let log = log_of(&home, 30_000);
    let path = Path::new(&log);
    let before = left(&home);
    for arguments in [
        vec!["-e", "top src by distinct dport", &log],
        vec!["-a", &log],
        vec!["-e", "count", "-"],
        vec!["export", "-", "list", "--from", &log],
    ] {
        for (signal, code) in [("KILL", None), ("TERM", Some(143)), ("INT", Some(130))] {
            for moment in MOMENTS {
                let mut child = start(&home, &arguments, Some(path));
                // The answer is longer than a pipe holds.
                let mut out = child.stdout.take().unwrap();
                let reader = thread::spawn(move || {
                    let _ = out.read_to_end(&mut Vec::new());
                });
                thread::sleep(Duration::from_millis(moment));
                send(signal, child.id());
                let ended = child.wait().unwrap().code();
                reader.join().unwrap();
                // Before it catches signals, the system ends it, which gives no code.
                let is_right = [code, Some(0), None].contains(&ended);
                assert!(is_right, "{arguments:?}, {signal} after {moment} ms: {ended:?}");
                assert_eq!(left(&home), before, "{arguments:?}, {signal} after {moment} ms");
            }
        }
    }
}

fn a_reader_that_goes_away_leaves_nothing() {
    let home = Home::new();
    let log = log_of(&home, 30_000);
    let before = left(&home);
    for arguments in [
        vec!["-e", "list limit 30000", &log],
        vec!["-a", &log],
        vec!["export", "-", "list", "--from", &log],
    ] {
        for moment in MOMENTS {
            let mut child = start(&home, &arguments, None);
            thread::sleep(Duration::from_millis(moment));
            drop(child.stdout.take());
            let code = child.wait().unwrap().code();
            assert_eq!(code, Some(0), "{arguments:?} after {moment} ms");
            assert_eq!(left(&home), before, "{arguments:?} after {moment} ms");
        }
    }
}

fn keys_at_any_moment_leave_the_terminal_as_it_was() {
    let home = Home::new();
    let log = log_of(&home, 30_000);
    let before = left(&home);
    for moment in MOMENTS {
        let mut command = portable_pty::CommandBuilder::new("sh");
        let question = "top src by distinct dport";
        let script =
            format!("read -r begin; exec {} -e '{question}' {log}", env!("CARGO_BIN_EXE_ipta"));
        command.args(["-c", &script]);
        command.env("TMPDIR", temporary(&home));
        let mut terminal = Terminal::start(&home, command);
        let found = terminal.modes();
        terminal.press("\r");
        thread::sleep(Duration::from_millis(moment));
        terminal.press("\x03");
        let code = terminal.ends_within(SOON).expect("it ends");
        // Without a handler yet, the system ends it.
        assert!([0, 1, 2, 130].contains(&code), "{code} after {moment} ms: {}", terminal.text());
        assert_eq!(terminal.modes(), found, "after {moment} ms");
        assert!(!terminal.text().contains("Ctrl-C stops it"), "{}", terminal.text());
        assert_eq!(left(&home), before, "after {moment} ms");
    }
}

fn a_prompt_goes_on_after_an_interrupted_question() {
    for packets in [50_000, 200_000, 800_000] {
        let home = Home::new();
        let log = log_of(&home, packets);
        let mut terminal = Terminal::open(&home, &[&log]);
        terminal.wait("a prompt", |text| text.trim_end().ends_with("ipta:big.log>"));
        terminal.press("top src by distinct dport\r");
        terminal.wait("the progress", |text| text.contains(" % of ") || text.contains("rows"));
        terminal.press("\x03");
        terminal.wait("a prompt", |text| {
            text.matches("ipta:big.log>").count() > 1 && text.trim_end().ends_with("ipta:big.log>")
        });
        let was_stopped = terminal.text().contains("error: cancelled");
        // What was read before counts for no later answer.
        let count = format!("{},000", packets / 1000);
        terminal.press("count\r");
        terminal.wait("the count", |text| text.contains(&count));
        let shown = terminal.text();
        assert!(!shown.contains("Ctrl-C stops it"), "{shown}");
        if was_stopped {
            return;
        }
    }
    panic!("no question could be stopped");
}
