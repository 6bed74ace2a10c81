//! Round trips: how often the program waits for a server that may be far away.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::*;

/// A way to a server that counts its answers: parts of the stream from the server, each after something
/// that the client sent. The greeting is the first.
struct Way {
    port: u16,
    answers: Arc<AtomicUsize>,
}

impl Way {
    fn to(server: &Running) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (answers, counter) = (Arc::<AtomicUsize>::default(), server.port());
        let way = Self { port, answers: Arc::clone(&answers) };
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect((Ipv4Addr::LOCALHOST, counter)).expect("a server");
                let asked = Arc::new(AtomicBool::new(true));
                let ends = [&client, &server].map(|end| end.try_clone().expect("a stream"));
                let flag = Arc::clone(&asked);
                let [from_client, from_server] = ends;
                thread::spawn(move || {
                    pass(from_client, server, || flag.store(true, Ordering::SeqCst));
                });
                let answers = Arc::clone(&answers);
                thread::spawn(move || {
                    pass(from_server, client, || {
                        if asked.swap(false, Ordering::SeqCst) {
                            answers.fetch_add(1, Ordering::SeqCst);
                        }
                    });
                });
            }
        });
        way
    }

    /// How many answers there were since this was asked last.
    fn answers(&self) -> usize {
        self.answers.swap(0, Ordering::SeqCst)
    }
}

/// Passes bytes on; `seen` is called before each part.
fn pass(mut from: TcpStream, mut to: TcpStream, seen: impl Fn()) {
    let mut bytes = [0; 65_536];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        seen();
        if to.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

/// The answers that a run needs; without TLS, which takes as many more for every client.
fn answers(database: &Database, script: &str) -> usize {
    let (home, way) = (Home::new(), Way::to(&database.running));
    let (port, name) = (way.port.to_string(), database.name.as_str());
    let arguments = ["-h", "127.0.0.1", "--port", &port, "-u", name, "-d", name];
    let arguments = [&arguments[..], &["--ssl-mode", "disabled", "-e", script]].concat();
    // The first run lets MySQL keep the password's hash, so that it asks for no key again.
    for _ in 0..2 {
        way.answers();
        let run = run(&home, &[("IPTA_DB_PASSWORD", PASSWORD)], &arguments);
        assert_eq!(run.code, 0, "{script}: {}", run.stderr);
    }
    way.answers()
}

#[test]
fn a_question_takes_few_round_trips_and_a_later_one_a_single_one() {
    for server in ["mariadb", "mysql"] {
        let home = Home::new();
        let database = filled(server, &home);
        let first = answers(&database, "count");
        // Any client takes three: the greeting, the login and the question.
        assert!(first <= 5, "{server}: {first} round trips");
        for later in [
            "top dport limit 7",
            "count where dport 22 on 2026-10-12",
            "count by src, dst, dport where src 192.0.2.0/24",
            "list src limit 10",
            "top src where denied and proto tcp",
            "count where prefix = 'IPT: DROP'",
            "hist every 1h on 2026-10-12",
        ] {
            let both = answers(&database, &format!("count; {later}"));
            assert_eq!(both, first + 1, "{server}: {later}");
        }
        // Where the steps of a histogram are not given, the oldest and the newest packet are asked for.
        assert_eq!(answers(&database, "count; hist"), first + 2, "{server}");
        // A text that is not plain is bound to a prepared statement.
        let text = answers(&database, "count; count where prefix = '[x]' and fw = ':b'");
        assert_eq!(text, first + 2, "{server}");
    }
}

#[test]
fn a_table_that_others_changed_is_described_again() {
    for server in ["mariadb", "mysql"] {
        let home = Home::new();
        let database = filled(server, &home);
        let mut terminal =
            crate::support::terminal::Terminal::open_with(&home, &["shell"], database.variables());
        terminal.say("count", "3");
        database.execute("RENAME TABLE logs TO kept");
        terminal.say("count where dport = 22", "there is no table `logs`");
        // Made by the program of 2015: other columns for the same fields.
        database.execute(
            "CREATE TABLE logs (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, \
             `timestamp` TIMESTAMP NOT NULL DEFAULT '2015-01-01 00:00:00', if_in VARCHAR(10), \
             if_out VARCHAR(10), src_ip INT UNSIGNED, src_prt INT UNSIGNED, dst_ip INT UNSIGNED, \
             dst_prt INT UNSIGNED, proto VARCHAR(10), action VARCHAR(10), mac VARCHAR(40))",
        );
        database.execute("INSERT INTO logs (dst_prt, action) VALUES (4711, 'DROP')");
        terminal.say("values dport", "4711");
        // An error tells that the description is old.
        database.execute("DROP TABLE logs");
        database.execute("RENAME TABLE kept TO logs");
        terminal.press("values src\r");
        terminal.wait("an answer", |text| text.contains("rows") || text.contains("error"));
        terminal.say("values src", "192.0.2.8");
    }
}
