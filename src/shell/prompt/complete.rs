//! Completion: what may come next at the end of a line. Pure: a line and a vocabulary go in.

use super::argument::{self, ArgumentPlace};
use super::candidate::{self, Candidate};
use super::clause;
use super::vocabulary::Vocabulary;
use crate::cli::Fills;
use crate::field::FIELDS;
use crate::input;
use crate::query::token::{self, Symbol, TokenKind};
use crate::query::word::{self, FLAGS};
use crate::settings::SETTINGS;

/// What may stand from a place in the line on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Where the word that is being typed begins.
    pub start: usize,
    /// What may stand there.
    pub candidates: Candidates,
}

/// Candidates for a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidates {
    /// These words.
    Words(Vec<Candidate>),
    /// Names of files.
    Files,
}

/// Completes the word at the end of a line.
pub fn complete(line: &str, words: &Vocabulary) -> Completion {
    match input::typed_command(line) {
        Some(command) => complete_command(command, line.len() - command.len(), words),
        None => complete_statement(line, 0, words),
    }
}

/// Completes the last statement of a text; `at` is where the text begins in the line.
fn complete_statement(text: &str, at: usize, words: &Vocabulary) -> Completion {
    let is_end = |token: &&token::Token| token.kind == TokenKind::Symbol(Symbol::Semicolon);
    let begin = token::lex(text).iter().rev().find(is_end).map_or(0, |end| end.span.end);
    let (start, candidates) = clause::complete(&text[begin..], words);
    let candidates = candidate::fitting(&text[begin + start..], candidates);
    Completion { start: at + begin + start, candidates: Candidates::Words(candidates) }
}

/// Completes a command's name or argument; `at` is where `command` begins in the line.
fn complete_command(command: &str, at: usize, words: &Vocabulary) -> Completion {
    let place = argument::place(command, words);
    let start = at + place.start();
    let all = match place {
        ArgumentPlace::Name { .. } => names(words),
        ArgumentPlace::Query { start } => {
            return complete_statement(&command[start..], at + start, words);
        }
        ArgumentPlace::Condition { start } => {
            let condition = &command[start..];
            let (begin, candidates) = clause::complete_condition(condition, words);
            let candidates = candidate::fitting(&condition[begin..], candidates);
            let start = at + start + begin;
            return Completion { start, candidates: Candidates::Words(candidates) };
        }
        ArgumentPlace::Argument { argument, command: outline, .. } => {
            if command[start - at..].starts_with('-') {
                let options = outline.options.iter();
                options.map(|one| Candidate::new(&one.name, &one.about)).collect()
            } else {
                let mut all = match argument.map(|argument| &argument.fills) {
                    Some(Fills::File) => {
                        return Completion { start, candidates: Candidates::Files };
                    }
                    Some(fills) => values_of(fills, words),
                    None => Vec::new(),
                };
                let inner = outline.commands.iter();
                all.extend(inner.map(|one| Candidate::new(&one.name, &one.about)));
                all
            }
        }
        ArgumentPlace::Parameter { report, .. } => {
            let wanted = report.parameters.iter();
            wanted.map(|one| Candidate::new(format!("{}=", one.name), &one.about)).collect()
        }
    };
    let candidates = Candidates::Words(candidate::fitting(&command[start - at..], all));
    Completion { start, candidates }
}

/// Commands, and saved queries that no command hides.
fn names(words: &Vocabulary) -> Vec<Candidate> {
    let commands = words.commands.iter().map(|one| Candidate::new(&one.name, &one.about));
    commands.chain(saved(words)).collect()
}

fn saved(words: &Vocabulary) -> impl Iterator<Item = Candidate> {
    words.reports.iter().map(|one| Candidate::new(&one.name, &one.help))
}

fn values_of(fills: &Fills, words: &Vocabulary) -> Vec<Candidate> {
    match fills {
        Fills::Words(choices) => {
            let about = |name: &str| {
                SETTINGS.iter().find(|one| one.name == name).map_or("", |setting| setting.help)
            };
            let candidate = |(name, help): &(String, String)| {
                Candidate::new(name, if help.is_empty() { about(name) } else { help.as_str() })
            };
            choices.iter().map(candidate).collect()
        }
        Fills::Table => words.tables.iter().map(|name| Candidate::new(name, "table")).collect(),
        Fills::Saved => saved(words).collect(),
        Fills::Topic => topics(words),
        Fills::File | Fills::Query | Fills::Parameters | Fills::Text => Vec::new(),
    }
}

