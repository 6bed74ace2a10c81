//! Variables: the meaning of `$name` in SQL. `$table` is the table with a column for every field,
//! `$gaps` what its logs lack, `$now` the question's time, all others are parameters, each bound as
//! one value.

use crate::query::parameter::{Given, Parameter, parameters};
use crate::query::parameter_kind::ParameterKind;
use crate::query::plan::Filter;
use crate::query::token::{self, TokenKind};
use crate::query::{Params, split};
use crate::span::{Problem, Span};
use crate::sql::writer::SqlWriter;
use crate::sql::{TableLayout, relation};
use crate::time::Timestamp;
use crate::value::Value;

use super::keyword::{self, KeywordRole};
use super::now;
use super::replacement::{FIELD, Replacement};

/// The values of names in SQL.
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
    /// Variables to see whether SQL compiles.
    pub fn trial(params: &'s Params, now: Timestamp) -> Self {
        Self { params, now, table: "logs", layout: TableLayout::Current, filter: None }
    }

    /// Whether a text may name variables; if not, their values do not matter.
    pub fn matters_to(text: &str) -> bool {
        text.contains('$') || now::may_ask_for_clock(text)
    }

    /// Whether a text names the table by `$table`, so that a filter can be put on it, or `$gaps`,
    /// which no filter of packets concerns.
    pub fn names_table(text: &str) -> bool {
        parameters(text).iter().any(|one| matches!(one.name.as_str(), "table" | "gaps"))
    }
}

/// The replacements of the names in a text.
pub(super) fn replace_variables(
    text: &str,
    variables: &Variables<'_>,
) -> Result<Vec<Replacement>, Problem> {
    parameters(text).iter().map(|parameter| replace_variable(text, parameter, variables)).collect()
}

fn replace_variable(
    text: &str,
    parameter: &Parameter,
    variables: &Variables<'_>,
) -> Result<Replacement, Problem> {
    let span = parameter.span;
    let mut writer = SqlWriter::default();
    match parameter.name.as_str() {
        "now" => {
            writer.sql("CAST(").bind(Value::Time(variables.now)).sql(" AS DATETIME(6))");
        }
        name @ ("table" | "gaps") => {
            match name {
                "gaps" => relation::write_gaps(&mut writer, variables.table, variables.layout),
                _ => relation::write_table(
                    &mut writer,
                    variables.table,
                    variables.layout,
                    variables.filter,
                ),
            }
            if !has_alias(&text[span.end..]) {
                writer.sql(" AS l");
            }
            return Ok(Replacement::new(span, writer).masked("t"));
        }
        _ => {
            let given = variables.params.value(parameter)?;
            if let Some(field) = given.kind.and_then(|kind| kind.field(&given.text, variables.now))
            {
                writer.ident(field.name);
                return Ok(Replacement::new(span, writer).masked(FIELD));
            }
            writer.bind(bound_value(&given, span, variables.now)?);
        }
    }
    Ok(Replacement::new(span, writer))
}

/// The value that is bound; without a kind a number is one, and all else is text.
fn bound_value(given: &Given, span: Span, now: Timestamp) -> Result<Value, Problem> {
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

/// Whether what follows a table's name gives it another one.
fn has_alias(rest: &str) -> bool {
    let next = token::tokens(rest).find(|token| !split::is_comment(token));
    next.is_some_and(|next| match next.kind {
        TokenKind::Name(_) => true,
        TokenKind::Word => {
            let word = &rest[next.span.range()];
            let is_name = word.starts_with(|c: char| c.is_alphabetic() || c == '_');
            is_name && !keyword::has_role(word, KeywordRole::FollowsTable)
        }
        _ => false,
    })
}
