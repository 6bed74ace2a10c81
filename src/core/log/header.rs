//! A header: what stands between a line's stamp and its prefix: machine, tag, uptime.
//!
//! ```text
//! syslog     = [ severity ] [ machine [ machine ] ] [ facility [ machine ] ] { tag }
//!              [ "<" PRI ">" ] [ uptime [ caller ] ]
//! structured = machine app process message { data } …    RFC 5424; what is unknown is "-"
//! ring       = [ machine tag ] …                         dmesg: no machine without a tag
//! ```

use super::blanks::{blanks, count, unblank, word};
use super::logcat;
use super::tag::{self, Sender, Tag};

/// What stands behind a stamp of some form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderLayout {
    /// Machine and tag, as syslog writes them; either may be missing.
    Syslog,
    /// The words and the structured data of RFC 5424.
    Structured,
    /// What the kernel's ring buffer holds: no machine.
    Ring,
    /// The prefix, at once; the body may lack one of its interfaces.
    Proxmox,
}

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    /// The machine that logged the line.
    pub machine: Option<&'a str>,
    /// The program that logged it, where the line names one.
    pub program: Option<&'a str>,
    /// The kind of program it is. Of an unsure one, what follows begins with its name.
    pub origin: Sender,
    /// What follows: the prefix.
    pub rest: &'a str,
}

/// The programs whose lines are netfilter's, as syslog names them.
static TAGS: [(&str, &str); 5] = [
    ("kernel:", "kernel"),
    ("klogd:", "klogd"),
    ("[kernel]", "kernel"), // fwlogwatch's grammar
    ("ulogd:", "ulogd"),
    ("ulogd2:", "ulogd2"),
];

/// How many words before the prefix are left out: a machine's second name, a facility, more tags.
const WORDS: usize = 4;

impl<'a> Header<'a> {
    /// What follows the tag, if the program is one whose lines are read.
    pub fn trusted(&self) -> &'a str {
        let program = self.program.filter(|_| self.origin == Sender::Unsure);
        let rest = self.rest.get(program.map_or(0, |program| program.len() + 1)..);
        tagged(None, Some(netfilter("")), unblank(rest.unwrap_or_default())).rest
    }
}

/// Reads a header of that layout.
pub fn read(text: &str, layout: HeaderLayout) -> Header<'_> {
    match layout {
        HeaderLayout::Syslog => syslog(text, true),
        HeaderLayout::Ring => syslog(text, false),
        HeaderLayout::Structured => structured(text),
        HeaderLayout::Proxmox => {
            Header { machine: None, program: None, origin: Sender::Untagged, rest: text }
        }
    }
}

/// How a container's output begins in its host's log. Source: Kubernetes, CRI logging format.
static CONTAINED: [&str; 4] = ["stdout F ", "stderr F ", "stdout P ", "stderr P "];

fn contained(text: &str) -> Option<&str> {
    text.get(stream(text.as_bytes())..).filter(|rest| rest.len() < text.len())
}

/// The length of the label of a container's stream that a text starts with.
pub fn stream(text: &[u8]) -> usize {
    let label = CONTAINED.iter().find(|label| text.starts_with(label.as_bytes()));
    label.map_or(0, |label| label.len())
}

fn syslog(text: &str, is_named: bool) -> Header<'_> {
    let (machine, tag, rest) = named(text, is_named);
    tagged(machine, tag, rest)
}

