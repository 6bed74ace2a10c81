//! A hint: what is shown behind the cursor, dimmed: what comes next means, or the rest of a line that
//! was typed before. Pure: a line and a vocabulary go in.

use super::argument::{self, ArgumentPlace};
use super::highlight;
use super::values;
use super::vocabulary::Vocabulary;
use crate::cli::Argument;
use crate::field;
use crate::input;
use crate::query::expected::Expected;
use crate::query::token::{self, TokenKind};
use crate::query::{expected, expected_condition};
use crate::sql::raw;

/// Longer hints are cut.
const LONGEST: usize = 60;

/// Something shown behind the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What is shown.
    pub shown: String,
    /// What the right arrow puts on the line, if it can.
    pub rest: Option<String>,
}

/// What may be said at the end of a line; `earlier` is a statement typed before that begins with it.
pub fn hint(line: &str, earlier: Option<&str>, words: &Vocabulary) -> Option<Hint> {
    if line.trim().is_empty() {
        return None;
    }
    let explained = line.ends_with(char::is_whitespace).then(|| meaning(line, words)).flatten();
    match (explained, earlier.and_then(|earlier| earlier.strip_prefix(line))) {
        (Some(meaning), _) => Some(Hint { shown: cut(&meaning), rest: None }),
        (None, Some(rest)) if !rest.is_empty() => {
            Some(Hint { shown: cut(rest), rest: Some(rest.to_owned()) })
        }
        _ => None,
    }
}

/// The first line, no longer than is read at a glance.
fn cut(text: &str) -> String {
    let line = highlight::plain(text.lines().next().unwrap_or_default());
    let mut shown: String = line.chars().take(LONGEST).collect();
    if shown.len() < line.len() || text.contains('\n') {
        shown.push('…');
    }
    shown
}

/// What the next word means.
fn meaning(line: &str, words: &Vocabulary) -> Option<String> {
    let Some(command) = input::typed_command(line) else {
        return in_query(line, words);
    };
    match argument::place(command, words) {
        ArgumentPlace::Query { start } if command[start..].trim().is_empty() => {
            Some("a query, such as top dport where denied".into())
        }
        ArgumentPlace::Query { start } => in_query(&command[start..], words),
        ArgumentPlace::Condition { start } => {
            in_language(&command[start..], expected_condition, words)
        }
        ArgumentPlace::Argument { argument: Some(argument), .. } => Some(described(argument)),
        ArgumentPlace::Argument { command, .. } if !command.commands.is_empty() => {
            Some(command.usage.clone())
        }
        ArgumentPlace::Parameter { report, given, .. } => {
            let wanted = report.parameters.get(given)?;
            Some(format!("{}: {}", wanted.name, wanted.about))
        }
        ArgumentPlace::Argument { .. } | ArgumentPlace::Name { .. } => None,
    }
}

fn described(argument: &Argument) -> String {
    format!("{}: {}", argument.name, argument.about)
}

/// What the last word of a query means where it stands, or what may stand behind its operator.
fn in_query(text: &str, words: &Vocabulary) -> Option<String> {
    if raw::is_sql(text) {
        return None;
    }
    in_language(text, expected, words)
}

/// The same in the language; `ask` tells what is expected behind a text.
fn in_language(text: &str, ask: fn(&str) -> Vec<Expected>, words: &Vocabulary) -> Option<String> {
    let tokens = token::lex(text);
    let last = tokens.last()?;
    match last.kind {
        TokenKind::Symbol(_) => ask(text).iter().find_map(|one| match one {
            Expected::Value(fields) => {
                // Read before Tab asks for them.
                for field in fields {
                    words.values.of(field.name);
                }
                Some(values::described(fields.first()?.kind).to_owned())
            }
            _ => None,
        }),
        TokenKind::Word => {
            let said = &text[last.span.range()];
            let before = ask(&text[..last.span.start]);
            before.iter().find_map(|one| explained(one, said))
        }
        _ => None,
    }
}

/// What a word means that was expected.
fn explained(one: &Expected, said: &str) -> Option<String> {
    match one {
        Expected::Word(word) if word.text.eq_ignore_ascii_case(said) => Some(word.help.to_owned()),
        Expected::Flag(flag) if flag.text.eq_ignore_ascii_case(said) => {
            Some(flag.meaning.to_owned())
        }
        Expected::Field(_) => field::by_name(said).map(|field| field.help.to_owned()),
        Expected::Side(side, fields)
            if side.names.iter().any(|name| name.eq_ignore_ascii_case(said)) =>
        {
            Some(values::either(fields))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli;
    use crate::prompt::vocabulary::{FieldValues, QueryParameter, Report};

    fn hinted(line: &str, earlier: Option<&str>) -> Option<(String, bool)> {
        let wanted = QueryParameter { name: "address".into(), about: "whose, address".into() };
        let words = Vocabulary {
            commands: cli::prompt_commands(),
            reports: vec![Report {
                name: "host".into(),
                parameters: vec![wanted],
                ..Report::default()
            }],
            tables: Vec::new(),
            values: FieldValues::default(),
        };
        hint(line, earlier, &words).map(|hint| (hint.shown, hint.rest.is_some()))
    }

    #[test]
    fn an_argument_is_explained_and_an_earlier_line_goes_on() {
        for (line, shown) in [
            (":use ", "table: Its name"),
            (":host ", "address: whose, address"),
            (":report host ", "address: whose, address"),
            (":watch ", "a query, such as top dport where denied"),
            ("top src by count ", "packets"),
            ("list where host ", "src or dst"),
            ("list where src port ", "sport"),
            (":follow a.log where dport = ", "a port: 22, ssh, 80-90, 80,443"),
            (
                "list where src host = ",
                "an address or network: 192.0.2.7, 10.0.0.0/8, 2001:db8::/32",
            ),
            ("count where dport in (22, ", "a port: 22, ssh, 80-90, 80,443"),
            (":watch 5 count ", "how many packets: count [distinct FIELD] [by FIELDS]"),
            ("count where dport = ", "a port: 22, ssh, 80-90, 80,443"),
            ("count where denied ", "verdict = deny"),
            ("top dport ", "destination port"),
        ] {
            assert_eq!(hinted(line, None), Some((shown.into(), false)), "{line}");
        }
        let earlier = Some("top dport where denied\nand tcp");
        assert_eq!(hinted("top dp", earlier), Some(("ort where denied…".into(), true)));
        assert_eq!(hinted("top dp\x1b", Some("top dp\x1b[2Jx")), Some(("[2Jx".into(), true)));
        assert_eq!(hinted("", earlier), None);
        assert_eq!(hinted("count", earlier), None);
    }
}
