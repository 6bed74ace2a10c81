//! The live screen: who sends most and where to, and how much a second, renewed as packets come.

mod keys;
mod screen;
mod tally;
mod view;

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use super::Session;
use super::failure::Failure;
use super::follow::driver::{FollowView, PATIENCE, Turn, drive};
use crate::cli::live::LiveArgs;
use crate::follow::Follower;
use crate::follow::row::Naming;
use crate::log::journal;
use crate::log::tail::TailState;
use crate::packet::Packet;
use crate::rdns::Names;

use screen::AlternateScreen;
use tally::RecentTraffic;
use view::{KeyAction, Lists, View};

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
        names.extend(arguments.journal.then(|| journal::NAME.to_owned()));
        let filter = condition.unwrap_or_default();
        let view = View::new(names.join(", "), filter);
        let naming = self.follow_naming();
        let shown = self.watch_live(AlternateScreen::open()?, follower, view, &naming);
        naming.names.iter().for_each(Names::keep);
        self.cancel.reset();
        shown
    }

    /// Shows packets on `screen` until the user leaves it.
    fn watch_live(
        &self,
        screen: AlternateScreen,
        mut follower: Follower,
        view: View,
        naming: &Naming,
    ) -> Result<(), Failure> {
        let mut live = LiveView {
            session: self,
            screen,
            view,
            naming,
            begun: Instant::now(),
            traffic: RecentTraffic::new(0),
            lists: Lists::default(),
            drawn: None,
            message: None,
        };
        drive(&mut follower, None, &self.cancel, &mut live)
    }
}

/// The live screen while packets come.
struct LiveView<'l> {
    session: &'l Session,
    screen: AlternateScreen,
    view: View,
    naming: &'l Naming,
    begun: Instant,
    traffic: RecentTraffic,
    lists: Lists,
    drawn: Option<Instant>,
    /// The last note of this turn.
    message: Option<String>,
}

impl LiveView<'_> {
    /// Seconds since the screen was opened.
    fn now(&self) -> u64 {
        self.begun.elapsed().as_secs()
    }

    /// Draws the screen.
    fn draw(&mut self) -> Result<(), Failure> {
        let now = self.now();
        self.traffic.forget(now);
        if !self.view.is_paused {
            self.lists = Lists::of(&self.traffic, now);
        }
        let size = self.screen.size();
        self.screen.show(self.view.lines(size, &self.lists, self.naming))?;
        self.drawn = Some(Instant::now());
        Ok(())
    }
}

impl FollowView for LiveView<'_> {
    fn packet(&mut self, packet: &Packet<'_>, _is_marked: bool) {
        self.traffic.add(packet, self.now());
    }

    fn note(&mut self, note: String) {
        self.message = Some(note);
    }

    fn end_turn(&mut self, follower: &mut Follower, state: TailState) -> Result<Turn, Failure> {
        let is_over = state == TailState::Over;
        if is_over && self.message.is_none() && self.view.message.is_empty() {
            self.message = Some("no more packets will come; q leaves".to_owned());
        }
        if let Some(message) = self.message.take() {
            self.view.message = message;
        }
        // A turn of logs that have ended does not wait; keys are waited for instead.
        let mut patience = if is_over { PATIENCE } else { Duration::ZERO };
        let is_late = self.drawn.is_none_or(|drawn| drawn.elapsed() >= TICK);
        let mut is_due = self.screen.is_resized()? || is_late;
        while let Some(key) = self.screen.key(std::mem::take(&mut patience))? {
            is_due = true;
            match self.view.press(key) {
                KeyAction::Look => {}
                KeyAction::Quit => return Ok(Turn::Last),
                KeyAction::Filter(text) => match self.session.live_matcher(&text) {
                    Ok(matcher) => {
                        follower.set_matcher(matcher);
                        self.traffic = RecentTraffic::new(self.now());
                        self.view.filter = text;
                    }
                    Err(failure) => self.view.message = failure.to_string(),
                },
            }
        }
        if is_due {
            self.draw()?;
        }
        Ok(Turn::Next)
    }
}
