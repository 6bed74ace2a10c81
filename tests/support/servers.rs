//! Servers: the MariaDB and MySQL servers that `tests/servers run` starts, and databases on them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ipta::mysql::{Address, Mysql, Secret, Server, TlsMode};
use mysql::prelude::Queryable;
use mysql::{Conn, OptsBuilder};

/// The password of the user of every database.
pub const PASSWORD: &str = "s3cret-of-the-tests";

/// The error of MySQL's list of processes while another test's statement has bytes in it that are not text.
const NOT_TEXT: u16 = 3854;

/// A server that runs.
#[derive(Debug, Clone)]
pub struct Running {
    folder: PathBuf,
}

impl Running {
    /// One of the servers that all tests share: `mariadb`, `mysql`, `mysql-plain`, `tls`.
    pub fn shared(name: &str) -> Self {
        let all = std::env::var_os("IPTA_TEST_SERVERS").expect(
            "these tests need database servers: run `tests/run`, or `tests/servers run cargo test --test servers`",
        );
        Self { folder: Path::new(&all).join(name) }
    }

    /// A server of a test's own, in that folder; it is started again if it ran there before.
    pub fn start(kind: &str, folder: &Path, options: &[&str]) -> Self {
        let running = Self { folder: folder.to_owned() };
        let started = running.script("start", &[kind]).args(options).output().expect("bash");
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
        running
    }

    /// The same; the server is stopped when the value is dropped, also by a test that fails.
    pub fn start_for_now(kind: &str, folder: &Path, options: &[&str]) -> ForNow {
        ForNow(Self::start(kind, folder, options))
    }

    /// Stops the server as if the power had gone.
    pub fn kill(&self) {
        let killed = Command::new("kill").arg("-9").arg(self.read("pid")).status();
        assert!(killed.expect("kill").success());
        std::thread::sleep(std::time::Duration::from_millis(200));
    }

    pub fn stop(&self) {
        self.script("stop", &[]).status().expect("bash");
    }

    fn script(&self, verb: &str, before: &[&str]) -> Command {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers");
        let mut command = Command::new(script);
        command.arg(verb).args(before).arg(&self.folder);
        command
    }

    fn read(&self, file: &str) -> String {
        let path = self.folder.join(file);
        std::fs::read_to_string(&path).expect("the server's file").trim().to_owned()
    }

    /// A file of the server's folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn port(&self) -> u16 {
        self.read("port").parse().expect("a port")
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    /// A connection of the administrator's.
    pub fn root(&self) -> Conn {
        let socket = self.socket();
        let options = OptsBuilder::new().user(Some("root")).socket(socket.to_str());
        Conn::new(options).expect("the administrator gets in")
    }

    /// Ends a connection as an administrator does; it may have ended by itself meanwhile.
    pub fn end_connection(&self, id: &str) {
        const UNKNOWN_THREAD: u16 = 1094;
        match self.root().query_drop(format!("KILL CONNECTION {id}")) {
            Err(mysql::Error::MySqlError(error)) if error.code == UNKNOWN_THREAD => {}
            ended => ended.expect("a connection ends"),
        }
    }

    /// Runs a statement as the administrator.
    pub fn execute(&self, sql: &str) {
        self.root().query_drop(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// A new database with a user of its own, who may do in it what `ipta setup-sql` grants.
    pub fn database(&self) -> Database {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("ipta_{}_{number}", std::process::id());
        let database = Database { running: self.clone(), name };
        self.execute(&format!("CREATE DATABASE {}", database.name));
        for host in ["localhost", "127.0.0.1"] {
            let user = format!("'{}'@'{host}'", database.name);
            self.execute(&format!("CREATE USER {user} IDENTIFIED BY '{PASSWORD}'"));
            self.execute(&format!("GRANT ALL ON {}.* TO {user}", database.name));
        }
        database
    }
}

/// A server that is stopped with this value.
pub struct ForNow(Running);

impl std::ops::Deref for ForNow {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.0
    }
}

impl Drop for ForNow {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// A database that is dropped with this value.
pub struct Database {
    pub running: Running,
    pub name: String,
}

impl Database {
    /// The server as a user of this database reaches it.
    pub fn server(&self) -> Server {
        Server {
            address: Address::Socket(self.running.socket()),
            user: self.name.clone(),
            password: Some(Secret::new(PASSWORD)),
            database: self.name.clone(),
            tls: TlsMode::Disabled,
            authorities: None,
            identity: None,
            timeout: None,
        }
    }

    pub fn open(&self) -> Mysql {
        Mysql::open(self.server(), Box::new(|_| {})).expect("a store")
    }

    /// The variables that lead the program to this database.
    pub fn variables(&self) -> [(&'static str, String); 4] {
        let socket = self.running.socket().to_str().expect("a plain path").to_owned();
        [
            ("IPTA_DB_SOCKET", socket),
            ("IPTA_DB_USER", self.name.clone()),
            ("IPTA_DB_NAME", self.name.clone()),
            ("IPTA_DB_PASSWORD", PASSWORD.to_owned()),
        ]
    }

    /// Runs a statement as the administrator, in this database.
    pub fn execute(&self, sql: &str) {
        let mut root = self.running.root();
        root.query_drop(format!("USE {}", self.name)).expect("the database");
        root.query_drop(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// The answer to a statement, a string a row, its cells joined by a space.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        let mut root = self.running.root();
        root.query_drop(format!("USE {}", self.name)).expect("the database");
        let end = Instant::now() + Duration::from_secs(60);
        let rows: Vec<mysql::Row> = loop {
            match root.query(sql) {
                Err(mysql::Error::MySqlError(error))
                    if error.code == NOT_TEXT && Instant::now() < end =>
                {
                    thread::sleep(Duration::from_millis(20));
                }
                rows => break rows.expect("rows"),
            }
        };
        let line = |row: mysql::Row| {
            let cells = row.unwrap().into_iter().map(|cell| cell.as_sql(true));
            cells.collect::<Vec<String>>().join(" ")
        };
        rows.into_iter().map(line).collect()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let socket = self.running.socket();
        let options = OptsBuilder::new().user(Some("root")).socket(socket.to_str());
        let Ok(mut root) = Conn::new(options) else { return };
        let _ = root.query_drop(format!("DROP DATABASE {}", self.name));
        for host in ["localhost", "127.0.0.1"] {
            let _ = root.query_drop(format!("DROP USER '{}'@'{host}'", self.name));
        }
    }
}
