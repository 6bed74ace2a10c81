//! A header: what stands between a line's stamp and its prefix: machine, tag, uptime.

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header<'a> {
    /// The machine that logged the line.
    pub machine: Option<&'a str>,
    /// What follows: the prefix.
    pub rest: &'a str,
}

/// The programs whose lines are netfilter's, as syslog names them.
static TAGS: [&str; 1] = ["kernel:"];

/// Reads a header. A machine is named only behind a stamp; it may be missing even there.
///
/// A first word that is a tag, ends in a colon or opens a bracket is no machine's name.
pub fn read(text: &str, is_stamped: bool) -> Header<'_> {
    let text = skip(text, is_blank);
    let (word, behind) = text.split_at(count(text, |byte| !is_blank(byte)));
    let is_machine = is_stamped && !word.ends_with(':') && !word.starts_with('[');
    let (machine, text) = if is_machine && !word.is_empty() {
        (Some(word), skip(behind, is_blank))
    } else {
        (None, text)
    };
    let text = TAGS.iter().find_map(|tag| text.strip_prefix(tag)).unwrap_or(text);
    Header { machine, rest: skip_uptime(text) }
}

/// Leaves out the kernel's seconds since it started: `[1749207.946614]`, blank-padded if few.
fn skip_uptime(text: &str) -> &str {
    let Some(inner) = skip(text, is_blank).strip_prefix('[') else { return text };
    let Some(micros) = skip(skip(inner, is_blank), is_digit).strip_prefix('.') else { return text };
    skip(micros, is_digit).strip_prefix(']').unwrap_or(text)
}

fn is_blank(byte: u8) -> bool {
    byte == b' '
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// Leaves out the bytes of a kind at the start of a text.
fn skip(text: &str, is: impl Fn(u8) -> bool) -> &str {
    &text[count(text, is)..]
}

/// How many bytes of a kind a text starts with.
fn count(text: &str, is: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !is(byte)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_tag_and_uptime_may_be_missing() {
        let known = |machine, rest| Header { machine, rest };
        for (text, is_stamped, header) in [
            (" fw kernel: [12.5] IPT: DROP ", true, known(Some("fw"), " IPT: DROP ")),
            (" fw kernel: [    0.000001] X", true, known(Some("fw"), " X")),
            (" fw kernel: [UFW BLOCK] ", true, known(Some("fw"), " [UFW BLOCK] ")),
            (" kernel: [BLOCKED - INBOUND] ", true, known(None, " [BLOCKED - INBOUND] ")),
            (" DENY: ", true, known(None, "DENY: ")),
            (" [UFW BLOCK] ", true, known(None, "[UFW BLOCK] ")),
            (" fw ", true, known(Some("fw"), "")),
            ("[24786839.927273] Indirect DROP (in):", false, known(None, " Indirect DROP (in):")),
            ("", true, known(None, "")),
            ("kernel: [12] [1.5]", false, known(None, " [12] [1.5]")),
        ] {
            assert_eq!(read(text, is_stamped), header, "{text}");
        }
    }
}
