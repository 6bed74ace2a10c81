//! A parameter: a part of a saved query that is given when it is run.

use std::collections::BTreeMap;

use crate::query::parameter_kind::ParameterKind;
use crate::query::token::{Token, TokenKind, lex, unquote};
use crate::span::{Problem, Span};
use crate::suggest;

/// The values of a saved query's parameters, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params(BTreeMap<String, Given>);

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// As it was typed.
    pub text: String,
    /// What it is, where the query declares that.
    pub kind: Option<ParameterKind>,
}

impl Params {
    /// Without any.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a parameter its value.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), Given { text: value.into(), kind: None });
    }

    /// Gives a parameter a value of a declared kind.
    pub fn set_typed(&mut self, name: impl Into<String>, given: Given) {
        self.0.insert(name.into(), given);
    }

    /// The value that was given to the parameter of that name.
    pub fn get(&self, name: &str) -> Option<&Given> {
        self.0.get(name)
    }

    /// Lowers the number that was given to the parameter `name` to `most`.
    pub fn cap(&mut self, name: &str, most: u64) {
        if let Some(given) = self.0.get_mut(name)
            && given.text.parse().is_ok_and(|number: u64| number > most)
        {
            given.text = most.to_string();
        }
    }

    /// The value of a parameter: what was given, else its default.
    pub(crate) fn value(&self, parameter: &Parameter) -> Result<Given, Problem> {
        let default = || Some(Given { text: parameter.default.clone()?, kind: None });
        self.0.get(&parameter.name).cloned().or_else(default).ok_or_else(|| {
            let name = &parameter.name;
            Problem::new(parameter.span, format!("the parameter `{name}` has no value"))
                .help(format!("give one: {name}=VALUE"))
        })
    }

    /// Complains about a value for a parameter that the query does not have.
    pub(crate) fn must_be_among(&self, parameters: &[Parameter]) -> Result<(), Problem> {
        let known = |name: &String| parameters.iter().any(|parameter| parameter.name == *name);
        let Some(stranger) = self.0.keys().find(|name| !known(name)) else { return Ok(()) };
        let names: Vec<&str> = parameters.iter().map(|known| known.name.as_str()).collect();
        let help = match suggest::did_you_mean(stranger, names.iter().copied()) {
            Some(meant) => meant,
            None if names.is_empty() => "it has none".into(),
            None => format!("it has: {}", names.join(", ")),
        };
        let message = format!("the query has no parameter `{stranger}`");
        Err(Problem::new(Span::default(), message).help(help))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Params {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(values: I) -> Self {
        let mut params = Self::new();
        values.into_iter().for_each(|(name, value)| params.set(name, value));
        params
    }
}

/// A parameter as a saved query names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value where none is given.
    pub default: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// The parameters of a saved query, in the order of the text; one used twice is there twice.
pub fn parameters(text: &str) -> Vec<Parameter> {
    lex(text).iter().filter_map(|token| find_parameter(text, token)).collect()
}

/// The parameter that a token is.
pub(crate) fn find_parameter(text: &str, token: &Token) -> Option<Parameter> {
    let TokenKind::Parameter(_) = token.kind else { return None };
    let written = text[token.span.range()].trim_start_matches('$');
    let (name, default) = match written.split_once(':') {
        Some((name, default)) => (name, Some(default)),
        None => (written, None),
    };
    let default = default
        .map(|text| if text.starts_with(['"', '\'']) { unquote(text) } else { text.to_owned() });
    Some(Parameter { name: name.to_owned(), default, span: token.span })
}
