//! Support: a home folder of its own for each run of the program, and log lines to import.

pub mod cases;
pub mod chance;
pub mod documents;
pub mod fake;
pub mod following;
pub mod forms;
#[path = "../bench/generate.rs"]
pub mod generate;
pub mod packets;
#[cfg(feature = "embedded")]
pub mod picture;
pub mod resolver;
pub mod rotation;
pub mod rows;
pub mod servers;
pub mod stranger;
pub mod terminal;

use std::ffi::OsString;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use tempfile::TempDir;

use self::servers::{Database, Running};

/// A home without tables, on one of the stores.
pub type New = fn() -> Home;

/// The environment of a command, of whichever kind.
pub trait Environment {
    fn clear(&mut self);
    fn set(&mut self, name: &str, value: OsString);
}

macro_rules! environment_of {
    ($($command:ty),*) => {$(
        impl Environment for $command {
            fn clear(&mut self) {
                self.env_clear();
            }

            fn set(&mut self, name: &str, value: OsString) {
                self.env(name, value);
            }
        }
    )*};
}

environment_of!(Command, std::process::Command, portable_pty::CommandBuilder);

/// A home that nothing else uses.
pub struct Home {
    folder: TempDir,
    /// Where the packets are, if not in the embedded store.
    database: Option<Database>,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("home")).expect("a home");
        Self { folder, database: None }
    }

    /// A home whose packets are in a new database of a shared server.
    pub fn on(server: &str) -> Self {
        Self { database: Some(Running::shared(server).database()), ..Self::new() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Waits until the server runs nothing for this home any more.
    pub fn wait_until_idle(&self) {
        let end = Instant::now() + Duration::from_secs(30);
        while let running = self.running()
            && !running.is_empty()
        {
            assert!(Instant::now() < end, "the server still runs {running:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The statements that the server runs for this home; none on the embedded store.
    pub fn running(&self) -> Vec<String> {
        self.database.as_ref().map_or_else(Vec::new, |database| {
            database.lines(&format!(
                "SELECT INFO FROM information_schema.PROCESSLIST \
                 WHERE USER = '{}' AND INFO IS NOT NULL",
                database.name
            ))
        })
    }

    /// The database on a server that has its packets.
    pub fn database(&self) -> &Database {
        self.database.as_ref().expect("a home on a server")
    }

    /// Whether its packets are kept without a server.
    pub fn is_embedded(&self) -> bool {
        self.database.is_none()
    }

    /// Variables that keep the program inside this home.
    pub fn variables(&self) -> Vec<(&'static str, OsString)> {
        let inside = |name: &str| self.path().join(name).into_os_string();
        let mut variables = vec![
            ("HOME", inside("home")),
            ("IPTA_DATA_DIR", inside("data")),
            ("IPTA_CONFIG_DIR", inside("config")),
            ("IPTA_STATE_DIR", inside("state")),
            ("IPTA_CACHE_DIR", inside("cache")),
            ("IPTA_LOG_FOLDER", inside("log")),
        ];
        if let Some(database) = &self.database {
            variables.extend(database.variables().map(|(name, value)| (name, value.into())));
        }
        variables
    }

    /// Gives a command this home's environment and nothing of the machine's but where its programs and
    /// temporary files are: the time zone UTC, no colours, no language.
    pub fn alone(&self, command: &mut impl Environment) {
        command.clear();
        for name in ["PATH", "TMPDIR"] {
            std::env::var_os(name).into_iter().for_each(|value| command.set(name, value));
        }
        command.set("LANG", "C.UTF-8".into());
        command.set("IPTA_TIMEZONE", "UTC".into());
        self.variables().into_iter().for_each(|(name, value)| command.set(name, value));
    }

    /// A path in the home where nothing is.
    pub fn nowhere(&self) -> String {
        self.path().join("nowhere").to_str().expect("a plain path").to_owned()
    }

    /// The program, in this home.
    pub fn ipta(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ipta"));
        self.alone(&mut command);
        command.args(arguments);
        command
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::from(self.ipta(arguments).output().expect("the program starts"))
    }

    /// Runs the program, which must succeed, and gives what it wrote to standard output.
    pub fn stdout(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
        run.stdout
    }

    /// Writes a file into the home.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).expect("the file can be written");
        path.to_str().expect("a plain path").to_owned()
    }
}

/// What a run of the program gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        }
    }
}

/// The log that comes with the manual.
pub fn example_log() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("manual/example.log");
    path.to_str().expect("a plain path").to_owned()
}

/// A log line of a TCP packet that was dropped at 08:00 and `minute` on 12 October.
pub fn dropped(minute: u32, source: &str, port: u16) -> String {
    format!(
        "Oct 12 08:{minute:02}:00 fw1 kernel: [  100.5] IPT: DROP IN=eth0 OUT= \
         MAC=02:00:00:00:00:01:02:00:00:00:00:02:08:00 SRC={source} DST=192.0.2.1 LEN=40 TOS=0x00 \
         PREC=0x00 TTL=56 ID=10028 PROTO=TCP SPT=55844 DPT={port} WINDOW=512 RES=0x00 SYN URGP=0 \n"
    )
}

/// A home with three dropped packets in the table: from two sources, to two ports.
pub fn home_with_packets(new: New) -> Home {
    let home = new();
    let lines =
        [dropped(1, "192.0.2.7", 22), dropped(2, "192.0.2.7", 23), dropped(3, "192.0.2.8", 22)];
    let log = home.write("fw.log", lines.concat());
    home.stdout(&["import", "--year", "2026", &log]);
    home
}
