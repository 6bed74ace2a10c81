//! The screen: where packets that are followed appear, with a status below them on a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::follow::FollowCounts;
use crate::follow::queue::{Queue, TakenItems};
use crate::follow::row::{self, FollowedPacket, Naming};
use crate::output::packet::{Look, Packets};
use crate::output::{self, Format, sanitize};
use crate::rows::RowSink;

/// How many packets are laid out before they are written.
const BATCH: usize = 512;

/// How often the status is renewed.
const TICK: Duration = Duration::from_secs(1);

/// Takes the cursor to the start of its line and clears that.
const CLEAR: &str = "\r\x1b[K";

/// What the follower says to the screen besides packets.
#[derive(Debug, Default)]
pub(super) struct Status(Mutex<StatusState>);

#[derive(Debug, Default)]
struct StatusState {
    counts: FollowCounts,
    notes: Vec<String>,
    dropped: u64,
}

impl Status {
    fn lock(&self) -> MutexGuard<'_, StatusState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was found so far.
    pub(super) fn set(&self, counts: FollowCounts) {
        self.lock().counts = counts;
    }

    /// Something that the user should know. More than a screen can show is not kept.
    pub(super) fn note(&self, note: String) {
        const MOST: usize = 100;
        let notes = &mut self.lock().notes;
        if notes.len() < MOST {
            notes.push(note);
        }
    }

    /// How many packets were never shown.
    pub(super) fn dropped(&self) -> u64 {
        self.lock().dropped
    }
}

/// For which packets the terminal rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rings {
    /// None.
    Never,
    /// Those that stand out.
    Marked,
    /// All.
    All,
}

/// Shows packets on standard output.
pub(super) struct PacketScreen {
    format: Format,
    look: Look,
    rings: Rings,
    has_status: bool,
    /// The heading of a format for programs was written.
    has_heading: bool,
    rate: Rate,
    /// How many packets were shown.
    shown: u64,
    naming: Naming,
}

impl PacketScreen {
    pub(super) fn new(format: Format, (look, naming): (Look, Naming), rings: Rings) -> Self {
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        let has_status = io::stdout().is_terminal() && !is_dumb;
        Self {
            format,
            look,
            rings,
            has_status,
            has_heading: false,
            rate: Rate::new(),
            shown: 0,
            naming,
        }
    }

    /// Shows what comes until the queue ends. A reader that has gone away ends the queue.
    pub(super) fn run(mut self, queue: &Queue<FollowedPacket>, status: &Status) -> io::Result<()> {
        let shown = self.show(queue, status);
        queue.close();
        shown
    }

    fn show(&mut self, queue: &Queue<FollowedPacket>, status: &Status) -> io::Result<()> {
        let mut packets = Packets::new(self.look);
        let mut out = io::stdout();
        loop {
            let taken = queue.take(BATCH, TICK);
            let (counts, notes) = {
                let mut said = status.lock();
                said.dropped += taken.dropped;
                (said.counts, std::mem::take(&mut said.notes))
            };
            if self.has_status {
                packets.resize(window().unwrap_or(self.look.style.width));
            }
            let text = self.text(&taken, &mut packets)?;
            self.shown += taken.items.len() as u64;
            if self.has_status {
                write!(out, "{CLEAR}")?;
            }
            out.flush()?;
            notes.iter().for_each(|note| crate::session::say(note));
            out.write_all(text.as_bytes())?;
            if self.has_status && !taken.is_over {
                let status = self.status(&counts, status.dropped());
                write!(out, "{}", cut(&status, window()))?;
            }
            out.flush()?;
            if taken.is_over {
                return Ok(());
            }
        }
    }

    /// The lines of packets.
    fn text(
        &mut self,
        taken: &TakenItems<FollowedPacket>,
        packets: &mut Packets,
    ) -> io::Result<String> {
        let mut text = String::new();
        if taken.dropped > 0 && self.format == Format::Table {
            text += &format!("… {} packets not shown: the terminal is too slow …\n", taken.dropped);
        }
        match self.format {
            Format::Table => {
                let naming = &self.naming;
                taken.items.iter().for_each(|row| packets.line(&row.cells(naming), &mut text));
            }
            _ => text += &self.rows(&taken.items)?,
        }
        let rings = match self.rings {
            Rings::Never => false,
            Rings::Marked => taken.items.iter().any(|row| row.is_marked),
            Rings::All => !taken.items.is_empty(),
        };
        if rings {
            text.push('\x07');
        }
        Ok(text)
    }

    /// Packets in a format for programs.
    fn rows(&mut self, rows: &[FollowedPacket]) -> io::Result<String> {
        let mut bytes = Vec::new();
        let columns = row::columns();
        {
            let mut sink: Box<dyn RowSink + '_> = match self.format {
                Format::Json | Format::JsonLines => output::json_lines(&mut bytes),
                format => output::sink(format, &self.look.style, &mut bytes),
            };
            if self.format.is_json()
                || self.look.header && !std::mem::replace(&mut self.has_heading, true)
            {
                sink.columns(&columns)?;
            }
            for row in rows {
                sink.row(row.named(&self.naming))?;
            }
            sink.finish()?;
        }
        String::from_utf8(bytes).map_err(io::Error::other)
    }

    fn status(&mut self, counts: &FollowCounts, dropped: u64) -> String {
        let rate = self.rate.of(counts.packets);
        let FollowCounts { packets, lines, .. } = counts;
        let shown = self.shown;
        let mut text = format!("{rate}/s · {shown} shown of {packets} packets · {lines} lines");
        if dropped > 0 {
            text += &format!(" · {dropped} not shown: too many");
        }
        if !self.look.style.unicode {
            text = text.replace('·', "|");
        }
        sanitize::text(&text).into_owned()
    }
}

/// How many packets come in a second.
struct Rate {
    since: Instant,
    before: u64,
    rate: u64,
}

impl Rate {
    fn new() -> Self {
        Self { since: Instant::now(), before: 0, rate: 0 }
    }

    /// The rate, when there were so many; it is measured over a second or more.
    fn of(&mut self, packets: u64) -> u64 {
        let seconds = self.since.elapsed().as_secs_f64();
        if seconds >= TICK.as_secs_f64() {
            self.rate = ((packets - self.before) as f64 / seconds).round() as u64;
            (self.since, self.before) = (Instant::now(), packets);
        }
        self.rate
    }
}

/// The columns of the window.
fn window() -> Option<usize> {
    console::Term::stdout().size_checked().map(|(_, columns)| columns.into())
}

/// What fits into a line, and leaves its last column free.
fn cut(text: &str, width: Option<usize>) -> String {
    text.chars().take(width.unwrap_or(80).saturating_sub(1)).collect()
}
