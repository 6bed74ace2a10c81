//! Packed logs: gzip, zstd, xz and bzip2, whole, in several parts, cut off and damaged.

use std::io::Write;

use ipta::import::{ImportError, ImportOptions, ImportStart};

use super::import::{Bench, lines, set_written, stamped};
use crate::support::generate::random::Random;

type Pack = fn(&[u8]) -> Vec<u8>;

const PACKINGS: [(&str, Pack); 4] = [("gzip", gzip), ("zstd", zstd), ("xz", xz), ("bzip2", bzip2)];

pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).expect("packed");
    encoder.finish().expect("packed")
}

fn zstd(text: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).expect("an encoder");
    encoder.include_checksum(true).expect("an option");
    encoder.write_all(text).expect("packed");
    encoder.finish().expect("packed")
}

fn xz(text: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 6);
    encoder.write_all(text).expect("packed");
    encoder.finish().expect("packed")
}

fn bzip2(text: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    encoder.write_all(text).expect("packed");
    encoder.finish().expect("packed")
}

/// Lines that do not pack to almost nothing.
fn mixed(count: usize) -> String {
    let mut random = Random(7);
    let mut line = || {
        let mut byte = || random.below(256);
        let source = format!("203.0.113.{}", byte());
        let (id, port) = (byte() * 256 + byte(), byte() * 256 + byte());
        stamped("May  4 06:35:08", 53)
            .replace("192.0.2.1", &source)
            .replace("ID=1 ", &format!("ID={id} "))
            .replace("SPT=53", &format!("SPT={port}"))
    };
    (0..count).map(|_| line()).collect()
}

#[test]
fn packed_files_are_known_by_their_first_bytes() {
    let plain = Bench::new();
    plain.summary(&plain.file("a.log", lines(0..200)));
    for (name, pack) in PACKINGS {
        let bench = Bench::new();
        let path = bench.file("a.log", pack(lines(0..200).as_bytes()));
        let first = bench.summary(&path);
        assert_eq!((first.start, first.packets), (ImportStart::Beginning, 200), "{name}");
        assert_eq!(first.bytes, lines(0..200).len() as u64, "{name}");
        assert_eq!(bench.store.packets(), plain.store.packets(), "{name}");
        assert_eq!(bench.summary(&path).start, ImportStart::NothingNew, "{name}");
    }
}

#[test]
fn a_log_that_was_rotated_and_packed_is_the_same() {
    let text = lines(0..100);
    for (name, pack) in PACKINGS {
        let bench = Bench::new();
        bench.summary(&bench.file("fw.log", &text));
        let packed = bench.file("fw.log.2", pack(text.as_bytes()));
        assert_eq!(bench.summary(&packed).start, ImportStart::NothingNew, "{name}");
        let grown = text.clone() + &lines(100..130);
        let packed = bench.file("fw.log.3", pack(grown.as_bytes()));
        let rest = bench.summary(&packed);
        assert_eq!((rest.start, rest.packets), (ImportStart::At(text.len() as u64), 30), "{name}");
        let plain = bench.file("fw.log.4", grown + &lines(130..131));
        assert_eq!(bench.summary(&plain).packets, 1, "{name}");
        assert_eq!(bench.store.packets().len(), 131, "{name}");
    }
}

#[test]
fn several_parts_one_behind_the_other_are_one_file() {
    for (name, pack) in PACKINGS {
        let bench = Bench::new();
        let (one, two) = (lines(0..60), lines(60..100));
        bench.summary(&bench.file("a.log", pack(one.as_bytes())));
        let both = [pack(one.as_bytes()), pack(two.as_bytes())].concat();
        let summary = bench.summary(&bench.file("a.log", both));
        assert_eq!((summary.packets, summary.broken), (40, None), "{name}");
    }
}

