//! Spellings: what people type who know other tools. Each is understood, or answered with the sentence that
//! works.

use ipta::cli::parse_prompt;
use ipta::input::{self, Input};
use ipta::query::{Params, check, parse};

use crate::support::cases::{self, NOW};
use crate::support::{Home, example_log};

/// What the program makes of a line: the command that it runs, the query that it means, or its message.
fn reading(home: &Home, log: &str, typed: &str) -> String {
    let understood = match &input::split(typed)[..] {
        [Input::Command(line)] => parse_prompt(line).ok().map(|_| format!("runs :{line}\n")),
        [Input::Question(text)] => {
            let query = parse(text, &Params::new()).ok();
            let query = query.filter(|query| check(query, NOW).is_ok());
            query.map(|query| format!("means {query}\n"))
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
    assert!(
        export.stderr.contains("2 rows written to ") && export.stderr.contains("/top 2.csv as")
    );
    assert!(home.path().join("home/top 2.csv").exists());
    // What is wrong is said of the file that was asked for.
    let wrong = run(":export /no/such/x.csv count");
    let message = "error: cannot write /no/such/x.csv: No such file or directory (os error 2)\n";
    assert_eq!(wrong.stderr, message);
    let wrong = run(":open ~/none*.log").stderr;
    assert!(wrong.contains("/home/none*.log"), "{wrong}");
    assert!(run(":open '~/one.log'").stderr.contains("~/one.log"));
}

/// What follows `ipta`, and the tip that it gets.
const COMMAND_LINES: [(&[&str], &str); 8] = [
    (&["top", "src"], "a query follows -e: ipta -e 'top src'"),
    (&["top 5 src where dport 22"], "a query follows -e: ipta -e 'top 5 src where dport 22'"),
    (
        &["where", "prefix", "=", "'a b'"],
        r"a query follows -e: ipta -e 'where prefix = '\''a b'\'''",
    ),
    (&["denied", "last", "1h"], "a query follows -e: ipta -e 'denied last 1h'"),
    (&["dport", "22"], "a query follows -e: ipta -e 'dport 22'"),
    (&["status"], "a command of the prompt follows -e: ipta -e ':status'"),
    (&["use", "fw"], "a command of the prompt follows -e: ipta -e ':use fw'"),
    (&["improt", "fw.log"], "did you mean `import`?"),
];

#[test]
fn a_query_without_its_option_is_quoted_for_the_shell() {
    let home = Home::new();
    for (words, tip) in COMMAND_LINES {
        let run = home.run(words);
        let first = words[0];
        let message =
            format!("error: `{first}` is not a command, and there is no file of that name");
        assert!(run.stderr.starts_with(&format!("{message}\n\n  tip: {tip}\n")), "{}", run.stderr);
        assert_eq!(run.code, 2, "{words:?}");
    }
    assert_eq!(home.stdout(&["help"]), home.stdout(&["--help"]));
    assert_eq!(home.stdout(&["help", "import"]), home.stdout(&["import", "--help"]));
}

#[test]
fn an_input_that_is_not_read_is_reported() {
    let home = Home::new();
    let note = "note: standard input was not read; `-` after the query asks it as a log\n";
    let run = |arguments: &[&str]| {
        let mut command = home.ipta(arguments);
        let output = command.pipe_stdin(example_log()).unwrap().output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    let with_file = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ipta"));
        let log = std::fs::File::open(example_log()).unwrap();
        command.args(arguments).env_clear().envs(home.variables()).stdin(log);
        String::from_utf8(command.output().unwrap().stderr).unwrap()
    };
    for arguments in [&["-e", "count"][..], &["-a"], &["report", "ports"], &["explain", "count"]] {
        assert!(with_file(arguments).contains(note), "{arguments:?}: {}", with_file(arguments));
    }
    for arguments in [&["-e", "count", "-"][..], &["-e", "count", &example_log()], &["fields"]] {
        assert!(!with_file(arguments).contains(note), "{arguments:?}: {}", with_file(arguments));
    }
    assert!(!run(&["-e", "count"]).contains(note));
}

#[test]
fn a_setting_that_changes_nothing_now_says_so() {
    let home = Home::new();
    let with_log = home.run(&["-e", ":set zone UTC", &example_log()]);
    let note =
        "the logs that are open are read as before; `:open FILE` reads them with this setting\n";
    assert_eq!(with_log.stderr, note);
    let marked = home.run(&["-e", ":set marker IPT", &example_log()]);
    assert_eq!(marked.stderr, note);
    let with_table = home.run(&["-e", ":set zone UTC"]);
    let zone = "the times of table `logs` stay in its zone; this one is for tables that are made from \
                now on\n";
    assert_eq!(with_table.stderr, zone);
    assert_eq!(home.run(&["-e", ":set limit 5", &example_log()]).stderr, "");
}
