//! Help: what can be typed.

use std::io::Write;

use super::answer_output::{AnswerOutput, texts};
use super::context::Context;
use super::failure::Failure;
use crate::cli::{self, Argument, CommandHelp};
use crate::field::FIELDS;
use crate::library::Library;
use crate::output::sanitize;
use crate::query::word::{self, FLAGS, SIDES};
use crate::rows::{Column, ColumnKind};
use crate::settings::SETTINGS;
use crate::value::Value;

const QUERY_HELP: &str = "\
Ask:  top dport where denied                  top 20 src by distinct dport where denied last 1h
      count by action, proto last 7d          list where src in 10.0.0.0/8 and dport 22
      values prefix                           SELECT src, COUNT(*) FROM logs GROUP BY src

`:help language` lists every word, `:help fields` every field, `:help reports` the saved queries,
`:help settings` what `:set` sets; `:help WORD` tells of a command, a report, a word or a field.

";

/// Lists the fields of a packet.
pub(super) fn list_fields(context: &Context<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    write_fields(&mut context.output(out))
}

fn write_fields(output: &mut AnswerOutput<'_>) -> Result<(), Failure> {
    let columns = ["field", "also", "meaning"].map(|name| Column::new(name, ColumnKind::Text));
    let rows =
        FIELDS.iter().map(|field| texts([field.name, &field.aliases.join(", "), field.help]));
    output.list(&columns, rows)
}

/// Lists the saved queries.
pub(super) fn list_reports(context: &Context<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    write_reports(context.library, &mut context.output(out))
}

fn write_reports(library: &Library, output: &mut AnswerOutput<'_>) -> Result<(), Failure> {
    let columns = ["report", "takes", "shows"].map(|name| Column::new(name, ColumnKind::Text));
    let rows = library.all().map(|saved| {
        let usage = saved.usage();
        texts([&saved.name, usage[saved.name.len()..].trim(), &saved.help])
    });
    output.list(&columns, rows)
}

/// Writes a chapter of the help.
type WriteChapter = fn(&Library, &mut AnswerOutput<'_>) -> Result<(), Failure>;

/// Chapters of the help, by their names.
const CHAPTERS: [(&str, WriteChapter); 5] = [
    ("commands", |_, output| list_help(cli::prompt_commands().iter().map(command_row), output)),
    ("reports", write_reports),
    ("language", |_, output| list_help(language_rows().into_iter(), output)),
    ("fields", |_, output| write_fields(output)),
    ("settings", |_, output| {
        list_help(SETTINGS.iter().map(|one| texts([one.name, one.help])), output)
    }),
];

/// Shows what can be typed, or the help on a topic.
pub(super) fn show_help(
    context: &Context<'_>,
    topic: Option<&str>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (library, output) = (context.library, &mut context.output(out));
    let Some(topic) = topic.map(|topic| topic.trim_start_matches([':', '\\'])) else {
        output.out.write_all(QUERY_HELP.as_bytes())?;
        return list_help(cli::prompt_commands().iter().map(command_row), output);
    };
    if let Some((_, show)) = CHAPTERS.iter().find(|(name, _)| *name == topic) {
        return show(library, output);
    }
    let commands = cli::prompt_commands();
    if let Some(command) = commands.iter().find(|command| command.name == topic) {
        return list_help(command_rows(command).into_iter(), output);
    }
    if let Some(saved) = library.get(topic) {
        return Ok(output.out.write_all(sanitize::lines(&saved.text).as_bytes())?);
    }
    let word = Value::Text(topic.to_lowercase());
    let mut rows: Vec<_> = language_rows().into_iter().filter(|row| row[0] == word).collect();
    let field = crate::field::by_name(topic);
    rows.extend(field.map(|field| texts([field.name, field.help])));
    let setting = SETTINGS.iter().filter(|one| one.name == topic || one.key() == topic);
    rows.extend(setting.map(|one| texts([one.name, one.help])));
    let mut beginning = commands.iter().filter(|command| command.name.starts_with(topic));
    if let (true, Some(command), None) = (rows.is_empty(), beginning.next(), beginning.next()) {
        rows = command_rows(command);
    }
    if rows.is_empty() {
        return Err(unknown_topic(topic, library));
    }
    list_help(rows.into_iter(), output)
}

fn unknown_topic(topic: &str, library: &Library) -> Failure {
    let chapters = CHAPTERS.iter().map(|(name, _)| *name);
    let commands = cli::prompt_commands().iter().map(|command| command.name.as_str());
    let reports = library.all().map(|saved| saved.name.as_str());
    let words = word::all().map(|one| one.text);
    let fields = FIELDS.iter().map(|field| field.name);
    let all = chapters.chain(commands).chain(reports).chain(words).chain(fields);
    let help = match crate::suggest::nearest(topic, all) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`:help` lists the topics".to_owned(),
    };
    Failure::with_help(format!("there is no help on `{topic}`"), help)
}

fn list_help(
    rows: impl Iterator<Item = Vec<Value>>,
    output: &mut AnswerOutput<'_>,
) -> Result<(), Failure> {
    let columns = ["type", "to"].map(|name| Column::new(name, ColumnKind::Text));
    output.list(&columns, rows)
}

fn command_row(command: &CommandHelp) -> Vec<Value> {
    texts([format!(":{} {}", command.name, command.usage).trim_end(), &command.about])
}

/// A command with what it takes.
fn command_rows(command: &CommandHelp) -> Vec<Vec<Value>> {
    let taken = |argument: &Argument| texts([&format!("  {}", argument.name), &argument.about]);
    let mut rows = vec![command_row(command)];
    rows.extend(command.arguments.iter().chain(&command.options).map(taken));
    for inner in &command.commands {
        let name = format!("  {} {}", inner.name, inner.usage);
        rows.push(texts([name.trim_end(), &inner.about]));
    }
    rows
}

/// Every word of the language.
fn language_rows() -> Vec<Vec<Value>> {
    let words = word::all().map(|one| texts([one.text, one.help]));
    let flags = FLAGS.iter().map(|flag| texts([flag.text, flag.meaning]));
    let sides = SIDES.iter().map(|side| {
        texts([&side.names.join(", "), &format!("{} or {}", side.fields[0], side.fields[1])])
    });
    words.chain(flags).chain(sides).collect()
}
