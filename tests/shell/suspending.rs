//! Ctrl-Z: the prompt goes to the background of the shell that started it, and comes back.

use portable_pty::CommandBuilder;

use super::home_with_packets;
use crate::support::terminal::{PROMPT, Terminal};
use crate::support::{Home, New, example_log};

on_every_store!(
    the_prompt_is_suspended_and_comes_back_with_its_line,
    a_question_is_suspended_and_goes_on,
    a_program_behind_a_question_is_suspended_with_it,
);

/// The prompt of the shell that starts ipta.
const OUTER: &str = "outer$ ";

/// A shell with job control on a terminal, in which ipta has been started.
fn started(home: &Home) -> Terminal {
    let mut command = CommandBuilder::new("bash");
    command.args(["--norc", "--noprofile", "-i"]);
    command.env("PS1", OUTER);
    command.env("HISTFILE", "");
    let mut terminal = Terminal::start(home, command);
    terminal.wait("a shell", |text| text.trim_end().ends_with(OUTER.trim_end()));
    terminal.press(&format!("{} shell\r", env!("CARGO_BIN_EXE_ipta")));
    terminal.prompt();
    terminal
}

/// Suspends ipta; the shell says so and asks.
fn suspend(terminal: &mut Terminal) {
    terminal.press("\x1a");
    terminal.wait("the outer shell", |text| {
        text.rfind("Stopped").is_some_and(|at| text[at..].trim_end().ends_with(OUTER.trim_end()))
    });
}

/// Leaves ipta, which must not have broken the terminal of the shell.
fn leave(mut terminal: Terminal) {
    terminal.prompt();
    terminal.press(":quit\r");
    terminal.wait("the outer shell", |text| text.trim_end().ends_with(OUTER.trim_end()));
    terminal.press("echo al''ive\r");
    terminal.wait("an answer", |text| text.contains("\nalive\n"));
    terminal.press("exit\r");
    assert_eq!(terminal.end(), 0);
}

fn the_prompt_is_suspended_and_comes_back_with_its_line(new: New) {
    let home = home_with_packets(new);
    let mut terminal = started(&home);
    terminal.press("count by dp");
    terminal.wait("the line", |text| text.ends_with("count by dp"));
    suspend(&mut terminal);
    terminal.press("echo be''tween\r");
    terminal.wait("an answer of the shell", |text| text.contains("\nbetween\n"));
    terminal.press("fg\r");
    terminal.wait("the line again", |text| text.ends_with(&format!("{PROMPT}count by dp")));
    terminal.press("ort\r");
    terminal.wait("the answer", |text| text.contains("2 rows"));
    leave(terminal);
}

fn a_question_is_suspended_and_goes_on(new: New) {
    let home = new();
    home.stdout(&["import", &example_log()]);
    let mut terminal = started(&home);
    terminal.press("SELECT COUNT(*) FROM logs a, logs b, logs c, logs d WHERE a.len + b.len < c.len + d.len;\r");
    terminal.wait("the question to run", |text| text.contains("running"));
    suspend(&mut terminal);
    terminal.press("fg\r");
    let shown = |text: &str| text.matches("running").count();
    let before = shown(&terminal.text());
    terminal.wait("it to run on", |text| shown(text) > before);
    terminal.press("\x03");
    terminal.wait("the message", |text| text.contains("cancelled"));
    leave(terminal);
}

fn a_program_behind_a_question_is_suspended_with_it(new: New) {
    let home = home_with_packets(new);
    let mut terminal = started(&home);
    let may_end = home.path().join("may-end");
    let waits = format!("until [ -e {} ]; do sleep 0.05; done", may_end.display());
    terminal.press(&format!("count | sh -c 'echo rea\"\"dy; {waits}; cat'\r"));
    terminal.wait("the program", |text| text.contains("ready"));
    suspend(&mut terminal);
    std::fs::write(may_end, "").unwrap();
    terminal.press("fg\r");
    terminal.wait("its answer", |text| text.contains("\nn\n3\n"));
    leave(terminal);
}
