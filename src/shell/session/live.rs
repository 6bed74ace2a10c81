//! The live screen: who sends most and where to, and how much a second, renewed as packets come.

mod keys;
mod screen;
mod tally;
mod view;

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use super::Session;
use super::failure::Failure;
use crate::cli::live::LiveArgs;
use crate::follow::row::Naming;
use crate::follow::{Event, Follower};
use crate::log::tail::TailState;
use crate::rdns::Names;

use screen::AlternateScreen;
use tally::RecentTraffic;
use view::{KeyAction, Lists, View};

/// How long a key or a packet is waited for at most.
const PATIENCE: Duration = Duration::from_millis(50);

/// How often the screen is drawn.
const TICK: Duration = Duration::from_millis(250);

impl Session {
    /// Shows the live screen until the user leaves it.
    pub(super) fn live(&self, arguments: &LiveArgs) -> Result<(), Failure> {
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        if is_dumb || !io::stdout().is_terminal() {
            let what =
                if io::stdout().is_terminal() { "one that can move its cursor" } else { "one" };
            return Err(Failure::with_help(
                format!("`live` needs a terminal, {what}"),
                "`ipta follow` shows packets anywhere, `ipta -e 'top src last 15m'` what is in the \
                 table",
            ));
        }
        let followed = arguments.followed();
        let follower = self.follower(&followed)?;
        let (files, condition) = followed.parts();
        let mut names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        names.extend(arguments.journal.then(|| "the journal".to_owned()));
        let filter = condition.unwrap_or_default();
        let view = View::new(names.join(", "), filter);
        let naming = self.follow_naming();
        let shown = self.watch_live(AlternateScreen::open()?, follower, view, &naming);
        naming.names.iter().for_each(Names::keep);
        self.cancel.reset();
        shown
    }

    fn watch_live(
        &self,
        mut screen: AlternateScreen,
        mut follower: Follower<'_>,
        mut view: View,
        naming: &Naming,
    ) -> Result<(), Failure> {
        let begun = Instant::now();
        let mut tally = RecentTraffic::new(0);
        let mut lists = Lists::default();
        let mut drawn: Option<Instant> = None;
        let mut is_over = false;
        while !self.cancel.is_raised() {
            let now = begun.elapsed().as_secs();
            let mut message = None;
            let mut patience = Duration::ZERO;
            if is_over {
                patience = PATIENCE;
            } else {
                let state = follower.turn(PATIENCE, &mut |event| match event {
                    Event::Packet(packet, _) => tally.add(packet, now),
                    Event::Note(note) => message = Some(note),
                    Event::Lines(_) | Event::Finished(..) => {}
                });
                is_over = state == TailState::Over;
            }
            if is_over && message.is_none() && view.message.is_empty() {
                message = Some("no more packets will come; q leaves".to_owned());
            }
            view.message = message.unwrap_or(view.message);
            let mut is_due =
                screen.is_resized()? || drawn.is_none_or(|drawn| drawn.elapsed() >= TICK);
            while let Some(key) = screen.key(std::mem::take(&mut patience))? {
                is_due = true;
                match view.press(key) {
                    KeyAction::Look => {}
                    KeyAction::Quit => return Ok(()),
                    KeyAction::Filter(text) => match self.live_matcher(&text) {
                        Ok(matcher) => {
                            follower.want(matcher);
                            (tally, view.filter) = (RecentTraffic::new(now), text);
                        }
                        Err(failure) => view.message = failure.problem().one_line(),
                    },
                }
            }
            if is_due {
                tally.forget(now);
                if !view.is_paused {
                    lists = Lists::of(&tally, now);
                }
                screen.show(view.lines(screen.size(), &lists, naming))?;
                drawn = Some(Instant::now());
            }
        }
        Ok(())
    }
}
