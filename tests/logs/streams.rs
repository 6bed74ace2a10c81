//! Logs that come as a stream, the order of several, the lines before a chunk, and all bad lines.

use std::fs::{self, File};
use std::io::{Cursor, Seek};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use ipta::cancel::Cancel;
use ipta::import::bad::BadLines;
use ipta::import::chunk::{Chunks, ReadStart};
use ipta::import::log_input::Finding;
use ipta::import::text::LogText;
use ipta::import::{ImportError, ImportOptions, ImportStart, LogInput, Summary};
use ipta::log::repeat::REACH;
use ipta::log::source::{self, Fingerprint};
use ipta::log::stamp::Years;
use ipta::time::Zone;

use super::import::{Bench, append, lines, set_written, stamped};
use super::packed::gzip;

fn piped(bench: &Bench, bytes: impl AsRef<[u8]>) -> Result<Summary, ImportError> {
    let origin = LogInput::input("standard input", &mut Cursor::new(bytes), &bench.cancel)?;
    bench.origin(origin, None)
}

#[test]
fn a_stream_is_imported_once() {
    let bench = Bench::new();
    let text = lines(0..100);
    let first = piped(&bench, &text).expect("an import");
    assert_eq!((first.start, first.packets), (ImportStart::Beginning, 100));
    assert_eq!(piped(&bench, &text).expect("an import").start, ImportStart::NothingNew);
    let packed = gzip((text + &lines(100..120)).as_bytes());
    let rest = piped(&bench, packed).expect("an import");
    assert_eq!((rest.packets, bench.store.packets().len()), (20, 120));
}

#[test]
fn a_stream_was_written_now_and_its_half_line_waits() {
    let bench = Bench { options: ImportOptions::default(), ..Bench::new() };
    let text = lines(0..2);
    let cut = piped(&bench, &text[..text.len() - 20]).expect("an import");
    assert_eq!((cut.packets, cut.is_waiting), (1, true));
    let this_year = Zone::utc().now().to_civil().expect("a date").year();
    let year = bench.years()[0];
    assert!(year == this_year || year == this_year - 1, "{year}");
    assert_eq!(piped(&bench, &text).expect("an import").packets, 1);
}

#[test]
fn an_empty_stream_and_one_that_nobody_waits_for_are_named() {
    let bench = Bench::new();
    let error = piped(&bench, "").expect_err("an error").to_string();
    assert_eq!(error, "standard input is empty: there is nothing to import");
    bench.cancel.raise();
    assert!(matches!(piped(&bench, lines(0..3)), Err(ImportError::Cancelled)));
}

#[test]
fn a_log_is_as_old_as_its_first_stamp() {
    let bench = Bench::new();
    let time = |path: &Path, year| {
        let mut origin = LogInput::file(path).expect("a log");
        origin.first_time(year, &Zone::utc()).map(|time| time.to_string())
    };
    let dated = bench.file("a.log", "2025-11-30T00:00:20-07:00 fw kernel: DROP IN=eth0 OUT= \n");
    assert_eq!(time(&dated, None).as_deref(), Some("2025-11-30 07:00:20"));
    let text = "no stamp\n".to_owned() + &stamped("Dec 31 23:00:00", 1);
    let undated = bench.file("b.log", gzip(text.as_bytes()));
    set_written(&undated, 1_704_100_000); // 2024-01-01
    assert_eq!(time(&undated, None).as_deref(), Some("2023-12-31 23:00:00"));
    assert_eq!(time(&undated, Some(2020)).as_deref(), Some("2020-12-31 23:00:00"));
    assert_eq!(time(&bench.file("c.log", "no stamp at all\n"), None), None);
}

