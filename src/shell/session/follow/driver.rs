//! The driver: the one loop that follows logs, whatever shows their packets.

use std::time::Duration;

use super::append::Appending;
use crate::cancel::Cancel;
use crate::follow::{Event, Follower};
use crate::log::tail::TailState;
use crate::packet::Packet;
use crate::session::Failure;

/// How long a turn waits for something to come, and so how soon Ctrl-C and keys are noticed.
pub(crate) const PATIENCE: Duration = Duration::from_millis(50);

/// A view that shows the packets: standard output, the prompt, or the live screen.
pub(crate) trait FollowView {
    /// Shows a packet, highlighted if `is_marked`.
    fn packet(&mut self, packet: &Packet<'_>, is_marked: bool);

    /// Shows something that the user should know.
    fn note(&mut self, note: String);

    /// Ends a turn of `follower`, and says whether there is another one.
    fn end_turn(&mut self, follower: &mut Follower, state: TailState) -> Result<Turn, Failure>;
}

/// Whether following goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// There is another turn.
    Next,
    /// That was the last one.
    Last,
}

/// Follows logs until `cancel` is raised or the view has seen its last turn. What comes is also put
/// into the table that `appending` fills.
pub(crate) fn drive(
    follower: &mut Follower,
    appending: Option<&Appending>,
    cancel: &Cancel,
    view: &mut impl FollowView,
) -> Result<(), Failure> {
    let mut state = TailState::Idle;
    while !cancel.is_raised() {
        if state != TailState::Over {
            state = follower.turn(PATIENCE, &mut |event| match event {
                Event::Packet(packet, is_marked) => view.packet(packet, is_marked),
                Event::Note(note) => view.note(note),
                Event::Lines(_) => appending.iter().for_each(|appending| appending.grown()),
                Event::Finished(log, handle) => {
                    appending.iter().for_each(|appending| appending.finished(log, handle));
                }
            });
        }
        if view.end_turn(follower, state)? == Turn::Last {
            break;
        }
    }
    Ok(())
}
