//! Following in the background: what the prompt shows above the line that is being typed.

use std::path::PathBuf;
use std::time::Duration;

use super::append::{AppendTable, Appending};
use super::{add_file, start, summary};
use crate::cancel::Cancel;
use crate::cli::follow::FollowArgs;
use crate::follow::row::{FollowedPacket, Naming};
use crate::follow::{Event, FollowStart, Follower, Lines, PacketFilter};
use crate::log::prefix::UserRule;
use crate::log::tag::Tags;
use crate::log::tail::TailState;
use crate::output::packet::{Look, Packets};
use crate::output::sanitize;
use crate::rdns::Names;
use crate::session::{Failure, Session};
use crate::time::Zone;

/// How often a follower looks whether it is to stop.
const PATIENCE: Duration = Duration::from_millis(50);

/// Logs that are to be followed by a thread of their own.
pub struct Background {
    files: Vec<PathBuf>,
    start: FollowStart,
    wanted: PacketFilter,
    zone: Zone,
    rules: Vec<UserRule>,
    marker: Option<String>,
    tags: Tags,
    look: Look,
    naming: Naming,
    table: Option<AppendTable>,
}

impl Session {
    /// What following in the background takes, if it can be done.
    pub fn background(&self, arguments: &FollowArgs) -> Result<Background, Failure> {
        let (files, condition) = arguments.parts();
        let options = &arguments.options;
        if arguments.journal || files.is_empty() || files.iter().any(|file| file.as_os_str() == "-")
        {
            return Err(Failure::with_help(
                "the prompt follows files",
                "`follow --journal` without the colon waits for Ctrl-C",
            ));
        }
        let settings = &self.config.settings;
        let zone = settings.time.zone();
        Ok(Background {
            files,
            start: start(options, &zone)?,
            wanted: self.wanted(condition.as_deref(), options)?,
            zone,
            rules: settings.prefixes.clone(),
            marker: settings.log.marker.clone(),
            tags: settings.log.tags.clone(),
            look: self.look(options),
            naming: self.follow_naming(),
            table: self.appended(arguments)?,
        })
    }
}

impl Background {
    /// The files, as people say them.
    pub fn name(&self) -> String {
        let names = self.files.iter().map(|file| file.display().to_string());
        sanitize::text(&names.collect::<Vec<_>>().join(", ")).into_owned()
    }

    /// Follows until it is stopped; each line goes to `put`. `began` hears once whether the files can
    /// be followed. What there is to say at the end.
    pub fn run(
        self,
        stop: &Cancel,
        began: &dyn Fn(Result<(), Failure>),
        put: &mut dyn FnMut(String),
    ) -> String {
        let (rules, marker, tags) = (&self.rules, self.marker.as_deref(), &self.tags);
        let lines = Lines { zone: self.zone, rules, marker, tags };
        let mut follower = Follower::new(lines, self.wanted);
        for path in &self.files {
            if let Err(failure) = add_file(&mut follower, path, &self.start) {
                began(Err(failure));
                return String::new();
            }
        }
        began(Ok(()));
        let appending = self.table.map(AppendTable::start);
        let mut packets = Packets::new(self.look);
        while !stop.is_raised() {
            let mut count = follower.counts.matched;
            let state = follower.turn(PATIENCE, &mut |event| match event {
                Event::Packet(packet, is_marked) => {
                    count += 1;
                    let mut line = String::new();
                    packets.line(
                        &FollowedPacket::new(packet, count, is_marked).cells(&self.naming),
                        &mut line,
                    );
                    put(line);
                }
                Event::Note(note) => put(format!("{}\n", sanitize::text(&note))),
                Event::Lines(_) => appending.iter().for_each(Appending::grown),
                Event::Finished(lane, handle) => {
                    appending.iter().for_each(|appending| appending.finished(lane, handle));
                }
            });
            if state == TailState::Over {
                break;
            }
        }
        self.naming.names.iter().for_each(Names::keep);
        let summary = summary(&follower.counts, 0);
        match appending {
            Some(appending) => format!("{summary}; {}", appending.end(&Cancel::default())),
            None => summary,
        }
    }
}