/// The machine, the first tag, and what stands behind that.
///
/// A first word that is a tag, ends in a colon, opens a bracket, names a facility or what became of
/// a packet is no machine's name; behind a stamp of the ring buffer's, one without a tag is neither.
fn named(text: &str, is_named: bool) -> (Option<&str>, Option<Tag<'_>>, &str) {
    let mut text = unblank(text);
    let mut machine = None;
    let contained = text.starts_with("std").then(|| contained(text)).flatten();
    let is_named = is_named && contained.is_none();
    text = contained.unwrap_or(text);
    if !is_named {
        text = skip_uptime(text);
    }
    if let Some((tag, behind)) = logcat::columns(text) {
        return (None, Some(tag), behind);
    }
    let (mut first, mut behind) = word(text);
    if is_level(first, behind) {
        text = behind;
        (first, behind) = word(text);
    }
    let is_tag = first.contains('[') && tag(text).is_some();
    if !is_tag && is_name(first) && (is_named && !is_signal(first, behind) || tag(behind).is_some())
    {
        (machine, text) = (Some(first), behind);
    }
    for _ in 0..WORDS {
        if let Some((tag, behind)) = tag(text) {
            return (machine, Some(tag), behind);
        }
        let (next, behind) = word(text);
        let is_twice =
            machine.is_some() && (machine == Some(next) || is_name(next) && tag(behind).is_some());
        if next.is_empty() || !is_twice && !is_facility(next.as_bytes()) {
            break;
        }
        let is_column = text[next.len()..].starts_with('\t');
        text = behind;
        // Kiwi Syslog writes the machine behind the facility.
        let (name, behind) = word(text);
        if machine.is_none() && is_name(name) && (is_column || tag(behind).is_some()) {
            (machine, text) = (Some(name), behind);
        }
    }
    (machine, tag::unsure(text).filter(|_| is_named), text)
}

/// A header whose machine and first tag were read, if there are any. A foreign program's message may
/// look like another tag.
fn tagged<'a>(machine: Option<&'a str>, mut tag: Option<Tag<'a>>, mut text: &'a str) -> Header<'a> {
    for _ in 0..WORDS {
        if tag.is_none_or(|tag| tag.origin != Sender::Netfilter) {
            break;
        }
        let Some((next, behind)) = known_tag(text) else { break };
        (tag, text) = (Some(next), behind);
    }
    let (program, origin) = (tag.map(|tag| tag.program), tag.map(|tag| tag.origin));
    Header { machine, program, origin: origin.unwrap_or(Sender::Untagged), rest: skip_uptime(text) }
}

/// Machine, program, process and message in a word each, then the data. Source: RFC 5424 §6.
fn structured(text: &str) -> Header<'_> {
    let mut rest = unblank(text);
    let mut words = [None; 4];
    for slot in &mut words {
        let (word, behind) = word(rest);
        *slot = (word != "-" && !word.is_empty()).then_some(word);
        rest = behind;
    }
    rest = data(rest);
    rest = rest.strip_prefix('\u{FEFF}').unwrap_or(rest);
    let mut first = words[1].map(|program| Tag { program, origin: tag::named(program) });
    if first.is_none_or(|tag| tag.origin == Sender::Netfilter)
        && let Some((tag, behind)) = tag(rest)
    {
        (first, rest) = (first.or(Some(tag)), behind);
    }
    let first = first.or_else(|| tag::unsure(rest));
    let origin = first.map_or(Sender::Untagged, |tag| tag.origin);
    let program = first.map(|tag| tag.program);
    Header { machine: words[0], program, origin, rest: skip_uptime(rest) }
}

/// What stands behind structured data: `-`, or elements in brackets. What is no element is left, as
/// some senders write the message at once. Source: RFC 5424 §6.3.
fn data(text: &str) -> &str {
    if text == "-" || text.starts_with("- ") {
        return unblank(&text[1..]);
    }
    let mut rest = text;
    while let Some(behind) = element(rest) {
        rest = behind;
    }
    unblank(rest)
}

/// What stands behind `[name key="value" …]`; a backslash keeps a quote or a bracket in a value.
fn element(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let is_name = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b']' | b'"' | b'=' | b'[');
    let mut at = 1 + count(text.strip_prefix('[')?, is_name);
    while bytes.get(at) == Some(&b' ') {
        at += 1 + count(&text[at + 1..], is_name);
        if bytes.get(at..at + 2)? != b"=\"" {
            return None;
        }
        at += 2;
        while *bytes.get(at)? != b'"' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        at += 1;
    }
    (at > 1 && *bytes.get(at)? == b']').then(|| &text[at + 1..])
}

