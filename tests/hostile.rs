//! Hostile servers: whatever one says, the program stays calm: no panic, no hang, no waste of
//! memory, nothing raw on the terminal, and one clear line.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::fake::{self, Fake, Reply, Step};
use crate::support::terminal::Terminal;
use crate::support::{Home, dropped};

mod flood;

/// No run of the program may take longer.
const LIMIT: Duration = Duration::from_secs(20);

/// No run may have more memory at once, in kilobytes.
const MOST_MEMORY: u64 = 120_000;

/// The statement whose answer is hostile.
const SELECT: &str = "SELECT a FROM logs";

/// What a terminal would obey: a title, a bell, a line drawn over, an order of characters turned
/// round, a clearing of the screen by an 8-bit control.
const EVIL: &str = "\x1b]0;owned\x07over\rthis\u{202e}turned\u{9b}2J\nand on";

struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    /// The most memory at once, in kilobytes, as far as it was seen.
    memory: u64,
}

/// Runs the program against a fake server.
fn run(fake: &Fake, arguments: &[&str]) -> Run {
    let home = Home::new();
    let mut child = spawn(&home, fake, arguments);
    let [stdout, stderr] =
        [read(child.stdout.take().expect("a pipe")), read(child.stderr.take().expect("a pipe"))];
    let (status, memory) = watch(&mut child);
    let [stdout, stderr] = [stdout, stderr].map(|reader| reader.join().expect("text"));
    Run { code: status, stdout, stderr, memory }
}

fn spawn(home: &Home, fake: &Fake, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ipta"));
    home.alone(&mut command);
    command.env("IPTA_DB_HOST", "127.0.0.1").env("IPTA_DB_PORT", fake.port.to_string());
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

fn read(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("bytes");
        String::from_utf8(bytes).expect("UTF-8")
    })
}

/// Waits for the end, and looks at the memory meanwhile. A process that is about to become the
/// program still has the memory, and the name, of the tests: that is not counted.
fn watch(child: &mut Child) -> (Option<i32>, u64) {
    let begun = Instant::now();
    let mut peak = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
        let status = status.unwrap_or_default();
        let mut lines = status.strip_prefix("Name:\tipta\n").unwrap_or_default().lines();
        let line = lines.find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = kilobytes.unwrap_or(peak).max(peak);
        if let Some(status) = child.try_wait().expect("a status") {
            return (status.code(), peak);
        }
        if begun.elapsed() > LIMIT {
            child.kill().expect("a kill");
            panic!("the program hangs");
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Checks that nothing acts on a terminal and nothing was wasted.
#[track_caller]
fn calm(run: &Run) {
    for text in [&run.stdout, &run.stderr] {
        let raw = |c: char| ipta::output::sanitize::is_hostile(c) && !matches!(c, '\n' | '\t');
        assert!(!text.contains(raw), "{text:?}");
        assert!(!text.contains("panicked") && !text.contains("RUST_BACKTRACE"), "{text}");
    }
    assert!(run.memory < MOST_MEMORY, "{} kB", run.memory);
}

/// Checks that the program failed calmly, with one line.
#[track_caller]
fn failed(run: &Run) {
    calm(run);
    assert!(matches!(run.code, Some(1 | 3)), "{:?}: {}", run.code, run.stderr);
    // Where bytes break off in the middle, the statement may have been tried on a new connection.
    let again = "the connection to the server was lost; connected again\n";
    let error = run.stderr.strip_prefix(again).unwrap_or(&run.stderr);
    assert!(error.starts_with("error: "), "{}", run.stderr);
    let mut rest = error.trim_end().lines().skip(1);
    assert!(rest.next().is_none_or(|line| line.starts_with("  = help: ")), "{}", run.stderr);
    assert_eq!(rest.next(), None, "{}", run.stderr);
    assert!(run.stderr.len() < 1500, "{} bytes", run.stderr.len());
}

/// A fake that is honest but where the statement of the test is run.
fn answering(reply: Reply) -> Fake {
    Fake::start(move |step| match step {
        Step::Execute(sql) if sql.contains("SELECT a FROM") => reply.clone(),
        _ => Reply::Honest,
    })
}

fn ask(reply: Reply) -> Run {
    run(&answering(reply), &["-e", SELECT])
}

#[test]
fn an_honest_fake_is_believed() {
    let run = ask(Reply::Honest);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "a\n1\n", ""));
}

