//! Conditions on groups.

use crate::query::ast::{Having, Relation};
use crate::value::Value;

use super::accumulator::Accumulators;
use super::dictionary::Dictionary;

/// A [`Having`] whose measures are places in [`Accumulators`].
#[derive(Debug, Clone)]
pub(super) enum GroupCondition {
    All(Vec<GroupCondition>),
    Any(Vec<GroupCondition>),
    Test { measure: usize, relation: Relation, number: i64 },
}

impl GroupCondition {
    /// Adds the measures of a condition, which every group meets if there is none.
    pub(super) fn new(condition: Option<&Having>, measures: &mut Accumulators) -> Self {
        let mut each =
            |parts: &[Having]| parts.iter().map(|part| Self::new(Some(part), measures)).collect();
        match condition {
            None => Self::All(Vec::new()),
            Some(Having::And(parts)) => Self::All(each(parts)),
            Some(Having::Or(parts)) => Self::Any(each(parts)),
            Some(Having::Test(measure, relation, number)) => Self::Test {
                measure: measures.place(measure.node),
                relation: *relation,
                number: *number,
            },
        }
    }

    /// Whether it holds of a group. An unknown measure passes no test.
    pub(super) fn holds(
        &self,
        group: usize,
        measures: &Accumulators,
        dictionary: &Dictionary,
    ) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(group, measures, dictionary)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(group, measures, dictionary)),
            Self::Test { measure, relation, number } => {
                match measures.at(*measure).value(group, dictionary) {
                    Value::Int(value) => relation.holds(&value, &i128::from(*number)),
                    Value::Float(value) => relation.holds(&value, &(*number as f64)),
                    _ => false,
                }
            }
        }
    }
}
