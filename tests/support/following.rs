//! Following: the program as it follows logs, and lines that are known by their numbers.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::Home;

/// A line of a packet that is known by its number.
pub fn numbered(id: u32) -> String {
    super::dropped(id % 60, "192.0.2.7", 22).replace("ID=10028", &format!("ID={id}"))
}

/// A program that follows, and what it has written so far.
pub struct Following {
    child: Child,
    pub lines: Receiver<String>,
    /// What it said on standard error, once it has ended.
    errors: Receiver<String>,
}

impl Following {
    pub fn start(home: &Home, arguments: &[&str]) -> Self {
        Self::through(home, &[], arguments)
    }

    /// The same, run by another program.
    pub fn through(home: &Home, runner: &[&str], arguments: &[&str]) -> Self {
        let words = [runner, &[env!("CARGO_BIN_EXE_ipta")]].concat();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]);
        home.alone(&mut command);
        command.arg("follow").args(arguments).stdin(Stdio::null());
        Self::spawn(command)
    }

    pub fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let (sender, errors) = mpsc::channel();
        let said = BufReader::new(child.stderr.take().unwrap());
        thread::spawn(move || {
            said.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Self { child, lines, errors }
    }

    /// The next line that it writes.
    pub fn line(&self) -> String {
        match self.lines.recv_timeout(Duration::from_secs(60)) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => panic!("no line in a minute"),
            Err(RecvTimeoutError::Disconnected) => {
                panic!("it ended: {:?}", self.errors.iter().collect::<Vec<_>>())
            }
        }
    }

    /// Waits until it says something on standard error.
    pub fn said(&self, expected: &str) {
        loop {
            let line = self.errors.recv_timeout(Duration::from_secs(60)).expect("something said");
            if line.contains(expected) {
                return;
            }
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Its exit code, and what it said on standard error.
    pub fn end(mut self) -> (Option<i32>, Vec<String>) {
        let end = Instant::now() + Duration::from_secs(60);
        while self.child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < end, "it does not end");
            thread::sleep(Duration::from_millis(5));
        }
        (self.child.wait().unwrap().code(), self.errors.iter().collect())
    }

    /// Presses Ctrl-C, so to say.
    pub fn interrupt(self) -> (Option<i32>, Vec<String>) {
        self.signal("-INT");
        self.end()
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The number of a packet that was written as JSON.
pub fn id(line: &str) -> u32 {
    let object: serde_json::Value = serde_json::from_str(line).unwrap();
    u32::try_from(object["id"].as_u64().unwrap()).unwrap()
}
