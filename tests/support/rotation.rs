//! Rotations: a writer with random pauses, and every way to give a log another file.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::Home;
use super::following::{Following, id};

/// How many lines are written.
const LINES: u32 = 10_000;

/// The writer: a shell that numbers its lines. `rotate` is called every thousand lines or so.
const WRITER: &str = r#"
set -e
line() {
    printf 'Oct 12 08:00:00 fw1 kernel: [  100.5] IPT: DROP IN=eth0 OUT= SRC=192.0.2.7 DST=192.0.2.1 LEN=40 TOS=0x00 PREC=0x00 TTL=56 ID=%d PROTO=TCP SPT=55844 DPT=22 WINDOW=512 RES=0x00 SYN URGP=0 \n' "$n" >&3
    n=$((n + 1))
}
pause() { sleep "0.0$((RANDOM % 10))"; }
shift_names() {
    for old in 4 3 2 1; do
        if [ -e "$log.$old" ]; then mv "$log.$old" "$log.$((old + 1))"; fi
    done
}
n=1
exec 3>>"$log"
while [ "$n" -le "$lines" ]; do
    line
    if [ $((RANDOM % 150)) = 0 ]; then pause; fi
    if [ $((RANDOM % 1000)) = 0 ]; then rotate; fi
done
"#;

/// Renamed; the writer goes on in the old file until it opens the new one.
pub const RENAMED: &str = "rotate() {
    shift_names; mv \"$log\" \"$log.1\"; line; pause; line; exec 3>>\"$log\"; line; }";

/// Renamed and created again at once, as by logrotate's `create`.
pub const CREATED: &str = "rotate() {
    shift_names; mv \"$log\" \"$log.1\"; : >\"$log\"; line; pause; line; exec 3>>\"$log\"; line; }";

/// Named by its date.
pub const DATED: &str = "day=20260101; rotate() {
    mv \"$log\" \"$log-$day\"; day=$((day + 1)); line; exec 3>>\"$log\"; line; }";

/// Copied and cut off.
pub const CUT: &str = "rotate() {
    until find \"/proc/$follower/fd\" -lname \"$log\" | grep -q .; do sleep 0.01; done
    shift_names; cp \"$log\" \"$log.1\"; : >\"$log\"; line; pause; }";

/// Deleted; the writer goes on in the file without a name. Nobody can read a file that was made and
/// deleted before he could open it, so the writer waits until it is open.
pub const DELETED: &str = "rotate() {
    until find \"/proc/$follower/fd\" -lname \"$log\" | grep -q .; do sleep 0.01; done
    rm \"$log\"; line; pause; line; exec 3>>\"$log\"; line; }";

/// Written again with all its lines.
pub const REPLACED: &str =
    "rotate() { cp \"$log\" \"$log.new\"; mv \"$log.new\" \"$log\"; exec 3>>\"$log\"; line; }";

/// In pieces: a line's end comes later.
pub const PIECES: &str = r#"rotate() {
    printf 'Oct 12 08:00:00 fw1 kernel: IPT: DROP IN=eth0 OUT= SRC=192.0.' >&3; pause
    printf '2.7 DST=192.0.2.1 LEN=40 TOS=0x00 PREC=0x00 TTL=56 ID=%d PROTO=TCP' "$n" >&3; pause
    printf ' SPT=1 DPT=22\n' >&3; n=$((n + 1)); }"#;

fn writer(home: &Home, rotate: &str, follower: u32) -> Child {
    Command::new("bash")
        .args(["-c", &format!("{rotate}\n{WRITER}")])
        .env("log", home.path().join("fw.log"))
        .env("lines", LINES.to_string())
        .env("follower", follower.to_string())
        .stdin(Stdio::null())
        .spawn()
        .unwrap()
}

fn signal(child: &Child, name: &str) {
    // It may have ended.
    let _ = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
}

/// Which of the two is stopped now and then.
#[derive(Clone, Copy, PartialEq)]
pub enum Stopped {
    Both,
    Writer,
}

/// Every line comes once and in order, to a program that `start` starts. It still follows.
pub fn check_started(
    start: impl Fn(&Home, &[&str]) -> Following,
    rotate: &str,
    stopped: Stopped,
) -> Following {
    let home = Home::new();
    let log = home.path().join("fw.log");
    let log = log.to_str().unwrap();
    let following = start(&home, &[log, "--scan", "--format", "json"]);
    following.said("there is no such file yet");
    let mut writer = writer(&home, rotate, following.id());
    for expected in 1..=LINES {
        let found = id(&following.line());
        assert_eq!(found, expected, "in the place of line {expected}");
        if expected % 2500 == 0 {
            signal(&writer, "-STOP");
            if stopped == Stopped::Both {
                following.signal("-STOP");
            }
            signal(&writer, "-CONT");
            // Long enough for the writer to rotate the log, more than once perhaps.
            thread::sleep(Duration::from_millis(700));
            following.signal("-CONT");
        }
    }
    assert!(writer.wait().unwrap().success());
    following
}

/// It tells of every line.
pub fn ends_well(following: Following) {
    let (code, said) = following.interrupt();
    assert_eq!(code, Some(0), "{said:?}");
    let told = format!("{LINES} packets shown of {LINES} in");
    assert!(said.iter().any(|line| line.starts_with(&told)), "{said:?}");
}
