//! The check of a saved query: whether it compiles, before anybody runs it.

use crate::library::script::{Script, ScriptParameter, ScriptStatement};
use crate::query::parameter::{Given, parameters};
use crate::query::parameter_kind::ParameterKind;
use crate::query::{self, Params};
use crate::span::Problem;
use crate::sql::raw;
use crate::time::Timestamp;

impl Script {
    /// What is wrong with the first statement or default that cannot be compiled. Parameters that
    /// have no default stand for a value of their kind; without a kind, for whatever fits.
    pub fn check(&self, now: Timestamp) -> Result<(), Problem> {
        for parameter in &self.parameters {
            if let (Some(kind), Some(default)) = (parameter.kind, &parameter.default) {
                kind.check(default, now).map_err(|problem| problem.at(parameter.span))?;
            }
        }
        self.statements.iter().try_for_each(|statement| {
            self.check_statement(statement, now).map_err(|problem| problem.shifted(statement.start))
        })
    }

    fn check_statement(&self, statement: &ScriptStatement, now: Timestamp) -> Result<(), Problem> {
        let used = parameters(&statement.text);
        let known = |name: &str| self.parameters.iter().find(|one| one.name == name);
        let mut samples: Vec<(&ScriptParameter, Samples)> = Vec::new();
        for parameter in used.iter().filter_map(|one| known(&one.name)) {
            if !samples.iter().any(|(sampled, _)| sampled.name == parameter.name) {
                samples.push((parameter, Samples::of(parameter)));
            }
        }
        loop {
            let mut params = Params::new();
            for (parameter, samples) in &samples {
                params.set_typed(&parameter.name, samples.first());
            }
            let Err(problem) = compile(&statement.text, &params, now) else { return Ok(()) };
            // The one that does not fit where it stands gives way to its next sample.
            let culprit = used.iter().find(|one| Some(one.span) == problem.span);
            let samples = culprit.and_then(|culprit| {
                samples.iter_mut().find(|(sampled, _)| sampled.name == culprit.name)
            });
            if !samples.is_some_and(|(_, samples)| samples.advance()) {
                return Err(problem);
            }
        }
    }
}

fn compile(text: &str, params: &Params, now: Timestamp) -> Result<(), Problem> {
    if raw::is_sql(text) {
        raw::parse_saved(text, &raw::Variables::trial(params, now)).map(drop)
    } else {
        query::check(&query::parse(text, params)?, now).map(drop)
    }
}

/// Values that a parameter may have, the likeliest first.
struct Samples {
    values: Vec<Given>,
    at: usize,
}

impl Samples {
    fn of(parameter: &ScriptParameter) -> Self {
        let default = parameter.default.iter().map(|text| (text.as_str(), parameter.kind));
        let kind = parameter.kind.map(|kind| (kind.example(), Some(kind)));
        let declared = default.chain(kind).take(1);
        let mut values: Vec<Given> =
            declared.map(|(text, kind)| Given { text: text.to_owned(), kind }).collect();
        if values.is_empty() {
            let example =
                |kind: ParameterKind| Given { text: kind.example().to_owned(), kind: None };
            values.extend(ParameterKind::all().map(example));
            // What is left are the words of fields that have few.
            values.extend(
                ["deny", "TCP", "syn", "02:00:5e:00:53:01", "a", "none"]
                    .map(|text| Given { text: text.to_owned(), kind: None }),
            );
        }
        Self { values, at: 0 }
    }

    fn first(&self) -> Given {
        self.values[self.at].clone()
    }

    fn advance(&mut self) -> bool {
        self.at += 1;
        self.at < self.values.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_791_806_400_000_000);

    fn check(text: &str) -> Result<(), String> {
        let script = Script::read(text).expect("a script");
        script.check(NOW).map_err(|problem| {
            format!("{} at {}", problem.message, &text[problem.span.unwrap_or_default().range()])
        })
    }

    #[test]
    fn parameters_stand_for_whatever_fits() {
        for text in [
            "top $n $key where dport $port and src $who since $when",
            "count where verdict = $v and proto = $p and flags has $f and dmac = $m last $d",
            "count where prefix = $x having count > $n\n\ncount where ttl < $x",
            "param who: address\nSELECT COUNT(*) FROM $table WHERE src = $who LIMIT $n:3",
        ] {
            let found = check(text);
            let expected = if text.contains("having") {
                Err("`having` has no groups to keep".to_owned())
            } else {
                Ok(())
            };
            assert!(found == expected || expected.is_err() && found.is_err(), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_does_not_compile_is_said_with_its_place_in_the_file() {
        for (text, message) in [
            ("count\n\ntop dprot", "there is no field `dprot` at dprot"),
            ("count\n\nDELETE FROM logs", "`DELETE` is refused at DELETE"),
            (
                "param port: port = ten\ncount where dport $port",
                "`ten` is neither a port nor a service at param port: port = ten",
            ),
            ("count where dport $port:ten", "`ten` is neither a port nor a service at $port:ten"),
        ] {
            assert_eq!(check(text), Err(message.to_owned()));
        }
    }
}
