//! A notice: what a logger says of lines that it did not write, because they repeat or were too many.

use memchr::memmem;

use crate::log::Line;
use crate::log::gap::Gap;
use crate::log::header::{self, Header, HeaderLayout};
use crate::log::tag::Sender;

/// The most repetitions of one packet that are believed.
pub const MOST: u64 = 100_000;

/// The most repetitions that a second can hold. journald.conf(5), RateLimitBurst, lets a service log so
/// many messages in half a minute; the kernel's buffer holds a few thousand lines at most.
pub const RATE: u64 = 10_000;

/// A notice: a number between two texts.
#[derive(Debug)]
struct NoticeForm {
    before: &'static str,
    after: &'static str,
    means: Means,
    /// A notice with the number 25, if it has one.
    #[cfg_attr(not(test), expect(dead_code, reason = "says what is meant, and is a test"))]
    example: &'static str,
}

/// What a notice says.
#[derive(Debug)]
enum Means {
    /// So many lines are missing, of that kind; what follows does not matter.
    Gap(&'static str),
    /// The same, and the line ends there.
    GapAtEnd(&'static str),
    /// Lines of that kind are missing, without a number.
    SomeGap(&'static str),
    /// The machine's last line repeats; the notice begins so.
    Repeat(&'static str),
}

use Means::{GapAtEnd, Repeat, SomeGap};

const fn form(
    before: &'static str,
    after: &'static str,
    means: Means,
    example: &'static str,
) -> NoticeForm {
    NoticeForm { before, after, means, example }
}

const LIMITED: &str = "messages lost due to rate-limiting";
const SUPPRESSED: &str = "messages suppressed";
const MISSED: &str = "kernel messages missed";
const CALLBACKS: &str = "callbacks suppressed";
const DROPPED: &str = "printk messages dropped";

/// The notices of rsyslog, journald, the kernel, syslogd and syslog-ng.
static FORMS: [NoticeForm; 10] = [
    form(
        "",
        " messages lost due to rate-limiting",
        Means::Gap(LIMITED),
        "rsyslogd-2177: imjournal: 25 messages lost due to rate-limiting (20000 allowed)",
    ),
    form(
        " lost ",
        " messages from ",
        Means::Gap(LIMITED),
        "rsyslogd-2177: imuxsock lost 25 messages from pid 7 due to rate-limiting",
    ),
    form(
        "Suppressed ",
        " messages from ",
        Means::Gap(SUPPRESSED),
        "journal[7]: Suppressed 25 messages from /",
    ),
    form(
        "Missed ",
        " kernel messages",
        GapAtEnd(MISSED),
        "systemd-journald[7]: Missed 25 kernel messages",
    ),
    form(
        "/dev/kmsg buffer overrun, some messages lost.",
        "",
        SomeGap(MISSED),
        "systemd-journald[7]: /dev/kmsg buffer overrun, some messages lost.",
    ),
    form(
        "",
        " callbacks suppressed",
        GapAtEnd(CALLBACKS),
        "kernel: [1.5] net_ratelimit: 25 callbacks suppressed",
    ),
    form(
        "",
        " messages suppressed.",
        GapAtEnd(SUPPRESSED),
        "kernel: printk: 25 messages suppressed.",
    ),
    form(
        "** ",
        " printk messages dropped **",
        GapAtEnd(DROPPED),
        "kernel: ** 25 printk messages dropped **",
    ),
    form(
        "last message repeated ",
        " times",
        Repeat("last message repeated "),
        "--- last message repeated 25 times ---",
    ),
    form(
        "' repeated ",
        " times, suppressed by syslog-ng",
        Repeat("Last message '"),
        "Last message 'DROP IN=eth0 OUT= MA' repeated 25 times, suppressed by syslog-ng on fw",
    ),
];

/// A part of "message" and of "suppressed", which every notice holds and few other lines do.
const COMMON: &[u8] = b"ess";

/// A part of every repeat's begin.
const REPEAT: &[u8] = b"ast message ";

/// Reads what stands behind a line's stamp, of which it is not told; [`Line::Other`] is no notice.
pub fn read(text: &str, layout: HeaderLayout) -> Line<'_> {
    if memmem::find(text.as_bytes(), COMMON).is_none() {
        return Line::Other;
    }
    let text = text.trim_ascii_end();
    FORMS.iter().find_map(|form| form.read(text, layout)).unwrap_or(Line::Other)
}

/// Whether there may be a repeat of a machine's last line in a text.
pub fn may_repeat(text: &[u8]) -> bool {
    if memmem::find(text, REPEAT).is_none() {
        return false;
    }
    let begins = FORMS.iter().filter_map(|form| match form.means {
        Repeat(begin) => Some(begin),
        _ => None,
    });
    begins.map(str::as_bytes).any(|begin| memmem::find(text, begin).is_some())
}

impl NoticeForm {
    fn read<'a>(&self, text: &'a str, layout: HeaderLayout) -> Option<Line<'a>> {
        if let SomeGap(kind) = self.means {
            let header = header::read(text, layout);
            let gap = Gap { machine: header.machine, kind, lost: None, time: None };
            let is_notice = is_believed(&header) && text.ends_with(self.before);
            return is_notice.then_some(Line::Gap(gap));
        }
        let head = match self.means {
            GapAtEnd(_) => text.strip_suffix(self.after)?,
            _ => &text[..memmem::find(text.as_bytes(), self.after.as_bytes())?],
        };
        let digits = head.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (head, number) = head.split_at(head.len() - digits);
        let number = number.parse().ok()?;
        if !head.ends_with(self.before) {
            return None;
        }
        let before = match self.means {
            Repeat(begin) => &text[..head.find(begin)?],
            _ => text,
        };
        let header = header::read(before, layout);
        let is_whole = !matches!(self.means, Repeat(_))
            || header.rest.trim() == ""
            || header.rest.trim() == DASHES;
        if !is_whole || !is_believed(&header) {
            return None;
        }
        let machine = header.machine.filter(|name| *name != DASHES);
        Some(match self.means {
            Means::Gap(kind) | GapAtEnd(kind) | SomeGap(kind) => {
                Line::Gap(Gap { machine, kind, lost: Some(number), time: None })
            }
            Repeat(_) => Line::Repeat { machine, times: number, time: None },
        })
    }
}

/// Surround the notice in some logs.
const DASHES: &str = "---";

/// The repetitions that the notices in a text claim at most, whatever they repeat; for each how many
/// there are, and where it is. Those that are beyond belief anywhere are not among them.
pub fn claims(text: &[u8]) -> impl Iterator<Item = (u64, usize)> {
    const EACH: &[u8] = b" repeated ";
    memmem::find_iter(text, EACH).filter_map(|at| {
        let digits = &text[at + EACH.len()..];
        let len = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let claim = std::str::from_utf8(&digits[..len]).ok()?.parse().ok()?;
        (claim <= MOST).then_some((claim, at))
    })
}

/// Whether a notice may come from that program: others log text that strangers choose.
fn is_believed(header: &Header<'_>) -> bool {
    matches!(header.origin, Sender::Untagged | Sender::Netfilter | Sender::Log)
}

/// A line without the bracket that ends `message repeated 2 times: [ … ]`.
pub fn unwrapped(text: &str) -> &str {
    match text.trim_ascii_end().strip_suffix(']') {
        Some(inner) if memmem::find(inner.as_bytes(), REPEATED.as_bytes()).is_some() => inner,
        _ => text,
    }
}

const REPEATED: &str = "message repeated ";

/// How often the packet behind `message repeated 2 times: [` came, and the header that follows;
/// numbers beyond all belief are the largest. Source: rsyslog, `runtime/ratelimit.c`.
pub fn repeated(prefix: &str) -> Option<(u64, Header<'_>)> {
    let (number, rest) = prefix.strip_prefix(REPEATED)?.split_once(" times: [")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let header = header::read(rest, HeaderLayout::Ring);
    is_number.then(|| (number.parse().unwrap_or(u64::MAX), header))
}

/// Whether what seems to be a prefix is a notice that quotes a line.
pub fn is_quote(prefix: &str) -> bool {
    prefix.starts_with("Last message '")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_its_example() {
        for NoticeForm { means, example, .. } in &FORMS {
            assert_eq!(may_repeat(example.as_bytes()), matches!(means, Repeat(_)), "{example}");
            let machine = Some("fw");
            let expected = match means {
                Means::Gap(kind) | GapAtEnd(kind) => {
                    Line::Gap(Gap { machine, kind, lost: Some(25), time: None })
                }
                SomeGap(kind) => Line::Gap(Gap { machine, kind, lost: None, time: None }),
                Repeat(_) => Line::Repeat { machine, times: 25, time: None },
            };
            assert_eq!(
                read(&format!(" fw {example} "), HeaderLayout::Syslog),
                expected,
                "{example}"
            );
        }
        for other in ["", " times", "25 times", " fw x callbacks suppressed", "25 messages from x"]
        {
            assert_eq!(read(other, HeaderLayout::Syslog), Line::Other, "{other}");
        }
    }

    #[test]
    fn a_repeated_message_is_unwrapped() {
        assert_eq!(
            unwrapped(" message repeated 2 times: [ x ] "),
            " message repeated 2 times: [ x "
        );
        assert_eq!(unwrapped(" [x] "), " [x] ");
        let repeated = |prefix| repeated(prefix).map(|(times, header)| (times, header.rest));
        assert_eq!(repeated("message repeated 2 times: [ [UFW BLOCK] "), Some((2, "[UFW BLOCK] ")));
        assert_eq!(repeated("message repeated 2 times: [[ 1.5] X: "), Some((2, "X: ")));
        assert_eq!(repeated("message repeated x times: [ X: "), None);
        let many = "message repeated 99999999999999999999 times: [ ";
        assert_eq!(repeated(many), Some((u64::MAX, "")));
    }
}
