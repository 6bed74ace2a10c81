//! Imports: the logs that the user names, one after the other in the order of their times.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Session;
use super::failure::Failure;
use super::logs::named_logs;
use super::messages::{say, say_drawn};
use crate::cli::ImportArgs;
use crate::files::{self};
use crate::import::bad::BadLines;
use crate::import::{Import, ImportError, ImportOptions, Load, NamedLog};
use crate::log::ReadRules;
use crate::output::{Style, sanitize};
use crate::store::{Store, StoreError, TableForm};
use crate::time::Zone;

impl Session {
    /// Imports logs; one that fails does not stop the others.
    pub(super) fn import(&self, arguments: &ImportArgs) -> Result<(), Failure> {
        let bad = self.bad_lines(arguments)?;
        let all = arguments.files.len() + usize::from(arguments.journal);
        let mut tally = FailedLogs { all, failed: 0, style: self.config.error_style() };
        let mut logs = Vec::new();
        for log in named_logs(&arguments.files, arguments.journal, &self.cancel) {
            match log {
                Ok(log) => logs.push(log),
                Err(error) => tally.failed(error.into())?,
            }
        }
        if !logs.is_empty() {
            let store = self.store()?;
            if logs.iter().any(NamedLog::is_there) {
                self.make_table(store.as_ref()).map_err(|failure| match failure {
                    Failure::Store(error) => ImportError::from(error).into(),
                    other => other,
                })?;
            }
            let (marker, tags) = (arguments.marker.as_deref(), arguments.tags.as_ref());
            let rules =
                ReadRules { boot: arguments.boot_time, ..self.read_rules_with(marker, tags) };
            let options = ImportOptions {
                again: arguments.again,
                new: arguments.new,
                year: arguments.year,
                rules: Arc::new(rules),
            };
            for log in in_time_order(logs, arguments.year, &self.config.settings.time.zone()) {
                if let Err(failure) = self.import_log(store.as_ref(), log, &options, bad.as_ref()) {
                    tally.failed(failure)?;
                }
            }
        }
        if let Some(bad) = bad {
            bad.flush()?;
        }
        tally.result()
    }

    /// The file for bad lines, if one is wanted. One that exists is replaced after a question.
    fn bad_lines(&self, arguments: &ImportArgs) -> Result<Option<BadLines>, Failure> {
        let Some(path) = &arguments.bad else { return Ok(None) };
        let inputs =
            arguments.files.iter().map(|file| match file.as_os_str() == files::STANDARD_INPUT {
                true => Path::new("/dev/stdin"),
                false => file.as_path(),
            });
        let inputs: Vec<&Path> = inputs.collect();
        let target = BadLines::examine(path, &inputs)?;
        self.context().confirm_target(path, target)?;
        Ok(Some(BadLines::open(path, target)?))
    }

    /// The table that packets go into is made when it is first needed.
    pub(super) fn make_table(&self, store: &dyn Store) -> Result<(), Failure> {
        match store.form(&self.config.settings.store.table) {
            Ok(TableForm { zone, .. }) if zone == self.config.settings.time.zone() => Ok(()),
            Ok(TableForm { zone, .. }) => {
                say(&format!(
                    "warning: the times of table `{}` are in the zone {}, not {}",
                    self.config.settings.store.table,
                    zone.name(),
                    self.config.settings.time.zone().name()
                ));
                Ok(())
            }
            Err(StoreError::NoTable(name)) => {
                match store.create(&name, &self.config.settings.time.zone()) {
                    Err(StoreError::TableExists(_)) => Ok(()),
                    Err(error) => Err(error.into()),
                    Ok(()) => {
                        let zone = self.config.settings.time.zone();
                        let zone = zone.name();
                        say(&format!("table `{name}` created; its times are in the zone {zone}"));
                        Ok(())
                    }
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Imports a log; on a terminal, asks what to do with one that only begins like another.
    fn import_log(
        &self,
        store: &dyn Store,
        log: NamedLog,
        options: &ImportOptions,
        bad: Option<&BadLines>,
    ) -> Result<(), Failure> {
        let path = match &log {
            NamedLog::File(path) if !self.config.yes && io::stdin().is_terminal() => path.clone(),
            _ => return self.import_named(store, log, options, bad),
        };
        match self.import_named(store, log, options, bad) {
            Err(Failure::Import(ImportError::Differs(name))) => {
                say(&format!(
                    "{name} begins like a log that was imported before, but is not the same where \
                     that import ended"
                ));
                self.context().confirm("Import it as another log")?;
                let options = ImportOptions { new: true, ..options.clone() };
                self.import_named(store, NamedLog::File(path), &options, bad)
            }
            result => result,
        }
    }

    fn import_named(
        &self,
        store: &dyn Store,
        log: NamedLog,
        options: &ImportOptions,
        bad: Option<&BadLines>,
    ) -> Result<(), Failure> {
        let name = log.name();
        let bar = progress_bar(&name);
        let (table, cancel, load) =
            (self.config.settings.store.table.as_str(), &self.cancel, Load::default());
        let import = Import { store, table, options, bad, bar: &bar, cancel, load };
        let result = log.open().and_then(|origin| import.origin(origin));
        bar.finish_and_clear();
        let summary = result?;
        summary.report(&name).iter().for_each(|line| say(line));
        summary.failure(&name).map_or(Ok(()), |said| Err(Failure::other(said)))
    }
}

/// How many logs failed.
struct FailedLogs {
    all: usize,
    failed: usize,
    style: Style,
}

impl FailedLogs {
    /// Says why a log failed, unless it was the only one or the user wants no more of them.
    fn failed(&mut self, failure: Failure) -> Result<(), Failure> {
        if self.all == 1 || failure.is_cancelled() {
            return Err(failure);
        }
        self.failed += 1;
        say_drawn(&failure.draw(&self.style));
        Ok(())
    }

    fn result(&self) -> Result<(), Failure> {
        match self.failed {
            0 => Ok(()),
            failed => Err(Failure::other(format!("{failed} of {} logs failed", self.all))),
        }
    }
}

/// Logs in the order of their first stamps; those without one are the last, as they are named.
fn in_time_order(logs: Vec<NamedLog>, year: Option<i16>, zone: &Zone) -> Vec<NamedLog> {
    if logs.len() < 2 {
        return logs;
    }
    let times = logs.iter().map(|log| log.open().ok()?.first_time(year, zone)).collect::<Vec<_>>();
    let mut timed: Vec<_> = times.into_iter().zip(logs).collect();
    timed.sort_by_key(|(time, _)| (time.is_none(), *time));
    timed.into_iter().map(|(_, log)| log).collect()
}

fn progress_bar(name: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let template = "{msg} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec} {eta}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    let name = name.rsplit('/').next().unwrap_or(name);
    bar.with_message(sanitize::text(name).into_owned())
}
