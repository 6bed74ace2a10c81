//! Traffic: packets at random. Their values come from small sets, so that queries find some and
//! groups have several: unknown ones, both ends of each range, IPv6, text that is hard to keep.

use std::borrow::Cow;
use std::net::IpAddr;

use ipta::packet::{Inner, Mac, Packet, Protocol, TcpFlags, Verdict};
use ipta::time::Timestamp;

use crate::agreement::dice::Dice;
use crate::support::cases::NOW;

pub const TEXTS: [&str; 31] = [
    "FW-IN-DROP",
    "fw-in-drop",
    "FW-IN-DROP ",
    "FW_IN_DROP",
    "FW-OUT",
    "DROP",
    "drop",
    "a'b",
    "a''b",
    "a\"b",
    "a\\b",
    "\\",
    "%",
    "_",
    "100%",
    "a_b",
    "axb",
    "😀",
    "x😀y",
    "äöü",
    "ÄÖÜ",
    "e\u{301}",
    "é",
    "ß",
    "\u{ff21}A",
    "a.b*c+(d)[e]{2}^$|?",
    "a\tb",
    "a\nb",
    "a\n",
    "-- ; /* */",
    "",
];

pub const ACTIONS: [&str; 6] = ["DROP", "REJECT", "ACCEPT", "ÄÖ", "LOG-IT", "D_OP"];

pub const INTERFACES: [&str; 6] = ["eth0", "ETH0", "eth0.10", "br-lan", "wan", "ppp+"];

pub const ADDRESSES: [&str; 27] = [
    "0.0.0.0",
    "9.255.255.255",
    "10.0.0.0",
    "10.0.0.1",
    "10.0.0.2",
    "10.255.255.255",
    "11.0.0.0",
    "127.0.0.1",
    "172.15.255.255",
    "172.16.0.0",
    "192.168.1.1",
    "203.0.113.5",
    "255.255.255.255",
    "::",
    "::1",
    "::10.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "::1:0",
    "a00::1",
    "a00:1::",
    "2001:0:1:1:0:1:1:1",
    "2001:0:0:1:0:0:1:1",
    "2001:db8::5",
    "fc00::",
    "fe80::1",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
];

pub const PORTS: [u16; 11] = [0, 1, 22, 23, 53, 80, 443, 1023, 1024, 65534, 65535];

pub const BYTES: [u8; 6] = [0, 1, 63, 64, 254, 255];

pub const NUMBERS: [u32; 9] =
    [0, 1, 40, 60, 1500, 65536, 2_147_483_647, 2_147_483_648, 4_294_967_295];

const PROTOCOLS: [u16; 9] = [6, 6, 6, 17, 17, 1, 58, 254, 256];

const FLAGS: [u16; 8] = [0, 1, 2, 0b1_0010, 0b100, 0b1_0000, 0b1_1111_1111, 0b1_0000_0000];

const MACS: [Mac; 4] =
    [Mac([0; 6]), Mac([2, 0, 0x5e, 0, 0x53, 1]), Mac([2, 0, 0x5e, 0, 0x53, 0xff]), Mac([255; 6])];

const SECOND: i64 = Timestamp::SECOND;

/// How long before the clock's time.
const AGES: [i64; 16] = [
    -Timestamp::DAY,
    -1,
    0,
    1,
    59 * SECOND,
    60 * SECOND,
    3599 * SECOND,
    3600 * SECOND,
    3601 * SECOND,
    12 * 3600 * SECOND,
    12 * 3600 * SECOND + 1,
    Timestamp::DAY,
    Timestamp::DAY + 1,
    7 * Timestamp::DAY,
    8 * Timestamp::DAY,
    40 * Timestamp::DAY,
];

/// Times that are far away: 1970, 1999, 2038 and the last of all that a table can keep.
const FAR: [i64; 5] = [
    0,
    946_684_799 * SECOND,
    2_147_483_647 * SECOND,
    2_147_483_648 * SECOND,
    253_402_300_799 * SECOND,
];

/// How many packets the first tables have; the next ones have as many again.
const NUMBERS_OF_PACKETS: [usize; 8] = [60, 0, 1, 2, 30, 100, 60, 60];

/// The packets of a table, no two of one time: which of them comes first in a list is else left to
/// chance.
pub fn packets(table: usize, dice: &mut Dice) -> Vec<Packet<'static>> {
    let number = NUMBERS_OF_PACKETS[table % NUMBERS_OF_PACKETS.len()];
    let mut packets: Vec<Packet<'static>> = Vec::new();
    while packets.len() < number {
        let packet = packet(dice);
        if packets.iter().all(|known| known.time != packet.time) {
            packets.push(packet);
        }
    }
    packets
}

fn packet(dice: &mut Dice) -> Packet<'static> {
    let some = |text: &'static str| text;
    Packet {
        time: time(dice),
        fw: dice.maybe(&["gw1", "gw2", "GW1"]),
        prefix: dice.maybe(&TEXTS).map(some),
        action: dice.maybe(&ACTIONS).map(Cow::Borrowed),
        verdict: dice.pick(&Verdict::ALL),
        iif: dice.maybe(&INTERFACES),
        oif: dice.maybe(&INTERFACES),
        physin: dice.maybe(&TEXTS),
        physout: dice.maybe(&INTERFACES),
        smac: dice.maybe(&MACS),
        dmac: dice.maybe(&MACS),
        src: address(dice),
        dst: address(dice),
        proto: dice.maybe(&PROTOCOLS).map(Protocol),
        sport: dice.maybe(&PORTS),
        dport: dice.maybe(&PORTS),
        len: dice.maybe(&NUMBERS),
        ttl: dice.maybe(&BYTES),
        id: dice.maybe(&NUMBERS),
        tos: dice.maybe(&BYTES),
        window: dice.maybe(&NUMBERS),
        flags: dice.maybe(&FLAGS).map(TcpFlags),
        icmptype: dice.maybe(&BYTES),
        icmpcode: dice.maybe(&BYTES),
        mark: dice.maybe(&NUMBERS),
        uid: dice.maybe(&NUMBERS),
        gid: dice.maybe(&NUMBERS),
        inner: dice.one_in(4).then(|| Inner {
            src: address(dice),
            dst: address(dice),
            proto: dice.maybe(&PROTOCOLS).map(Protocol),
            sport: dice.maybe(&PORTS),
            dport: dice.maybe(&PORTS),
        }),
    }
}

fn address(dice: &mut Dice) -> Option<IpAddr> {
    dice.maybe(&ADDRESSES).map(|text| text.parse().expect("an address"))
}

fn time(dice: &mut Dice) -> Option<Timestamp> {
    if dice.one_in(20) {
        return None;
    }
    if dice.one_in(20) {
        return Some(Timestamp(dice.pick(&FAR)));
    }
    let more = dice.roll() as i64 & 0xffff_ffff;
    let age = dice.pick(&AGES) + dice.pick(&[0, 0, 1, SECOND, more]);
    Some(NOW.plus(-age))
}
