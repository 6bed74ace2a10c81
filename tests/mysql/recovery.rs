//! Recovery: whatever is killed or cut off, and whenever, the same command run again gives the rows
//! of one clean import.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use indicatif::ProgressBar;
use ipta::import::{Import, ImportError, ImportOptions, ImportStart, Load, Summary};
use ipta::mysql::{Address, Mysql, Secret, Server, TlsMode};

use super::*;
use crate::support::chance::seed;
use crate::support::generate::random::Random;
use crate::support::servers::{Database, PASSWORD, Running};
use crate::support::{Home, Run, dropped};

mod cut;
mod emptied;
mod killed;
mod proxy;
mod rivals;
mod server;

/// Runs each case on every kind of server.
macro_rules! on_every_server {
    ($($case:ident),* $(,)?) => {$(
        mod $case {
            #[test]
            fn on_mariadb() {
                super::$case("mariadb");
            }

            #[test]
            fn on_mysql() {
                super::$case("mysql");
            }

            #[test]
            fn on_mysql_without_local_files() {
                super::$case("mysql-plain");
            }
        }
    )*};
}
use on_every_server;

/// About how many bytes an import of these tests reads between two commits.
const CHUNK: usize = 40_000;
/// Lines of a log: some ten chunks.
const LINES: u64 = 1500;

/// Chance that is the same again with the same seed.
struct Chance {
    random: Mutex<Random>,
}

impl Chance {
    fn new() -> Self {
        Self { random: Mutex::new(Random(seed())) }
    }

    fn below(&self, end: u64) -> u64 {
        self.random.lock().expect("no panic").below(end)
    }

    fn pick<T: Copy>(&self, from: &[T]) -> T {
        self.random.lock().expect("no panic").pick(from)
    }

    /// A time that is shorter than `most`.
    fn within(&self, most: Duration) -> Duration {
        let micros = u64::try_from(most.as_micros()).expect("a short time");
        Duration::from_micros(self.below(micros.max(1)))
    }

    /// Lines of packets, some of them twice, and some of others' in between.
    fn lines(&self, lines: u64) -> String {
        let mut text = String::new();
        let mut line = String::new();
        for nth in 0..lines {
            match self.below(20) {
                0 => text += "Oct 12 08:00:00 fw1 sshd[7]: a line of another program\n",
                1 => text += &line,
                _ => {
                    let minute = u32::try_from(nth * 60 / lines).expect("a minute");
                    let source = format!("198.51.100.{}", self.below(256));
                    line = dropped(minute, &source, self.pick(&[22, 23, 80, 443, 3389]));
                    text += &line;
                }
            }
        }
        text
    }
}

/// A log file, and a database that has the rows of a clean import of it.
struct Bench {
    database: Database,
    home: Home,
    chance: Chance,
    log: PathBuf,
    clean: Vec<String>,
}

impl Bench {
    fn new(server: &str) -> Self {
        Self::on(&Running::shared(server))
    }

    fn on(running: &Running) -> Self {
        let chance = Chance::new();
        let home = Home::new();
        let log = PathBuf::from(home.write("fw.log", chance.lines(LINES)));
        let mut bench = Self { database: running.database(), home, chance, log, clean: Vec::new() };
        bench.clean = bench.clean_rows("clean");
        assert!(bench.clean.len() > 1000);
        bench
    }

    /// The rows that the log gives when it is imported into a new table at once.
    fn clean_rows(&self, table: &str) -> Vec<String> {
        let store = self.database.open();
        store.create(table, &Zone::utc()).expect("a table");
        import(&store, table, &self.log, 1 << 24).expect("a clean import");
        self.rows(table)
    }

    /// Every field of every packet, sorted: nothing is said of their order. None, without the table.
    fn rows(&self, table: &str) -> Vec<String> {
        let has = format!("SHOW TABLES LIKE '{table}'");
        if self.database.lines(&has).is_empty() {
            return Vec::new();
        }
        let mut rows = self.database.lines(&format!("SELECT * FROM `{table}`"));
        rows.sort();
        rows
    }

