//! The writer: the only place that appends SQL. Its text is the program's own; names are quoted, and
//! values are bound.

use crate::sql::SqlPiece;
use crate::value::Value;

/// A statement being written.
#[derive(Debug, Default)]
pub(super) struct SqlWriter {
    pieces: Vec<SqlPiece>,
}

impl SqlWriter {
    /// Appends SQL text.
    pub(super) fn sql(&mut self, text: &'static str) -> &mut Self {
        self.text().push_str(text);
        self
    }

    /// Appends a name in back-quotes.
    pub(super) fn ident(&mut self, name: &str) -> &mut Self {
        let text = self.text();
        text.push('`');
        text.push_str(&name.replace('`', "``"));
        text.push('`');
        self
    }

    /// Appends the name of a database of which GRANT takes `_` and `%` for wildcards.
    pub(super) fn granted(&mut self, name: &str) -> &mut Self {
        let escaped = name.chars().fold(String::with_capacity(name.len()), |mut escaped, c| {
            if matches!(c, '_' | '%' | '\\') {
                escaped.push('\\');
            }
            escaped.push(c);
            escaped
        });
        self.ident(&escaped)
    }

    /// Appends a text in quotes, for the few places where no value can be bound. Source: MySQL, "String
    /// Literals".
    pub(super) fn literal(&mut self, value: &str) -> &mut Self {
        let text = self.text();
        text.push('\'');
        for c in value.chars() {
            match c {
                '\'' => text.push_str("''"),
                '\\' => text.push_str("\\\\"),
                '\0' => text.push_str("\\0"),
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\x1a' => text.push_str("\\Z"),
                plain => text.push(plain),
            }
        }
        text.push('\'');
        self
    }

    /// Appends a whole number of the program's own.
    pub(super) fn number(&mut self, number: i64) -> &mut Self {
        self.text().push_str(&number.to_string());
        self
    }

    /// Appends what differs between the servers and the embedded store.
    pub(super) fn either(
        &mut self,
        servers: impl FnOnce(&mut Self),
        embedded: impl FnOnce(&mut Self),
    ) -> &mut Self {
        let (mut there, mut here) = (Self::default(), Self::default());
        servers(&mut there);
        embedded(&mut here);
        let piece = SqlPiece::Either { servers: there.pieces, embedded: here.pieces };
        self.pieces.push(piece);
        self
    }

    /// Appends a bound value.
    pub(super) fn bind(&mut self, value: Value) -> &mut Self {
        self.pieces.push(SqlPiece::Bind(value));
        self
    }

    /// Appends what `each` writes for every item, with `separator` between.
    pub(super) fn list<T>(
        &mut self,
        separator: &'static str,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        for (nth, item) in items.into_iter().enumerate() {
            if nth > 0 {
                self.sql(separator);
            }
            each(self, item);
        }
        self
    }

    /// What was written.
    pub(super) fn into_pieces(self) -> Vec<SqlPiece> {
        self.pieces
    }

    /// What was written, where all of it is text.
    pub(super) fn into_text(self) -> String {
        let texts = self.pieces.into_iter().filter_map(|piece| match piece {
            SqlPiece::Sql(text) => Some(text),
            SqlPiece::Bind(_) | SqlPiece::Either { .. } => None,
        });
        texts.collect()
    }

    fn text(&mut self) -> &mut String {
        if !matches!(self.pieces.last(), Some(SqlPiece::Sql(_))) {
            self.pieces.push(SqlPiece::Sql(String::new()));
        }
        match self.pieces.last_mut() {
            Some(SqlPiece::Sql(text)) => text,
            _ => unreachable!("a piece of text was appended above"),
        }
    }
}