/// The tag that a text starts with, and what stands behind it.
fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let text = &text[priority(text.as_bytes())..];
    known_tag(text).or_else(|| tag::read(text))
}

/// The same for the programs whose lines are netfilter's.
fn known_tag(text: &str) -> Option<(Tag<'_>, &str)> {
    // Most prefixes are none of them by their first letter.
    if !matches!(text.as_bytes().first(), Some(b'k' | b'u' | b'[')) {
        return None;
    }
    match TAGS.iter().find(|(tag, _)| text.starts_with(tag)) {
        Some((tag, program)) => Some((netfilter(program), unblank(&text[tag.len()..]))),
        None => bare_tag(text),
    }
}

fn netfilter(program: &str) -> Tag<'_> {
    Tag { program, origin: Sender::Netfilter }
}

/// The kernel's tag without its colon, in a column or before the uptime.
#[cold]
fn bare_tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let rest = text.strip_prefix("kernel")?;
    let uptime_at = rest.strip_prefix(" - ").or_else(|| rest.strip_prefix(' '));
    let behind = uptime_at.filter(|rest| uptime(rest.as_bytes()).is_some());
    Some((netfilter("kernel"), behind.or_else(|| rest.strip_prefix('\t'))?))
}

/// Whether a word can be a machine's name.
fn is_name(word: &str) -> bool {
    let bytes = word.as_bytes();
    !bytes.is_empty()
        && bytes[bytes.len() - 1] != b':'
        && !matches!(bytes[0], b'[' | b'"')
        && !bytes.contains(&b'=')
        && !is_facility(bytes)
}

/// Words that say what became of a packet, at the start of the prefix of a line without a machine.
static SIGNALS: [&str; 12] = [
    "DROP", "DROPPED", "REJECT", "REJECTED", "ACCEPT", "ACCEPTED", "DENY", "DENIED", "BLOCK",
    "BLOCKED", "ALLOW", "ALLOWED",
];

/// Words of prefixes that are the whole header of a line without a machine.
static CHAINS: [&str; 9] = [
    "INPUT",
    "OUTPUT",
    "FORWARD",
    "IPTABLES",
    "IP6TABLES",
    "NFTABLES",
    "NETFILTER",
    "INVALID",
    "LOG",
];

/// Whether a word that no tag follows is a prefix and not a machine's name: with one of [`SIGNALS`] among
/// its parts (`IPTABLES-DROP`); or the whole header, in capitals, with one of [`CHAINS`] among its parts
/// (`INPUT-1`) or several parts without a number (`FW-SCAN`). Machines with such names have numbers.
fn is_signal(word: &str, behind: &str) -> bool {
    let has = |words: &[&str]| word.split(['-', '_']).any(|part| words.contains(&part));
    let is_capital =
        |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    let is_whole = behind.is_empty() && word.bytes().all(is_capital);
    let has_number = word.bytes().any(|byte| byte.is_ascii_digit());
    has(&SIGNALS) || is_whole && (has(&CHAINS) || word.contains('-') && !has_number)
}

/// Whether a word is a severity that stands before a machine with its tag, or before a tag.
fn is_level(first: &str, behind: &str) -> bool {
    let is_severity = SEVERITIES.iter().any(|name| name.eq_ignore_ascii_case(first));
    is_severity && {
        let (next, rest) = word(behind);
        tag(behind).is_some() || is_name(next) && tag(rest).is_some()
    }
}

/// Facilities. Source: syslog(3); `kernel` is Kiwi Syslog's word.
static FACILITIES: [&str; 21] = [
    "kern", "kernel", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron",
    "authpriv", "ftp", "local0", "local1", "local2", "local3", "local4", "local5", "local6",
    "local7",
];

/// Severities. Source: syslog(3); `critical` is Kiwi Syslog's word.
static SEVERITIES: [&str; 12] = [
    "emerg", "panic", "alert", "crit", "critical", "err", "error", "warning", "warn", "notice",
    "info", "debug",
];