    /// The table has the rows of one clean import, and one more import finds nothing new.
    fn assert_clean(&self, table: &str) {
        let rows = self.rows(table);
        let differs = rows.iter().zip(&self.clean).find(|(a, b)| a != b);
        let (found, wanted) = (rows.len(), self.clean.len());
        assert!(rows == self.clean, "{table}: {found} rows for {wanted}, the first: {differs:?}");
        let again = import(&self.database.open(), table, &self.log, CHUNK).expect("an import");
        assert_eq!(again.start, ImportStart::NothingNew, "{table}");
    }

    /// The program on this database.
    fn ipta(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ipta"));
        self.home.alone(&mut command);
        command.envs(self.database.variables()).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// An import of the log in small chunks, in a process of its own.
    fn small_chunks(&self, table: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().expect("this binary"));
        let test = "mysql::recovery::process_that_imports";
        command.args(["--exact", test, "--ignored", "--nocapture"]);
        command.envs(self.database.variables()).env("IPTA_TEST_TABLE", table);
        command.env("IPTA_TEST_LOG", &self.log).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }
}

#[test]
#[ignore = "a child process of other tests"]
fn process_that_imports() {
    let set = |name: &str| std::env::var(name).expect("run by another test");
    let server = Server {
        address: Address::Socket(set("IPTA_DB_SOCKET").into()),
        user: set("IPTA_DB_USER"),
        password: Some(Secret::new(PASSWORD)),
        database: set("IPTA_DB_NAME"),
        tls: TlsMode::Disabled,
        authorities: None,
        identity: None,
        timeout: None,
    };
    let result = Mysql::open(server, Box::new(|_| ()))
        .map_err(ImportError::from)
        .and_then(|store| make_and_import(&store, &set("IPTA_TEST_TABLE"), set("IPTA_TEST_LOG")));
    if let Err(error) = result {
        eprintln!("error: {}", error.problem().one_line());
        std::process::exit(1);
    }
}

/// Does what `ipta import` does, in small chunks.
fn make_and_import(
    store: &dyn Store,
    table: &str,
    log: impl AsRef<Path>,
) -> Result<Summary, ImportError> {
    match store.form(table) {
        Err(StoreError::NoTable(_)) => match store.create(table, &Zone::utc()) {
            Err(StoreError::TableExists(_)) => {}
            made => made?,
        },
        form => drop(form?),
    }
    import(store, table, log.as_ref(), CHUNK)
}

fn import(
    store: &dyn Store,
    table: &str,
    log: &Path,
    chunk: usize,
) -> Result<Summary, ImportError> {
    let (options, cancel, bar) =
        (&ImportOptions::default(), &Cancel::default(), &ProgressBar::hidden());
    let load = Load { workers: 3, chunk };
    Import { store, table, options, bad: None, bar, cancel, load }.file(log)
}

fn append_text(path: &Path, text: &str) {
    let mut file = File::options().append(true).open(path).expect("a file");
    file.write_all(text.as_bytes()).expect("to write");
}

/// Kills a process after some time, if it has not ended before; says what it gave if it had.
fn kill_after(mut child: Child, time: Duration) -> Option<Run> {
    std::thread::sleep(time);
    match child.try_wait().expect("a process") {
        Some(_) => Some(ended(child)),
        None => {
            child.kill().expect("killed");
            child.wait().expect("a process");
            None
        }
    }
}

fn ended(child: Child) -> Run {
    let output: Output = child.wait_with_output().expect("a process");
    Run::from(output)
}

/// A failure must be one line that says why, which is returned, and no panic.
fn assert_told(run: &Run) -> &str {
    let Run { code, stderr, .. } = run;
    assert!(matches!(code, 1 | 3), "{run:?}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    let errors: Vec<&str> = stderr.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(errors.len(), 1, "{stderr}");
    &stderr[stderr.find("error: ").unwrap()..]
}

/// A message must say that the connection is gone, and accuse nobody.
fn assert_lost(message: &str) {
    let words = ["broke off", "cannot reach", "does not answer"];
    assert!(words.iter().any(|word| message.contains(word)), "{message}");
    assert!(!message.contains("protocol"), "{message}");
    if message.contains("broke off") && !message.contains("cannot open") {
        assert!(message.contains("the next import goes on from there"), "{message}");
    }
}
