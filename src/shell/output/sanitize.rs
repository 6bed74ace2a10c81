//! Safe text: text from outside in which nothing can act on a terminal, hide or disguise itself.
//!
//! The senders of packets and log lines choose some of their text. What a terminal would obey (escape
//! sequences), what shows text in another order than it has (bidirectional overrides, "Trojan Source",
//! CVE-2021-42574) and what is not visible at all is shown as an escape.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex_syntax::hir::{Class, ClassUnicodeRange, HirKind};

/// The characters that act or hide instead of being shown, by Unicode's properties: control characters
/// (C0, DEL, C1), format characters (marks of bidirectional text, tags, annotations), separators of lines
/// and paragraphs, everything that is ignored where it is not supported (zero-width characters, fillers,
/// variation selectors), and code points without a character, such as noncharacters. The last three are
/// blank by their look: a Braille pattern without dots, a note without a head, and a filler of Khitan.
///
/// Source: Unicode Standard Annex #44, General_Category and Default_Ignorable_Code_Point, as the tables
/// of the crate regex-syntax have them.
const HOSTILE: &str =
    r"[\p{Cc}\p{Cf}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\x{2800}\x{1D159}\x{16FE4}]";

/// The ranges of [`HOSTILE`], in order.
static RANGES: LazyLock<Vec<ClassUnicodeRange>> = LazyLock::new(|| {
    let class = regex_syntax::parse(HOSTILE).map(|class| class.into_kind());
    match class {
        Ok(HirKind::Class(Class::Unicode(class))) => class.ranges().to_vec(),
        // A test reads the class.
        _ => Vec::new(),
    }
});

/// Returns the text with every hostile character shown as an escape: one line.
pub fn text(text: &str) -> Cow<'_, str> {
    escape(text, is_hostile)
}

/// The same for text of several lines: line feeds and tabs stay.
pub fn lines(text: &str) -> Cow<'_, str> {
    escape(text, |c| is_hostile(c) && !matches!(c, '\n' | '\t'))
}

/// Whether a character acts or hides instead of being shown.
pub fn is_hostile(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    let place = RANGES.partition_point(|range| range.end() < c);
    RANGES.get(place).is_some_and(|range| range.start() <= c)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_or_hides_is_hostile_and_what_is_seen_is_not() {
        for range in [
            '\0'..='\x1f',
            '\x7f'..='\u{9f}',
            '\u{ad}'..='\u{ad}',
            '\u{34f}'..='\u{34f}',
            '\u{61c}'..='\u{61c}',
            '\u{115f}'..='\u{1160}',
            '\u{17b4}'..='\u{17b5}',
            '\u{180b}'..='\u{180f}',
            '\u{200b}'..='\u{200f}',
            '\u{2028}'..='\u{202e}',
            '\u{2060}'..='\u{206f}',
            '\u{2800}'..='\u{2800}',
            '\u{3164}'..='\u{3164}',
            '\u{fdd0}'..='\u{fdef}',
            '\u{fe00}'..='\u{fe0f}',
            '\u{feff}'..='\u{feff}',
            '\u{ffa0}'..='\u{ffa0}',
            '\u{fff0}'..='\u{fffb}',
            '\u{fffe}'..='\u{ffff}',
            '\u{1bca0}'..='\u{1bca3}',
            '\u{1d173}'..='\u{1d17a}',
            '\u{e0000}'..='\u{e0fff}',
            '\u{10fffe}'..='\u{10ffff}',
        ] {
            for c in range {
                assert!(is_hostile(c), "{:x}", u32::from(c));
            }
        }
        for c in " ~é\u{a0}ßЯ中ファ한🔥€→�".chars() {
            assert!(!is_hostile(c), "{c}");
        }
        assert_eq!(text("a\u{200b}b\u{e0041}\n"), "a\\u{200b}b\\u{e0041}\\n");
        assert_eq!(lines("a\n\tb\r"), "a\n\tb\\r");
    }
}
