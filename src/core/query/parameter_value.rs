//! Values of parameters: whether one is of its kind, and how SQL compares it.

use std::net::IpAddr;

use crate::field::Field;
use crate::query::parameter::Params;
use crate::query::parameter_kind::ParameterKind;
use crate::query::plan::{Ask, Filter, Test, Window};
use crate::query::{Plan, check, parse};
use crate::span::Problem;
use crate::time::Timestamp;
use crate::value::{Value, octets};

impl ParameterKind {
    /// The fault of a value of the kind; its spans mean nothing.
    pub fn check(self, text: &str, now: Timestamp) -> Result<(), Problem> {
        self.plan(text, now).map(drop)
    }

    fn plan(self, text: &str, now: Timestamp) -> Result<Plan, Problem> {
        if self == Self::Text {
            return check(&parse("count", &Params::new())?, now);
        }
        let params = Params::from_iter([("v", text)]);
        check(&parse(self.probe(), &params)?, now)
    }

    /// The value as SQL compares it; `None` if it is not a single value there, as a network, and
    /// for a field.
    pub fn value(self, text: &str, now: Timestamp) -> Result<Option<Value>, Problem> {
        let plan = self.plan(text, now)?;
        Ok(match self {
            Self::Number => text.parse().ok().map(Value::Int),
            Self::Address => text.parse::<IpAddr>().ok().map(|one| Value::Bytes(octets(one))),
            Self::Port => only_value(plan.filter.as_ref()),
            Self::Time => plan.window.and_then(|window| window.from).map(Value::Time),
            Self::Duration => plan.window.and_then(seconds),
            Self::Field => None,
            Self::Text => Some(Value::Text(text.to_owned())),
        })
    }

    /// The field that a value of the kind names.
    pub fn field(self, text: &str, now: Timestamp) -> Option<&'static Field> {
        match (self, self.plan(text, now).ok()?.ask) {
            (Self::Field, Ask::Groups(groups)) => groups.keys.first().map(|key| key.field),
            _ => None,
        }
    }
}

/// The one value that a condition on either side asks for.
fn only_value(filter: Option<&Filter>) -> Option<Value> {
    match filter? {
        Filter::Any(sides) | Filter::All(sides) => only_value(sides.first()),
        Filter::Test(_, tests) => match tests.as_slice() {
            [Test::OneOf(values)] if values.len() == 1 => values.first().cloned(),
            _ => None,
        },
        Filter::Not(_) => None,
    }
}

fn seconds(window: Window) -> Option<Value> {
    let (from, until) = (window.from?, window.until?);
    Some(Value::Int(((until.0 - from.0) / Timestamp::SECOND).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_791_806_400_000_000);

    #[test]
    fn examples_are_values_of_their_kind_and_words_are_not() {
        for kind in ParameterKind::all() {
            assert_eq!(kind.check(kind.example(), NOW), Ok(()), "{kind:?}");
            assert_eq!(ParameterKind::by_name(kind.name()), Some(kind));
            let wrong = kind.check("no such thing", NOW);
            assert_eq!(wrong.is_ok(), kind == ParameterKind::Text, "{kind:?}: {wrong:?}");
        }
    }

    #[test]
    fn sql_gets_single_values() {
        let value = |kind: ParameterKind, text| kind.value(text, NOW);
        assert_eq!(value(ParameterKind::Port, "ssh"), Ok(Some(Value::Int(22))));
        assert_eq!(value(ParameterKind::Port, "80-90"), Ok(None));
        assert_eq!(value(ParameterKind::Address, "10.0.0.0/8"), Ok(None));
        assert_eq!(
            value(ParameterKind::Address, "192.0.2.7"),
            Ok(Some(Value::Bytes(vec![192, 0, 2, 7])))
        );
        assert_eq!(value(ParameterKind::Duration, "2h"), Ok(Some(Value::Int(7200))));
        assert_eq!(value(ParameterKind::Time, "today"), Ok(Some(Value::Time(NOW.midnight()))));
        let field = ParameterKind::Field.field("DPORT", NOW).map(|field| field.name);
        assert_eq!((field, value(ParameterKind::Field, "dport")), (Some("dport"), Ok(None)));
    }
}
