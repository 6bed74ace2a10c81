//! Limits of the system: a question that gets no threads or no memory ends with a message.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::Home;

/// The user that root becomes, for whom limits of processes hold.
const NOBODY: u32 = 65_534;

/// Runs the program under limits of `prlimit`; a run that does not end fails the test.
fn run(home: &Home, limit: &str, program: &Path, becomes: &[String]) -> Output {
    let mut words = becomes.to_vec();
    words.extend(["prlimit".to_owned(), limit.to_owned(), program.display().to_string()]);
    let mut child = Command::new(&words[0])
        .args(&words[1..])
        .args(["-e", "SELECT COUNT(*) AS n FROM logs"])
        .env_clear()
        .envs(home.variables())
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("prlimit");
    let end = Instant::now() + Duration::from_secs(60);
    while child.try_wait().expect("a process").is_none() {
        if Instant::now() > end {
            child.kill().expect("killed");
            panic!("it hangs under {limit}");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait_with_output().expect("its output")
}

fn filled() -> Home {
    let home = Home::new();
    let log = home.path().join("fw.log");
    let line = "Oct 12 08:30:00 fw kernel: DROP IN=eth0 OUT= SRC=198.51.100.1 DST=192.0.2.1 LEN=60 \
                TTL=64 ID=1 PROTO=TCP SPT=40000 DPT=22 SYN\n";
    fs::write(&log, line).expect("a log");
    let imported = home.run(&["import", log.to_str().expect("a path")]);
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    home
}

fn check(output: &Output, limit: &str, part: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{limit}: {stderr}");
    // Without threads, signals end the program at once: that is said, too.
    let errors = stderr.lines().filter(|line| !line.contains("signals cannot be caught"));
    let error = errors.collect::<String>();
    assert!(error.starts_with("error: ") && error.contains(part), "{limit}: {stderr}");
    assert!(!stderr.contains("panicked"), "{limit}: {stderr}");
}

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_ipta"))
}

#[test]
fn a_question_without_room_for_its_threads_says_so() {
    let home = filled();
    let program = program();
    let size = fs::metadata(program).expect("the program").len();
    for room in [100_u64 << 20, 200 << 20, 300 << 20] {
        let limit = format!("--as={}", size + room);
        let output = run(&home, &limit, program, &[]);
        check(&output, &limit, "raise its limit (`ulimit -v`)");
    }
    let output = run(&home, "--as=unlimited", program, &[]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "n\n1\n", "{output:?}");
}

#[test]
fn a_question_without_threads_says_so() {
    let home = filled();
    let mut becomes = Vec::new();
    let mut copy = program().to_owned();
    if fs::metadata("/proc/self").expect("a process").uid() == 0 {
        let user = [format!("--reuid={NOBODY}"), format!("--regid={NOBODY}")];
        becomes = ["setpriv".to_owned()].into_iter().chain(user).collect();
        becomes.push("--clear-groups".to_owned());
        copy = home.path().join("ipta");
        fs::copy(program(), &copy).expect("a copy");
        give(home.path());
    }
    let output = run(&home, "--nproc=1", &copy, &becomes);
    check(&output, "--nproc=1", "raise the limit of processes (`ulimit -u`)");
}

/// Gives a folder with all in it to the user that root becomes.
fn give(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).expect("given");
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            give(&entry.expect("an entry").path());
        }
    }
}
