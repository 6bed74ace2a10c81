//! Binding: what stands behind a saved query's name becomes the values of its parameters.

use crate::library::script::{Script, ScriptParameter, ScriptStatement};
use crate::query::Params;
use crate::query::parameter::{Given, parameters};
use crate::span::Problem;
use crate::suggest;
use crate::time::Timestamp;

impl Script {
    /// The values that words give: `NAME=VALUE` by name, others in the order of the parameters.
    /// Defaults are among them.
    pub fn bind(&self, name: &str, words: &[String], now: Timestamp) -> Result<Params, Problem> {
        let mut given: Vec<Option<&str>> = vec![None; self.parameters.len()];
        let (named, placed): (Vec<_>, Vec<_>) =
            words.iter().partition(|word| named_value(word).is_some());
        for (key, value) in named.into_iter().filter_map(|word| named_value(word)) {
            let place = self.place(name, key)?;
            if given[place].replace(value).is_some() {
                return Err(self.wrong(name, format!("`{key}` is given twice")));
            }
        }
        for word in placed {
            let free = given.iter().position(Option::is_none);
            let Some(place) = free else {
                return Err(self.wrong(name, format!("`{word}` is one value too many")));
            };
            given[place] = Some(word);
        }
        let mut params = Params::new();
        for (parameter, given) in self.parameters.iter().zip(given) {
            let Some(value) = given.or(parameter.default.as_deref()) else {
                let missing = &parameter.name;
                return Err(self.wrong(name, format!("`{name}` needs the parameter `{missing}`")));
            };
            parameter.must_fit(value, now)?;
            let given = Given { text: value.to_owned(), kind: parameter.kind };
            params.set_typed(&parameter.name, given);
        }
        Ok(params)
    }

    /// Gives the parameter `name`, if there is one, another default.
    pub fn set_default(&mut self, name: &str, value: String) {
        if let Some(known) = self.parameters.iter_mut().find(|known| known.name == name) {
            known.default = Some(value);
        }
    }

    /// How it is called: `host ADDRESS [limit=10]`.
    pub fn usage(&self, name: &str) -> String {
        let words = self.parameters.iter().map(|parameter| match &parameter.default {
            None => format!(" {}", parameter.name.to_uppercase()),
            Some(default) => format!(" [{}={}]", parameter.name, word(default)),
        });
        name.to_owned() + &words.collect::<String>()
    }

    fn place(&self, name: &str, key: &str) -> Result<usize, Problem> {
        let place = self.parameters.iter().position(|known| known.name == key);
        place.ok_or_else(|| {
            let message = format!("`{name}` has no parameter `{key}`");
            let names = self.parameters.iter().map(|known| known.name.as_str());
            match suggest::nearest(key, names) {
                Some(meant) => Problem::plain(message).help(format!("did you mean `{meant}`?")),
                None => self.wrong(name, message),
            }
        })
    }

    fn wrong(&self, name: &str, message: String) -> Problem {
        let help = match self.parameters.iter().find(|one| one.default.is_none()) {
            _ if self.parameters.is_empty() => format!("`{name}` takes none"),
            None => format!("write it as `{}`", self.usage(name)),
            Some(needed) => format!(
                "write it as `{}`, for example `{name} {}`",
                self.usage(name),
                word(needed.example()),
            ),
        };
        Problem::plain(message).help(help)
    }
}

impl ScriptParameter {
    /// A value that it can have.
    pub fn example(&self) -> &str {
        self.default.as_deref().or(self.kind.map(|kind| kind.example())).unwrap_or("VALUE")
    }

    fn must_fit(&self, value: &str, now: Timestamp) -> Result<(), Problem> {
        let Some(kind) = self.kind else { return Ok(()) };
        kind.check(value, now).map_err(|problem| {
            let (name, kind) = (&self.name, kind.name());
            let form =
                format!("`{name}` is a value of the kind {kind}, as `{name}={}`", self.example());
            let meant = problem.help.filter(|help| help.starts_with("did you mean"));
            Problem::plain(format!("`{name}={value}`: {}", problem.message))
                .help(meant.unwrap_or(form))
        })
    }
}

