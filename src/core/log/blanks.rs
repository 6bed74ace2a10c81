//! Blanks and words in the head of a line.

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// A text without the blanks before it.
pub(super) fn unblank(text: &str) -> &str {
    &text[blanks(text.as_bytes())..]
}

/// The first word of a text, and the rest after the blanks that follow it.
pub(super) fn word(text: &str) -> (&str, &str) {
    let (word, behind) = text.split_at(count(text, |byte| !is_blank(byte)));
    (word, unblank(behind))
}

/// How many bytes of a kind a text starts with.
pub(super) fn count(text: &str, is: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !is(byte)).unwrap_or(text.len())
}

/// How many blanks a text starts with.
pub(super) fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|byte| is_blank(**byte)).count()
}