#[test]
fn no_file_is_given_away() {
    let request = Reply::Packets(vec![b"\xfb/etc/passwd".to_vec()]);
    let home = Home::new();
    let log = home.write("fw.log", dropped(1, "192.0.2.7", 22));
    let import = ["import", "--year", "2026", log.as_str()];
    for (arguments, asks) in
        [(&["-e", SELECT][..], "SELECT a FROM"), (&import, ""), (&import, "LOAD")]
    {
        let reply = request.clone();
        let fake = Fake::start(move |step| match step {
            Step::Query(sql) | Step::Execute(sql) if sql.contains(asks) => reply.clone(),
            _ => Reply::Honest,
        });
        let run = run(&fake, arguments);
        eprintln!("{}", run.stderr);
        calm(&run);
        let given = fake.given.lock().expect("given");
        // Nothing, or a good-bye.
        let is_nothing = |packet: &Vec<u8>| packet.is_empty() || *packet == [1];
        assert!(given.iter().all(is_nothing), "{asks}: {given:?}");
        let steps = fake.steps.lock().expect("steps");
        let asked = |step: &Step| matches!(step, Step::Query(sql) if sql.contains("LOAD DATA"));
        assert_eq!(asks == "LOAD", steps.iter().any(asked), "{steps:?}");
        if asks == "LOAD" {
            assert_eq!(run.code, Some(1), "{}", run.stderr);
            assert!(
                run.stderr.contains("asked for a file that it was not offered"),
                "{}",
                run.stderr
            );
        }
    }
}

#[test]
fn a_file_that_was_offered_is_given_to_who_asks_for_it() {
    let home = Home::new();
    let log = home.write("fw.log", dropped(1, "192.0.2.7", 22));
    let fake = Fake::start(|step| match step {
        Step::Query(sql) if sql.contains("LOAD DATA") => {
            Reply::Packets(vec![b"\xfbipta-7".to_vec()])
        }
        _ => Reply::Honest,
    });
    eprintln!("{}", run(&fake, &["import", "--year", "2026", &log]).stderr);
    let given = fake.given.lock().expect("given");
    assert!(given.iter().any(|packet| packet.starts_with(b"2026-10-12 08:01:00\t")), "{given:?}");
}

#[test]
fn nothing_raw_reaches_the_terminal() {
    for format in ["table", "vertical", "markdown"] {
        let arguments = ["--format", format, "-e", SELECT];
        let rows = [vec![Some(EVIL)], vec![Some("plain")]];
        let answered = run(&answering(Reply::Packets(fake::answer(&[EVIL], &rows))), &arguments);
        calm(&answered);
        assert_eq!(answered.code, Some(0), "{}", answered.stderr);
        assert!(answered.stdout.contains("plain"), "{}", answered.stdout);
        for code in [1064, 1054, 1142, 1146, 1045, 1049, 1050, 1139, 1792, 4711] {
            let said = [fake::error(code, &format!("near '{EVIL}' '{EVIL}'"))];
            let refused = run(&answering(Reply::Packets(said.to_vec())), &arguments);
            failed(&refused);
        }
    }
}

#[test]
fn names_of_tables_are_shown_safely() {
    let cells = vec![Some(EVIL), Some("ipta schema 1, zone UTC"), Some("0"), Some("time")];
    let listed = Reply::Packets(fake::plain_answer(&["n", "c", "b", "l"], &[cells]));
    let fake = Fake::start(move |step| match step {
        Step::Query(sql) if sql.contains("information_schema.TABLES") => listed.clone(),
        _ => Reply::Honest,
    });
    for arguments in [&["--format", "table", "tables"][..], &["tables", "drop", "--all"]] {
        let run = run(&fake, arguments);
        calm(&run);
        assert!(format!("{}{}", run.stdout, run.stderr).contains("owned"), "{}", run.stderr);
    }
}

/// Where a program reads them, tab-separated values are exact; on a terminal they are safe.
#[test]
fn tab_separated_values_are_safe_on_a_terminal() {
    let fake = answering(Reply::Packets(fake::answer(&[EVIL], &[vec![Some(EVIL)]])));
    let place = [("IPTA_DB_HOST", "127.0.0.1".into()), ("IPTA_DB_PORT", fake.port.to_string())];
    let mut terminal = Terminal::open_with(&Home::new(), &["--format", "tsv", "-e", SELECT], place);
    terminal.wait("both lines", |text| text.matches("\\x1b]0;owned\\x07over").count() == 2);
    assert!(terminal.text().contains("\\u{202e}turned\\u{9b}2J"), "{}", terminal.text());
    let run = run(&fake, &["--format", "tsv", "-e", SELECT]);
    assert_eq!(run.stdout.lines().count(), 2, "{}", run.stdout);
}

#[test]
fn a_version_is_only_looked_at() {
    for version in [EVIL, "8.0\n DROP DATABASE x; --", &"9".repeat(100_000), ""] {
        let version = version.to_owned();
        let fake = Fake::start(move |step| match step {
            Step::Greeting => Reply::Packets(vec![fake::greeting(&version)]),
            Step::Execute(sql) if sql.contains("VERSION()") => {
                Reply::Packets(fake::answer(&["v"], &[vec![Some(&version)]]))
            }
            _ => Reply::Honest,
        });
        let printed = run(&fake, &["setup-sql"]);
        calm(&printed);
        assert_eq!(printed.code, Some(0), "{}", printed.stderr);
        let sql = printed.stdout.lines().filter(|line| !line.starts_with("--"));
        assert!(sql.clone().all(|line| !line.contains("DROP DATABASE")), "{}", printed.stdout);
        assert_eq!(sql.count(), 3, "{}", printed.stdout);
        let asked = run(&fake, &["-e", SELECT]);
        calm(&asked);
        assert!(matches!(asked.code, Some(0 | 1 | 3)), "{:?} {}", asked.code, asked.stderr);
    }
    let said = Reply::Packets(vec![fake::error(1040, EVIL)]);
    let fake = Fake::start(move |step| match step {
        Step::Greeting => said.clone(),
        _ => Reply::Honest,
    });
    failed(&run(&fake, &["-e", SELECT]));
    calm(&run(&fake, &["setup-sql"]));
}

