//! Names of addresses and ports: asked for, kept, waited for no longer than allowed, and harmless.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
#[cfg(feature = "embedded")]
use std::time::{Duration, Instant};

use crate::support::following::Following;
use crate::support::resolver::Resolver;
use crate::support::{Home, dropped};

/// A home whose names come from that resolver.
fn home(resolver: &Resolver) -> Home {
    let home = Home::new();
    home.write("home/.ipta-conf", format!("[rdns]\nserver = \"{}\"\n", resolver.address));
    home
}

/// Follows a log: its first line, and the first with a name.
fn followed(home: &Home, source: &str, options: &[&str]) -> (String, String) {
    let path = home.write("fw.log", dropped(1, source, 22));
    let options = [&[path.as_str(), "-r", "-C", "--scan", "--no-header"], options].concat();
    let following = Following::start(home, &options);
    let first = following.line();
    let mut last = first.clone();
    // Names come when they come: lines are logged until one has its name.
    while !last.contains(".example") {
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(dropped(2, source, 22).as_bytes()).unwrap();
        last = following.line();
    }
    assert_eq!(following.interrupt().0, Some(0));
    (first, last)
}

const PLAIN: [&str; 2] = ["--format", "table"];

#[test]
fn a_followed_packet_has_its_address_first_and_its_name_once_that_is_known() {
    let known =
        Resolver::knowing(&[("192.0.2.7", b"a-long-name-that-goes-on-and-on", "192.0.2.7")]);
    let home = home(&known);
    let (first, last) = followed(&home, "192.0.2.7", &PLAIN);
    assert!(first.contains(" 192.0.2.7 "), "{first}");
    // As in the manual's picture.
    assert!(last.contains(" *me-that-goes-on-and-on.example "), "{last}");
    assert!(!last.contains("a-long"), "{last}");

    // The next run knows it already, and asks nobody.
    let asked = known.asked();
    let (first, _) = followed(&home, "192.0.2.7", &PLAIN);
    assert!(first.contains("-on.example "), "{first}");
    assert_eq!(known.asked(), asked);
    let file = home.path().join(format!("cache/names-{}", known.address));
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_name_that_does_not_lead_back_is_marked() {
    let known = Resolver::knowing(&[("192.0.2.7", b"trusted", "203.0.113.1")]);
    let (_, last) = followed(&home(&known), "192.0.2.7", &PLAIN);
    assert!(last.contains(" trusted.example? "), "{last}");
}

#[test]
fn a_name_of_anything_does_no_harm() {
    let label = b"\x1b[2J<b>'; DROP TABLE x; --\n,\"\t=1|\x9b\xff";
    let known = Resolver::knowing(&[("192.0.2.7", label, "192.0.2.7")]);
    let spelled = r"\027\0912J\060b\062\039\059\032DROP\032TABLE\032x\059\032--\010\044\034\009\0611\124\155\255.example?";
    for format in ["json", "csv", "tsv"] {
        let (_, last) = followed(&home(&known), "192.0.2.7", &["--format", format]);
        let backslash = if format == "csv" { "\\" } else { "\\\\" };
        assert!(last.contains(&spelled.replace('\\', backslash)), "{format}: {last}");
    }
    let (_, last) = followed(&home(&known), "192.0.2.7", &PLAIN);
    assert!(last.chars().all(|c| !c.is_control()) && last.contains(r"\255.example?"), "{last}");
}

#[test]
fn a_silent_resolver_holds_no_followed_line_up() {
    let silent = Resolver::silent();
    let home = home(&silent);
    // More addresses than look-ups run at once, and than may wait for one.
    let lines: String =
        (0..5_000).map(|n| dropped(n % 60, &format!("10.1.{}.{}", n / 250, n % 250), 22)).collect();
    let path = home.write("fw.log", lines);
    let following = Following::start(&home, &[&path, "-r", "--format", "json", "--scan"]);
    for n in 0..5_000 {
        let expected = format!("\"src\":\"10.1.{}.{}\"", n / 250, n % 250);
        let line = following.line();
        assert!(line.contains(&expected), "{line}");
    }
    assert_eq!(following.interrupt().0, Some(0));
}

#[test]
fn ipta_s_own_questions_are_left_out() {
    let silent = Resolver::silent();
    let home = home(&silent);
    let port: u16 = silent.address.rsplit(':').next().unwrap().parse().unwrap();
    let own = dropped(1, "192.0.2.9", port).replace("DST=192.0.2.1", "DST=127.0.0.1");
    let path = home.write("fw.log", format!("{own}{}", dropped(2, "192.0.2.7", 22)));
    let run = |options: &[&str]| {
        let arguments = [&["follow", "-"], options].concat();
        let output = home.ipta(&arguments).pipe_stdin(&path).unwrap().output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        (text.lines().count(), String::from_utf8(output.stderr).unwrap())
    };
    let (shown, said) = run(&["-r", "--no-header"]);
    assert_eq!(shown, 1, "{said}");
    assert!(
        said.contains("--show-own shows them") && said.contains("1 packets of ipta's own left out")
    );
    assert_eq!(run(&["-r", "--no-header", "--show-own"]).0, 2);
    assert_eq!(run(&["--no-header"]).0, 2);
}

#[test]
fn services_stand_in_place_of_ports() {
    let home = Home::new();
    let path = home.write("fw.log", dropped(1, "192.0.2.7", 22));
    let run = |options: &[&str]| {
        let arguments = [&["follow", "-", "--services"], options].concat();
        let output = home.ipta(&arguments).pipe_stdin(&path).unwrap().output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let table = run(&["--format", "table", "--no-header"]);
    assert!(table.contains("ssh TCP    DROP"), "{table}");
    assert!(run(&["--format", "json"]).contains("\"sport\":55844,\"dport\":\"ssh\""));
}

#[cfg(feature = "embedded")]
mod in_answers {
    use super::*;
    use crate::support::terminal::Terminal;

    fn imported(resolver: &Resolver) -> Home {
        let home = home(resolver);
        let log: String = (1..=40).map(|n| dropped(n, &format!("192.0.2.{n}"), 22)).collect();
        let log = home.write("fw.log", log);
        home.stdout(&["import", &log]);
        home
    }

    #[test]
    fn names_and_services_stand_in_every_format_and_place() {
        let known = Resolver::knowing(&[("192.0.2.7", b"seven", "192.0.2.7")]);
        let home = imported(&known);
        let query = "list src, dport, proto where src 192.0.2.7";
        for format in ["table", "csv", "tsv", "json", "markdown", "vertical"] {
            let text = home.stdout(&["-r", "--services", "--format", format, "-e", query]);
            assert!(text.contains("seven.example") && text.contains("ssh"), "{format}: {text}");
            assert!(!text.contains("192.0.2.7"), "{format}: {text}");
        }
        let file = home.path().join("x.csv");
        home.stdout(&["-r", "export", file.to_str().unwrap(), query]);
        assert!(std::fs::read_to_string(file).unwrap().contains("seven.example"));
        let sql = "SELECT inet6_ntoa(src), src FROM logs WHERE src = inet6_aton('192.0.2.7')";
        assert!(home.stdout(&["-r", "-e", sql]).ends_with("seven.example\tseven.example\n"));
        let report = home.stdout(&["-r", "--limit", "50", "report", "denied"]);
        assert!(report.contains("seven.example") && report.contains("192.0.2.8"), "{report}");
        // Without being wanted they are not there, in whatever format.
        assert!(!home.stdout(&["-e", query]).contains("seven"));
    }

    #[test]
    fn a_silent_resolver_ends_a_report_within_its_budget() {
        let silent = Resolver::silent();
        let home = home(&silent);
        let address = |n| format!("10.1.{}.{}", n / 250, n % 250);
        let log: String = (0..1_000).map(|n| dropped(n % 60, &address(n), 22)).collect();
        home.stdout(&["import", &home.write("fw.log", log)]);
        let budget = format!("[rdns]\nserver = \"{}\"\nbudget = 1\n", silent.address);
        home.write("home/.ipta-conf", budget);
        let plain = home.run(&["analyze", "--limit", "1000"]);
        let begun = Instant::now();
        let named = home.run(&["-r", "analyze", "--limit", "1000"]);
        // Who waited for all look-ups, 16 at a time and 4 s each, would need 250 s.
        assert!(begun.elapsed() < Duration::from_secs(100));
        assert_eq!((named.code, named.stdout), (0, plain.stdout));
        let note = "stand as they are: their names did not come within 1 s (rdns.budget)";
        assert!(named.stderr.contains(note), "{}", named.stderr);
    }

    #[test]
    fn the_prompt_turns_them_on_and_waits_for_none() {
        let silent = Resolver::silent();
        let home = imported(&silent);
        let mut terminal = Terminal::open(&home, &[]);
        terminal.prompt();
        terminal.say(":rdns on", "rdns.on is on");
        terminal.say(":services", "output.services is on");
        terminal.say(":set rdns.budget 600", "ipta>");
        terminal.press("list src limit 1\r");
        while silent.asked() == 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
        // Ctrl-C ends the wait, not the session.
        terminal.press_until("\x03", |text| text.contains("stands as it is"));
        terminal.say(":rdns off", "rdns.on is off");
        terminal.press("list src, dport limit 1\r");
        terminal.wait("an answer", |text| text.contains("ssh"));
    }
}
