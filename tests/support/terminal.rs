//! A terminal: the program on a pseudo-terminal whose screen is looked at.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

use super::Home;

const ROWS: u16 = 40;
const COLUMNS: u16 = 100;
/// The prompt.
pub const PROMPT: &str = "ipta> ";

/// A shell on a terminal.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    /// All that the program wrote, for what has left the screen.
    written: Vec<u8>,
    pub screen: vt100::Parser,
    master: Box<dyn portable_pty::MasterPty + Send>,
    /// Whether it takes nothing, and what says that this has changed.
    paused: Arc<(Mutex<bool>, Condvar)>,
}

impl Terminal {
    pub fn open(home: &Home, arguments: &[&str]) -> Self {
        Self::open_with(home, arguments, [])
    }

    /// The same with more variables in the environment.
    pub fn open_with<const N: usize>(
        home: &Home,
        arguments: &[&str],
        variables: [(&str, String); N],
    ) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ipta"));
        command.args(arguments);
        variables.into_iter().for_each(|(name, value)| command.env(name, value));
        Self::start(home, command)
    }

    pub fn start(home: &Home, command: CommandBuilder) -> Self {
        Self::start_as(home, command, "xterm-256color")
    }

    /// The same on a terminal of another kind.
    pub fn start_as(home: &Home, mut command: CommandBuilder, term: &str) -> Self {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let more: Vec<(String, String)> = command
            .iter_extra_env_as_str()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        home.alone(&mut command);
        command.env("TERM", term);
        command.env("PAGER", "off");
        more.into_iter().for_each(|(name, value)| command.env(name, value));
        let child = pair.slave.spawn_command(command).unwrap();
        let mut output = pair.master.try_clone_reader().unwrap();
        let (sender, bytes) = mpsc::channel();
        let paused = Arc::new((Mutex::new(false), Condvar::new()));
        let gate = Arc::clone(&paused);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = output.read(&mut buffer) {
                let (paused, changed) = &*gate;
                drop(changed.wait_while(paused.lock().unwrap(), |paused| *paused).unwrap());
                if sender.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let size = |number| NonZero::new(number).unwrap();
        let screen = vt100::Parser::new(size(ROWS), size(COLUMNS), 0);
        Self { child, keys, bytes, written: Vec::new(), screen, master: pair.master, paused }
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Takes nothing more from the program, or goes on.
    pub fn pause(&self, is_paused: bool) {
        let (paused, changed) = &*self.paused;
        *paused.lock().unwrap() = is_paused;
        changed.notify_all();
    }

    fn show(&mut self, bytes: &[u8]) {
        self.written.extend_from_slice(bytes);
        self.screen.process(bytes);
    }

    /// All that the program wrote so far, with its control sequences.
    pub fn written(&self) -> String {
        String::from_utf8_lossy(&self.written).into_owned()
    }

    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until the screen is as wanted.
    pub fn wait(&mut self, what: &str, is_wanted: impl Fn(&str) -> bool) {
        self.wait_for_screen(what, |screen| is_wanted(&screen.contents()));
    }

    /// The same, with colours and all.
    pub fn wait_for_screen(&mut self, what: &str, is_wanted: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + Duration::from_secs(30);
        while !is_wanted(self.screen.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => self.show(&bytes),
                Err(_) => panic!("waiting for {what}, the screen shows:\n{}", self.text()),
            }
        }
    }

    /// Waits until all that was written is as wanted, whatever has left the screen.
    pub fn wait_for_written(&mut self, what: &str, is_wanted: impl Fn(&str) -> bool) {
        let end = Instant::now() + Duration::from_secs(30);
        while !is_wanted(&self.written()) {
            let left = end.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => self.show(&bytes),
                Err(_) => panic!("waiting for {what}, it wrote:\n{}", self.written()),
            }
        }
    }

    /// Shows what comes until nothing has come for a while.
    #[cfg(feature = "embedded")]
    pub fn settle(&mut self) {
        while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(500)) {
            self.show(&bytes);
        }
    }

    /// Waits until what is typed is no longer shown.
    pub fn wait_for_no_echo(&self) {
        let end = Instant::now() + Duration::from_secs(30);
        let echoes = || {
            let flags = format!("{:?}", self.master.get_termios().expect("a terminal").local_flags);
            flags.split(|c: char| !c.is_alphanumeric()).any(|flag| flag == "ECHO")
        };
        while echoes() {
            assert!(Instant::now() < end, "the terminal still echoes");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Gives the window another width.
    pub fn resize(&mut self, columns: u16) {
        let size = PtySize { rows: ROWS, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).unwrap();
        let size = |number| NonZero::new(number).unwrap();
        self.screen.screen_mut().set_size(size(ROWS), size(columns));
    }

    /// The cell of the screen at which a text begins that is shown last.
    pub fn cell(&self, text: &str) -> vt100::Cell {
        let contents = self.text();
        let (_, columns) = self.screen.screen().size();
        let lines: Vec<String> = self.screen.screen().rows(0, columns.get()).collect();
        let found = lines.iter().enumerate().rev().find_map(|(row, line)| {
            let at = line.rfind(text)?;
            Some((row, line[..at].chars().count()))
        });
        let (row, column) = found.unwrap_or_else(|| panic!("no {text:?} on\n{contents}"));
        let place = |number: usize| u16::try_from(number).unwrap();
        self.screen.screen().cell(place(row), place(column)).unwrap().clone()
    }

    /// Waits for an empty prompt below everything else.
    pub fn prompt(&mut self) {
        self.wait("a prompt", |text| text.trim_end().ends_with(PROMPT.trim_end()));
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Presses Ctrl-C at a line, and waits for a prompt below it. What is typed before Ctrl-C was read comes
    /// in one burst with it, and is dropped with the line.
    pub fn interrupt_line(&mut self) {
        let prompts = |text: &str| text.matches(PROMPT.trim_end()).count();
        let before = prompts(&self.text());
        self.press("\x03");
        self.wait("a new prompt", |text| {
            prompts(text) > before && text.trim_end().ends_with(PROMPT.trim_end())
        });
    }

    /// Presses a key again and again until the screen is as wanted: the table's values come late.
    pub fn press_until(&mut self, key: &str, is_wanted: impl Fn(&str) -> bool) {
        for _ in 0..100 {
            self.press(key);
            let end = Instant::now() + Duration::from_millis(200);
            while let Ok(bytes) = self.bytes.recv_timeout(end.duration_since(Instant::now())) {
                self.show(&bytes);
                if is_wanted(&self.text()) {
                    return;
                }
            }
        }
        panic!("pressing {key:?}, the screen shows:\n{}", self.text());
    }

    /// Types a line at an empty prompt, and waits for the next one and what it has to show.
    pub fn say(&mut self, line: &str, expected: &str) {
        self.prompt();
        self.press(&format!("{line}\r"));
        self.wait(expected, |text| {
            let after = text.rfind(line).map_or("", |at| &text[at + line.len()..]);
            after.contains(expected) && after.trim_end().ends_with(PROMPT.trim_end())
        });
    }

    /// The modes of the terminal.
    pub fn modes(&self) -> String {
        format!("{:?}", self.master.get_termios().expect("a terminal"))
    }

    /// The exit code, if it ends within `most`.
    pub fn ends_within(&mut self, most: Duration) -> Option<u32> {
        let end = Instant::now() + most;
        let mut ended = None;
        while ended.is_none() && Instant::now() < end {
            ended = self.child.try_wait().unwrap().map(|status| status.exit_code());
            while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(20)) {
                self.show(&bytes);
            }
        }
        ended
    }

    /// The exit code, once the shell has ended.
    pub fn end(mut self) -> u32 {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(5)) {
                self.screen.process(&bytes);
            }
            assert!(Instant::now() < end, "it does not end; the screen shows:\n{}", self.text());
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
