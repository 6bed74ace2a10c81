//! A notice: what a logger says of lines that it did not write, because they repeat or were too many.

use memchr::memmem;

use crate::log::Line;
use crate::log::header::{self, Layout};

/// The most repetitions of one packet that are believed.
pub const MOST: u64 = 100_000;

/// A notice: a number between two texts.
#[derive(Debug)]
struct Form {
    before: &'static str,
    after: &'static str,
    /// Whether the line ends there.
    is_end: bool,
    /// What it begins with, if it says that the machine's last line repeats; others are gaps.
    repeat: Option<&'static str>,
    /// A notice with the number 25.
    #[cfg_attr(not(test), expect(dead_code, reason = "says what is meant, and is a test"))]
    example: &'static str,
}

const fn gap(
    before: &'static str,
    after: &'static str,
    is_end: bool,
    example: &'static str,
) -> Form {
    Form { before, after, is_end, repeat: None, example }
}

const fn repeat(
    begin: &'static str,
    before: &'static str,
    after: &'static str,
    example: &'static str,
) -> Form {
    Form { before, after, is_end: false, repeat: Some(begin), example }
}

/// The notices of rsyslog, journald, the kernel, syslogd and syslog-ng.
static FORMS: [Form; 9] = [
    gap(
        "",
        " messages lost due to rate-limiting",
        true,
        "rsyslogd-2177: imjournal: 25 messages lost due to rate-limiting",
    ),
    gap("Missed ", " kernel messages", true, "systemd-journald[7]: Missed 25 kernel messages"),
    gap("", " callbacks suppressed", true, "kernel: [1.5] net_ratelimit: 25 callbacks suppressed"),
    gap("", " messages suppressed.", true, "kernel: printk: 25 messages suppressed."),
    gap("** ", " printk messages dropped **", true, "kernel: ** 25 printk messages dropped **"),
    gap("Suppressed ", " messages from ", false, "journal[7]: Suppressed 25 messages from /"),
    gap(
        " lost ",
        " messages from ",
        false,
        "rsyslogd-2177: imuxsock lost 25 messages from pid 7 due to rate-limiting",
    ),
    repeat(
        "last message repeated ",
        "last message repeated ",
        " times",
        "--- last message repeated 25 times ---",
    ),
    repeat(
        "Last message '",
        "' repeated ",
        " times, suppressed by syslog-ng",
        "Last message 'DROP IN=eth0 OUT= MA' repeated 25 times, suppressed by syslog-ng on fw",
    ),
];

/// Reads what stands behind a line's stamp; [`Line::Other`] is no notice.
pub fn read(text: &str, layout: Layout) -> Line<'_> {
    let text = text.trim_ascii_end();
    FORMS.iter().find_map(|form| form.read(text, layout)).unwrap_or(Line::Other)
}

impl Form {
    fn read<'a>(&self, text: &'a str, layout: Layout) -> Option<Line<'a>> {
        let head = match self.is_end {
            true => text.strip_suffix(self.after)?,
            false => &text[..memmem::find(text.as_bytes(), self.after.as_bytes())?],
        };
        let digits = head.bytes().rev().take_while(u8::is_ascii_digit).count();
        let (head, number) = head.split_at(head.len() - digits);
        let number = number.parse().ok()?;
        if !head.ends_with(self.before) {
            return None;
        }
        let Some(begin) = self.repeat else { return Some(Line::Gap { lost: number }) };
        let machine = header::read(&text[..head.rfind(begin)?], layout).machine;
        Some(Line::Repeat { machine: machine.filter(|name| *name != "---"), times: number })
    }
}

/// A line without the bracket that ends `message repeated 2 times: [ … ]`.
pub fn unwrapped(text: &str) -> &str {
    match text.trim_ascii_end().strip_suffix(']') {
        Some(inner) if memmem::find(inner.as_bytes(), REPEATED.as_bytes()).is_some() => inner,
        _ => text,
    }
}

const REPEATED: &str = "message repeated ";

/// How often the packet behind `message repeated 2 times: [` came, and what stands behind that;
/// numbers beyond all belief are the largest. Source: rsyslog, `runtime/ratelimit.c`.
pub fn repeated(prefix: &str) -> Option<(u64, &str)> {
    let (number, rest) = prefix.strip_prefix(REPEATED)?.split_once(" times: [")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let rest = header::read(rest, Layout::Ring).rest;
    is_number.then(|| (number.parse().unwrap_or(u64::MAX), rest))
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
        for Form { repeat, example, .. } in &FORMS {
            let expected = match repeat {
                None => Line::Gap { lost: 25 },
                Some(_) => Line::Repeat { machine: Some("fw"), times: 25 },
            };
            assert_eq!(read(&format!(" fw {example} "), Layout::Syslog), expected, "{example}");
        }
        for other in ["", " times", "25 times", " fw x callbacks suppressed", "25 messages from x"]
        {
            assert_eq!(read(other, Layout::Syslog), Line::Other, "{other}");
        }
    }

    #[test]
    fn a_repeated_message_is_unwrapped() {
        assert_eq!(
            unwrapped(" message repeated 2 times: [ x ] "),
            " message repeated 2 times: [ x "
        );
        assert_eq!(unwrapped(" [x] "), " [x] ");
        assert_eq!(repeated("message repeated 2 times: [ [UFW BLOCK] "), Some((2, "[UFW BLOCK] ")));
        assert_eq!(repeated("message repeated 2 times: [[ 1.5] X: "), Some((2, "X: ")));
        assert_eq!(repeated("message repeated x times: [ X: "), None);
        let many = "message repeated 99999999999999999999 times: [ ";
        assert_eq!(repeated(many), Some((u64::MAX, "")));
    }
}
