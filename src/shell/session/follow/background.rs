//! Following in the background: what the prompt shows above the line that is being typed.

use super::append::AppendTable;
use super::driver::{FollowView, Turn, drive};
use crate::cancel::Cancel;
use crate::cli::follow::FollowArgs;
use crate::follow::Follower;
use crate::follow::row::{FollowedPacket, Naming};
use crate::log::tail::TailState;
use crate::output::packet::{Look, Packets};
use crate::output::sanitize;
use crate::packet::Packet;
use crate::rdns::Names;
use crate::session::{Failure, Session};

/// Logs that a thread of their own is to follow.
pub struct Background {
    /// The files, as they are shown to people.
    pub name: String,
    follower: Follower,
    look: Look,
    naming: Naming,
    table: Option<AppendTable>,
}

impl Session {
    /// Opens the files that the prompt is to follow while the user types.
    pub fn background(&self, arguments: &FollowArgs) -> Result<Background, Failure> {
        let (files, _) = arguments.parts();
        if arguments.journal || files.is_empty() || files.iter().any(|file| file.as_os_str() == "-")
        {
            return Err(Failure::with_help(
                "the prompt follows files",
                "`follow --journal` without the colon waits for Ctrl-C",
            ));
        }
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        Ok(Background {
            name: sanitize::text(&names.join(", ")).into_owned(),
            follower: self.follower(arguments)?,
            look: self.look(&arguments.options),
            naming: self.follow_naming(),
            table: self.appended(arguments)?,
        })
    }
}

impl Background {
    /// Follows until `stop` is raised and passes each line to `put`. Returns a summary for the user.
    pub fn run(mut self, stop: &Cancel, put: &mut dyn FnMut(String)) -> String {
        let appending = self.table.map(AppendTable::start);
        let packets = Packets::new(self.look);
        let count = self.follower.counts.matched;
        let mut view = PromptView { packets, naming: &self.naming, count, put };
        // This view never fails.
        let _ = drive(&mut self.follower, appending.as_ref(), stop, &mut view);
        self.naming.names.iter().for_each(Names::keep);
        let summary = self.follower.counts.summary(0);
        match appending {
            Some(appending) => format!("{summary}; {}", appending.end(&Cancel::default())),
            None => summary,
        }
    }
}

/// Shows packets as lines above the prompt.
struct PromptView<'v> {
    packets: Packets,
    naming: &'v Naming,
    count: u64,
    put: &'v mut dyn FnMut(String),
}

impl FollowView for PromptView<'_> {
    fn packet(&mut self, packet: &Packet<'_>, is_marked: bool) {
        self.count += 1;
        let mut line = String::new();
        let packet = FollowedPacket::new(packet, self.count, is_marked);
        self.packets.line(&packet.cells(self.naming), &mut line);
        (self.put)(line);
    }

    fn note(&mut self, note: String) {
        (self.put)(format!("{}\n", sanitize::text(&note)));
    }

    fn end_turn(&mut self, _: &mut Follower, state: TailState) -> Result<Turn, Failure> {
        Ok(if state == TailState::Over { Turn::Last } else { Turn::Next })
    }
}
