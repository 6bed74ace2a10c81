//! Ends: whatever the program does, it ends soon after SIGHUP, SIGTERM, with its terminal and with the
//! reader of its output, and leaves the terminal as it was found.

use std::process::Command;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;

use crate::support::resolver::Resolver;
use crate::support::terminal::{PROMPT, Terminal};
use crate::support::{Home, New, example_log};

#[cfg(feature = "embedded")]
mod idle;
mod imports;
mod piped;

/// How long ending may take: a second, on a machine that has time.
pub const SOON: Duration = Duration::from_secs(20);

/// A question that no store answers in time.
pub const SLOW: &str =
    "SELECT COUNT(*) FROM logs a, logs b, logs c, logs d WHERE a.len + b.len < c.len + d.len";

on_every_store!(
    a_prompt_ends,
    a_prompt_that_follows_ends,
    a_prompt_with_a_running_question_ends,
    a_watch_ends,
    a_question_of_the_command_line_ends,
    an_export_ends,
    following_that_appends_ends,
    a_pager_ends,
    a_program_that_takes_an_answer_ends,
    a_wait_for_names_ends,
    a_yes_or_no_ends,
    an_editor_ends,
);

once!(
    the_live_screen_ends,
    following_ends,
    a_wait_for_the_password_ends,
    a_program_that_is_to_outlive_its_terminal_does,
);

/// What the program does when it is told to end.
struct Mode<'m> {
    home: &'m Home,
    arguments: Vec<&'m str>,
    variables: Vec<(&'m str, &'m str)>,
    /// What is typed at the prompt.
    keys: String,
    /// What the screen shows once it does it.
    sign: &'m str,
}

impl<'m> Mode<'m> {
    fn new(home: &'m Home, arguments: &[&'m str], sign: &'m str) -> Self {
        let (arguments, variables) = (arguments.to_vec(), Vec::new());
        Self { home, arguments, variables, keys: String::new(), sign }
    }

    fn typing(home: &'m Home, line: &str, sign: &'m str) -> Self {
        Self { keys: format!("{line}\r"), ..Self::new(home, &["shell"], sign) }
    }

    /// It ends by every way.
    #[track_caller]
    fn ends(&self) {
        self.ends_by("HUP", 129);
        self.ends_by("TERM", 143);
        self.ends_with_its_terminal("");
        // SIGHUP is not what tells it.
        self.ends_with_its_terminal("trap '' HUP; ");
    }

    /// A signal ends it with that code, and the terminal is as it was found.
    #[track_caller]
    fn ends_by(&self, signal: &str, code: u32) {
        // The program starts once the modes of its terminal are known.
        let mut terminal = self.start("read -r begin; ");
        let found = terminal.modes();
        terminal.press("\r");
        self.reach(&mut terminal);
        send(signal, terminal.id());
        assert_eq!(terminal.ends_within(SOON), Some(code), "{signal}:\n{}", terminal.text());
        assert_eq!(terminal.modes(), found, "{signal}");
        let written = terminal.written();
        for (on, off) in [("?2004h", "?2004l"), ("?1049h", "?1049l"), ("?25l", "?25h")] {
            assert!(written.rfind(on) <= written.rfind(off), "{signal} left {on}");
        }
    }

    /// It ends with the program that draws its terminal.
    #[track_caller]
    fn ends_with_its_terminal(&self, before: &str) {
        let script = format!("{before}{}", self.command());
        let mut command = CommandBuilder::new("script");
        command.args(["--quiet", "--command", &script, "/dev/null"]);
        self.variables.iter().for_each(|(name, value)| command.env(name, value));
        let mut terminal = Terminal::start(self.home, command);
        self.reach(&mut terminal);
        let children = format!("/proc/{0}/task/{0}/children", terminal.id());
        let children = std::fs::read_to_string(children).unwrap();
        let ipta = children.trim().parse().expect("one child");
        send("KILL", terminal.id());
        let end = Instant::now() + SOON;
        while is_running(ipta) {
            assert!(Instant::now() < end, "it outlives its terminal ({before})");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The program as the shell starts it.
    fn command(&self) -> String {
        let words = [&[env!("CARGO_BIN_EXE_ipta")], &self.arguments[..]].concat();
        format!("exec {}", shlex::try_join(words).unwrap())
    }

    fn start(&self, before: &str) -> Terminal {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", &format!("{before}{}", self.command())]);
        self.variables.iter().for_each(|(name, value)| command.env(name, value));
        Terminal::start(self.home, command)
    }

    fn reach(&self, terminal: &mut Terminal) {
        if !self.keys.is_empty() {
            terminal.prompt();
            terminal.press(&self.keys);
        }
        terminal.wait(self.sign, |text| text.contains(self.sign));
    }
}

/// Sends a signal.
pub fn send(signal: &str, process: u32) {
    let sent = Command::new("kill").args([&format!("-{signal}"), &process.to_string()]).status();
    assert!(sent.unwrap().success());
}

/// Whether a process runs; one that ended may wait for somebody to ask for its code.
fn is_running(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(" Z"))
}