#[test]
fn a_chunk_comes_with_the_last_lines_before_it() {
    let bench = Bench::new();
    let (short, long) = (lines(0..200), lines(0..30_000));
    assert!(long.len() > 4 * REACH);
    for (text, size) in [
        (&short, 1),
        (&short, 1000),
        (&long, REACH / 2),
        (&long, REACH - 1),
        (&long, REACH),
        (&long, 3 * REACH),
    ] {
        let path = bench.file("a.log", text);
        let head = Fingerprint::of(&text.as_bytes()[..4096]);
        let years = Years::starting(2024);
        let place = ReadStart {
            bookmark: None,
            offset: 0,
            shared: None,
            has_half: false,
            finding: Finding::Offset,
            head,
            tail: Vec::new(),
            before: Vec::new().into(),
            years,
            search: None,
            is_settled: true,
            others: 0,
            again: false,
        };
        let source = LogText::new(File::open(&path).expect("a file")).expect("a text");
        let mut chunks = Chunks::new(source, size, place).expect("chunks");
        let mut at = 0;
        while let Some(chunk) = chunks.next(Vec::new(), &Cancel::default()).expect("a chunk") {
            assert_eq!(*chunk.before, whole_lines_before(text, at), "byte {at}, chunks of {size}");
            at += chunk.bytes.len();
        }
        assert_eq!(at, text.len());
    }
}

/// The same, said another way.
fn whole_lines_before(text: &str, offset: usize) -> &[u8] {
    let mut from = 0;
    for line in text[..offset].split_inclusive('\n') {
        if offset - from <= REACH {
            break;
        }
        from += line.len();
    }
    &text.as_bytes()[from..offset]
}

#[test]
fn an_import_that_goes_on_knows_the_lines_before() {
    let text = lines(0..2000);
    let mut source = Cursor::new(&text);
    for offset in [0, 10, text.len() / 2, text.len()] {
        let whole = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let found = source::lines_before(&mut source, offset as u64, REACH).expect("lines");
        let expected = whole_lines_before(&text, whole);
        let all = expected.len() - found.len();
        // The half line in front of the offset counts among the bytes.
        assert!(expected.ends_with(&found) && all < 200, "at {offset}: {all} bytes less");
        assert!(found.is_empty() || found.ends_with(b"\n"));
    }
    source.rewind().expect("the start");
}

#[test]
fn all_bad_lines_are_written_down() {
    let bench = Bench { chunk: 500, ..Bench::new() };
    let bad =
        |octet| format!("May  4 06:35:08 fw kernel: D\x1b[2J IN=eth0 OUT= SRC={octet}.0.2.1 \n");
    let text: String = (0..20).map(|nth| lines(nth..nth + 1) + &bad(300 + nth)).collect();
    let path = bench.file("a.log", &text);
    let file = bench.folder.path().join("bad.txt");
    let import = |path: &Path| {
        let bad = BadLines::create(&file, &[path]).expect("a file");
        bench.origin(LogInput::file(path).expect("a log"), Some(&bad)).expect("an import");
        bad.flush().expect("written");
        fs::read_to_string(&file).expect("a file")
    };
    let written = import(&path);
    assert_eq!(written.lines().count(), 20);
    let third = written.lines().nth(2).expect("a line");
    let expected = format!(
        "{}:6: SRC=302.0.2.1: not an address: \
         May  4 06:35:08 fw kernel: D\\x1b[2J IN=eth0 OUT= SRC=302.0.2.1",
        path.display()
    );
    assert_eq!(third, expected);
    let mode = fs::metadata(&file).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    append(&path, &bad(400));
    let written = import(&path);
    assert_eq!(written.lines().count(), 1);
    assert!(written.starts_with(&format!("{}:41: SRC=400.0.2.1", path.display())), "{written}");
}

#[test]
fn bad_lines_are_not_written_over_a_log() {
    let bench = Bench::new();
    let path = bench.file("a.log", lines(0..3));
    let link = bench.folder.path().join("link");
    fs::hard_link(&path, &link).expect("a link");
    for file in [&path, &link] {
        let error = BadLines::create(file, &[&path]).expect_err("an error").to_string();
        assert!(
            error.ends_with("is to be imported: bad lines cannot be written over it"),
            "{error}"
        );
    }
    assert_eq!(fs::read_to_string(&path).expect("a file"), lines(0..3));
    let nowhere = bench.folder.path().join("no/where");
    let error = BadLines::create(&nowhere, &[&path]).expect_err("an error").to_string();
    assert!(error.starts_with("cannot write bad lines to "), "{error}");
}
