//! LIKE patterns: `%` is any text, `_` any character, `\` takes their meaning away.

/// What a pattern asks of a text, piece by piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Like(Vec<PatternPiece>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PatternPiece {
    /// Any text, none too.
    Any,
    /// Any character.
    One,
    /// This character.
    Char(char),
}

impl Like {
    /// Reads a pattern. A `\` at its end stands for itself.
    pub(crate) fn new(pattern: &str) -> Self {
        let mut pieces = Vec::new();
        let mut chars = pattern.chars();
        while let Some(c) = chars.next() {
            pieces.push(match c {
                '%' if pieces.last() == Some(&PatternPiece::Any) => continue,
                '%' => PatternPiece::Any,
                '_' => PatternPiece::One,
                '\\' => PatternPiece::Char(chars.next().unwrap_or('\\')),
                c => PatternPiece::Char(c),
            });
        }
        Self(pieces)
    }

    /// Whether it fits a whole text. What stands behind the last `%` that was met is tried at one
    /// place after another: an earlier `%` need never take more than it did.
    pub(crate) fn fits(&self, text: &str) -> bool {
        let (mut pieces, mut rest) = (self.0.as_slice(), text.chars());
        let mut retry = None;
        loop {
            let tried = match pieces {
                [PatternPiece::Any, after @ ..] => {
                    retry = Some((after, rest.clone()));
                    pieces = after;
                    continue;
                }
                [] => rest.as_str().is_empty(),
                [piece, after @ ..] => {
                    pieces = after;
                    match (piece, rest.next()) {
                        (_, None) => return false,
                        (PatternPiece::Char(wanted), Some(c)) => *wanted == c,
                        (_, Some(_)) => true,
                    }
                }
            };
            match (&mut retry, tried) {
                (_, true) if pieces.is_empty() && rest.as_str().is_empty() => return true,
                (_, true) if !pieces.is_empty() => {}
                (None, _) => return false,
                (Some((after, from)), _) => {
                    if from.next().is_none() {
                        return false;
                    }
                    (pieces, rest) = (*after, from.clone());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_whole_texts() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("%", "", true),
            ("%", "any", true),
            ("_", "", false),
            ("_", "ü", true),
            ("a%", "abc", true),
            ("%c", "abc", true),
            ("%b", "abc", false),
            ("%b%", "abc", true),
            ("a%b%c", "a-b-b-c", true),
            ("a%b%c", "a-c-c", false),
            ("%ab", "aab", true),
            ("%a_b", "aab-ab", false),
            ("%a_b", "ab-aab", true),
            ("%%%_", "x", true),
            ("100\\%", "100%", true),
            ("100\\%", "1000", false),
            ("a\\_b", "a_b", true),
            ("a\\_b", "a-b", false),
            ("\\\\", "\\", true),
            ("a\\", "a\\", true),
            ("a_c%", "a😀c", true),
            ("A", "a", false),
            ("a_", "a", false),
            ("ab", "a", false),
        ] {
            assert_eq!(Like::new(pattern).fits(text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn many_wildcards_take_no_longer_than_their_product() {
        let pattern = "%a".repeat(100) + "b";
        assert!(!Like::new(&pattern).fits(&"a".repeat(10_000)));
    }
}
