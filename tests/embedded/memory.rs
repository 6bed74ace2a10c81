//! The memory that a question to the embedded store may take.

use std::fmt::Write;

use crate::support::{Home, Run};

/// So many take some fifty megabytes to sort.
const PACKETS: u32 = 60_000;

fn home() -> Home {
    let home = Home::new();
    let mut log = String::new();
    for nth in 0..PACKETS {
        let [_, high, middle, low] = nth.to_be_bytes();
        let second = nth / 1000;
        writeln!(
            log,
            "2026-10-12T08:00:{second:02}+00:00 fw1 kernel: DROP IN=eth0 OUT= \
             SRC=10.{high}.{middle}.{low} DST=192.0.2.1 LEN=60 TOS=0x00 PREC=0x00 TTL=50 \
             ID={nth} PROTO=TCP SPT=1024 DPT={second} WINDOW=1024 RES=0x00 SYN URGP=0"
        )
        .expect("a line");
    }
    let path = home.write("fw.log", log);
    let run = home.run(&["import", &path]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    home
}

/// Asks with so many megabytes, and a folder for temporary files.
fn ask(home: &Home, megabytes: &str, temporary: &str) -> Run {
    let mut command = home.ipta(&["-e", "SELECT * FROM logs ORDER BY id DESC"]);
    command.env("IPTA_MEMORY", megabytes).env("TMPDIR", temporary);
    Run::from(command.output().expect("ipta"))
}

#[test]
fn what_is_too_much_for_the_memory_goes_into_temporary_files() {
    let home = home();
    let temporary = home.path().join("temporary");
    std::fs::create_dir(&temporary).expect("a folder");
    let (temporary, nowhere) = (temporary.to_str().expect("a name"), &*home.nowhere());
    let in_memory = ask(&home, "", nowhere);
    assert_eq!(in_memory.stdout.lines().count(), PACKETS as usize + 1, "{}", in_memory.stderr);
    for (megabytes, folder) in [("400", nowhere), ("35", temporary)] {
        let run = ask(&home, megabytes, folder);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{megabytes}");
        assert!(run.stdout == in_memory.stdout, "{megabytes}");
    }
    assert_eq!(std::fs::read_dir(temporary).expect("a folder").count(), 0, "all are gone");

    let run = ask(&home, "35", nowhere);
    let refused = "error: this takes more memory than a question may, and the rest cannot be written (No \
                   such file or directory (os error 2)): TMPDIR names the folder for it\n";
    assert_eq!((run.code, run.stderr.as_str()), (1, refused));

    let run = ask(&home, "5", temporary);
    let refused = "error: this takes more memory than a question may: ask for less (`last 7d`, fewer \
                   columns), or set `store.memory` to more megabytes\n";
    assert_eq!((run.code, run.stderr.as_str()), (1, refused));
    assert_eq!(std::fs::read_dir(temporary).expect("a folder").count(), 0, "all are gone");
}