#[test]
fn zeros_behind_a_packed_file_are_padding() {
    let (one, two) = (lines(0..60), lines(60..100));
    let parts = |pack: Pack, padding: usize| {
        let (one, two) = (pack(one.as_bytes()), pack(two.as_bytes()));
        let zeros = vec![0; padding];
        [one, zeros.clone(), two, zeros].concat()
    };
    for (name, pack, padding) in
        [("gzip", gzip as Pack, 1), ("gzip", gzip, 300_000), ("xz", xz, 4), ("xz", xz, 512)]
    {
        let bench = Bench::new();
        let path = bench.file("a.log", parts(pack, padding));
        let summary = bench.summary(&path);
        assert_eq!((summary.packets, summary.broken), (100, None), "{name} and {padding} zeros");
        assert_eq!(bench.summary(&path).start, ImportStart::NothingNew);
    }
    let mut other = gzip(one.as_bytes());
    other.extend(b"\0\0not packed");
    let bench = Bench::new();
    let error = bench.import(&bench.file("a.log", other)).expect_err("an error");
    assert!(matches!(error, ImportError::Damaged { .. }), "{error}");
}

/// A packed file whose header asks for gigabytes of memory.
fn greedy(name: &str, text: &[u8]) -> Vec<u8> {
    match name {
        "xz" => {
            let mut packed = xz(text);
            // The .xz File Format, §3.1 and §5.3.1: the block's header ends with its checksum, and the
            // dictionary's size is the one property of its filter.
            let header = 12..12 + (usize::from(packed[12]) + 1) * 4;
            let filter = packed[header.clone()].windows(2).position(|it| it == [0x21, 1]);
            packed[12 + filter.expect("LZMA2") + 2] = 39;
            let mut sum = flate2::Crc::new();
            sum.update(&packed[header.start..header.end - 4]);
            packed[header.end - 4..header.end].copy_from_slice(&sum.sum().to_le_bytes());
            packed
        }
        _ => {
            let mut packed = zstd(text);
            // RFC 8878 §3.1.1.1: a frame without its size has the window's in its sixth byte.
            assert_eq!(packed[4] & 0b1110_0000, 0);
            packed[5] = 21 << 3;
            packed
        }
    }
}

#[test]
fn a_file_that_takes_gigabytes_to_unpack_is_refused() {
    let text = lines(0..100);
    for (name, pack) in [("xz", xz as Pack), ("zstd", zstd)] {
        let huge = greedy(name, text.as_bytes());
        let second = [pack(lines(100..200).as_bytes()), huge.clone()].concat();
        for packed in [huge, second] {
            let bench = Bench::new();
            let error = bench.import(&bench.file("a.log", packed)).expect_err("an error");
            assert!(matches!(error, ImportError::Damaged { .. }), "{name}: {error}");
            let said = error.to_string();
            assert!(said.contains("takes more than 128 MiB of memory"), "{name}: {said}");
            assert_eq!(bench.store.packets().len(), 0, "{name}");
        }
    }
}

#[test]
fn what_can_be_read_of_a_file_that_was_cut_off_is_imported_once() {
    let text = mixed(6000);
    let clean = Bench::new();
    clean.summary(&clean.file("a.log", &text));
    for (name, pack) in PACKINGS {
        let packed = pack(text.as_bytes());
        let mut most = 0;
        for (part, patience) in [(1, 0), (20, 2), (50, 1000), (99, 0)] {
            let bench = patient(patience);
            let path = bench.file("a.log", &packed[..packed.len() * part / 100]);
            let cut = bench.summary(&path);
            let broken = cut.broken.expect("a broken file");
            assert!(broken.contains("the file is cut off"), "{name}: {broken}");
            assert!(!cut.is_waiting);
            assert_eq!(cut.packets as usize, bench.store.packets().len());
            most = most.max(cut.packets);
            let again = bench.summary(&path);
            assert_eq!((again.packets, again.broken.is_some()), (0, true), "{name} at {part} %");
            let whole = bench.summary(&bench.file("a.log", &packed));
            assert_eq!(whole.broken, None, "{name}");
            assert!(bench.store.packets() == clean.store.packets(), "{name} at {part} %");
        }
        // bzip2 gives whole blocks of 900 kB.
        assert!(most > 3000, "{name}: {most} packets of all but the end");
    }
}

