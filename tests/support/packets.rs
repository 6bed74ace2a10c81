//! Packets in a table of text: the rows that the cases of the language are about.

use std::borrow::Cow;
use std::path::Path;

use ipta::field;
use ipta::packet::{Inner, Packet, Protocol, TcpFlags, Verdict};
use ipta::time::Timestamp;

/// The packets of `tests/queries/packets.txt`, which are read once.
pub fn packets() -> Vec<Packet<'static>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/queries/packets.txt");
    let text: &'static str = std::fs::read_to_string(path).expect("the packets").leak();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut rows = lines.map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let names = rows.next().expect("a heading");
    rows.map(|cells| {
        assert_eq!(cells.len(), names.len(), "{cells:?}");
        let mut packet = Packet::default();
        for (name, text) in names.iter().zip(cells) {
            match *name {
                _ if text == "-" => {}
                "more" => text.split(' ').for_each(|more| {
                    let (name, text) = more.split_once('=').expect("FIELD=VALUE");
                    set(&mut packet, name, text);
                }),
                name => set(&mut packet, name, text),
            }
        }
        packet
    })
    .collect()
}

fn set(packet: &mut Packet<'static>, name: &str, text: &'static str) {
    fn to<T: std::str::FromStr>(slot: &mut Option<T>, text: &str) {
        *slot = Some(text.parse().unwrap_or_else(|_| panic!("{text} cannot be a value")));
    }
    let mut inner = packet.inner.unwrap_or_default();
    match name {
        "time" => packet.time = Some(time(text)),
        "fw" => packet.fw = Some(text),
        "prefix" => packet.prefix = Some(text),
        "action" => packet.action = Some(Cow::Borrowed(text)),
        "verdict" => {
            let named = Verdict::ALL.into_iter().find(|verdict| verdict.name() == text);
            packet.verdict = named.expect("a verdict");
        }
        "flags" => packet.flags = Some(flags(text)),
        "dmac" => set_by_key(packet, "MACDST", text),
        "id" => to(&mut packet.id, text),
        "tos" => to(&mut packet.tos, text),
        "mark" => to(&mut packet.mark, text),
        "len" => to(&mut packet.len, text),
        "inner_src" => to(&mut inner.src, text),
        "inner_dst" => to(&mut inner.dst, text),
        "inner_proto" => inner.proto = Protocol::parse(text),
        "inner_sport" => to(&mut inner.sport, text),
        "inner_dport" => to(&mut inner.dport, text),
        name => {
            let field = field::by_name(name).unwrap_or_else(|| panic!("no field `{name}`"));
            let (key, _) = field.keys.first().unwrap_or_else(|| panic!("`{name}` has no key"));
            set_by_key(packet, key, text);
        }
    }
    packet.inner = (inner != Inner::default()).then_some(inner);
}

fn set_by_key(packet: &mut Packet<'static>, key: &str, text: &'static str) {
    let set = field::by_key(key.as_bytes()).expect("a key");
    set(packet, text.as_bytes()).unwrap_or_else(|fault| panic!("{key}={text}: {fault}"));
}

fn time(text: &str) -> Timestamp {
    Timestamp::from_civil(text.parse().unwrap_or_else(|error| panic!("{text}: {error}")))
}

fn flags(text: &str) -> TcpFlags {
    let names = text.split(' ').filter(|name| *name != "none");
    TcpFlags(names.map(|name| TcpFlags::from_name(name).expect("a flag").0).sum())
}
