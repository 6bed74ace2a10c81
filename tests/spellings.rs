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

#[test]
fn names_of_files_are_read_as_a_shell_reads_them() {
    let home = Home::new();
    let log = std::fs::read_to_string(example_log()).unwrap();
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(" IPT: ")).take(4).collect();
    for (nth, name) in ["one.log", "two.log", "a b.log"].into_iter().enumerate() {
        home.write(&format!("home/{name}"), format!("{}\n", lines[nth]));
    }
    let count = |line: &str| home.stdout(&["-e", &format!("{line}\ncount")]);
    assert_eq!(count(":open ~/one.log"), "n\n1\n");
    assert_eq!(count(":open ~/*.log"), "n\n3\n");
    assert_eq!(count(":open ~/'a b.log' ~/a\\ b.log"), "n\n1\n");
    assert_eq!(count("open ~/[ot]*.log"), "n\n2\n");
    home.write("home/run.ipta", "count\n");
    let run = |line: &str| home.run(&["-e", line, &example_log()]);
    assert_eq!(run(":source ~/run.ipta").stdout, "n\n2033\n");
    assert_eq!(run(":out ~/answer.csv\ncount").code, 0);
    assert_eq!(std::fs::read_to_string(home.path().join("home/answer.csv")).unwrap(), "n\n2033\n");
    let export = run(":export ~/'top 2.csv' top 2 src");
    assert!(export.stderr.contains("2 rows written to ") && export.stderr.contains("/top 2.csv as"));
    assert!(home.path().join("home/top 2.csv").exists());
    // What is wrong is said of the file that was asked for.
    let wrong = run(":export /no/such/x.csv count");
    let message = "error: cannot write /no/such/x.csv: No such file or directory (os error 2)\n";
    assert_eq!(wrong.stderr, message);
    let wrong = run(":open ~/none*.log").stderr;
    assert!(wrong.contains("/home/none*.log"), "{wrong}");
    assert!(run(":open '~/one.log'").stderr.contains("~/one.log"));
}
