//! Filters in SQL. SQL's logic has three values, the language's has two: so negation is pushed
//! down to the tests, where a packet whose value is unknown is kept by name.

use crate::field::Field;
use crate::query::ast::Relation;
use crate::query::plan::{Filter, Test, Window};
use crate::sql::writer::SqlWriter;
use crate::value::Value;

/// Whether a condition is to hold or not to hold.
#[derive(Clone, Copy, PartialEq)]
enum Sense {
    Holds,
    Fails,
}

impl Sense {
    fn turned(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
        }
    }
}

/// Writes a filter; what follows need not care how it binds.
pub(super) fn write_filter(writer: &mut SqlWriter, filter: &Filter) {
    write_condition(writer, filter, Sense::Holds);
}

fn write_condition(writer: &mut SqlWriter, filter: &Filter, sense: Sense) {
    match (filter, sense) {
        (Filter::All(parts), Sense::Holds) | (Filter::Any(parts), Sense::Fails) => {
            write_joined(writer, " AND ", parts, &mut |w, part| write_condition(w, part, sense));
        }
        (Filter::Any(parts), Sense::Holds) | (Filter::All(parts), Sense::Fails) => {
            write_joined(writer, " OR ", parts, &mut |w, part| write_condition(w, part, sense));
        }
        (Filter::Not(inner), _) => write_condition(writer, inner, sense.turned()),
        (Filter::Test(field, tests), Sense::Holds) => {
            write_joined(writer, " OR ", tests, &mut |w, one| write_test(w, field, one, sense));
        }
        (Filter::Test(field, tests), Sense::Fails) => write_failing(writer, field, tests),
    }
}

fn write_failing(writer: &mut SqlWriter, field: &Field, tests: &[Test]) {
    let failing = |writer: &mut SqlWriter| {
        write_joined(writer, " AND ", tests, &mut |w, one| write_test(w, field, one, Sense::Fails));
    };
    if !field.is_nullable() || tests == [Test::Known] {
        return failing(writer);
    }
    write_column(writer.sql("("), field).sql(" IS NULL OR ");
    failing(writer);
    writer.sql(")");
}

/// Conditions in one pair of brackets, at most: what comes of a long chain is as deep as that is long.
const TOGETHER: usize = 64;

/// Joins parts in brackets, many of them in brackets of some each.
fn write_joined<T>(
    writer: &mut SqlWriter,
    separator: &'static str,
    parts: &[T],
    each: &mut dyn FnMut(&mut SqlWriter, &T),
) {
    if let [one] = parts {
        return each(writer, one);
    }
    writer.sql("(");
    if parts.len() <= TOGETHER {
        writer.list(separator, parts, each);
    } else {
        let size = parts.len().div_ceil(TOGETHER).max(TOGETHER);
        writer.list(separator, parts.chunks(size), |writer, some| {
            write_joined(writer, separator, some, each);
        });
    }
    writer.sql(")");
}

/// Writes a column of the packets' table.
pub(super) fn write_column<'w>(writer: &'w mut SqlWriter, field: &Field) -> &'w mut SqlWriter {
    writer.sql("l.").ident(field.name)
}

/// Writes a test. A range of addresses is a range of bytes, in which those of the other family
/// would lie too, were it not for their length.
fn write_test(writer: &mut SqlWriter, field: &Field, test: &Test, sense: Sense) {
    let length = match test {
        Test::Between(Value::Bytes(bytes), _) | Test::Compare(_, Value::Bytes(bytes)) => {
            if bytes.len() == 4 { "4" } else { "16" }
        }
        _ => return write_plain_test(writer, field, test, sense),
    };
    writer.sql(if sense == Sense::Holds { "(" } else { "NOT (" });
    write_plain_test(writer, field, test, Sense::Holds);
    write_column(writer.sql(" AND LENGTH("), field).sql(") = ").sql(length).sql(")");
}

fn write_plain_test(writer: &mut SqlWriter, field: &Field, test: &Test, sense: Sense) {
    let either = |holds: &'static str, fails: &'static str| match sense {
        Sense::Holds => holds,
        Sense::Fails => fails,
    };
    let text = |pattern: &str| Value::Text(pattern.to_owned());
    if matches!(test, Test::Within(..) | Test::Bits(_)) {
        writer.sql("(");
    }
    write_column(writer, field);
    match test {
        Test::Known => writer.sql(either(" IS NOT NULL", " IS NULL")),
        Test::OneOf(values) if values.len() == 1 => {
            writer.sql(either(" = ", " <> ")).bind(values[0].clone())
        }
        Test::OneOf(values) => {
            writer.sql(either(" IN (", " NOT IN ("));
            let bind = |w: &mut SqlWriter, value: &Value| {
                w.bind(value.clone());
            };
            writer.list(", ", values, bind).sql(")")
        }
        Test::Between(low, high) => {
            writer.sql(either(" BETWEEN ", " NOT BETWEEN ")).bind(low.clone());
            writer.sql(" AND ").bind(high.clone())
        }
        Test::Compare(relation, value) => {
            let relation = if sense == Sense::Holds { *relation } else { relation.negated() };
            writer.sql(sign(relation)).bind(value.clone())
        }
        Test::Within(from, until) => {
            writer.sql(either(" >= ", " < ")).bind(Value::Time(*from));
            write_column(writer.sql(either(" AND ", " OR ")), field);
            writer.sql(either(" < ", " >= ")).bind(Value::Time(*until)).sql(")")
        }
        Test::Like(pattern) => writer.sql(either(" LIKE ", " NOT LIKE ")).bind(text(pattern)),
        Test::Matches(pattern) => {
            writer.sql(either(" REGEXP ", " NOT REGEXP ")).bind(text(pattern))
        }
        Test::Bits(bits) => {
            let bits = Value::Int((*bits).into());
            writer.sql(" & ").bind(bits.clone()).sql(either(") = ", ") <> ")).bind(bits)
        }
    };
}

/// The sign of a relation, with its spaces.
pub(super) fn sign(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => " = ",
        Relation::NotEqual => " <> ",
        Relation::Less => " < ",
        Relation::LessEqual => " <= ",
        Relation::Greater => " > ",
        Relation::GreaterEqual => " >= ",
    }
}

/// Writes the conditions of a window, joined by AND.
pub(super) fn write_window(writer: &mut SqlWriter, window: Window) {
    let from = window.from.map(|time| (" >= ", time));
    let until = window.until.map(|time| (" < ", time));
    writer.list(" AND ", from.into_iter().chain(until), |w, (sign, time)| {
        w.sql("l.`time`").sql(sign).bind(Value::Time(time));
    });
}
