//! Logs that are shorter, older, cut or begin alike: what the program does with them, on every store.
//! `logs::cut` plays random accidents.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

use crate::support::following::{Following, id, numbered};
use crate::support::terminal::Terminal;
use crate::support::{Home, New};

on_every_store!(
    a_log_that_lost_its_end_goes_on_there,
    an_older_copy_adds_nothing,
    a_log_that_begins_alike_is_another_only_with_new,
    a_log_that_shrinks_while_it_is_followed_is_counted_once,
    a_log_that_version_0_2_imported_is_asked_about,
    commits_that_were_merged_know_their_lines,
    a_packed_log_that_is_cut_off_is_read_as_far_as_it_goes,
);

fn append(path: &str, text: &str) {
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// Removes the last bytes of a file.
fn cut(path: &str, lost: u64) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len() - lost).unwrap();
}

fn lines(ids: std::ops::Range<u32>) -> String {
    ids.map(numbered).collect()
}

/// How many packets the table has, and how many different ones.
fn counted(home: &Home) -> String {
    let sql = "SELECT COUNT(*) AS packets, COUNT(DISTINCT id) AS ids FROM logs";
    home.stdout(&["--format", "csv", "-e", sql]).lines().nth(1).unwrap().to_owned()
}

fn import(home: &Home, arguments: &[&str]) -> String {
    let run = home.run(&[&["import", "--year", "2026"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stderr
}

fn a_log_that_lost_its_end_goes_on_there(new: New) {
    let home = new();
    let path = home.write("fw.log", lines(0..1000));
    import(&home, &[&path]);
    cut(&path, 200);
    append(&path, &lines(1000..1001));
    let said = import(&home, &[&path]);
    assert!(said.contains("1 packet stored"), "{said}");
    assert!(said.contains("has lost its end since"), "{said}");
    assert_eq!(counted(&home), "1001,1001");
    // Zeros, as after a crash, between half a line and the next.
    cut(&path, 300);
    OpenOptions::new().append(true).open(&path).unwrap().write_all(&[0; 4096]).unwrap();
    append(&path, &lines(1001..1003));
    import(&home, &[&path]);
    assert_eq!(counted(&home), "1003,1003");
    // An editor ends the line that was cut.
    cut(&path, 70);
    append(&path, &format!("\n{}", lines(1003..1005)));
    import(&home, &[&path]);
    assert_eq!(counted(&home), "1005,1005");
}

fn an_older_copy_adds_nothing(new: New) {
    let home = new();
    let text = lines(0..2000);
    let path = home.write("fw.log", &text);
    import(&home, &[&path]);
    for length in [text.len() / 2, text.len() / 3, 5000, 4096, 300] {
        let copy = home.write("copy.log", &text[..length]);
        let said = import(&home, &[&copy]);
        assert!(said.contains("nothing new"), "{length} bytes: {said}");
    }
    let half = text.len() / 2;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&text.as_bytes()[..half]).unwrap();
    let copy = home.write("copy.log.gz", packed.finish().unwrap());
    assert!(import(&home, &[&copy]).contains("nothing new"));
    assert_eq!(counted(&home), "2000,2000");
    // A copy from which the log went on.
    let other = home.write("copy.log", &text[..text[..half].rfind('\n').unwrap() + 1]);
    append(&other, &lines(2000..2010));
    import(&home, &[&other]);
    assert_eq!(counted(&home), "2010,2010");
}

fn a_log_that_begins_alike_is_another_only_with_new(new: New) {
    let home = new();
    let path = home.write("fw.log", lines(0..100));
    import(&home, &[&path]);
    let other = home.write("other.log", lines(0..60) + &lines(200..210));
    import(&home, &["--new", &other]);
    assert_eq!(counted(&home), "170,110");
    for log in [&path, &other] {
        assert!(import(&home, &[log]).contains("nothing new"));
    }
    let both = home.run(&["import", "--new", "--again", &other]);
    assert_eq!(both.code, 2, "{}", both.stderr);
}

fn a_log_that_shrinks_while_it_is_followed_is_counted_once(new: New) {
    let home = new();
    let path = home.write("fw.log", lines(0..100));
    import(&home, &[&path]);
    let following = Following::start(&home, &[&path, "--append", "--format", "json"]);
    let mut next = 1000;
    // It ends at the end of the log, and begins there too: what it shows first was logged meanwhile.
    loop {
        append(&path, &lines(next..next + 1));
        next += 1;
        match following.lines.recv_timeout(std::time::Duration::from_millis(100)) {
            Ok(_) => break,
            Err(_) => assert!(next < 2000, "nothing is followed"),
        }
    }
    // What is lost before it is in the table is half a packet there.
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while counted(&home) != format!("{0},{0}", next - 900) {
        assert!(std::time::Instant::now() < end, "the table lacks packets");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    cut(&path, 100);
    append(&path, &lines(5000..5010));
    while id(&following.line()) != 5009 {}
    let (code, said) = following.interrupt();
    assert_eq!(code, Some(0), "{said:?}");
    let counts = counted(&home);
    let (packets, ids) = counts.split_once(',').unwrap();
    assert_eq!(packets, ids, "each once");
    let late = home.stdout(&["-e", "count where id >= 5000"]);
    assert_eq!(late.lines().last(), Some("10"));
}

/// Makes the home's table what version 0.2 had left of `of-0.2/logs`, forty packets.
fn with_old_table(home: &Home, path: &str) {
    if home.is_embedded() {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store/of-0.2/logs");
        let to = home.path().join("data/logs");
        fs::create_dir_all(&to).unwrap();
        for file in fs::read_dir(from).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    } else {
        import(home, &[path]);
        home.stdout(&["--write", "-e", "DROP TABLE ipta_line_hashes"]);
    }
}

/// The log that version 0.2 had imported.
fn old_lines(ids: std::ops::Range<u32>) -> String {
    let line = |id: u32| {
        format!(
            "May  4 06:00:{id:02} fw kernel: [{}.5] IPT: DROP IN=eth0 OUT= SRC=192.0.2.{} \
             DST=198.51.100.1 LEN=40 TOS=0x00 PREC=0x00 TTL=64 ID={id} PROTO=TCP SPT=1024 DPT=22 \
             WINDOW=1024 SYN URGP=0 \n",
            id + 12,
            id + 1
        )
    };
    ids.map(line).collect()
}

fn a_log_that_version_0_2_imported_is_asked_about(new: New) {
    let home = new();
    let path = home.write("fw.log", old_lines(0..40));
    with_old_table(&home, &path);
    assert!(import(&home, &[&path]).contains("nothing new"));
    append(&path, &old_lines(40..41));
    import(&home, &[&path]);
    assert_eq!(counted(&home), "41,41");
    // What is known of its lines begins after what version 0.2 imported.
    fs::write(&path, old_lines(0..30)).unwrap();
    let run = home.run(&["import", "--year", "2026", &path]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("begins like a log that was imported before"), "{}", run.stderr);
    assert!(run.stderr.contains("`--new` imports it as another log"), "{}", run.stderr);
    assert_eq!(counted(&home), "41,41");
    let mut terminal = Terminal::open(&home, &["import", "--year", "2026", &path]);
    terminal.wait("the question", |text| text.contains("Import it as another log? [y/N]"));
    terminal.press("n\r");
    assert_eq!(terminal.end(), 1);
    assert_eq!(counted(&home), "41,41");
    let mut terminal = Terminal::open(&home, &["import", "--year", "2026", &path]);
    terminal.wait("the question", |text| text.contains("[y/N]"));
    terminal.press("y\r");
    assert_eq!(terminal.end(), 0);
    assert_eq!(counted(&home), "71,41");
}

fn commits_that_were_merged_know_their_lines(new: New) {
    let home = new();
    let path = home.write("fw.log", "");
    for step in 0..12 {
        append(&path, &lines(step * 10..step * 10 + 10));
        import(&home, &[&path]);
    }
    for kept in [115_u32, 64, 7] {
        fs::write(&path, lines(0..kept)).unwrap();
        assert!(import(&home, &[&path]).contains("nothing new"), "{kept} lines");
    }
    append(&path, &lines(500..503));
    import(&home, &[&path]);
    assert_eq!(counted(&home), "123,123");
}

fn a_packed_log_that_is_cut_off_is_read_as_far_as_it_goes(new: New) {
    let home = new();
    let path = home.write("fw.log", lines(0..10));
    import(&home, &[&path]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(lines(100..200).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let other = home.write("other.log.gz", &packed[..packed.len() - 60]);
    let run = home.run(&["import", "--year", "2026", &other]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("to its end"), "{}", run.stderr);
    let counts = counted(&home);
    let packets: u32 = counts.split_once(',').unwrap().0.parse().unwrap();
    assert!(packets > 10, "{packets}");
}
