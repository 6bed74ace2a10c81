//! Escapes: nothing that acts on a terminal, hides or disguises itself reaches one, by any way.

use ipta::output::sanitize;

use crate::support::terminal::Terminal;
use crate::support::{Home, New, dropped};

on_every_store!(
    an_export_to_a_terminal_is_safe,
    what_a_program_shows_at_the_prompt_is_safe,
    a_redirection_to_the_terminal_is_safe,
    what_is_invisible_is_shown,
    a_line_feed_in_a_name_forges_no_line,
    a_spreadsheet_runs_nothing,
);

/// A title, a bell, a zero-width space, a tag, a filler, and a bidirectional override.
const EVIL: &str = "\x1b]0;owned\x07 a\u{200b}b\u{e0041}c\u{3164}d\u{202e}e";

/// What is shown of it.
const SHOWN: &str = "\\x1b]0;owned\\x07 a\\u{200b}b\\u{e0041}c\\u{3164}d\\u{202e}e";

fn home_with_prefix(new: New, prefix: &str) -> Home {
    let home = new();
    let log = home.write("fw.log", dropped(1, "192.0.2.7", 22).replace("IPT: DROP", prefix));
    home.stdout(&["import", "--year", "2026", &log]);
    home
}

/// Checks that the title was never set, and that nothing invisible was written.
#[track_caller]
fn calm(terminal: &Terminal) {
    let written = terminal.written();
    for raw in ["]0;owned\x07", "\u{200b}", "\u{e0041}", "\u{3164}", "\u{202e}"] {
        assert!(!written.contains(raw), "{raw:?} in {written:?}");
    }
}

fn an_export_to_a_terminal_is_safe(new: New) {
    let home = home_with_prefix(new, EVIL);
    for file in ["-", "/dev/stdout", "/dev/tty"] {
        for format in ["csv", "tsv", "json", "markdown", "table", "vertical"] {
            let arguments = ["--format", format, "export", file, "list prefix"];
            let mut terminal = Terminal::open(&home, &arguments);
            terminal.wait("the row", |text| text.contains("owned"));
            calm(&terminal);
            assert_eq!(terminal.end(), 0);
        }
    }
    // A program gets what the log has.
    let exported = home.stdout(&["export", "-", "list prefix"]);
    assert_eq!(exported, format!("prefix\n{EVIL}\n"));
}

fn what_a_program_shows_at_the_prompt_is_safe(new: New) {
    let home = home_with_prefix(new, EVIL);
    let mut terminal = Terminal::open(&home, &["shell"]);
    for format in ["tsv", "csv", "json"] {
        terminal.say(&format!(":format {format}"), "");
        terminal.say("list prefix | head", "owned");
        terminal.say("list prefix | cat >&2", "owned");
        calm(&terminal);
    }
    // Where it goes to a file or another program, all is as it is.
    let piped = home.stdout(&["--allow-pipe", "-e", "list prefix | cat"]);
    assert_eq!(piped, format!("prefix\n{EVIL}\n"));
}

fn a_redirection_to_the_terminal_is_safe(new: New) {
    let home = home_with_prefix(new, EVIL);
    let mut terminal = Terminal::open(&home, &["shell"]);
    for file in ["/dev/stdout", "/dev/tty"] {
        terminal.say(&format!(":out {file}"), "");
        terminal.say("values prefix", "owned");
        terminal.say(":out", "answers are in");
    }
    calm(&terminal);
}

fn what_is_invisible_is_shown(new: New) {
    let home = home_with_prefix(new, EVIL);
    for format in ["table", "vertical", "markdown", "json"] {
        let answer = home.stdout(&["--format", format, "-e", "list prefix"]);
        assert!(!answer.replace('\n', "").contains(sanitize::is_hostile), "{format}: {answer:?}");
    }
    let table = home.stdout(&["--format", "table", "-e", "list prefix"]);
    assert!(table.contains(SHOWN), "{table}");
    // An escape of JSON has four digits, twice for what is far.
    let json = home.stdout(&["--format", "json", "-e", "list prefix"]);
    assert!(json.contains("a\\u200bb\\udb40\\udc41c\\u3164d\\u202ee"), "{json}");
    let wrong = home.run(&["-e", &format!("list prefix where fw = \"{EVIL}")]);
    assert!(!wrong.stderr.replace('\n', "").contains(sanitize::is_hostile), "{}", wrong.stderr);
    let markdown = home_with_prefix(new, "_x_ ~y~ http://x.example/ a@x.example");
    let row = markdown.stdout(&["--format", "markdown", "-e", "list prefix"]);
    assert!(row.ends_with("| `_x_ ~y~ http://x.example/ a@x.example` |\n"), "{row}");
    let markdown = home_with_prefix(new, "_x_ ~y~ [z](u) <b> #1x");
    let row = markdown.stdout(&["--format", "markdown", "-e", "list prefix"]);
    assert!(row.ends_with("| `_x_ ~y~ [z](u) <b> #1x` |\n"), "{row}");
    let markdown = home_with_prefix(new, "_x_ ~y~ [z](u) <b> # x");
    let row = markdown.stdout(&["--format", "markdown", "-e", "list prefix"]);
    assert!(row.ends_with("| \\_x\\_ \\~y\\~ \\[z\\](u) \\<b\\> \\# x |\n"), "{row}");
}

