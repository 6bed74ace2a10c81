//! A setting: what `$name` stands for in SQL. `$table` is the table with a column for every field,
//! `$gaps` what its logs lack, `$now` the question's time, all others are parameters, each bound as
//! one value.

use crate::query::parameter::{Given, Parameter, parameters};
use crate::query::parameter_kind::ParameterKind;
use crate::query::plan::Filter;
use crate::query::token::{self, TokenKind};
use crate::query::{Params, split};
use crate::span::{Problem, Span};
use crate::sql::writer::SqlWriter;
use crate::sql::{SqlPiece, TableLayout, relation};
use crate::time::Timestamp;
use crate::value::Value;

/// What names in SQL stand for.
#[derive(Debug, Clone, Copy)]
pub struct Variables<'s> {
    /// Values of parameters.
    pub params: &'s Params,
    /// The question's time.
    pub now: Timestamp,
    /// The table's name.
    pub table: &'s str,
    /// How it keeps packets.
    pub layout: TableLayout,
    /// Which of its packets are meant; `None` is all.
    pub filter: Option<&'s Filter>,
}

impl<'s> Variables<'s> {
    /// A setting to see whether SQL compiles.
    pub fn trial(params: &'s Params, now: Timestamp) -> Self {
        Self { params, now, table: "logs", layout: TableLayout::Current, filter: None }
    }

    /// Whether a text may name anything of a setting: if not, any setting does.
    pub fn matters_to(text: &str) -> bool {
        let upper = text.to_ascii_uppercase();
        ["$", "NOW", "CUR", "LOCALTIME", "SYSDATE", "UNIX_TIMESTAMP"]
            .iter()
            .any(|word| upper.contains(word))
    }

    /// Whether a text names the table by `$table`, so that a filter can be put on it, or `$gaps`,
    /// which no filter of packets concerns.
    pub fn names_table(text: &str) -> bool {
        parameters(text).iter().any(|one| matches!(one.name.as_str(), "table" | "gaps"))
    }
}

/// The mask of a column's name.
const FIELD: &str = "f";

/// What is written in place of a part of the user's text.
pub(super) struct Replacement {
    pub(super) span: Span,
    pub(super) pieces: Vec<SqlPiece>,
    /// What the part is read as while the text is checked; no longer than the part.
    mask: &'static str,
}

impl Replacement {
    pub(super) fn new(span: Span, writer: SqlWriter) -> Self {
        Self { span, pieces: writer.into_pieces(), mask: "0" }
    }

    fn masked(self, mask: &'static str) -> Self {
        Self { mask, ..self }
    }

    /// Whether it is the name of a column, and all of that item of a list.
    pub(super) fn names(&self, item: Span) -> bool {
        self.mask == FIELD && self.span == item
    }
}

/// What the names in a text are replaced with.
pub(super) fn replacements(
    text: &str,
    setting: &Variables<'_>,
) -> Result<Vec<Replacement>, Problem> {
    parameters(text).iter().map(|parameter| replacement(text, parameter, setting)).collect()
}

fn replacement(
    text: &str,
    parameter: &Parameter,
    setting: &Variables<'_>,
) -> Result<Replacement, Problem> {
    let span = parameter.span;
    let mut writer = SqlWriter::default();
    match parameter.name.as_str() {
        "now" => {
            writer.sql("CAST(").bind(Value::Time(setting.now)).sql(" AS DATETIME(6))");
        }
        name @ ("table" | "gaps") => {
            match name {
                "gaps" => relation::gaps(&mut writer, setting.table, setting.layout),
                _ => relation::write(&mut writer, setting.table, setting.layout, setting.filter),
            }
            if !has_alias(&text[span.end..]) {
                writer.sql(" AS l");
            }
            return Ok(Replacement::new(span, writer).masked("t"));
        }
        _ => {
            let given = setting.params.value(parameter)?;
            if let Some(field) = given.kind.and_then(|kind| kind.field(&given.text, setting.now)) {
                writer.ident(field.name);
                return Ok(Replacement::new(span, writer).masked(FIELD));
            }
            writer.bind(value(&given, span, setting.now)?);
        }
    }
    Ok(Replacement::new(span, writer))
}

/// The value that is bound; without a kind a number is one, and all else is text.
fn value(given: &Given, span: Span, now: Timestamp) -> Result<Value, Problem> {
    let text = &given.text;
    let Some(kind) = given.kind else {
        return Ok(text.parse().map_or_else(|_| Value::Text(text.clone()), Value::Int));
    };
    let value = kind.value(text, now).map_err(|problem| problem.at(span))?;
    value.ok_or_else(|| {
        let what = if kind == ParameterKind::Address { "address" } else { kind.name() };
        Problem::new(span, format!("`{text}` is more than one {what}"))
            .help(format!("SQL compares with a single one, such as {}", kind.example()))
    })
}

/// Words that may follow a table's name and are no alias of it.
const BEHIND_A_TABLE: [&str; 23] = [
    "CROSS",
    "EXCEPT",
    "FOR",
    "FORCE",
    "GROUP",
    "HAVING",
    "IGNORE",
    "INNER",
    "INTERSECT",
    "JOIN",
    "LEFT",
    "LIMIT",
    "NATURAL",
    "ON",
    "ORDER",
    "OUTER",
    "RIGHT",
    "STRAIGHT_JOIN",
    "UNION",
    "USE",
    "USING",
    "WHERE",
    "WINDOW",
];

/// Whether what follows a table's name gives it another one.
fn has_alias(rest: &str) -> bool {
    let next = token::tokens(rest).find(|token| !split::is_comment(token));
    next.is_some_and(|next| match next.kind {
        TokenKind::Name(_) => true,
        TokenKind::Word => {
            let word = &rest[next.span.range()];
            let is_name = word.starts_with(|c: char| c.is_alphabetic() || c == '_');
            is_name && !BEHIND_A_TABLE.iter().any(|known| known.eq_ignore_ascii_case(word))
        }
        _ => false,
    })
}

/// The text with a stand-in of the same length for each part that will be replaced, so that what is
/// said of a place is said of the text.
pub(super) fn mask(text: &str, replacements: &[Replacement]) -> String {
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
pub(super) fn pieces(text: &str, end: usize, mut replacements: Vec<Replacement>) -> Vec<SqlPiece> {
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