impl ScriptStatement {
    /// Those of the values that this statement names.
    pub fn own(&self, all: &Params) -> Params {
        let mut own = Params::new();
        for parameter in parameters(&self.text) {
            if let Some(given) = all.get(&parameter.name) {
                own.set_typed(parameter.name, given.clone());
            }
        }
        own
    }

    /// The text with the values in place of the parameters, to be read and typed again.
    pub fn expanded(&self, values: &Params) -> String {
        let mut expanded = String::new();
        let mut end = 0;
        for parameter in parameters(&self.text) {
            expanded.push_str(&self.text[end..parameter.span.start]);
            match values.get(&parameter.name) {
                Some(given) => expanded.push_str(&word(&given.text)),
                None => expanded.push_str(&self.text[parameter.span.range()]),
            }
            end = parameter.span.end;
        }
        expanded + &self.text[end..]
    }
}

/// The parts of `NAME=VALUE`.
fn named_value(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_name.then_some((name, value))
}

/// A value as it is typed: in quotes where it is not one plain word.
fn word(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._-+@/:*".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_791_806_400_000_000);
    const HOST: &str = "param address: address\nparam limit: number = 10\n\
        top dport where host $address limit $limit; count where host $address and prefix = $p:'a b'";

    fn bind(words: &[&str]) -> Result<Params, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let script = Script::read(HOST).expect("a script");
        script.bind("host", &words, NOW).map_err(|problem| problem.one_line())
    }

    #[test]
    fn values_come_by_name_and_by_place() {
        let texts = |params: &Params| {
            ["address", "limit", "p"].map(|name| params.get(name).map(|one| one.text.clone()))
        };
        let expected = |values: [&str; 3]| values.map(|value| Some(value.to_owned()));
        let found = bind(&["192.0.2.7"]).expect("values");
        assert_eq!(texts(&found), expected(["192.0.2.7", "10", "a b"]));
        let found = bind(&["p=x=y", "10.0.0.0/8", "5"]).expect("values");
        assert_eq!(texts(&found), expected(["10.0.0.0/8", "5", "x=y"]));
        let script = Script::read(HOST).expect("a script");
        let own = script.statements[0].own(&found);
        assert_eq!((own.get("p"), own.get("limit").is_some()), (None, true));
        assert_eq!(
            script.statements[1].expanded(&bind(&["::1"]).expect("values")),
            "count where host ::1 and prefix = 'a b'"
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_the_right_form() {
        let usage = "write it as `host ADDRESS [limit=10] [p='a b']`, for example `host 192.0.2.7`";
        let wrong = |words: &[&str]| bind(words).expect_err("an error");
        assert_eq!(wrong(&[]), format!("`host` needs the parameter `address`; {usage}"));
        assert_eq!(
            wrong(&["adress=::1"]),
            "`host` has no parameter `adress`; did you mean `address`?"
        );
        assert_eq!(wrong(&["x=1"]), format!("`host` has no parameter `x`; {usage}"));
        assert_eq!(wrong(&["::1", "1", "2", "3"]), format!("`3` is one value too many; {usage}"));
        assert_eq!(
            wrong(&["::1", "ten"]),
            "`limit=ten`: a number of rows is wanted here, not `ten`; \
             `limit` is a value of the kind number, as `limit=10`"
        );
        assert_eq!(
            wrong(&["address=::1", "address=::2"]),
            format!("`address` is given twice; {usage}")
        );
        let simple = Script::read("count").expect("a script");
        let many = simple.bind("all", &["1".to_owned()], NOW).expect_err("an error");
        assert_eq!(many.one_line(), "`1` is one value too many; `all` takes none");
    }
}