/// How many sealed batches a store lets wait: none, fewer than there are, more.
const PATIENCES: [usize; 3] = [0, 2, 1000];

fn patient(patience: usize) -> Bench {
    let mut bench = Bench { chunk: 50_000, ..Bench::new() };
    bench.store.patience = patience;
    bench
}

#[test]
fn nothing_of_a_damaged_file_is_imported_and_all_once_it_is_whole() {
    let text = mixed(6000);
    let clean = Bench::new();
    clean.summary(&clean.file("a.log", &text));
    for (name, pack) in PACKINGS {
        let packed = pack(text.as_bytes());
        for (patience, part) in PATIENCES.into_iter().zip([10, 50, 90]) {
            let mut damaged = packed.clone();
            let at = packed.len() * part / 100;
            damaged[at..at + 100].fill(0xa5);
            let bench = patient(patience);
            let error = bench.import(&bench.file("a.log", damaged)).expect_err("an error");
            assert!(matches!(error, ImportError::Damaged { .. }), "{name}: {error}");
            assert_eq!(bench.store.packets().len(), 0, "{name} at {part} %");
            bench.summary(&bench.file("a.log", &packed));
            assert!(bench.store.packets() == clean.store.packets(), "{name} at {part} %");
        }
    }
}

#[test]
fn damage_that_only_the_checksum_tells_is_noticed_before_anything_is_stored() {
    let packed = gzip(mixed(6000).as_bytes());
    for patience in PATIENCES {
        let mut damaged = packed.clone();
        let checksum = packed.len() - 8; // RFC 1952 §2.3: CRC32 and length end a member
        damaged[checksum] ^= 1;
        let bench = patient(patience);
        let error = bench.import(&bench.file("a.log", damaged)).expect_err("an error");
        assert!(matches!(error, ImportError::Damaged { .. }), "{error}");
        assert_eq!(bench.store.packets().len(), 0);
    }
}

#[test]
fn a_file_that_is_broken_before_the_place_to_go_on_is_not_imported_anew() {
    let text = mixed(3000);
    let packed = gzip(text.as_bytes());
    for part in [1, 60] {
        let bench = Bench::new();
        bench.summary(&bench.file("a.log", &text));
        let cut = bench.file("a.log", &packed[..packed.len() * part / 100]);
        let told = match bench.import(&cut) {
            // Nothing of it can be unpacked, so nothing tells what it is a copy of.
            Err(error) => error.to_string(),
            Ok(summary) => {
                assert!(matches!(summary.start, ImportStart::AtCut(_)), "{:?}", summary.start);
                assert_eq!(summary.packets, 0);
                summary.broken.expect("it is broken")
            }
        };
        assert!(told.contains("the file is cut off"), "{told}");
        assert_eq!(bench.store.packets().len(), 3000);
    }
}

#[test]
fn a_log_of_many_blocks_is_read_whole_and_goes_on() {
    let text = mixed(40_000);
    let plain = Bench::new();
    plain.summary(&plain.file("a.log", &text));
    for (name, pack) in PACKINGS {
        let bench = Bench { chunk: 300_000, ..Bench::new() };
        let half = text[..text.len() / 2].rfind('\n').expect("a line") + 1;
        bench.summary(&bench.file("a.log", pack(&text.as_bytes()[..half])));
        let rest = bench.summary(&bench.file("b.log", pack(text.as_bytes())));
        assert_eq!((rest.start, rest.broken), (ImportStart::At(half as u64), None), "{name}");
        assert!(bench.store.packets() == plain.store.packets(), "{name}");
    }
}

