//! Functions of addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::cell::{ScalarKind, SqlValue};
use super::{SqlFunction, function};
use ipta_core::value::{address, octets};

pub(super) static FUNCTIONS: &[SqlFunction] = &[
    function(&["inet6_ntoa"], &[ScalarKind::Any], ScalarKind::Text, |cells| match &cells[0] {
        SqlValue::Bytes(bytes) => address(bytes).map(text).into(),
        _ => SqlValue::Null,
    }),
    function(&["inet6_aton"], &[ScalarKind::Text], ScalarKind::Bytes, |cells| {
        cells[0].text().parse::<IpAddr>().ok().map(octets).into()
    }),
    function(&["inet_ntoa"], &[ScalarKind::Int], ScalarKind::Text, |cells| {
        let number = u32::try_from(cells[0].int()).ok();
        number.map(|number| Ipv4Addr::from(number).to_string()).into()
    }),
    function(&["inet_aton"], &[ScalarKind::Text], ScalarKind::Int, |cells| {
        let address = cells[0].text().parse::<Ipv4Addr>().ok();
        address.map(|address| i64::from(u32::from(address))).into()
    }),
    function(&["is_ipv4"], &[ScalarKind::Text], ScalarKind::Int, |cells| {
        cells[0].text().parse::<Ipv4Addr>().is_ok().into()
    }),
    function(&["is_ipv6"], &[ScalarKind::Text], ScalarKind::Int, |cells| {
        cells[0].text().parse::<Ipv6Addr>().is_ok().into()
    }),
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
