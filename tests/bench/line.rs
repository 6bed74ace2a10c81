//! A line: one packet as the kernel's firewall logs it, and the stamps that syslog puts before it.
//!
//! Source of the format: Linux, `net/netfilter/nf_log_syslog.c`.

/// A text that grows; numbers are put without the machinery of `write!`, which is what makes half
/// a gigabyte a matter of seconds.
#[derive(Default)]
pub struct Text(pub Vec<u8>);

impl Text {
    pub fn put(&mut self, text: &str) -> &mut Self {
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    pub fn number(&mut self, number: impl Into<u64>) -> &mut Self {
        self.padded(number, 1)
    }

    /// The number in decimal, with zeros before it up to `width` digits.
    pub fn padded(&mut self, number: impl Into<u64>, width: usize) -> &mut Self {
        self.digits(number.into(), b"0123456789", width)
    }

    /// The number in hexadecimal, lower case, in `width` digits at least.
    pub fn hex(&mut self, number: impl Into<u64>, width: usize) -> &mut Self {
        self.digits(number.into(), b"0123456789abcdef", width)
    }

    /// A byte as two hexadecimal digits, upper case.
    fn octet(&mut self, octet: u8) -> &mut Self {
        self.digits(octet.into(), b"0123456789ABCDEF", 2)
    }

    fn digits(&mut self, mut number: u64, symbols: &[u8], width: usize) -> &mut Self {
        let base = symbols.len() as u64;
        let mut digits = [b'0'; 20];
        let mut first = digits.len();
        while number > 0 || digits.len() - first < width {
            first -= 1;
            digits[first] = symbols[(number % base) as usize];
            number /= base;
        }
        self.0.extend_from_slice(&digits[first..]);
        self
    }
}

/// Microseconds since 2026-09-14 00:00, the first day of the logs.
pub type Moment = u64;

pub const SECOND: Moment = 1_000_000;
pub const DAY: Moment = 86_400 * SECOND;

/// How long the machines had been up at moment zero.
const UPTIME: Moment = 1_204_331 * SECOND;

/// A machine that logs, and its way of stamping.
#[derive(Clone, Copy)]
pub enum Machine {
    /// RFC 3164: month, day and time, without year and zone.
    Classic(&'static str),
    /// ISO 8601 with microseconds and offset.
    Iso(&'static str),
}

impl Machine {
    /// The stamp, the machine's name and a space.
    pub fn stamp(self, text: &mut Text, at: Moment) {
        let (month, name, day) = date(at / DAY);
        let seconds = at % DAY / SECOND;
        match self {
            Self::Classic(host) => {
                text.put(name).put(if day < 10 { "  " } else { " " }).number(day).put(" ");
                clock(text, seconds);
                text.put(" ").put(host).put(" ");
            }
            Self::Iso(host) => {
                text.put("2026-").padded(month, 2).put("-").padded(day, 2).put("T");
                clock(text, seconds);
                text.put(".").padded(at % SECOND, 6).put("+00:00 ").put(host).put(" ");
            }
        }
    }

    /// A whole line without its line feed.
    pub fn line(self, text: &mut Text, at: Moment, packet: &Packet) {
        self.stamp(text, at);
        let uptime = UPTIME + at;
        text.put("kernel: [").number(uptime / SECOND).put(".").padded(uptime % SECOND, 6);
        text.put("] ");
        packet.write(text);
    }
}

fn clock(text: &mut Text, seconds: u64) {
    text.padded(seconds / 3600, 2).put(":").padded(seconds / 60 % 60, 2);
    text.put(":").padded(seconds % 60, 2);
}

/// The month, its name and the day of the month, so many days after 14 September.
fn date(days: u64) -> (u64, &'static str, u64) {
    let mut day = days + 14;
    for (month, name, length) in [(9, "Sep", 30), (10, "Oct", 31), (11, "Nov", 30)] {
        if day <= length {
            return (month, name, day);
        }
        day -= length;
    }
    (12, "Dec", day)
}

#[derive(Clone, Copy)]
pub enum Address {
    V4([u8; 4]),
    V6([u16; 8]),
}

impl Address {
    fn write(self, text: &mut Text) {
        match self {
            Self::V4([a, b, c, d]) => {
                text.number(a).put(".").number(b).put(".").number(c).put(".").number(d);
            }
            Self::V6(groups) => {
                for (place, group) in groups.into_iter().enumerate() {
                    text.put(if place == 0 { "" } else { ":" }).hex(group, 4);
                }
            }
        }
    }
}

/// A packet, with what the kernel prints of it.
#[derive(Clone)]
pub struct Packet {
    /// The log prefix with the space that ends it.
    pub prefix: &'static str,
    pub iif: &'static str,
    pub oif: &'static str,
    pub src: Address,
    pub dst: Address,
    /// Length of the IP packet.
    pub len: u32,
    /// Type of service and precedence in one byte.
    pub tos: u8,
    pub ttl: u8,
    pub id: u16,
    pub fragment: Fragment,
    pub body: Body,
    /// User and group of the local socket.
    pub owner: Option<(u32, u32)>,
    /// 0 where the packet has no mark.
    pub mark: u32,
}

#[derive(Clone, Copy)]
pub enum Fragment {
    None,
    /// It may not be fragmented.
    Never,
    First,
    /// A later one, at this offset in units of 8 bytes.
    Later(u16),
}

#[derive(Clone)]
pub enum Body {
    Tcp(Tcp),
    /// Ports of source and destination.
    Udp(u32, u32),
    Icmp(u8, u8, Detail),
    /// The security parameter index of AH.
    Ah(u32),
    /// The security parameter index of ESP.
    Esp(u32),
    /// A protocol that the kernel knows by number only.
    Other(u8),
}

#[derive(Clone)]
pub struct Tcp {
    pub sport: u32,
    pub dport: u32,
    pub window: u32,
    /// The flags' names, each with a space behind it.
    pub flags: &'static str,
    /// The options in hexadecimal, empty where they are not logged.
    pub options: &'static str,
}

/// What stands behind type and code of an ICMP message.
#[derive(Clone)]
pub enum Detail {
    None,
    /// Identifier and sequence number.
    Echo(u16, u16),
    /// The packet that an error quotes.
    Inner(Box<Packet>),
    /// A redirect: the gateway to use, and the packet.
    Gateway(Address, Box<Packet>),
    /// The packet, and the size that would have fitted.
    Mtu(Box<Packet>, u32),
}

impl Packet {
    /// The packet from its prefix on; ends with a space, as the kernel's lines do.
    pub fn write(&self, text: &mut Text) {
        text.put(self.prefix).put("IN=").put(self.iif).put(" OUT=").put(self.oif).put(" ");
        if !self.iif.is_empty() {
            text.put("MAC=").put(ethernet(self.iif)).put(match self.src {
                Address::V4(_) => ":08:00 ",
                Address::V6(_) => ":86:dd ",
            });
        }
        self.write_ip(text);
        if let Some((user, group)) = self.owner {
            text.put("UID=").number(user).put(" GID=").number(group).put(" ");
        }
        if self.mark != 0 {
            text.put("MARK=0x").hex(self.mark, 1).put(" ");
        }
    }

    fn write_ip(&self, text: &mut Text) {
        text.put("SRC=");
        self.src.write(text);
        text.put(" DST=");
        self.dst.write(text);
        text.put(" LEN=").number(self.len);
        if let Address::V6(_) = self.src {
            text.put(" TC=").number(self.tos).put(" HOPLIMIT=").number(self.ttl);
            text.put(" FLOWLBL=").number(self.id).put(" ");
        } else {
            text.put(" TOS=0x").octet(self.tos & 0x1e).put(" PREC=0x").octet(self.tos & 0xe0);
            text.put(" TTL=").number(self.ttl).put(" ID=").number(self.id).put(" ");
            match self.fragment {
                Fragment::None => {}
                Fragment::Never => _ = text.put("DF "),
                Fragment::First => _ = text.put("MF "),
                Fragment::Later(offset) => _ = text.put("FRAG:").number(offset).put(" "),
            }
        }
        self.write_body(text);
    }

    fn write_body(&self, text: &mut Text) {
        let has_header = !matches!(self.fragment, Fragment::Later(_));
        match &self.body {
            Body::Tcp(tcp) => {
                text.put("PROTO=TCP ");
                if has_header {
                    tcp.write(text);
                }
            }
            Body::Udp(sport, dport) => {
                text.put("PROTO=UDP ");
                if has_header {
                    let header = if let Address::V4(_) = self.src { 20 } else { 40 };
                    text.put("SPT=").number(*sport).put(" DPT=").number(*dport);
                    text.put(" LEN=").number(self.len.saturating_sub(header)).put(" ");
                }
            }
            Body::Icmp(kind, code, detail) => {
                let v6 = if let Address::V6(_) = self.src { "v6" } else { "" };
                text.put("PROTO=ICMP").put(v6).put(" TYPE=").number(*kind);
                text.put(" CODE=").number(*code).put(" ");
                detail.write(text);
            }
            Body::Ah(spi) => _ = text.put("PROTO=AH SPI=0x").hex(*spi, 1).put(" "),
            Body::Esp(spi) => _ = text.put("PROTO=ESP SPI=0x").hex(*spi, 1).put(" "),
            Body::Other(number) => _ = text.put("PROTO=").number(*number).put(" "),
        }
    }
}

impl Tcp {
    fn write(&self, text: &mut Text) {
        text.put("SPT=").number(self.sport).put(" DPT=").number(self.dport);
        text.put(" WINDOW=").number(self.window).put(" RES=0x00 ").put(self.flags).put("URGP=0 ");
        if !self.options.is_empty() {
            text.put("OPT (").put(self.options).put(") ");
        }
    }
}

impl Detail {
    fn write(&self, text: &mut Text) {
        match self {
            Self::None => {}
            Self::Echo(id, sequence) => {
                text.put("ID=").number(*id).put(" SEQ=").number(*sequence).put(" ");
            }
            Self::Inner(inner) => quote(text, inner),
            Self::Gateway(gateway, inner) => {
                text.put("GATEWAY=");
                gateway.write(text);
                text.put(" ");
                quote(text, inner);
            }
            Self::Mtu(inner, mtu) => {
                quote(text, inner);
                text.put("MTU=").number(*mtu).put(" ");
            }
        }
    }
}

fn quote(text: &mut Text, inner: &Packet) {
    text.put("[");
    inner.write_ip(text);
    text.put("] ");
}

/// Ethernet destination and source of what comes in by an interface.
fn ethernet(interface: &str) -> &'static str {
    match interface {
        "lo" => "00:00:00:00:00:00:00:00:00:00:00:00",
        "eth1" => "02:00:5e:00:53:11:02:00:5e:00:53:20",
        _ => "02:00:5e:00:53:01:02:00:5e:00:53:fe",
    }
}