fn home(new: New) -> Home {
    let home = new();
    home.stdout(&["import", &example_log()]);
    home
}

fn a_prompt_ends(new: New) {
    Mode::new(&home(new), &["shell"], PROMPT.trim_end()).ends();
}

fn a_prompt_that_follows_ends(new: New) {
    let home = home(new);
    Mode::typing(&home, &format!(":follow {}", example_log()), "`:unfollow` stops").ends();
    let log = home.write("fw.log", "");
    Mode::typing(&home, &format!(":follow --append {log}"), "`:unfollow` stops").ends();
}

fn a_prompt_with_a_running_question_ends(new: New) {
    let home = home(new);
    Mode::typing(&home, &format!("{SLOW};"), "Ctrl-C stops it").ends();
    home.wait_until_idle();
}

fn a_watch_ends(new: New) {
    Mode::typing(&home(new), ":watch 60 count", "every 60 s").ends();
}

fn a_question_of_the_command_line_ends(new: New) {
    let home = home(new);
    Mode::new(&home, &["-e", SLOW], "Ctrl-C stops it").ends();
    home.wait_until_idle();
}

fn an_export_ends(new: New) {
    let home = home(new);
    let file = home.path().join("x.csv");
    Mode::typing(&home, &format!(":export {} {SLOW}", file.display()), ":export").ends();
    assert!(!file.exists());
    home.wait_until_idle();
}

fn following_that_appends_ends(new: New) {
    let home = home(new);
    let log = home.write("fw.log", "");
    Mode::new(&home, &["follow", "--append", &log], "0 packets").ends();
}

fn a_pager_ends(new: New) {
    let home = home(new);
    let pager = "sh -c 'head -n 1; echo paging; exec sleep 600'";
    let variables = vec![("PAGER", pager)];
    Mode { variables, ..Mode::new(&home, &["-e", "list limit 500"], "paging") }.ends();
}

fn a_program_that_takes_an_answer_ends(new: New) {
    let home = home(new);
    let line = "list | sh -c 'cat > /dev/null; echo pag\"\"ing; exec sleep 600'";
    Mode::typing(&home, line, "paging").ends();
}

fn a_wait_for_names_ends(new: New) {
    let home = home(new);
    let silent = Resolver::silent();
    let settings = format!("[rdns]\non = true\nbudget = 600\nserver = '{}'\n", silent.address);
    home.write("home/.ipta-conf", settings);
    Mode::new(&home, &["-e", "list src limit 3"], "Ctrl-C stops it").ends();
}

fn a_yes_or_no_ends(new: New) {
    Mode::new(&home(new), &["clear"], "[y/N]").ends();
}

fn an_editor_ends(new: New) {
    let home = home(new);
    let variables = vec![("VISUAL", "sh -c 'stty raw; echo editing; exec sleep 600'")];
    let mode = Mode { variables, ..Mode::new(&home, &["edit", "mine"], "editing") };
    mode.ends_with_its_terminal("");
    mode.ends_with_its_terminal("trap '' HUP; ");
}

fn the_live_screen_ends() {
    let home = Home::new();
    let log = home.write("fw.log", "");
    Mode::new(&home, &["live", &log], "ipta live").ends();
}

fn following_ends() {
    let home = Home::new();
    let log = home.write("fw.log", "");
    Mode::new(&home, &["follow", &log], "0 packets").ends();
    let pipe = home.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    Mode::new(&home, &["follow", pipe.to_str().unwrap()], "0 packets").ends();
}

fn a_wait_for_the_password_ends() {
    let home = Home::new();
    let server = ["-h", "127.0.0.1", "--port", "1", "-u", "x", "-pi", "tables"];
    Mode::new(&home, &server, "Password of x").ends();
    home.write("home/.ipta-conf", "[database]\npassword_command = 'echo asking >&2; sleep 600'\n");
    let mode = home.path().join("home/.ipta-conf");
    let closed = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(mode, closed).unwrap();
    Mode::new(&home, &["-h", "127.0.0.1", "--port", "1", "tables"], "asking").ends();
}

fn a_program_that_is_to_outlive_its_terminal_does() {
    let home = Home::new();
    let log = home.write("fw.log", "");
    let mut ignoring = Command::new("sh");
    home.alone(&mut ignoring);
    let ipta = env!("CARGO_BIN_EXE_ipta");
    let script = format!("trap '' HUP; exec {ipta} follow {log}");
    let output = std::process::Stdio::null;
    let mut child = ignoring
        .args(["-c", &script])
        .stdin(output())
        .stdout(output())
        .stderr(output())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(500));
    send("HUP", child.id());
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(child.try_wait().unwrap(), None, "nohup asks it to go on");
    send("TERM", child.id());
    assert_eq!(child.wait().unwrap().code(), Some(143));
}
