//! Spellings: what people type who know other tools. Each is understood, or answered with the sentence that
//! works.

use ipta::cli::parse_prompt;
use ipta::input::{self, Input};
use ipta::query::{Params, parse};

use crate::support::{Home, cases, example_log};

/// What the program makes of a line: the command that it runs, the query that it means, or its message.
fn reading(home: &Home, log: &str, typed: &str) -> String {
    let understood = match &input::split(typed)[..] {
        [Input::Command(line)] => parse_prompt(line).ok().map(|_| format!("runs :{line}\n")),
        [Input::Question(text)] => {
            parse(text, &Params::new()).ok().map(|query| format!("means {query}\n"))
        }
        inputs => panic!("{typed}: {inputs:?}"),
    };
    understood.unwrap_or_else(|| {
        let run = home.run(&["-e", typed, log]);
        assert_eq!(run.code, 1, "{typed}: {}", run.stderr);
        run.stderr
    })
}

#[test]
fn each_is_understood_or_taught() {
    let (home, log) = (Home::new(), example_log());
    cases::check("spellings", "ipta", |typed| reading(&home, &log, typed));
}

#[test]
fn what_changes_something_is_not_run_by_a_beginning() {
    let home = Home::new();
    home.stdout(&["save", "ssh", "count where dport 22"]);
    for typed in ["\\d ssh", ":d ssh", ":dr ssh", "drop ssh", "\\dr ssh"] {
        home.run(&["--continue", "-y", "-e", typed, &example_log()]);
        assert!(home.stdout(&["reports"]).contains("ssh"), "{typed}");
    }
    let run = home.run(&["-e", ":dr ssh"]);
    let help = "`:drop` changes something, so its name is typed in full";
    let message = "error: `:dr` is not a command\n  | :dr ssh\n  | ";
    assert_eq!(run.stderr, format!("{message} ^^\n  = help: {help}\n"));
    home.stdout(&["-y", "-e", ":drop ssh"]);
    assert!(!home.stdout(&["reports"]).contains("ssh"));
}
