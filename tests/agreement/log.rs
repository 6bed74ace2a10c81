//! Packets as the lines of a log, and the lines as packets again.
//!
//! A line cannot say all that a packet of [`traffic`](super::traffic) may hold: what became of a packet is
//! read from its prefix, and a prefix has no line break. So the packets that are compared are those that
//! are read back.

use std::convert::Infallible;
use std::ops::ControlFlow;

use ipta::log::LineReader;
use ipta::log::feed::{FedLine, Feed, FirstLine, LineRun};
use ipta::log::stamp::Years;
use ipta::packet::Packet;
use ipta::time::Zone;

/// The bits of TCP flags, as the kernel names them.
const FLAGS: [(u16, &str); 9] = [
    (0x100, "AE"),
    (0x80, "CWR"),
    (0x40, "ECE"),
    (0x20, "URG"),
    (0x10, "ACK"),
    (0x08, "PSH"),
    (0x04, "RST"),
    (0x02, "SYN"),
    (0x01, "FIN"),
];

/// Writes packets as the kernel does, a line for each.
pub fn write(packets: &[Packet<'_>]) -> String {
    packets.iter().map(line).collect()
}

fn line(packet: &Packet<'_>) -> String {
    let text = |key: &str, value: Option<&str>| {
        value.map_or_else(String::new, |value| format!("{key}={value} "))
    };
    let word = |key: &str, value: Option<String>| text(key, value.as_deref());
    let number = |key: &str, value: Option<u32>| word(key, value.map(|value| value.to_string()));
    let mut line = head(packet);
    line += &text("IN", Some(packet.iif.unwrap_or_default()));
    line += &text("OUT", Some(packet.oif.unwrap_or_default()));
    line += &text("PHYSIN", packet.physin.filter(|name| is_interface(name)));
    line += &text("PHYSOUT", packet.physout);
    line += &word("MACSRC", packet.smac.map(|mac| mac.to_string()));
    line += &word("MACDST", packet.dmac.map(|mac| mac.to_string()));
    line += &word("SRC", packet.src.map(|address| address.to_string()));
    line += &word("DST", packet.dst.map(|address| address.to_string()));
    line += &number("LEN", packet.len);
    line += &number("TC", packet.tos.map(u32::from));
    line += &number("TTL", packet.ttl.map(u32::from));
    line += &number("ID", packet.id);
    line += &word("PROTO", packet.proto.map(|proto| proto.name().into_owned()));
    line += &number("SPT", packet.sport.map(u32::from));
    line += &number("DPT", packet.dport.map(u32::from));
    line += &number("WINDOW", packet.window);
    if let Some(flags) = packet.flags {
        let set = FLAGS.iter().filter(|(bit, _)| flags.0 & bit != 0);
        let names: String = set.map(|(_, name)| format!("{name} ")).collect();
        line += &format!("RES=0x00 {names}URGP=0 ");
    }
    line += &number("TYPE", packet.icmptype.map(u32::from));
    line += &number("CODE", packet.icmpcode.map(u32::from));
    if let Some(inner) = &packet.inner {
        line += "[";
        line += &word("SRC", inner.src.map(|address| address.to_string()));
        line += &word("DST", inner.dst.map(|address| address.to_string()));
        line += &word("PROTO", inner.proto.map(|proto| proto.name().into_owned()));
        line += &number("SPT", inner.sport.map(u32::from));
        line += &number("DPT", inner.dport.map(u32::from));
        line += "] ";
    }
    line += &number("UID", packet.uid);
    line += &number("GID", packet.gid);
    line += &word("MARK", packet.mark.map(|mark| format!("{mark:#x}")));
    line + "\n"
}

/// What comes before the keys: the stamp, the machine and the prefix.
fn head(packet: &Packet<'_>) -> String {
    let stamp = packet.time.map(|time| {
        let machine = packet.fw.map(|name| format!("{name} ")).unwrap_or_default();
        format!("{}+00:00 {machine}kernel: ", time.to_string().replace(' ', "T"))
    });
    let prefix = match (&packet.action, packet.time) {
        (Some(action), Some(_)) => format!("FW {action} "),
        _ => packet.prefix.unwrap_or_default().replace('\n', " "),
    };
    stamp.unwrap_or_default() + &prefix
}

/// Whether a text can be the name of an interface.
fn is_interface(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'=')
}

/// Reads the packets of a log.
pub fn read(text: &str, mut see: impl FnMut(&Packet<'_>)) {
    let mut feed = Feed::new(LineReader::new(Zone::utc(), Years::starting(2026)), false);
    let run = LineRun { bytes: text.as_bytes(), before: b"", first: FirstLine::Whole };
    let ControlFlow::Continue(()) = feed.read(run, &mut |line| {
        if let FedLine::Packet(packet, times) | FedLine::Half { packet, times, .. } = line {
            (0..times).for_each(|_| see(packet));
        }
        ControlFlow::<Infallible>::Continue(())
    });
}
