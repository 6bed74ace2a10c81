//! Help: what a session says about what can be typed.

use std::io::Write;

use super::{Failure, Session, texts};
use crate::cli::{self, Argument, CommandHelp};
use crate::field::FIELDS;
use crate::output::sanitize;
use crate::query::word::{self, FLAGS, SIDES};
use crate::rows::{Column, ColumnKind};
use crate::settings::SETTINGS;
use crate::value::Value;

const QUERY_HELP: &str = "\
Ask:  top dport where action != ACCEPT        top 20 src by distinct dport where denied last 1h
      count by action, proto last 7d          list where src in 10.0.0.0/8 and dport 22
      values prefix                           SELECT src, COUNT(*) FROM logs GROUP BY src

`:help language` lists every word, `:help fields` every field, `:help reports` the saved queries,
`:help settings` what `:set` sets; `:help WORD` tells of a command, a report, a word or a field.

";

impl Session {
    pub(super) fn fields(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let columns = ["field", "also", "meaning"].map(|name| Column::new(name, ColumnKind::Text));
        let rows =
            FIELDS.iter().map(|field| texts([field.name, &field.aliases.join(", "), field.help]));
        self.list(&columns, rows, out)
    }

    /// Tells what can be typed, or of one topic.
    pub(super) fn help(&self, topic: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
        let topic = topic.map(|topic| topic.trim_start_matches([':', '\\']));
        match topic {
            None => {
                out.write_all(QUERY_HELP.as_bytes())?;
                self.told(cli::prompt_commands().iter().map(of_command), out)
            }
            Some("commands") => self.told(cli::prompt_commands().iter().map(of_command), out),
            Some("reports") => self.reports(out),
            Some("fields") => self.fields(out),
            Some("settings") => {
                let rows = SETTINGS.iter().map(|one| texts([one.name, one.help]));
                self.told(rows, out)
            }
            Some("language") => self.told(language().into_iter(), out),
            Some(topic) => self.help_on(topic, out),
        }
    }

    fn help_on(&self, topic: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let commands = cli::prompt_commands();
        if let Some(command) = commands.iter().find(|command| command.name == topic) {
            return self.told(of_whole_command(command).into_iter(), out);
        }
        if let Some(saved) = self.library.get(topic) {
            return Ok(out.write_all(sanitize::lines(&saved.text).as_bytes())?);
        }
        let mut rows: Vec<Vec<Value>> = Vec::new();
        rows.extend(
            language().into_iter().filter(|row| row[0] == Value::Text(topic.to_lowercase())),
        );
        let field = crate::field::by_name(topic);
        rows.extend(field.map(|field| texts([field.name, field.help])));
        let setting = SETTINGS.iter().filter(|one| one.name == topic || one.key() == topic);
        rows.extend(setting.map(|one| texts([one.name, one.help])));
        let mut beginning = commands.iter().filter(|command| command.name.starts_with(topic));
        if let (true, Some(command), None) = (rows.is_empty(), beginning.next(), beginning.next()) {
            rows = of_whole_command(command);
        }
        match rows.is_empty() {
            true => Err(self.unknown_topic(topic)),
            false => self.told(rows.into_iter(), out),
        }
    }

    fn unknown_topic(&self, topic: &str) -> Failure {
        let chapters = ["commands", "reports", "language", "fields", "settings"].into_iter();
        let commands = cli::prompt_commands().iter().map(|command| command.name.as_str());
        let reports = self.library.all().map(|saved| saved.name.as_str());
        let words = word::all().map(|one| one.text);
        let fields = FIELDS.iter().map(|field| field.name);
        let all = chapters.chain(commands).chain(reports).chain(words).chain(fields);
        let help = match crate::suggest::nearest(topic, all) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`:help` lists the topics".to_owned(),
        };
        Failure::with_help(format!("there is no help on `{topic}`"), help)
    }

    fn told(
        &self,
        rows: impl Iterator<Item = Vec<Value>>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let columns = ["type", "to"].map(|name| Column::new(name, ColumnKind::Text));
        self.list(&columns, rows, out)
    }
}

fn of_command(command: &CommandHelp) -> Vec<Value> {
    texts([format!(":{} {}", command.name, command.usage).trim_end(), &command.about])
}

/// A command with what it takes.
fn of_whole_command(command: &CommandHelp) -> Vec<Vec<Value>> {
    let taken = |argument: &Argument| texts([&format!("  {}", argument.name), &argument.about]);
    let mut rows = vec![of_command(command)];
    rows.extend(command.arguments.iter().chain(&command.options).map(taken));
    for inner in &command.commands {
        let name = format!("  {} {}", inner.name, inner.usage);
        rows.push(texts([name.trim_end(), &inner.about]));
    }
    rows
}

/// Every word of the language.
fn language() -> Vec<Vec<Value>> {
    let words = word::all().map(|one| texts([one.text, one.help]));
    let flags = FLAGS.iter().map(|flag| texts([flag.text, flag.meaning]));
    let sides = SIDES.iter().map(|side| {
        texts([&side.names.join(", "), &format!("{} or {}", side.fields[0], side.fields[1])])
    });
    words.chain(flags).chain(sides).collect()
}
