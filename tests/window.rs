//! Answers in a window: pager, bars and what is said below, on a pseudo-terminal.

use crate::support::terminal::Terminal;
use crate::support::{Home, New, example_log};

on_every_store!(
    a_long_answer_is_shown_by_the_pager,
    a_pager_may_be_left_before_the_end,
    control_c_is_the_pagers,
    what_fits_needs_no_pager,
    a_pager_that_is_not_there_or_not_wanted_is_done_without,
    counts_have_bars_and_thousands_for_people_only,
    an_empty_window_says_where_the_newest_packet_is,
);

fn home_with_example(new: New) -> Home {
    let home = new();
    home.stdout(&["import", &example_log()]);
    home
}

fn shell(home: &Home, pager: &str) -> Terminal {
    let mut terminal = Terminal::open_with(home, &["shell"], [("IPTA_PAGER", pager.to_owned())]);
    terminal.prompt();
    terminal
}

fn a_long_answer_is_shown_by_the_pager(new: New) {
    let home = home_with_example(new);
    let mut terminal = shell(&home, "sed -n '1p;$p'; echo paged");
    terminal.say("list time, src limit 500", "500 of at least 501 rows");
    let text = terminal.text();
    let place = |wanted: &str| text.find(wanted).unwrap_or_else(|| panic!("{wanted}: {text}"));
    assert!(place("paged") < place("500 of at least"), "{text}");
    assert!(text.lines().count() < 20, "{text}");
}

fn a_pager_may_be_left_before_the_end(new: New) {
    let home = home_with_example(new);
    let mut terminal = shell(&home, "head -n 2; echo left");
    terminal.say("list limit 2000", "left");
    assert!(!terminal.text().contains("error"), "{}", terminal.text());
    terminal.say("count", "2,0");
}

fn control_c_is_the_pagers(new: New) {
    let home = home_with_example(new);
    let may_end = home.path().join("may-end");
    let pager = home.write(
        "pager",
        format!(
            "trap 'echo cau''ght' INT\ncat >/dev/null\necho rea''dy\n\
             until [ -e {} ]; do sleep 0.05; done\necho en''ded\n",
            may_end.display()
        ),
    );
    let mut terminal = shell(&home, &format!("sh {pager} && true"));
    terminal.press("list time, src limit 500\r");
    terminal.wait("the pager", |text| text.contains("ready"));
    terminal.press("\x03");
    terminal.wait("its answer", |text| text.contains("caught"));
    std::fs::write(may_end, "").unwrap();
    // It had the terminal to its end.
    terminal.wait("the prompt behind it", |text| {
        text.split_once("ended").is_some_and(|(before, after)| {
            !before.contains("ipta> \n") && after.trim_end().ends_with("ipta>")
        })
    });
    terminal.say("count", "2,0");
}

fn what_fits_needs_no_pager(new: New) {
    let home = home_with_example(new);
    let mut terminal = shell(&home, "echo paged; cat");
    terminal.say("top 5 dport", "5 rows");
    assert!(!terminal.text().contains("paged"), "{}", terminal.text());
}

fn a_pager_that_is_not_there_or_not_wanted_is_done_without(new: New) {
    let home = home_with_example(new);
    for pager in ["no-such-pager --really", "off"] {
        let mut terminal = shell(&home, pager);
        terminal.press("list time, src limit 60\r");
        terminal.wait("the end", |text| text.contains("60 of at least 61 rows"));
        assert!(terminal.text().contains("2026-10-"), "{}", terminal.text());
    }
}

fn counts_have_bars_and_thousands_for_people_only(new: New) {
    let home = home_with_example(new);
    let mut terminal = shell(&home, "off");
    terminal.say("top action", "rows");
    let text = terminal.text();
    let longest = text.lines().find(|line| line.contains("DROP")).unwrap();
    assert!(longest.contains("1,0") && longest.contains("█"), "{text}");
    let piped = home.stdout(&["-e", "top 1 action"]);
    assert_eq!(piped, "action\tn\nDROP\t1032\n");
}

fn an_empty_window_says_where_the_newest_packet_is(new: New) {
    let home = home_with_example(new);
    let newest = home.stdout(&["-e", "list time where has time order by time desc limit 1"]);
    let newest = newest.lines().nth(1).expect("a time");
    let day = newest.split(' ').next().unwrap_or_default();
    let run = home.run(&["-e", "list on 2020-01-01"]);
    let said = format!(
        "nothing in this window; the newest packet is of {newest}: \
         ask `on {day}`, or start ipta with `--now latest`"
    );
    assert!(run.code == 0 && run.stderr.contains(&said), "{}", run.stderr);
}
