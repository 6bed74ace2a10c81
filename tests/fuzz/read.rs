//! Fuzzes the reader of log lines; `tests/fuzz/run` says how.
//!
//! Whatever the bytes: nothing panics, all text of a packet is part of its line, and a line that is
//! read twice says the same twice.

#![no_main]

use std::borrow::Cow;

use ipta::log::journal::entry_line;
use ipta::log::repeat::LastLines;
use ipta::log::source::lines;
use ipta::log::stamp::Years;
use ipta::log::{Line, LineReader, text};
use ipta::packet::Packet;
use ipta::time::Zone;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let reader = LineReader::new(Zone::utc(), Years::starting(2024));
    let mut last = LastLines::new(b"", bytes);
    let mut at = 0;
    for line in lines(bytes) {
        let place = at;
        at += line.len() + 1;
        let entry = entry_line(line);
        let line = text(entry.as_deref().unwrap_or(line));
        let read = reader.clone().explain(&line);
        let mut packet = Packet::default();
        assert_eq!(read.line, reader.clone().read(&line, &mut packet));
        assert!(read.stopped.is_none_or(|at| at <= line.len()));
        assert!(read.machine.is_none_or(|part| is_part(part, &line)));
        match &read.line {
            Line::Packet { times } => {
                assert!((1..=100_000).contains(times));
                assert_eq!(read.packet, packet);
                check(&packet, &line);
            }
            Line::Bad(reason) => assert!(!reason.to_string().is_empty()),
            Line::Repeat { machine, .. } => {
                assert!(last.of(*machine, place).is_none_or(|line| line.len() <= place));
                assert!(machine.is_none_or(|part| is_part(part, &line)));
            }
            Line::Gap(gap) => assert!(gap.machine.is_none_or(|part| is_part(part, &line))),
            Line::Other => assert!(read.why.is_some()),
            Line::Foreign { program } => assert!(!program.is_empty()),
        }
    }
    let mut years = Years::starting(2024);
    years.pass(bytes);
});

fn check(packet: &Packet<'_>, line: &str) {
    let Packet { fw, prefix, iif, oif, physin, physout, .. } = packet;
    for part in [fw, prefix, iif, oif, physin, physout].into_iter().flatten() {
        assert!(!part.is_empty() && is_part(part, line), "{part}");
    }
    if let Some(Cow::Borrowed(action)) = &packet.action {
        assert!(!action.is_empty());
    }
    assert!(packet.prefix.is_some() || packet.action.is_none());
}

/// Whether a text lies inside a line.
fn is_part(part: &str, line: &str) -> bool {
    let (part, line) = (part.as_bytes().as_ptr_range(), line.as_bytes().as_ptr_range());
    line.start <= part.start && part.end <= line.end
}
