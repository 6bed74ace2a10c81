//! Help: what a session says about what can be typed.

use std::io::Write;

use super::{Failure, Session, texts};
use crate::cli;
use crate::field::FIELDS;
use crate::output::safe;
use crate::rows::{Column, Kind};

const QUERY_HELP: &str = "\
Ask:  top dport where action != ACCEPT        top 20 src by distinct dport where denied last 1h
      count by action, proto last 7d          list where src in 10.0.0.0/8 and dport 22
      values prefix                           SELECT src, COUNT(*) FROM logs GROUP BY src

";

impl Session {
    pub(super) fn fields(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let columns = ["field", "also", "meaning"].map(|name| Column::new(name, Kind::Text));
        let rows =
            FIELDS.iter().map(|field| texts([field.name, &field.aliases.join(", "), field.help]));
        self.list(&columns, rows, out)
    }

    pub(super) fn help(&self, topic: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
        let commands = cli::prompt_commands();
        let columns = ["type", "to"].map(|name| Column::new(name, Kind::Text));
        let typed = |command: &cli::CommandHelp| {
            texts([format!(":{} {}", command.name, command.usage).trim_end(), &command.about])
        };
        let Some(topic) = topic else {
            out.write_all(QUERY_HELP.as_bytes())?;
            return self.list(&columns, commands.iter().map(typed), out);
        };
        let topic = topic.trim_start_matches([':', '\\']);
        if let Some(command) = commands.iter().find(|command| command.name == topic) {
            return self.list(&columns, [typed(command)].into_iter(), out);
        }
        let Some(saved) = self.library.get(topic) else {
            return Err(Failure::Said(self.unknown_command(topic)));
        };
        out.write_all(safe::lines(&saved.text).as_bytes())?;
        Ok(())
    }
}
