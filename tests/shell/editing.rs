//! Editing a line at the prompt: history, search, paste, colours, hints, keys, windows.

use portable_pty::CommandBuilder;

use super::home_with_packets;
use crate::support::terminal::{PROMPT, Terminal};
use crate::support::{New, dropped};

on_every_store!(
    what_failed_or_is_secret_stays_out_of_the_history,
    shells_that_are_open_at_once_keep_each_others_statements,
    the_history_is_searched_without_case,
    statements_that_are_pasted_run_in_order,
    a_pasted_statement_that_fails_stops_the_rest,
    words_have_colours_and_errors_are_underlined,
    a_hint_explains_an_argument_or_goes_on_as_an_earlier_line,
    without_colours_nothing_is_coloured_or_hinted,
    keys_of_vi_edit_by_setting,
    a_line_survives_another_width_of_the_window,
    seventy_thousand_values_are_completed,
    a_dumb_terminal_has_a_plain_prompt,
);

fn what_failed_or_is_secret_stays_out_of_the_history(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say("top nonsense", "^^^^^^^^");
    terminal.say(":set log.marker password", "ipta> ");
    terminal.say("count by\\\n dst", "192.0.2.1");
    terminal.prompt();
    // What failed can still be called back and mended where it was typed.
    terminal.press_until("\x1b[A", |text| text.matches("top nonsense").count() == 3);
    terminal.press("\x03");
    terminal.prompt();
    terminal.press(":quit\r");
    assert_eq!(terminal.end(), 0);
    let history = std::fs::read_to_string(home.path().join("state/history")).unwrap();
    assert_eq!(history, "#V2\ncount by\\\\\\n dst\n:quit\n");
}

fn shells_that_are_open_at_once_keep_each_others_statements(new: New) {
    let home = home_with_packets(new);
    let mut one = Terminal::open(&home, &["shell"]);
    let mut other = Terminal::open(&home, &["shell"]);
    for nth in 1..4 {
        one.say(&format!("top {nth} src"), "192.0.2.7");
        other.say(&format!("top {nth} dport"), "22");
    }
    one.prompt();
    other.prompt();
    let history = std::fs::read_to_string(home.path().join("state/history")).unwrap();
    let all = "#V2\ntop 1 src\ntop 1 dport\ntop 2 src\ntop 2 dport\ntop 3 src\ntop 3 dport\n";
    assert_eq!(history, all);
}

fn the_history_is_searched_without_case(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say("count by dst", "192.0.2.1");
    terminal.say("values dport", "23");
    terminal.prompt();
    terminal.press("\x12COUNT B");
    terminal.wait("the line that was found", |text| {
        text.lines().last().is_some_and(|line| line.contains("count by dst"))
    });
    terminal.press("\r");
    terminal.wait("its answer", |text| text.matches("192.0.2.1").count() == 2);
}

fn statements_that_are_pasted_run_in_order(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press(
        "\x1b[200~SELECT 7 AS one;\nvalues dport\ncount by src where\n dport = 23\x1b[201~\r",
    );
    terminal.wait("three answers", |text| text.matches(" row").count() == 3);
    terminal.prompt();
    let text = terminal.text();
    let place = |word: &str| text.rfind(word).unwrap_or_else(|| panic!("no {word} in\n{text}"));
    assert!(place("one") < place("dport"), "{text}");
    assert!(place("23") < place("192.0.2.7"), "{text}");
}

fn a_pasted_statement_that_fails_stops_the_rest(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press("\x1b[200~values src\ntop nonsense\nvalues dport\nvalues dst\x1b[201~\r");
    terminal.wait("the message", |text| text.contains("2 more statements were not run"));
    terminal.prompt();
    assert_eq!(terminal.text().matches(" rows").count(), 1, "{}", terminal.text());
}

fn words_have_colours_and_errors_are_underlined(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press("top dport where nonsense = 'a' and denied");
    terminal.wait("the line", |text| text.contains("and denied"));
    let color = vt100::Color::Idx;
    assert_eq!(terminal.cell("top dport").fgcolor(), color(4));
    assert_eq!(terminal.cell("dport where").fgcolor(), color(6));
    assert_eq!(terminal.cell("'a'").fgcolor(), color(2));
    let wrong = terminal.cell("nonsense");
    assert!(wrong.underline() && wrong.fgcolor() == color(1), "{wrong:?}");
    assert!(!terminal.cell("denied").underline());
}

