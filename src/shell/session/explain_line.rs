//! `explain-line`: how lines of a log are read, part by part, or where and why reading stopped.

use std::io::{self, BufRead, IsTerminal, Read, Write};

use super::Session;
use super::answer_output::texts;
use super::failure::Failure;
use super::messages::say_drawn;
use crate::cli::LineArgs;
use crate::field::{FIELDS, Field, Type};
use crate::files::{self, Devices};
use crate::log::ending::Dropped;
use crate::log::feed::LONGEST;
use crate::log::journal::entry_line;
use crate::log::stamp::Search;
use crate::log::tag;
use crate::log::{self, Line, LineExplanation, LineReader};
use crate::output::{diagnostic, sanitize};
use crate::packet::Packet;
use crate::rows::{Column, ColumnKind};
use crate::span::{Problem, Span};
use crate::value::Value;

/// A part of a line, and what it says.
type ExplainedPart = (&'static str, String);

impl Session {
    /// Explains the line that is given, or every line of standard input.
    pub(super) fn explain_line(
        &self,
        arguments: &LineArgs,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        if !arguments.line.is_empty() {
            return self.explain_one(arguments.line.join(" ").as_bytes(), out);
        }
        let input = io::stdin();
        if input.is_terminal() {
            return Err(Failure::with_help(
                "standard input is a terminal",
                "write a line after `explain-line`, or pipe lines into it",
            ));
        }
        let (mut input, mut line, mut is_first) = (input.lock(), Vec::new(), true);
        let failed = |error| Failure::other(format!("cannot read standard input: {error}"));
        files::check_input(Devices::None).map_err(failed)?;
        while input.by_ref().take(LONGEST as u64).read_until(b'\n', &mut line)? > 0 {
            if !std::mem::take(&mut is_first) && !self.config.answer_format().is_json() {
                writeln!(out)?;
            }
            self.explain_one(line.strip_suffix(b"\n").unwrap_or(&line), out)?;
            line.clear();
        }
        Ok(())
    }

    fn explain_one(&self, line: &[u8], out: &mut dyn Write) -> Result<(), Failure> {
        let entry = entry_line(line);
        let wrapping = match line.trim_ascii_end().ends_with(b"}") {
            true => "an object of JSON",
            false => "a row of a table, of logfmt or of Loki",
        };
        let line = log::text(entry.as_deref().unwrap_or(line));
        let rules = self.read_rules();
        // A stamp without a year is taken for the last such moment.
        let mut search = Search::new(rules.zone.now());
        search.pass(line.as_bytes());
        let mut reader = LineReader::with_rules(&rules, search.years());
        let reading = reader.explain(&line);
        let mut parts = vec![("line", kind(&reading))];
        if entry.is_some() {
            parts.push(("entry", format!("{wrapping}, read as the line that it stands for")));
        }
        parts.extend(self::parts(&reading));
        let columns = ["part", "is"].map(|name| Column::new(name, ColumnKind::Text));
        // It is read by people, wherever it goes.
        let rows = parts.iter().map(|(part, says)| texts([*part, &sanitize::text(says)]));
        self.context().output(out).list(&columns, rows)?;
        if let Some(problem) = problem(&line, &reading) {
            out.flush()?;
            say_drawn(&diagnostic::draw(&problem, &line, &self.config.error_style()));
        }
        Ok(())
    }
}

/// What a line is, in words.
fn kind(reading: &LineExplanation<'_>) -> String {
    match &reading.line {
        Line::Packet { times: 1 } => "a packet".into(),
        Line::Packet { times } => format!("{times} packets"),
        Line::Repeat { machine, times, .. } => {
            let machine = machine.map(|name| format!(" of {name}")).unwrap_or_default();
            format!("the last line{machine} came {times} times more")
        }
        Line::Gap(gap) => match gap.lost {
            Some(lost) => format!("lines are missing: {lost} {}", gap.kind),
            None => format!("lines are missing: {}, nobody knows how many", gap.kind),
        },
        Line::Other | Line::Foreign { .. } => "none of netfilter's".into(),
        Line::Bad(_) => "netfilter's, but it cannot be what the kernel wrote".into(),
    }
}

/// The parts of a line, as far as they were read.
fn parts(reading: &LineExplanation<'_>) -> Vec<ExplainedPart> {
    let mut parts: Vec<ExplainedPart> = Vec::new();
    let mut put = |part, says: Option<String>| parts.extend(says.map(|says| (part, says)));
    match &reading.line {
        Line::Bad(reason) => put("why", Some(reason.to_string())),
        Line::Other => put("why", reading.why.map(str::to_owned)),
        Line::Foreign { program } => put("why", Some(foreign(program))),
        _ => {}
    }
    let dropped = reading.dropped.filter(|_| matches!(reading.line, Line::Packet { .. }));
    put("dropped", dropped.map(|Dropped { word, why }| format!("`{word}`: {why}")));
    put("stamp", Some(reading.form.unwrap_or("none").to_owned()));
    put("machine", reading.machine.map(str::to_owned));
    put("program", reading.program.map(str::to_owned));
    put("doubt", reading.doubt.clone());
    if let (Line::Packet { .. }, packet) = (&reading.line, &reading.packet) {
        put("rule", Some(rule(packet, reading.rule)));
        for field in FIELDS.iter().filter(|field| field.name != "fw") {
            put(field.name, shown(field, packet));
        }
    }
    parts
}

/// Why a line of that program is not read.
fn foreign(program: &str) -> String {
    format!("it looks like a packet, but {program} logged it; {}", tag::ADVICE)
}

fn rule(packet: &Packet<'_>, rule: Option<&'static str>) -> String {
    match (packet.prefix, rule) {
        (_, Some(rule)) => rule.to_owned(),
        (Some(_), None) => "none knows the prefix; one of your own can: [prefixes] in \
                            ~/.ipta-conf"
            .to_owned(),
        (None, None) => "none, as there is no prefix".to_owned(),
    }
}

fn shown(field: &Field, packet: &Packet<'_>) -> Option<String> {
    match (packet.flags, Value::from((field.get)(packet))) {
        (_, Value::Null) => None,
        (Some(flags), _) if field.kind == Type::Flags => Some(flags.to_string()),
        (_, value) => Some(value.to_string()),
    }
}

/// Where reading stopped, and why.
fn problem(line: &str, reading: &LineExplanation<'_>) -> Option<Problem> {
    let start = reading.stopped?;
    let rest = line.get(start..).unwrap_or_default();
    let len = rest.find(' ').unwrap_or(rest.len()).min(log::SHOWN);
    let reason = match &reading.line {
        Line::Bad(reason) => reason.to_string(),
        Line::Foreign { program } => format!("not netfilter's: {}", foreign(program)),
        _ => format!("not netfilter's: {}", reading.why?),
    };
    Some(Problem::new(Span::new(start, start + len), reason))
}