#[test]
fn what_is_no_text_when_it_is_unpacked_is_refused() {
    let bench = Bench::new();
    let binary = bench.file("a.gz", gzip(b"\x7fELF\x02\x01\x01\0\0\0\nmore\0"));
    assert!(matches!(bench.import(&binary), Err(ImportError::Binary(_))));
    let empty = bench.file("b.gz", gzip(b""));
    assert!(matches!(bench.import(&empty), Err(ImportError::Empty(_))));
    let not_packed = bench.file("c.gz", b"\x1f\x8b\x08nonsense");
    assert!(matches!(bench.import(&not_packed), Err(ImportError::Damaged { .. })));
    assert_eq!(bench.store.packets().len(), 0);
}

#[test]
fn the_year_comes_from_the_end_of_a_packed_log_too() {
    let text = stamped("Dec 31 23:00:00", 1) + &"other\n".repeat(300_000);
    let text = text + &stamped("Jan  1 01:00:00", 2);
    for options in
        [ImportOptions::default(), ImportOptions { year: Some(2023), ..ImportOptions::default() }]
    {
        let bench = Bench { options, ..Bench::new() };
        let path = bench.file("a.gz", gzip(text.as_bytes()));
        set_written(&path, 1_704_100_000); // 2024-01-01
        bench.summary(&path);
        assert_eq!(bench.years(), [2023, 2024]);
        let path =
            bench.file("b.gz", gzip((text.clone() + &stamped("Jan  1 02:00:00", 3)).as_bytes()));
        set_written(&path, 1_704_100_000);
        bench.summary(&path);
        assert_eq!(bench.years(), [2023, 2024, 2024]);
    }
}

#[test]
fn years_that_the_start_of_a_packed_log_does_not_say_are_right() {
    let part = |day: &str| stamped(&format!("{day} 12:00:00"), 1).repeat(500);
    let text = part("May  4") + &part("Jan  1") + &part("Jun  1");
    for (patience, chunk) in [(0, 50_000), (1, 50_000), (1000, 50_000), (1000, 1 << 20)] {
        let mut bench = Bench { options: ImportOptions::default(), chunk, ..Bench::new() };
        bench.store.patience = patience;
        let path = bench.file("a.gz", gzip(text.as_bytes()));
        set_written(&path, 1_717_300_000); // 2024-06-02
        assert_eq!(bench.summary(&path).packets, 1500);
        let years = bench.years();
        assert_eq!((years.len(), years[0], years[499], years[500]), (1500, 2023, 2023, 2024));
        let path = bench.file("a.gz", gzip((text.clone() + &part("Jun  2")).as_bytes()));
        set_written(&path, 1_717_300_000);
        assert_eq!(bench.summary(&path).packets, 500);
        assert_eq!(bench.years()[1999], 2024, "with patience for {patience}");
    }
}

#[test]
fn the_year_comes_from_what_can_be_read_of_a_log_that_was_cut_off() {
    let bench = Bench { options: ImportOptions::default(), ..Bench::new() };
    let packed = gzip(mixed(100).replace("May  4", "Dec 30").as_bytes());
    let path = bench.file("a.gz", &packed[..packed.len() - 20]);
    set_written(&path, 1_704_100_000); // 2024-01-01
    bench.summary(&path);
    assert!(bench.years().len() > 50 && bench.years().iter().all(|year| *year == 2023));
}

#[test]
fn lines_are_numbered_from_the_start_of_a_packed_log() {
    let bench = Bench::new();
    let text = lines(0..50);
    bench.summary(&bench.file("a.log", &text));
    let bad = "May  4 06:35:08 fw kernel: DROP IN=eth0 OUT= SRC=999.0.2.1 \n";
    let path = bench.file("a.gz", gzip((text + bad).as_bytes()));
    assert_eq!(bench.summary(&path).first_bad[0].line, 51);
}
