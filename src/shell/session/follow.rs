//! Following: packets of logs that are being written, shown until the user has seen enough.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::failure::Failure;
use super::messages::say;
use super::restrictions::{ChoiceOf, restrictions};
use super::{Session, naming};
use crate::cancel::Cancel;
use crate::cli::follow::{FollowArgs, FollowOptions};
use crate::files::{self, Devices};
use crate::follow::own::OwnTraffic;
use crate::follow::queue::{Full, Queue};
use crate::follow::row::{FollowedPacket, Naming};
use crate::follow::{FollowStart, Follower, PacketFilter};
use crate::log::tag::Tags;
use crate::log::tail::TailState;
use crate::log::{ReadRules, journal};
use crate::output::Format;
use crate::output::packet::Look;
use crate::packet::Packet;
use crate::query::eval::Matcher;
use crate::query::{self, Params};
use crate::rdns::Names;
use crate::span::Problem;
use crate::time::Zone;

mod append;
mod background;
pub(super) mod driver;
mod screen;

pub use background::Background;

use append::{AppendTable, Appending};
use driver::{FollowView, Turn, drive};
use screen::{PacketScreen, Rings, Status};

/// How many packets may wait for whoever shows them.
const ROOM: usize = 4096;

impl Session {
    /// Shows packets as they are logged, until Ctrl-C.
    pub(super) fn follow(
        &self,
        arguments: &FollowArgs,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        out.flush()?;
        let format = self.follow_format()?;
        let follower = self.follower(arguments)?;
        let appending = self.appended(arguments)?.map(AppendTable::start);
        self.show(follower, format, &arguments.options, appending)
    }

    /// A follower of the logs that are named.
    pub(super) fn follower(&self, arguments: &FollowArgs) -> Result<Follower, Failure> {
        let (files, condition) = arguments.parts();
        let options = &arguments.options;
        let wanted = self.wanted(condition.as_deref(), options)?;
        let rules = self.read_rules();
        let start = start(options, &rules.zone)?;
        let mut follower = Follower::new(rules, wanted);
        for path in &files {
            add_file(&mut follower, path, &start)?;
        }
        if arguments.journal {
            let program = journal::PROGRAM;
            let start = journal_start(options);
            follower.add_journal(OsStr::new(program), &start).map_err(|error| {
                Failure::other(format!("cannot read {}: {program}: {error}", journal::NAME))
            })?;
        }
        Ok(follower)
    }

    /// The packets that a condition of the live screen leaves.
    pub(super) fn live_matcher(&self, condition: &str) -> Result<Matcher, Failure> {
        let condition = Some(condition).filter(|text| !text.is_empty());
        Ok(self.wanted(condition, &FollowOptions::default())?.matcher)
    }

    /// How lines of logs are read.
    pub(super) fn read_rules(&self) -> Arc<ReadRules> {
        let settings = &self.config.settings;
        Arc::new(ReadRules {
            zone: settings.time.zone(),
            prefixes: settings.prefixes.clone(),
            marker: settings.log.marker.clone(),
            tags: settings.log.tags.clone(),
            boot: None,
        })
    }

    /// The same with what the options of a command say.
    pub(super) fn read_rules_with(&self, marker: Option<&str>, tags: Option<&Tags>) -> ReadRules {
        let mut rules = ReadRules::clone(&self.read_rules());
        rules.marker = marker.map(str::to_owned).or(rules.marker);
        rules.tags = tags.cloned().unwrap_or(rules.tags);
        rules
    }

    /// How packets look.
    fn look(&self, options: &FollowOptions) -> Look {
        let style = self.config.style();
        Look {
            header: style.header && !options.no_header,
            counter: !options.no_counter,
            time: options.time,
            machine: options.machine,
            services: self.config.settings.output.services,
            style,
        }
    }

    /// What is shown by name.
    pub(super) fn follow_naming(&self) -> Naming {
        let names = self.answers.naming.names(&self.config);
        Naming { names, services: naming::services(&self.config) }
    }

    fn follow_format(&self) -> Result<Format, Failure> {
        match self.config.answer_format() {
            Format::Markdown | Format::Vertical => Err(Failure::other(
                "packets are followed in the formats table, tsv, csv, json and jsonl (an object a line)",
            )),
            format => Ok(format),
        }
    }

    /// The conditions that packets must meet.
    fn wanted(
        &self,
        condition: Option<&str>,
        options: &FollowOptions,
    ) -> Result<PacketFilter, Failure> {
        let now = self.config.settings.time.zone().now();
        let matcher = |condition: Option<&str>, restrict: Vec<query::Predicate>| {
            let failure =
                |problem| Failure::Text { text: condition.unwrap_or_default().to_owned(), problem };
            let mut query = query::parse("list", &Params::default()).map_err(failure)?;
            if let Some(text) = condition {
                query.restrict(query::parse_predicate(text).map_err(failure)?);
            }
            restrict.into_iter().for_each(|predicate| query.restrict(predicate));
            let plan = query::check(&query, now).map_err(failure)?;
            Matcher::new(&plan).map_err(|bad| Failure::other(bad.to_string()))
        };
        let highlight = options.highlight.as_deref();
        let highlight = highlight.map(|text| matcher(Some(text), Vec::new())).transpose()?;
        let own = match options.show_own {
            true => OwnTraffic::default(),
            false => {
                let ssh = std::env::var("SSH_CONNECTION").ok();
                OwnTraffic::new(ssh.as_deref(), naming::resolvers(&self.config))
            }
        };
        Ok(PacketFilter {
            matcher: matcher(condition, restrictions(&self.config, ChoiceOf::Option))?,
            highlight,
            own,
        })
    }

