//! Commands of the prompt.

use super::home_with_packets;
use crate::support::terminal::Terminal;
use crate::support::{New, example_log};

on_every_store!(
    watching_asks_again_until_control_c,
    the_last_answer_is_shown_in_another_format,
    answers_go_to_a_file_and_back,
    a_file_is_run_up_to_what_fails,
    files_cannot_run_one_another_for_ever,
    help_is_there_by_topic,
    the_place_is_told_and_kept_when_another_cannot_be_reached,
    what_was_typed_is_listed,
    times_and_sql_are_told_by_choice,
    a_saved_query_is_put_on_the_line,
    beginnings_of_several_names_are_told,
    two_interrupts_at_once_do_not_leave,
    scripts_go_on_behind_failures_if_wanted,
);

fn watching_asks_again_until_control_c(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say(":watch 1", "nothing was asked yet");
    terminal.say("values dport", "2 rows");
    terminal.prompt();
    terminal.press(":watch 0.1\r");
    terminal
        .wait("three more answers", |text| text.matches("every 0.1 s: values dport").count() > 2);
    terminal.press("\x03");
    terminal.prompt();
    terminal.press(":watch 0.1 count by dst\r");
    terminal.wait("another question", |text| text.matches("192.0.2.1").count() > 2);
    terminal.press("\x03");
    terminal.say(":watch 1e99 count", "is not a valid interval");
    home.wait_until_idle();
}

fn the_last_answer_is_shown_in_another_format(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say(":last", "nothing was asked yet");
    terminal.say("count by dport", "2 rows");
    terminal.say(":last csv", "22,2");
    terminal.say(":last markdown", "| dport");
    terminal.say(":last xml", "help: write table, csv");
    // Where nobody types nothing is kept: it is asked for again.
    let script = home.ipta(&[]).write_stdin("count by dport\n:last csv").output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&script.stdout),
        "dport\tn\n22\t2\n23\t1\ndport,n\n22,2\n23,1\n"
    );
    assert_eq!(String::from_utf8_lossy(&script.stderr), "");
}

fn answers_go_to_a_file_and_back(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    let file = home.path().join("out.csv");
    let file = file.to_str().unwrap();
    terminal.say(&format!(":out {file}"), "ipta> ");
    terminal.say("count by dport", "ipta> ");
    terminal.say(":out", "answers are in");
    assert_eq!(std::fs::read_to_string(file).unwrap(), "dport,n\n22,2\n23,1\n");
    terminal.say(&format!(":out --append {file}"), "ipta> ");
    terminal.say("count by dst", "ipta> ");
    terminal.say(&format!(":out {}/x", home.nowhere()), "cannot write");
    terminal.say("values dport", "2 rows");
    let written = std::fs::read_to_string(file).unwrap();
    assert!(written.ends_with("23,1\ndst,n\n192.0.2.1,3\n"), "{written}");
}

fn a_file_is_run_up_to_what_fails(new: New) {
    let home = home_with_packets(new);
    let file =
        home.write("all.ipta", "# all\n:timing off\nvalues dport\ntop nonsense\nvalues src\n");
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say(&format!(":source {file}"), "all.ipta");
    let text = terminal.text();
    assert!(text.contains("2 rows") && text.contains("^^^^^^^^"), "{text}");
    assert!(!text.contains("192.0.2.8"), "{text}");
    terminal.say(&format!(":source {}", home.nowhere()), "cannot read");
}

fn files_cannot_run_one_another_for_ever(new: New) {
    let home = home_with_packets(new);
    let file = home.path().join("again.ipta");
    let file = file.to_str().unwrap();
    std::fs::write(file, format!(":source {file}\n")).unwrap();
    let run = home.run(&["-e", &format!(":source {file}")]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("more than 16 deep"), "{}", run.stderr);
}

fn help_is_there_by_topic(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    for (topic, expected) in [
        ("commands", ":quit"),
        ("reports", "interfaces"),
        ("fields", "dport"),
        ("settings", "shell.edit_mode"),
        ("watch", "[SECONDS] QUERY"),
        ("dport", "destination port"),
        ("having", "keep the groups"),
        ("denied", "denied"),
        ("history_size", "history keeps"),
        ("wach", "did you mean `watch`?"),
    ] {
        terminal.prompt();
        terminal.press(&format!(":help {topic}\r"));
        terminal.wait(topic, |text| text.contains(expected));
        terminal.prompt();
        terminal.screen.process(b"\x1b[2J\x1b[H");
        terminal.press("\x0c");
    }
}

fn the_place_is_told_and_kept_when_another_cannot_be_reached(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say(":status", "packets");
    terminal.say(":schema", "VARBINARY(16)");
    terminal.say(":connect me@127.0.0.1:1/none", "error");
    terminal.say("count", "3");
    terminal.say(":connect", "table logs in");
    terminal.say(":connect me@", "is not a server address");
    terminal.say("count", "3");
}

fn what_was_typed_is_listed(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say("values dport", "2 rows");
    terminal.say("values src", "2 rows");
    terminal.say(":history 1", "2  values src");
    assert!(!terminal.text().contains("1  values dport"), "{}", terminal.text());
    let run = home.run(&["-e", ":history"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("works at the prompt only"), "{}", run.stderr);
}

fn times_and_sql_are_told_by_choice(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say("values dport", "2 rows (0.");
    terminal.say(":timing off", "shell.timing is off");
    terminal.say("values src", "2 rows\n");
    terminal.say(":sql on", "shell.echo_sql is on");
    terminal.say("count by dst", "SELECT");
    terminal.say(":sql", "shell.echo_sql is off");
    terminal.say(":pager head -3", "output.pager is head -3");
    terminal.say(":pager off", "output.pager is off");
    terminal.say(":pager on", "output.pager is ");
}

fn a_saved_query_is_put_on_the_line(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say(":save mine top dport where src = $address limit 5", "saved");
    terminal.prompt();
    terminal.press(":eval mine 192.0.2.7\r");
    terminal
        .wait("the query", |text| text.ends_with("ipta> top dport where src = 192.0.2.7 limit 5"));
    terminal.press("\r");
    terminal.wait("its answer", |text| text.contains("2 rows"));
}

fn beginnings_of_several_names_are_told(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say(":ti off", "shell.timing is off");
    terminal.say(":wri", "shell.timing written to");
    terminal.say(":re icmp", "`:report`, `:reports`");
    terminal.say(":sta", "packets");
}

fn two_interrupts_at_once_do_not_leave(new: New) {
    let home = new();
    home.stdout(&["import", &example_log()]);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press("SELECT COUNT(*) FROM logs a, logs b, logs c, logs d WHERE a.len + b.len < c.len + d.len;\r");
    terminal.wait("the query to run", |text| text.contains("running"));
    terminal.press("\x03\x03");
    terminal.wait("the message", |text| text.contains("cancelled"));
    terminal.say("count", "n");
}

fn scripts_go_on_behind_failures_if_wanted(new: New) {
    let home = home_with_packets(new);
    let arguments = ["-e", "top nonsense; values dport", "-e", "values dst"];
    let run = home.run(&arguments);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    let run = home.run(&[&["--continue"][..], &arguments].concat());
    assert_eq!((run.code, run.stdout.as_str()), (1, "dport\n22\n23\ndst\n192.0.2.1\n"));
    assert_eq!(run.stderr.matches("error").count(), 1, "{}", run.stderr);
    let output =
        home.ipta(&["--continue"]).write_stdin("values dport\n:nonsense\nvalues dst").output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stdout, b"dport\n22\n23\ndst\n192.0.2.1\n");
}
