//! Programs behind the `|` at the end of a query: run for who types at a terminal, and for nobody else.

use portable_pty::CommandBuilder;

use crate::support::terminal::{PROMPT, Terminal};
use crate::support::{Home, New, home_with_packets};

on_every_store!(
    a_program_takes_the_answer_on_a_terminal,
    a_program_may_end_early_or_fail,
    control_c_is_the_programs,
    a_pipe_and_a_script_run_no_program_unless_allowed,
    no_shell_means_no_program_pager_or_editor,
    saved_queries_hold_no_program,
    a_redirection_stays_beside_a_program,
);

/// What a run says that must fail.
fn refused(home: &Home, arguments: &[&str]) -> String {
    let run = home.run(arguments);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{arguments:?}: {}", run.stderr);
    run.stderr
}

fn a_program_takes_the_answer_on_a_terminal(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say("top dport | tr 'a-z\\t' 'A-Z:'", "DPORT:N");
    terminal.say("count by src | sort -r | head -n 1 | sed 's/^/last is /'", "last is src");
    terminal.say("values dport\\G", "dport: 22");
    terminal.say("values dport | sed 's/^/> /'\\G", "> dport: 22");
    terminal.say("explain count | grep -c SELECT", "1");
    terminal.say(":watch 0.05 count | sh -c 'exit 9'", "exit code 9");
    let mut terminal = Terminal::open(&home, &["--format", "csv", "-e", "top dport | sed s/^/=/"]);
    terminal.wait("the answer", |text| text.contains("=dport,n\n=22,2\n=23,1"));
    assert_eq!(terminal.end(), 0);
}

fn a_program_may_end_early_or_fail(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say("list | sh -c 'echo le\"\"ft'", "left");
    assert!(!terminal.text().contains("error"), "{}", terminal.text());
    terminal.say("count | sh -c 'exit 7'", "`sh -c 'exit 7'` failed with exit code 7");
    terminal.say("count | no-such-program", "`no-such-program` failed with exit code 127");
    terminal.say("count | kill -9 $$", "`kill -9 $$` failed: signal: 9 (SIGKILL)");
    terminal.say("count", "3");
    let terminal = Terminal::open(&home, &["-e", "count | sh -c 'exit 7'"]);
    assert_eq!(terminal.end(), 1);
}

fn control_c_is_the_programs(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    let waits = "echo rea\"\"dy; while :; do sleep 0.05; done";
    terminal.press(&format!("count | sh -c 'trap \"echo cau\\ght; exit 0\" INT; {waits}'\r"));
    terminal.wait("the program", |text| text.contains("ready"));
    terminal.press("\x03");
    terminal.wait("its end", |text| {
        text.contains("caught") && text.trim_end().ends_with(PROMPT.trim_end())
    });
    assert!(!terminal.text().contains("error"), "{}", terminal.text());
    terminal.say("count", "3");
    terminal.press(&format!("count | sh -c '{waits}'\r"));
    terminal.wait("the program", |text| text.matches("ready").count() == 2);
    terminal.press("\x03");
    terminal.say("count", "3");
    terminal.prompt();
    terminal.press(":quit\r");
    assert_eq!(terminal.end(), 0);
}

fn a_pipe_and_a_script_run_no_program_unless_allowed(new: New) {
    let home = home_with_packets(new);
    let made = home.path().join("made");
    let touch = format!("count | touch {}", made.display());
    let said = refused(&home, &["-e", &touch]);
    let why = "a program is run on a terminal only, and standard output is none";
    let help = "pipe ipta's own output, ipta -e 'QUERY' | PROGRAM, or start it with --allow-pipe";
    assert!(said.contains(why) && said.contains(help), "{said}");
    let said = refused(&home, &["--no-shell", "-e", &touch]);
    let why = "ipta was started with --no-shell: it runs no program";
    assert!(said.contains(why) && said.contains("leave the `|` out"), "{said}");
    let file = home.write("script", &touch);
    let said = refused(&home, &["-e", &format!(":source {file}")]);
    let help = "start ipta with --allow-pipe if everything that the script names may be run";
    assert!(said.contains("a script runs no program") && said.contains(help), "{said}");
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", &format!("{} < {file}", env!("CARGO_BIN_EXE_ipta"))]);
    let mut terminal = Terminal::start(&home, command);
    terminal.wait("the refusal", |text| text.contains("a script runs no program"));
    assert_eq!(terminal.end(), 1);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say(&format!(":source {file}"), "a script runs no program");
    assert!(!made.exists());
    let answer = home.stdout(&["--allow-pipe", "-e", "top dport | tr a-z A-Z"]);
    assert_eq!(answer, "DPORT\tN\n22\t2\n23\t1\n");
    home.stdout(&["--allow-pipe", "-e", &format!(":source {file}")]);
    assert!(made.exists());
    let run = home.run(&["--allow-pipe", "--no-shell", "-e", "count"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

fn no_shell_means_no_program_pager_or_editor(new: New) {
    let home = home_with_packets(new);
    let pager = [("IPTA_PAGER", "sed s/^/paged/".to_owned()), ("EDITOR", "touch".to_owned())];
    let mut terminal = Terminal::open_with(&home, &["--no-shell", "shell"], pager);
    terminal.say("count | cat", "leave the");
    terminal.say(":edit mine", "runs no editor");
    terminal.say(":set password_command touch x", "runs no command for");
    terminal.press("SELECT 1 AS n FROM logs a, logs b, logs c, logs d;\r");
    terminal.wait("all rows", |text| text.contains("81 rows"));
    assert!(!terminal.text().contains("paged"), "{}", terminal.text());
}

fn saved_queries_hold_no_program(new: New) {
    let home = home_with_packets(new);
    let said = refused(&home, &["save", "mine", "top dport | touch $HOME"]);
    assert!(said.contains("a saved query holds no program"), "{said}");
    assert!(!home.path().join("config/queries/mine.ipta").exists());
    std::fs::create_dir_all(home.path().join("config/queries")).unwrap();
    home.write("config/queries/hers.ipta", "# Hers\ncount\n\ntop dport | cat\n");
    let said = refused(&home, &["--allow-pipe", "report", "hers"]);
    assert!(said.contains("a saved query holds no program"), "{said}");
}

fn a_redirection_stays_beside_a_program(new: New) {
    let home = home_with_packets(new);
    let file = home.path().join("answers.csv");
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press(&format!(":out {}\r", file.display()));
    terminal.say("values dport | sed 's/^/here /'", "here 23");
    terminal.say("values dport", "");
    terminal.say(":out", "answers are in");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "dport\n22\n23\n");
}