/// What `:help` knows of.
fn topics(words: &Vocabulary) -> Vec<Candidate> {
    let chapters = ["commands", "reports", "language", "fields", "settings"];
    let language = word::all().map(|one| Candidate::new(one.text, one.help));
    let flags = FLAGS.iter().map(|flag| Candidate::new(flag.text, flag.meaning));
    let fields = FIELDS.iter().map(|field| Candidate::new(field.name, field.help));
    let chapters = chapters.map(|name| Candidate::new(name, "all of them")).into_iter();
    chapters.chain(names(words)).chain(language).chain(flags).chain(fields).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli;
    use crate::prompt::vocabulary::{QueryParameter, Report};

    fn vocabulary() -> Vocabulary {
        let values = [
            ("action", vec![("CBLK".to_owned(), 7)]),
            ("prefix", vec![("[UFW BLOCK]".into(), 9)]),
            ("dport", vec![("22".into(), 12_345), ("8443".into(), 2)]),
            ("src", vec![("192.0.2.7".into(), 3)]),
            ("dst", vec![("198.51.100.1".into(), 3)]),
        ];
        let wanted = QueryParameter { name: "address".into(), about: "whose".into() };
        let host = Report { name: "host".into(), parameters: vec![wanted], ..Report::default() };
        let icmp = Report { name: "icmp".into(), ..Report::default() };
        Vocabulary {
            commands: cli::prompt_commands(),
            reports: vec![host, icmp],
            tables: vec!["other".into()],
            values: values.into(),
        }
    }

    fn words(line: &str) -> Vec<String> {
        match complete(line, &vocabulary()).candidates {
            Candidates::Words(words) => words.into_iter().map(|word| word.text).collect(),
            Candidates::Files => vec!["a file".into()],
        }
    }

    #[test]
    fn the_place_decides_what_is_offered() {
        for (line, expected) in [
            ("to", "top"),
            ("top dp", "dport"),
            ("count; top dp", "dport"),
            ("top dport wh", "where"),
            ("top dport where den", "denied"),
            ("top dport where action ", "!="),
            ("top dport where src is", "is private"),
            ("top dport where action = ", "CBLK"),
            ("top dport where action cb", "CBLK"),
            ("top dport where action not in (DROP, cb", "CBLK"),
            ("list where proto = ic", "ICMPv6"),
            ("list where prefix = '[U", "'[UFW BLOCK]'"),
            ("list where prefix = block", "'[UFW BLOCK]'"),
            ("list where dport 84", "8443"),
            ("list where dport = ss", "ssh"),
            ("list where host 19", "198.51.100.1"),
            ("list where src host 19", "192.0.2.7"),
            ("top src by dis", "distinct"),
            ("top src by distinct dp", "dport"),
            ("count by pro", "proto"),
            ("SELECT sr", "src"),
            ("SELECT src, COUNT(*) FR", "FROM"),
            ("SELECT src FROM ot", "other"),
            ("SELECT src FROM other WH", "WHERE"),
            (":rep", "reports"),
            ("\\rep", "reports"),
            (":ic", "icmp"),
            (":report ic", "icmp"),
            (":host add", "address="),
            (":report host add", "address="),
            (":use ot", "other"),
            (":tables dr", "drop"),
            (":tables drop ot", "other"),
            (":explain top dp", "dport"),
            (":watch 5 top dp", "dport"),
            (":watch 5 select sr", "src"),
            (":follow /a.log where den", "denied"),
            (":follow /a.log where action = cb", "CBLK"),
            (":live /a.log where src ho", "host"),
            (":live /v", "a file"),
            (":import /v", "a file"),
            (":out /v", "a file"),
            (":import --ye", "--year"),
            (":format js", "json"),
            (":form js", "json"),
            (":timing o", "off"),
            (":set time.z", "time.zone"),
            (":config get shell.h", "shell.history_size"),
            (":help dpo", "dport"),
            (":help watc", "watch"),
        ] {
            assert!(words(line).iter().any(|word| word == expected), "{line}: {:?}", words(line));
        }
    }

    #[test]
    fn the_parser_decides_what_is_offered() {
        for (line, expected) in [
            ("top src by su", "sum("),
            ("count by ne", "net("),
            ("list ord", "order by"),
            ("top src, dport show dp", "dport"),
            ("top net(src, 24) show ne", "net(src, 24)"),
            ("count where prefix not l", "like"),
            ("count where prefix no", "not like"),
            ("count where prefix no", "not in"),
            ("top src last ", "24h"),
            ("top src since ", "yesterday"),
            ("top src since 2 ho", "hours"),
            ("list where time >= to", "today"),
            ("top src having count ", ">="),
            ("top src vs pr", "previous"),
            ("top nonsense where action = ", "CBLK"),
            ("list where (denied ", ")"),
            ("list where dport !", "!="),
            ("list where !", "denied"),
            ("follow a.log where den", "denied"),
        ] {
            assert!(words(line).iter().any(|word| word == expected), "{line}: {:?}", words(line));
        }
    }

    #[test]
    fn what_cannot_come_is_not_offered() {
        for (line, wrong) in [
            ("top src where denied wh", "where"),
            ("top src ev", "every"),
            ("list where dport li", "like"),
            ("list where proto ", "<"),
            ("list where dport is ", "private"),
            ("top src by sum(sr", "src"),
            ("list src, sr", "src"),
            ("count where denied )", ")"),
            ("top src show dpo", "dport"),
            ("top src last 1h to", "today"),
            ("count where # den", "denied"),
            ("count | gr", "where"),
        ] {
            assert!(!words(line).iter().any(|word| word == wrong), "{line}: {:?}", words(line));
        }
    }

    #[test]
    fn each_candidate_shows_a_word_about_itself() {
        for (line, text, about) in [
            ("top dpo", "dport", "destination port"),
            ("list where dport = 2", "22", "12,345 recent packets, ssh"),
            (":timi", "timing", "Say how long answers took, or do not"),
            ("list where den", "denied", "verdict = deny"),
        ] {
            let Candidates::Words(all) = complete(line, &vocabulary()).candidates else {
                panic!("{line} takes words")
            };
            let found = all.iter().find(|one| one.text == text).expect(line);
            assert_eq!(found.about, about, "{line}");
        }
    }

    #[test]
    fn the_word_that_is_typed_is_replaced() {
        assert_eq!(complete("top dp", &vocabulary()).start, 4);
        assert_eq!(complete("count; top dp", &vocabulary()).start, 11);
        assert_eq!(complete(":explain top dp", &vocabulary()).start, 13);
        assert_eq!(complete("  :use o", &vocabulary()).start, 7);
        assert_eq!(words("top dport where action = xyz"), [] as [String; 0]);
    }
}