fn a_hint_explains_an_argument_or_goes_on_as_an_earlier_line(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.say("count by src where denied", "192.0.2.8");
    terminal.prompt();
    terminal.press(":use ");
    terminal.wait("the hint", |text| text.ends_with(":use table: Its name"));
    assert!(terminal.cell("table: Its").dim());
    terminal.press("\x15count by s");
    terminal.wait("the rest", |text| text.ends_with("count by src where denied"));
    // The right arrow takes it, and Enter runs it.
    terminal.press("\x1b[C\r");
    terminal.wait("the answer again", |text| text.matches("192.0.2.8").count() == 2);
}

fn without_colours_nothing_is_coloured_or_hinted(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open_with(&home, &["shell"], [("NO_COLOR", "1".to_owned())]);
    terminal.say("count by src", "192.0.2.8");
    terminal.prompt();
    // Escape codes that come by a paste are not shown either.
    terminal.press("\x16\x1b[31mcount \x16\x07by dpo");
    terminal.wait("the line", |text| text.ends_with("count by dpo"));
    assert!(terminal.text().ends_with("[31mcount by dpo"), "{}", terminal.text());
    assert_eq!(terminal.cell("count by dpo").fgcolor(), vt100::Color::Default);
}

fn keys_of_vi_edit_by_setting(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.say(":set edit_mode vi", "ipta> ");
    vi_keys_edit(&mut terminal);
    home.write("home/.ipta-conf", "[shell]\nedit_mode = \"vi\"\n");
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    vi_keys_edit(&mut terminal);
}

fn vi_keys_edit(terminal: &mut Terminal) {
    terminal.press("xvalues dport");
    terminal.wait("the line", |text| text.contains("xvalues dport"));
    terminal.press("\x1b");
    terminal.press("0");
    terminal.press("x");
    terminal.wait("the mended line", |text| text.ends_with("ipta> values dport"));
    terminal.press("\r");
    terminal.wait("the answer", |text| text.contains("2 rows"));
}

fn a_line_survives_another_width_of_the_window(new: New) {
    let home = home_with_packets(new);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press("count by src, dst, dport where denied and ");
    terminal.wait("the line", |text| text.contains("denied and"));
    terminal.resize(44);
    terminal.press("dport = 23");
    terminal.wait("the line in two", |text| text.contains("dport = 23"));
    terminal.press("\r");
    terminal.wait("the answer", |text| text.contains("1 row"));
    terminal.resize(100);
    terminal.say("values dport", "2 rows");
}

fn seventy_thousand_values_are_completed(new: New) {
    let home = new();
    let line = |nth: u32| {
        let source = format!("10.{}.{}.{}", nth >> 16, (nth >> 8) & 255, nth & 255);
        dropped(nth % 60, &source, 22)
    };
    let log = home.write("fw.log", (0..70_000).map(line).collect::<String>());
    home.stdout(&["import", "--year", "2026", &log]);
    let mut terminal = Terminal::open(&home, &["shell"]);
    terminal.prompt();
    terminal.press("count where src = 10");
    terminal.press_until("\t", |text| text.contains("Display all 200 possibilities?"));
    terminal.press("y");
    terminal.wait("a page", |text| text.contains("--More--") && text.contains("1 recent packet"));
    terminal.press("q");
    terminal.wait("the line again", |text| {
        text.lines().last().is_some_and(|line| line.contains("src = 10"))
    });
    terminal.press("0.1\r");
    terminal.wait("the answer", |text| text.contains("1 row"));
}

fn a_dumb_terminal_has_a_plain_prompt(new: New) {
    let home = home_with_packets(new);
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ipta"));
    command.arg("shell");
    let mut terminal = Terminal::start_as(&home, command, "dumb");
    terminal.wait("a prompt", |text| text.trim_end().ends_with(PROMPT.trim_end()));
    terminal.press("values dport\r");
    terminal.wait("the answer", |text| text.contains("2 rows"));
    assert_eq!(terminal.cell("2 rows").fgcolor(), vt100::Color::Default);
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}