#[test]
fn long_names_and_messages_are_cut() {
    let long = "x".repeat(65_536);
    for format in ["table", "tsv", "vertical"] {
        let answer = fake::answer(&[&long], &[vec![Some("1")]]);
        let run = run(&answering(Reply::Packets(answer)), &["--format", format, "-e", SELECT]);
        calm(&run);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(run.stdout.len() < 2000, "{format}: {} bytes", run.stdout.len());
    }
    for code in [1064, 1146, 4711] {
        failed(&ask(Reply::Packets(vec![fake::error(code, &format!("'{long}' near '{long}'"))])));
    }
}

#[test]
fn packets_that_cannot_be_are_errors() {
    let columns = fake::head(&["a"]);
    let and = |packet: &[u8]| Reply::Packets([columns.clone(), vec![packet.to_vec()]].concat());
    let row = fake::row(&[Some("some text")]);
    let mut replies = vec![
        Reply::Packets(vec![Vec::new()]),
        Reply::Packets(vec![vec![0xff]]),
        Reply::Packets(vec![vec![0xfe]]),
        Reply::Packets(vec![vec![0xfd, 1]]),
        Reply::Packets(vec![fake::number(2), fake::column("a"), Vec::new()]),
        Reply::Packets(vec![fake::number(1), vec![1, 2, 3]]),
        and(&[]),
        and(&[0]),
        and(&[0xff, 1]),
        // A text that says to be longer than its packet, or than any memory.
        and(&[0, 0, 0xfd, 0xff, 0xff, 0xff, b'x']),
        and(&[0, 0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
        // A packet longer than any that is taken, whole or only said to be.
        Reply::Packets(vec![vec![b'x'; 40 << 20]]),
        Reply::Bytes(vec![0xff; 1000]),
        Reply::Bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()),
    ];
    replies.extend((1..row.len() - 1).step_by(3).map(|end| and(&row[..end])));
    for reply in replies {
        let shown = format!("{reply:.200?}").chars().take(200).collect::<String>();
        eprintln!("{shown}");
        failed(&ask(reply));
    }
}

#[test]
fn a_greeting_that_cannot_be_is_an_error() {
    let honest = fake::greeting("8.0.1");
    let mut greetings: Vec<Vec<u8>> =
        (0..honest.len() - 20).step_by(7).map(|end| fake::framed(&honest[..end], 0)).collect();
    greetings.extend([
        Vec::new(),
        b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(),
        b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n".to_vec(),
        vec![0; 4096],
        vec![0xff; 4096],
        fake::framed(&[9, 0, 0], 0),
        fake::framed(&fake::greeting("no version"), 0),
    ]);
    for bytes in greetings {
        eprintln!("{:?}", &bytes[..bytes.len().min(40)]);
        let bytes = Reply::Bytes(bytes);
        let fake = Fake::start(move |_| bytes.clone());
        failed(&run(&fake, &["-e", SELECT]));
        calm(&run(&fake, &["setup-sql"]));
    }
    for login in [vec![], vec![1], vec![1, 4], vec![0xfe], b"\xfesha256_password\0abc\0".to_vec()] {
        eprintln!("{login:?}");
        let reply = Reply::Packets(vec![login]);
        let fake = Fake::start(move |step| match step {
            Step::Login => reply.clone(),
            _ => Reply::Honest,
        });
        failed(&run(&fake, &["-e", SELECT]));
    }
}

#[test]
fn a_connection_may_end_at_every_step() {
    let fake = Fake::start(|_| Reply::Honest);
    assert_eq!(run(&fake, &["-e", SELECT]).code, Some(0));
    let steps = fake.steps.lock().expect("steps").clone();
    assert!(steps.len() > 6, "{steps:?}");
    for last in steps {
        let step = last.clone();
        let fake = Fake::start(move |step| match *step == last {
            true => Reply::Bytes(Vec::new()),
            false => Reply::Honest,
        });
        let run = run(&fake, &["-e", SELECT]);
        eprintln!("{step:?}: {}", run.stderr);
        calm(&run);
        assert!(matches!(run.code, Some(1 | 3)), "{:?}", run.code);
        let errors = run.stderr.lines().filter(|line| line.starts_with("error: "));
        assert_eq!(errors.count(), 1, "{}", run.stderr);
    }
}
