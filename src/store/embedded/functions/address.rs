//! Functions of addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::cell::{Cell, Kind};
use super::{Function, function};
use crate::value::{address, octets};

pub(super) static FUNCTIONS: &[Function] = &[
    function(&["inet6_ntoa"], &[Kind::Any], Kind::Text, |cells| match &cells[0] {
        Cell::Bytes(bytes) => address(bytes).map(|address| address.to_string()).into(),
        _ => Cell::Null,
    }),
    function(&["inet6_aton"], &[Kind::Text], Kind::Bytes, |cells| {
        cells[0].text().parse::<IpAddr>().ok().map(octets).into()
    }),
    function(&["inet_ntoa"], &[Kind::Int], Kind::Text, |cells| {
        let number = u32::try_from(cells[0].int()).ok();
        number.map(|number| Ipv4Addr::from(number).to_string()).into()
    }),
    function(&["inet_aton"], &[Kind::Text], Kind::Int, |cells| {
        let address = cells[0].text().parse::<Ipv4Addr>().ok();
        address.map(|address| i64::from(u32::from(address))).into()
    }),
    function(&["is_ipv4"], &[Kind::Text], Kind::Int, |cells| {
        cells[0].text().parse::<Ipv4Addr>().is_ok().into()
    }),
    function(&["is_ipv6"], &[Kind::Text], Kind::Int, |cells| {
        cells[0].text().parse::<Ipv6Addr>().is_ok().into()
    }),
];
