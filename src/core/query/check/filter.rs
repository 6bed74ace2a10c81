//! Filters: conditions whose values are read by the types of their fields.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::field::Field;
use crate::query::ast::{FieldTest as Written, Predicate, Subject};
use crate::query::parser::parse_predicate;
use crate::query::plan::{Filter, Test};
use crate::query::typing;
use crate::span::{Problem, Span};
use crate::time::Timestamp;

use super::{pattern, value};

/// Networks that nobody routes. Source: RFC 1918 §3, RFC 4193 §3.1.
const PRIVATE: [(IpAddr, u8); 4] = [
    (IpAddr::V4(Ipv4Addr::new(10, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(172, 16, 0, 0)), 12),
    (IpAddr::V4(Ipv4Addr::new(192, 168, 0, 0)), 16),
    (IpAddr::V6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0)), 7),
];

/// The filter that a condition means.
pub(super) fn check_predicate(predicate: &Predicate, now: Timestamp) -> Result<Filter, Problem> {
    let each = |parts: &[Predicate]| -> Result<Vec<Filter>, Problem> {
        parts.iter().map(|part| check_predicate(part, now)).collect()
    };
    Ok(match predicate {
        Predicate::And(parts) => Filter::All(each(parts)?),
        Predicate::Or(parts) => Filter::Any(each(parts)?),
        Predicate::Not(inner) => Filter::Not(Box::new(check_predicate(inner, now)?)),
        Predicate::Flag(flag) => check_predicate(&parse_predicate(flag.meaning)?, now)?,
        Predicate::Test(subject, written) => check_subject(subject, written, now)?,
    })
}

/// The test on one field, or on either of two.
fn check_subject(subject: &Subject, written: &Written, now: Timestamp) -> Result<Filter, Problem> {
    let mut sides = Vec::new();
    for field in &subject.fields {
        sides.push(Filter::Test(field, check_test(field, subject.span, written, now)?));
    }
    Ok(if sides.len() == 1 { sides.remove(0) } else { Filter::Any(sides) })
}

fn check_test(
    field: &'static Field,
    span: Span,
    written: &Written,
    now: Timestamp,
) -> Result<Vec<Test>, Problem> {
    Ok(match written {
        Written::Known => vec![Test::Known],
        Written::Private(word) => check_private(field, *word)?,
        Written::In(scalars) => value::read_set(field, scalars, now)?,
        Written::Order(relation, scalar) => {
            vec![value::read_ordered(field, *relation, scalar, now)?]
        }
        Written::Between(low, high) => vec![value::read_between(field, low, high, now)?],
        Written::Like(scalar) => vec![pattern::read_like(field, &scalar.text, scalar.span)?],
        Written::Matches(scalar) => vec![pattern::read_regex(field, scalar)?],
        Written::Flags(scalars) => {
            if !typing::FLAGS.contains(&field.kind) {
                let message =
                    format!("`has` behind a field asks for TCP flags; `{}` has none", field.name);
                return Err(Problem::new(span, message).help(format!(
                    "for example `flags has syn`; `has {}` asks whether it is known",
                    field.name
                )));
            }
            scalars.iter().map(value::read_flag_test).collect::<Result<_, _>>()?
        }
    })
}

fn check_private(field: &Field, word: Span) -> Result<Vec<Test>, Problem> {
    if !typing::ADDRESSES.contains(&field.kind) {
        let message = format!("`{}` is not an address: it cannot be private", field.name);
        return Err(Problem::new(word, message).help("for example `src is private`"));
    }
    Ok(PRIVATE.iter().map(|(address, bits)| value::make_network(*address, *bits)).collect())
}
