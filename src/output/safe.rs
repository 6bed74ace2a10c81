//! Safe text: text from outside in which nothing can act on a terminal or disguise itself.
//!
//! Whoever sends packets or log lines chooses some of their text. What a terminal would obey (ESC
//! sequences) or what shows text in another order than it has (bidirectional overrides, "Trojan
//! Source", CVE-2021-42574) is shown as an escape.

use std::borrow::Cow;

/// The text with every character that a terminal would act on shown as an escape.
pub fn text(text: &str) -> Cow<'_, str> {
    escape(text, is_hostile)
}

/// The same for text of several lines: line feeds and tabs stay.
pub fn lines(text: &str) -> Cow<'_, str> {
    escape(text, |c| is_hostile(c) && !matches!(c, '\n' | '\t'))
}

/// Whether a character acts instead of being shown: C0, DEL, C1, the marks and overrides of
/// bidirectional text, and the separators of lines and paragraphs.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2066}'..='\u{2069}')
}

fn escape(text: &str, is_bad: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || !text.contains(&is_bad) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            c if !is_bad(c) => safe.push(c),
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            c if c.is_ascii() => safe.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => safe.extend(c.escape_unicode()),
        }
    }
    Cow::Owned(safe)
}
