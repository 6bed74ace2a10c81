//! Logs that are followed and put into a table at once, each packet exactly once.

use std::fs::OpenOptions;
use std::io::Write;

use crate::support::following::{Following, id, numbered};
use crate::support::{Home, New};

on_every_store!(each_packet_is_in_the_table_once_beside_imports_and_rotations);

once!(what_cannot_be_read_again_is_refused,);

fn append(path: &str, ids: std::ops::RangeInclusive<u32>) {
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(ids.map(numbered).collect::<String>().as_bytes()).unwrap();
}

fn each_packet_is_in_the_table_once_beside_imports_and_rotations(new: New) {
    let home = new();
    let path = home.write("fw.log", "");
    append(&path, 1..=10);
    home.stdout(&["import", &path]);
    append(&path, 11..=20);
    // The switch of the 2015 kind, without a value.
    let options = [path.as_str(), "--store", "--format", "json", "where", "id > 15"];
    let following = Following::start(&home, &options);
    // It ends at the end of the log, and begins there too: what it shows first was logged meanwhile.
    let mut shown = 0;
    for ids in (21..2_000).step_by(2) {
        append(&path, ids..=ids + 1);
        match following.lines.try_recv() {
            Ok(line) => {
                shown = id(&line);
                break;
            }
            Err(_) => std::thread::sleep(std::time::Duration::from_millis(10)),
        }
    }
    assert!(shown > 20);
    append(&path, 5_000..=5_009);
    home.stdout(&["import", &path]);
    std::fs::rename(&path, format!("{path}.1")).unwrap();
    append(&path, 6_000..=6_009);
    while id(&following.line()) != 6_009 {}
    // Cut off, with a copy.
    std::fs::copy(&path, format!("{path}.2")).unwrap();
    OpenOptions::new().write(true).truncate(true).open(&path).unwrap();
    append(&path, 7_000..=7_009);
    while id(&following.line()) != 7_009 {}
    let (code, said) = following.interrupt();
    assert_eq!(code, Some(0), "{said:?}");
    assert!(said.iter().any(|line| line.contains("packets put into the table")), "{said:?}");

    let once = "SELECT count(*) - count(DISTINCT id) AS twice, max(id) AS last, \
                sum(id BETWEEN 11 AND 20) AS early, sum(id >= 5000) AS late FROM logs";
    assert_eq!(home.stdout(&["-e", once]), "twice\tlast\tearly\tlate\n0\t7009\t10\t30\n");
    for log in ["", ".1", ".2"] {
        home.run(&["import", &format!("{path}{log}")]);
    }
    assert_eq!(home.stdout(&["-e", once]), "twice\tlast\tearly\tlate\n0\t7009\t10\t30\n");
}

fn what_cannot_be_read_again_is_refused() {
    let home = Home::new();
    let run = home.run(&["follow", "-", "--append"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("`ipta import -`"), "{}", run.stderr);
}
