//! Replacements: what is written in place of parts of the user's SQL.

use crate::span::Span;
use crate::sql::SqlPiece;
use crate::sql::writer::SqlWriter;

/// The mask of a column's name.
pub(super) const FIELD: &str = "f";

/// A replacement of a part of the user's text.
pub(super) struct Replacement {
    pub(super) span: Span,
    pub(super) pieces: Vec<SqlPiece>,
    /// The text as which the part is checked; no longer than the part.
    mask: &'static str,
}

impl Replacement {
    /// A replacement that is read as a number.
    pub(super) fn new(span: Span, writer: SqlWriter) -> Self {
        Self { span, pieces: writer.into_pieces(), mask: "0" }
    }

    /// The same, read as `mask` while the text is checked.
    pub(super) fn masked(self, mask: &'static str) -> Self {
        Self { mask, ..self }
    }

    /// Whether it is the name of a column, and all of that item of a list.
    pub(super) fn names(&self, item: Span) -> bool {
        self.mask == FIELD && self.span == item
    }
}

/// The text with a stand-in of the same length for each part that will be replaced, so that what is
/// said of a place is said of the text.
pub(super) fn mask_text(text: &str, replacements: &[Replacement]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for Replacement { span, mask, .. } in replacements {
        masked.push_str(&text[end..span.start]);
        masked.push_str(mask);
        masked.extend(std::iter::repeat_n(' ', span.end - span.start - mask.len()));
        end = span.end;
    }
    masked + &text[end..]
}

/// The pieces of the text up to a place, with what replaces its parts.
pub(super) fn replace_parts(
    text: &str,
    end: usize,
    mut replacements: Vec<Replacement>,
) -> Vec<SqlPiece> {
    replacements.sort_by_key(|one| one.span.start);
    let mut pieces = Vec::new();
    let mut start = text.len() - text.trim_start().len();
    for Replacement { span, pieces: written, .. } in replacements {
        if span.end > end {
            break;
        }
        pieces.push(SqlPiece::Sql(text[start..span.start].to_owned()));
        pieces.extend(written);
        start = span.end;
    }
    pieces.push(SqlPiece::Sql(text[start..end].trim_end().to_owned()));
    pieces
}