    fn show(
        &self,
        mut follower: Follower,
        format: Format,
        options: &FollowOptions,
        appending: Option<Appending>,
    ) -> Result<(), Failure> {
        let is_terminal = io::stdout().is_terminal();
        let full = if is_terminal { Full::Drop } else { Full::Wait };
        let queue = Arc::new(Queue::new(ROOM, full));
        let status = Arc::new(Status::default());
        let naming = self.follow_naming();
        let rings = match options.highlight {
            _ if !options.bell || !is_terminal => Rings::Never,
            Some(_) => Rings::Marked,
            None => Rings::All,
        };
        let screen = PacketScreen::new(format, (self.look(options), naming.clone()), rings);
        let shown = {
            let (queue, status) = (Arc::clone(&queue), Arc::clone(&status));
            thread::spawn(move || screen.run(&queue, &status))
        };
        let count = follower.counts.matched;
        let mut view = QueueView { queue: &queue, status: &status, count, cancel: &self.cancel };
        let followed = drive(&mut follower, appending.as_ref(), &self.cancel, &mut view);
        let is_cancelled = self.cancel.is_raised();
        queue.close();
        naming.names.iter().for_each(Names::keep);
        let shown = finish(shown, is_cancelled);
        // Ctrl-C is how following normally ends, so it is not a failure.
        self.cancel.reset();
        let appended = appending.map(|appending| appending.end(&self.cancel));
        followed?;
        shown?;
        say(&follower.counts.summary(status.dropped()));
        appended.iter().for_each(|appended| say(appended));
        Ok(())
    }
}

/// Hands packets to the thread that writes them.
struct QueueView<'v> {
    queue: &'v Queue<FollowedPacket>,
    status: &'v Status,
    /// How many packets were handed over.
    count: u64,
    cancel: &'v Cancel,
}

impl FollowView for QueueView<'_> {
    fn packet(&mut self, packet: &Packet<'_>, is_marked: bool) {
        self.count += 1;
        self.queue.put(FollowedPacket::new(packet, self.count, is_marked), self.cancel);
    }

    fn note(&mut self, note: String) {
        self.status.note(note);
    }

    fn end_turn(&mut self, follower: &mut Follower, state: TailState) -> Result<Turn, Failure> {
        self.status.set(follower.counts);
        let is_over = state == TailState::Over || self.queue.is_closed();
        Ok(if is_over { Turn::Last } else { Turn::Next })
    }
}

/// Waits for what is still to be shown; not for long, if the user wants to stop and a terminal takes
/// no more.
fn finish(shown: thread::JoinHandle<io::Result<()>>, is_cancelled: bool) -> Result<(), Failure> {
    const LAST: Duration = Duration::from_secs(2);
    let start = Instant::now();
    while is_cancelled && !shown.is_finished() {
        if start.elapsed() > LAST {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(5));
    }
    match shown.join() {
        Ok(written) => Ok(written?),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn add_file(follower: &mut Follower, path: &Path, start: &FollowStart) -> Result<(), Failure> {
    let name = path.display();
    if path.as_os_str() == files::STANDARD_INPUT {
        let failed = |error| Failure::other(format!("cannot follow standard input: {error}"));
        files::check_input(Devices::Logs).map_err(failed)?;
        follower.add_stream("standard input", io::stdin());
        return Ok(());
    }
    let failed = |error: io::Error| Failure::other(format!("cannot follow {name}: {error}"));
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            Err(Failure::other(format!("{name} is a directory, not a log file")))
        }
        Ok(metadata) if metadata.file_type().is_fifo() => {
            follower.add_stream(&name.to_string(), files::Later::new(path));
            Ok(())
        }
        Ok(metadata) if !metadata.is_file() => {
            let stream = files::open(path, Devices::Logs).map_err(failed)?;
            follower.add_stream(&name.to_string(), stream);
            Ok(())
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
        _ => follower.add_file(path, start).map_err(failed),
    }
}

/// Where following begins.
fn start(options: &FollowOptions, zone: &Zone) -> Result<FollowStart, Failure> {
    if options.scan {
        return Ok(FollowStart::Beginning);
    }
    if let Some(most) = options.last {
        return Ok(FollowStart::Last(most));
    }
    let Some(since) = &options.since else { return Ok(FollowStart::End) };
    let problem = |problem: Problem| {
        Failure::other(format!("--since cannot be `{since}`: {}", problem.message))
    };
    let query = query::parse(&format!("list since {since}"), &Params::default());
    let plan = query::check(&query.map_err(problem)?, zone.now()).map_err(problem)?;
    let from = plan.window.and_then(|window| window.from);
    Ok(from.map_or(FollowStart::End, FollowStart::Since))
}

/// The same in `journalctl`'s words.
fn journal_start(options: &FollowOptions) -> Vec<OsString> {
    let words = match (options.last, options.scan) {
        (_, true) => vec!["-n".to_owned(), "all".to_owned()],
        (Some(most), _) => vec!["-n".to_owned(), most.to_string()],
        (None, false) => vec!["-n".to_owned(), "0".to_owned()],
    };
    words.into_iter().map(OsString::from).collect()
}