/// Whether a word is a facility and a severity, like `kern.warn` or `Kernel.Warning`.
pub fn is_facility(word: &[u8]) -> bool {
    let word = word.strip_suffix(b":").unwrap_or(word);
    let Some(dot) = word.iter().position(|byte| *byte == b'.') else { return false };
    let is = |part: &[u8], names: &[&str]| {
        names.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(part))
    };
    is(&word[dot + 1..], &SEVERITIES) && is(&word[..dot], &FACILITIES)
}

/// Whether a word is a facility, a severity or both.
pub fn is_level_name(word: &str) -> bool {
    let mut names = FACILITIES.iter().chain(&SEVERITIES);
    names.any(|name| name.eq_ignore_ascii_case(word)) || is_facility(word.as_bytes())
}

/// The length of `<PRI>`, one to three digits in angle brackets. Source: RFC 3164 §4.1.1.
pub fn priority(text: &[u8]) -> usize {
    if text.first() != Some(&b'<') {
        return 0;
    }
    let digits = text[1..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    match text.get(1 + digits) {
        Some(b'>') if (1..=3).contains(&digits) => digits + 2,
        _ => 0,
    }
}

/// The length of the kernel's seconds since it started: `[1749207.946614]`, blank-padded if few.
pub fn uptime(text: &[u8]) -> Option<usize> {
    let rest = text.strip_prefix(b"[")?;
    let from = 1 + blanks(rest);
    let dot = from + digits(&text[from..]);
    if dot == from || text.get(dot) != Some(&b'.') {
        return None;
    }
    let end = dot + 1 + digits(&text[dot + 1..]);
    (text.get(end) == Some(&b']')).then_some(end + 1)
}

/// How many decimal digits a text starts with; eight bytes are looked at at once.
fn digits(text: &[u8]) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let mut len = 0;
    while let Some(part) = text[len..].first_chunk() {
        let part = u64::from_le_bytes(*part) ^ (EACH * u64::from(b'0'));
        // Of a byte above 9 the highest bit is set, or gets set.
        let others = (part | ((part & (EACH * 0x7f)) + EACH * (0x80 - 10))) & (EACH * 0x80);
        if others != 0 {
            return len + others.trailing_zeros() as usize / 8;
        }
        len += 8;
    }
    len + text[len..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The length of the kernel's caller, a task or a processor: `[    T12]`, `[    C0]`.
/// Source: Linux, `kernel/printk/printk.c`, `print_caller`.
fn caller(text: &[u8]) -> Option<usize> {
    let rest = text.strip_prefix(b"[")?;
    let from = 1 + blanks(rest);
    let digits = match text.get(from)? {
        b'T' | b'C' => text[from + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count(),
        _ => 0,
    };
    let end = from + 1 + digits;
    (digits > 0 && text.get(end) == Some(&b']')).then_some(end + 1)
}

/// Leaves out a priority, an uptime and a caller.
fn skip_uptime(text: &str) -> &str {
    let text = &text[priority(text.as_bytes())..];
    let Some(len) = uptime(text.as_bytes()) else { return text };
    let text = unblank(&text[len..]);
    unblank(&text[caller(text.as_bytes()).unwrap_or(0)..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(layout: HeaderLayout, cases: &[(&str, Option<&str>, Option<&str>, &str)]) {
        for (text, machine, program, rest) in cases {
            let origin = match program {
                None => Sender::Untagged,
                Some("sudo") => Sender::Foreign,
                Some("DENY") => Sender::Unsure,
                Some(_) => Sender::Netfilter,
            };
            let header = Header { machine: *machine, program: *program, origin, rest };
            assert_eq!(read(text, layout), header, "{text}");
        }
    }

    #[test]
    fn machine_tag_and_uptime_may_be_missing() {
        let (fw, kernel) = (Some("fw"), Some("kernel"));
        check(
            HeaderLayout::Syslog,
            &[
                (" fw kernel: [12.5] IPT: DROP ", fw, kernel, "IPT: DROP "),
                (" fw kernel: [    0.000001] [    C0] X", fw, kernel, "X"),
                (" fw kernel: <4>[12.5][  T12] X", fw, kernel, "X"),
                (" fw kernel: kernel: [UFW BLOCK] ", fw, kernel, "[UFW BLOCK] "),
                (" kernel: [BLOCKED - INBOUND] ", None, kernel, "[BLOCKED - INBOUND] "),
                (" fw [kernel] ", fw, kernel, ""),
                (" fw[kernel] X", Some("fw[kernel]"), None, "X"),
                (" fw kernel - [12.5] X", fw, kernel, "X"),
                (" fw klogd: DROP", fw, Some("klogd"), "DROP"),
                (" fw ulogd[12]: DROP[3]: ", fw, Some("ulogd"), "DROP[3]: "),
                (" fw kernel: RULE[3]: ", fw, kernel, "RULE[3]: "),
                (" fw user.info kernel: X", fw, kernel, "X"),
                (" kern.warn kernel: [311423.870453] X", None, kernel, "X"),
                (" warning fw kernel: X", fw, kernel, "X"),
                (" warn kernel: X", None, kernel, "X"),
                (" alert X", Some("alert"), None, "X"),
                (" fw fw [WAN_IN-2-D]", fw, None, "[WAN_IN-2-D]"),
                (" fw fw.example kernel: X", fw, kernel, "X"),
                (" fw warning.drop X", fw, None, "warning.drop X"),
                (" DENY: ", None, Some("DENY"), "DENY: "),
                (" DROP ", None, None, "DROP "),
                (" [UFW BLOCK] ", None, None, "[UFW BLOCK] "),
                (" fw ", fw, None, ""),
                (" fw sudo: root : ", fw, Some("sudo"), "root : "),
                (" fw sudo: kernel: X", fw, Some("sudo"), "kernel: X"),
                (" fw fw.example sudo[8]: X", fw, Some("sudo"), "X"),
                (" sudo[8] X", None, Some("sudo"), "X"),
                (" fw auth.info sudo[8]: X", fw, Some("sudo"), "X"),
                ("", None, None, ""),
            ],
        );
        check(
            HeaderLayout::Ring,
            &[
                (" Indirect DROP (in):", None, None, "Indirect DROP (in):"),
                (" fw kernel: [1.5] X", Some("fw"), kernel, "X"),
                ("kernel: [12] [1.5]", None, kernel, "[12] [1.5]"),
            ],
        );
    }

    #[test]
    fn digits_end_with_any_other_byte() {
        let text = b"01234567890123456789";
        for len in 0..text.len() {
            assert_eq!(digits(&text[..len]), len);
            for other in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
                let mut text = *text;
                text[len] = other;
                assert_eq!(digits(&text), len, "{other}");
            }
        }
    }

    #[test]
    fn structured_data_is_left_out() {
        let (fw, kernel) = (Some("fw"), Some("kernel"));
        check(
            HeaderLayout::Structured,
            &[
                (" fw kernel - - - [UFW BLOCK] ", fw, kernel, "[UFW BLOCK] "),
                (r#" fw kernel 1 x [a@1 b="c\"d\]e"][f] [12.5] X "#, fw, kernel, "X "),
                (" - - - - - \u{FEFF}X", None, None, "X"),
                (" fw kernel - - [UFW BLOCK] ", fw, kernel, "[UFW BLOCK] "),
                (r#" fw kernel - - [a b="c\"#, fw, kernel, r#"[a b="c\"#),
                (" fw kernel - - - kernel: X", fw, kernel, "X"),
                (" fw - - - - sudo[8]: X", fw, Some("sudo"), "X"),
                (" fw sudo 8 - - kernel: X", fw, Some("sudo"), "kernel: X"),
                (" fw", fw, None, ""),
            ],
        );
    }
}
