//! Functions of addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::cell::Kind;
use super::function::{Function, RowFunction, argument, function, result};
use ipta_core::value::{Value, address, octets};

pub(super) static FUNCTIONS: &[RowFunction] = &[
    function!("an address of 4 or 16 bytes as text",
    inet6_ntoa(bytes: Any) -> Text = match bytes {
        Value::Bytes(bytes) => address(bytes).map(text),
        _ => None,
    }),
    function!("the bytes of an address, IPv4 or IPv6",
        inet6_aton(text: Text) -> Bytes = text.parse::<IpAddr>().ok().map(octets)),
    function!("the IPv4 address of a number",
        inet_ntoa(number: Int) -> Text
            = u32::try_from(number).ok().map(|number| Ipv4Addr::from(number).to_string())),
    function!("the number of an IPv4 address",
        inet_aton(text: Text) -> Int
            = text.parse::<Ipv4Addr>().ok().map(|address| i64::from(u32::from(address)))),
    function!("whether a text is an IPv4 address",
        is_ipv4(text: Text) -> Int = i64::from(text.parse::<Ipv4Addr>().is_ok())),
    function!("whether a text is an IPv6 address",
        is_ipv6(text: Text) -> Int = i64::from(text.parse::<Ipv6Addr>().is_ok())),
];

/// An address as MySQL writes it: a single group of zero is left out too, and one that begins with
/// 96 bits of zero ends as an IPv4 address does, unless it is a small number such as `::1`.
fn text(address: IpAddr) -> String {
    let IpAddr::V6(v6) = address else { return address.to_string() };
    let groups = v6.segments();
    if let [0, 0, 0, 0, 0, 0, high, low] = groups
        && high != 0
    {
        return format!("::{}", Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    }
    let text = v6.to_string();
    match groups.iter().position(|group| *group == 0) {
        Some(at) if !text.contains("::") => {
            let hex = |groups: &[u16]| {
                groups.iter().map(|group| format!("{group:x}")).collect::<Vec<_>>().join(":")
            };
            format!("{}::{}", hex(&groups[..at]), hex(&groups[at + 1..]))
        }
        _ => text,
    }
}
