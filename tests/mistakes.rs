//! Mistakes in the commands of the prompt, as the user sees them.

use crate::support::Home;

/// What is typed, what is wrong, the word that is marked, and what helps.
const MISTAKES: [(&str, &str, &str, &str); 27] = [
    (
        ":follow --foo",
        "`:follow` has no option `--foo`",
        "--foo",
        "write `:follow [OPTIONS] [FILE]...`",
    ),
    (":follow -h", "`:follow` has no option `-h`", "-h", "`:help follow` explains it"),
    (":import --help", "`:import` has no option `--help`", "--help", "`:help import` explains it"),
    (":out --apend x", "`:out` has no option `--apend`", "--apend", "did you mean `--append`?"),
    (
        ":import --agian x",
        "`:import` has no option `--agian`",
        "--agian",
        "did you mean `--again`?",
    ),
    (":import", "`:import` needs FILE", "", "write `:import FILE...`"),
    (":use", "`:use` needs TABLE", "", "write `:use TABLE`"),
    (":use a b", "`:use` does not take `b`", "b", "write `:use TABLE`"),
    (":quit now", "`:quit` does not take `now`", "now", "write `:quit`"),
    (":explain", "`:explain` needs QUERY", "", "write `:explain QUERY...`"),
    (":save", "`:save` needs NAME QUERY", "", "write `:save NAME QUERY...`"),
    (":report", "`:report` needs NAME", "", "write `:report NAME [KEY=VALUE]...`"),
    (":config set", "`:config set` needs KEY VALUE", "", "write `:config set KEY VALUE`"),
    (
        ":tables nonsense",
        "`:tables` does not take `nonsense`",
        "nonsense",
        "write `:tables` and one of: list, create, drop, migrate, repair",
    ),
    (":tables lst", "`:tables` does not take `lst`", "lst", "did you mean `list`?"),
    (":tables drop", "`:tables drop` needs NAME", "", "write `:tables drop NAME`"),
    (
        ":tables drop --all x",
        "`--all` cannot be used with `NAME`",
        "--all",
        "write `:tables drop --all [NAME]`",
    ),
    (
        ":format xml",
        "invalid value `xml` for FORMAT",
        "xml",
        "write table, csv, tsv, json, jsonl, markdown or vertical",
    ),
    (":timing maybe", "invalid value `maybe` for ON", "maybe", "write on or off"),
    (":history abc", "invalid value `abc` for COUNT", "abc", "write a number"),
    (":follow --last abc x", "invalid value `abc` for --last", "abc", "write a number"),
    (
        ":import --year 12 x",
        "invalid value `12` for --year",
        "12",
        "write a number from 1970 to 9999",
    ),
    (
        ":import --boot-time nope x",
        "invalid value `nope` for --boot-time",
        "nope",
        "write a time as 2026-10-12T08:30",
    ),
    (":import --bad", "`--bad` needs FILE", "--bad", ""),
    (
        ":import --again --again f",
        "`--again` is given twice",
        "--again",
        "write `:import [OPTIONS] [FILE]...`",
    ),
    (":import 'a b", "a quote is not closed", "'", "close it, or write `\\` before it"),
    (":use a\u{1b}[2Jb c", "`:use` does not take `c`", "c", "write `:use TABLE`"),
];

#[test]
fn each_has_ipta_s_own_form() {
    let home = Home::new();
    for (typed, message, word, help) in MISTAKES {
        let shown = typed.replace('\u{1b}', "\\x1b");
        let at = match word {
            "" => shown.len(),
            word => shown.find(&format!(" {word}")).expect("a word of the line") + 1,
        };
        let marks = "^".repeat(word.len().max(1));
        let mut expected =
            format!("error: {message}\n  | {shown}\n  | {}{marks}\n", " ".repeat(at));
        if !help.is_empty() {
            expected += &format!("  = help: {help}\n");
        }
        let run = home.run(&["-e", typed]);
        assert_eq!((run.code, run.stderr.as_str()), (1, expected.as_str()), "{typed}");
        // The prompt gets the same from a file.
        let script = home.write("script", typed);
        let run = home.run(&["-e", &format!(":source {script}")]);
        assert!(run.stderr.contains(&expected) || run.stderr.contains(message), "{}", run.stderr);
    }
}

#[test]
fn nothing_of_the_parser_s_own_words_is_shown() {
    let home = Home::new();
    let commands = home.stdout(&["-e", ":help commands"]);
    let names =
        commands.lines().filter_map(|line| line.strip_prefix(':')?.split([' ', '\t']).next());
    let names: Vec<&str> = names.collect();
    assert!(names.len() > 20, "{commands}");
    // These wait, or end the script.
    let waits = |name: &&str| matches!(*name, "watch" | "quit" | "exit" | "live" | "follow");
    for rest in ["", " --no-such", " a --no-such b", " a b c d e", " -x=3", " 'a", " --"] {
        let is_wrong = rest.contains("--no-such");
        let lines = names.iter().filter(|name| !waits(name) || is_wrong && **name != "watch");
        let lines: Vec<String> = lines.map(|name| format!(":{name}{rest}")).collect();
        let run = home.run(&["--continue", "-y", "-e", &lines.join("\n")]);
        for words in [
            "Usage",
            "tip:",
            "For more information",
            "unexpected argument",
            "unrecognized",
            "required arguments",
            "[possible values",
            "invalid digit",
        ] {
            assert!(!run.stderr.contains(words), "{rest}: {}", run.stderr);
        }
    }
}

#[test]
fn the_command_line_shows_its_usage() {
    let home = Home::new();
    for arguments in
        [&["follow", "--foo"][..], &["import"], &["tables", "nonsense"], &["--format", "xml"]]
    {
        let run = home.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.starts_with("error: ") && !run.stderr.contains('\u{1b}'), "{run:?}");
        assert!(run.stderr.contains("try '--help'"), "{run:?}");
    }
}
