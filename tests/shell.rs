//! The prompt, on a pseudo-terminal whose screen is looked at.

use portable_pty::CommandBuilder;

use crate::support::terminal::{PROMPT, Terminal};
use crate::support::{New, dropped, example_log, home_with_packets};

mod commands;
mod editing;
mod following;
mod suspending;

on_every_store!(
    questions_are_answered_as_tables,
    plain_ipta_on_a_terminal_is_the_shell_and_end_of_file_leaves_it,
    commands_work_at_the_prompt,
    importing_at_the_prompt_fills_the_table,
    tab_completes_words_fields_and_values,
    completion_offers_nothing_that_acts_on_the_terminal,
    control_c_drops_the_line_and_never_leaves,
    control_c_stops_a_query_and_keeps_the_session,
    three_lines_in_one_burst_are_three_inputs,
    unfinished_input_goes_on_in_the_next_line,
    history_outlives_the_shell_and_is_private,
    answers_go_to_a_file_and_the_prompt_to_the_terminal,
    deleting_asks_first_on_a_terminal,
);

fn questions_are_answered_as_tables(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    assert!(terminal.text().contains("table logs"), "{}", terminal.text());
    terminal.say("top dport where action != ACCEPT", "dport");
    let text = terminal.text();
    let row = text.lines().find(|line| line.contains("22") && line.contains('2')).unwrap();
    assert!(!row.contains('\t'), "{text}");
    assert!(text.contains("2 rows"), "{text}");
    terminal.say("top nonsense", "^^^^^^^^");
    terminal.say("select count(*) as c from logs;", "c");
    terminal.prompt();
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
}

fn plain_ipta_on_a_terminal_is_the_shell_and_end_of_file_leaves_it(new: New) {
    let home = new();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.prompt();
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}

fn commands_work_at_the_prompt(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say(":reports", "interfaces");
    terminal.say(":report ports", "Service");
    terminal.say(":interfaces", "IF In");
    terminal.say(":explain top dport", "SELECT");
    terminal.say(":tables", "packets");
    terminal.say(&format!(":import {}", home.nowhere()), "error");
    terminal.say(":use nowhere", "no table `nowhere`");
    terminal.say("clear now", "commands begin with a colon: `:clear`");
    terminal.say(":format xml", "help: write table, csv");
    terminal.say(":interfacse", "did you mean `:interfaces`?");
    terminal.say(":help use", "Use another table");
    terminal.prompt();
    terminal.press("\\?\r");
    terminal.wait("all commands", |text| {
        text.contains(":quit") && text.trim_end().ends_with(PROMPT.trim_end())
    });
    terminal.press(":q\r");
    assert_eq!(terminal.end(), 0);
}

fn importing_at_the_prompt_fills_the_table(new: New) {
    let home = new();
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say("count", "no table");
    terminal.say(&format!(":import {}", example_log()), "packets stored");
    terminal.say("count by verdict", "deny");
}

fn tab_completes_words_fields_and_values(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    for (typed, completed) in [
        ("bot\t", "bottom"),
        ("dpo\t", "bottom dport"),
        ("whe\t", "bottom dport where"),
        ("den\t", "bottom dport where denied"),
        ("and proto = ud\t", "and proto = UDP"),
        ("and verdict = de\t", "and verdict = deny"),
    ] {
        terminal.press(typed);
        terminal.wait(completed, |text| text.contains(completed));
    }
    terminal.press("\r");
    terminal.wait("the answer", |text| text.contains("0 rows"));
    terminal.press(":report inv\t");
    terminal.wait("the report's name", |text| text.contains(":report invalid"));
}

fn completion_offers_nothing_that_acts_on_the_terminal(new: New) {
    let home = new();
    let hostile = dropped(1, "192.0.2.7", 22).replace("IPT: DROP", "\x1b]0;owned\x07 DROP");
    let plain = dropped(2, "192.0.2.7", 22).replace("IPT: DROP", "edge-deny:");
    let log = home.write("fw.log", hostile + &plain);
    home.stdout(&["import", "--year", "2026", &log]);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say("count", "2");
    terminal.prompt();
    // With a second candidate it would list both instead of putting the one on the line.
    terminal.press("count where prefix = ");
    terminal.press_until("\t", |text| text.contains("prefix = 'edge-deny:'"));
}

fn control_c_drops_the_line_and_never_leaves(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    for _ in 0..3 {
        terminal.prompt();
        terminal.press("top src");
        terminal.wait("the line", |text| text.contains("top src"));
        terminal.interrupt_line();
        terminal.screen.process(b"\x1b[2J\x1b[H");
        terminal.press("\r");
    }
    terminal.say("count", "3");
}

fn control_c_stops_a_query_and_keeps_the_session(new: New) {
    let home = new();
    home.stdout(&["import", &example_log()]);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    // Four times the table with itself: more rows than could be counted in the test's time.
    terminal.press("SELECT COUNT(*) FROM logs a, logs b, logs c, logs d WHERE a.len + b.len < c.len + d.len;\r");
    terminal.wait("how long it has been running", |text| text.contains("running"));
    terminal.press("\x03");
    terminal.wait("the message", |text| text.contains("cancelled"));
    terminal.prompt();
    assert!(!terminal.text().contains("running"), "{}", terminal.text());
    home.wait_until_idle();
    terminal.say("count", "n");
}

fn three_lines_in_one_burst_are_three_inputs(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press("values dport\rvalues src\rvalues action\r");
    terminal.wait("three answers", |text| {
        ["192.0.2.8", "DROP"].iter().all(|word| text.contains(word))
            && text.matches(" row").count() == 3
    });
}

fn unfinished_input_goes_on_in_the_next_line(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press("SELECT COUNT(*) AS packets_seen\r");
    terminal.press("FROM logs;\r");
    terminal.wait("the answer", |text| text.contains("1 row"));
    terminal.press("\x1b[A");
    terminal.wait("the whole statement again", |text| text.matches("FROM logs;").count() == 2);
}

fn history_outlives_the_shell_and_is_private(new: New) {
    use std::os::unix::fs::PermissionsExt;
    let home = home_with_packets(new);
    let mut first = Terminal::open(&home, &["shell"]);
    first.say("count by src", "192.0.2.8");
    first.prompt();
    first.press(":quit\r");
    assert_eq!(first.end(), 0);
    let history = home.path().join("state/history");
    let mode = std::fs::metadata(&history).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut second = Terminal::open(&home, &["shell"]);
    second.prompt();
    second.press("\x1b[A\x1b[A");
    second.wait("the old line", |text| text.contains("ipta> count by src"));
}

fn answers_go_to_a_file_and_the_prompt_to_the_terminal(new: New) {
    let home = home_with_packets(new);
    let file = home.path().join("answers");
    let mut command = CommandBuilder::new("sh");
    command.arg("-c");
    command.arg(format!("{} shell > {}", env!("CARGO_BIN_EXE_ipta"), file.display()));
    let mut terminal = Terminal::start(&home, command);
    terminal.prompt();
    terminal.press("values dport\r");
    terminal.prompt();
    terminal.press(":quit\r");
    assert_eq!(terminal.end(), 0);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "dport\n22\n23\n");
}

fn deleting_asks_first_on_a_terminal(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press(":clear\r");
    terminal.wait("the question", |text| text.contains("[y/N]"));
    terminal.press("n\r");
    terminal.wait("the refusal", |text| text.contains("nothing was changed"));
    terminal.say("count", "3");
}