fn a_line_feed_in_a_name_forges_no_line(new: New) {
    let home = new();
    let forged = "a\nerror: the table `logs` was deleted\x1b[2J\u{200b}.log";
    let text = dropped(1, "192.0.2.7", 22) + &dropped(2, "999.0.2.7", 22);
    let log = home.write(forged, text);
    let folder = home.path().join("x\nerror: y");
    std::fs::create_dir(&folder).unwrap();
    let folder = folder.to_str().unwrap();
    let nowhere = format!("{folder}/nowhere");
    let option = format!("--{forged}");
    let defaults = format!("--mysql-defaults={nowhere}");
    let config = home.write("c\nerror: d", "[store]\ntabel = 1\n");
    let source = format!(":source {}", shlex::try_quote(&nowhere).unwrap());
    let out = format!(":out {}", shlex::try_quote(folder).unwrap());
    for arguments in [
        &["import", "--year", "2026", log.as_str()][..],
        &["import", "--year", "2026", log.as_str()],
        &["import", nowhere.as_str()],
        &["import", folder],
        &["import", "--bad", nowhere.as_str(), log.as_str()],
        &["import", "--bad", log.as_str(), log.as_str()],
        &["import", option.as_str()],
        &["import", "--year", forged, "x"],
        &[forged],
        &["export", nowhere.as_str()],
        &["--format", "csv", "export", log.as_str(), "count"],
        &["--config", nowhere.as_str(), "config"],
        &["--config", config.as_str(), "config"],
        &[defaults.as_str(), "config"],
        &["report", forged],
        &["eval", forged],
        &["drop", forged],
        &["tables", "drop", forged],
        &["-t", forged, "-e", "count"],
        &["config", "set", forged, "x"],
        &["config", "set", "limit", forged],
        &["-e", source.as_str()],
        &["-e", out.as_str()],
        &["--socket", nowhere.as_str(), "tables"],
    ] {
        let run = home.run(arguments);
        let said = format!("{}{}", run.stdout, run.stderr);
        let raw = said.replace(['\n', '\t'], "").contains(sanitize::is_hostile);
        assert!(!raw, "{arguments:?}: {said:?}");
        let is_forged = |line: &str| {
            let line = line.trim_start();
            line.starts_with("error: the table `logs`")
                || line.starts_with("error: y")
                || line.starts_with("error: d")
        };
        assert!(!said.lines().any(is_forged), "{arguments:?}:\n{said}");
    }
}

fn a_spreadsheet_runs_nothing(new: New) {
    for (prefix, shown) in [
        ("=cmd|x", "'=cmd|x"),
        ("+1+1", "'+1+1"),
        ("-x", "'-x"),
        ("@SUM(1)", "'@SUM(1)"),
        ("a=b", "a=b"),
        ("1-2", "1-2"),
    ] {
        let home = home_with_prefix(new, prefix);
        let list = "list prefix, ttl";
        let row = format!("prefix,ttl\n{shown},56\n");
        assert_eq!(home.stdout(&["--format", "csv", "-e", list]), row);
        assert_eq!(home.stdout(&["export", "-", list]), row);
        let file = home.path().join("x.csv");
        home.stdout(&["export", file.to_str().unwrap(), list]);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), row);
        let raw = format!("prefix,ttl\n{prefix},56\n");
        assert_eq!(home.stdout(&["--raw-csv", "--format", "csv", "-e", list]), raw);
        assert_eq!(home.stdout(&["--raw-csv", "export", "-", list]), raw);
        let set = format!(":set raw_csv on; :format csv; {list}");
        assert_eq!(home.stdout(&["-e", &set]), raw);
        // Other formats are not for spreadsheets.
        let tsv = format!("prefix\tttl\n{prefix}\t56\n");
        assert_eq!(home.stdout(&["-e", list]), tsv);
    }
    let home = home_with_prefix(new, "x");
    let numbers = "SELECT -1 AS n, -1.5 AS d, '-2' AS t, '-x' AS `=h` FROM logs";
    let csv = home.stdout(&["--format", "csv", "-e", numbers]);
    assert_eq!(csv, "n,d,t,'=h\n-1,-1.5,-2,'-x\n");
}
