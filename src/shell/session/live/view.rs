//! A view: how a tally looks on a screen, and what keys do to that.

use std::net::IpAddr;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::keys::KeyPress;
use super::tally::{KeyCount, MINUTES, Port, RecentTraffic};
use crate::follow::row::Naming;
use crate::output::packet::fitted_name;
use crate::output::{sanitize, with_thousands};

/// The smallest window that anything can be read in.
const SMALLEST: (usize, usize) = (40, 8);

/// The lines above the lists.
const ABOVE: usize = 5;

/// What a key asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyAction {
    /// Nothing but another look.
    Look,
    /// To leave.
    Quit,
    /// To count only packets that fit this condition; all, if it is empty.
    Filter(String),
}

/// What a tally holds at a moment, in order.
#[derive(Debug, Default)]
pub(super) struct Lists {
    rates: Vec<[f64; 2]>,
    sources: Vec<(IpAddr, KeyCount)>,
    ports: Vec<(Port, KeyCount)>,
}

impl Lists {
    pub(super) fn of(tally: &RecentTraffic, now: u64) -> Self {
        let rates = MINUTES.iter().map(|minutes| tally.rate(now, *minutes)).collect();
        Self { rates, sources: tally.sources(), ports: tally.ports() }
    }
}

/// How the lists are looked at.
#[derive(Debug, Default)]
pub(super) struct View {
    /// What is watched.
    name: String,
    /// The condition that packets must meet.
    pub(super) filter: String,
    /// What there is to say.
    pub(super) message: String,
    /// The screen stands still.
    pub(super) is_paused: bool,
    /// A condition that is being typed.
    typed: Option<String>,
    /// The list in use: sources, or else ports.
    is_ports: bool,
    /// The line that is selected in each list.
    selected: [usize; 2],
}

impl View {
    /// Looks at what is called so, of which packets fit that condition.
    pub(super) fn new(name: String, filter: String) -> Self {
        Self { name, filter, ..Self::default() }
    }

    /// What a key does.
    pub(super) fn press(&mut self, key: KeyPress) -> KeyAction {
        if matches!(key, KeyPress::Control('c' | 'd')) {
            return KeyAction::Quit;
        }
        if let Some(mut typed) = self.typed.take() {
            match key {
                KeyPress::Enter => return KeyAction::Filter(typed.trim().to_owned()),
                KeyPress::Escape => return KeyAction::Look,
                KeyPress::Backspace => drop(typed.pop()),
                KeyPress::Control('u') => typed.clear(),
                KeyPress::Char(c) => typed.push(c),
                _ => {}
            }
            self.typed = Some(typed);
            return KeyAction::Look;
        }
        self.message.clear();
        let selected = &mut self.selected[usize::from(self.is_ports)];
        match key {
            KeyPress::Char('q') | KeyPress::Escape => return KeyAction::Quit,
            KeyPress::Char('p' | ' ') => self.is_paused = !self.is_paused,
            KeyPress::Char('/') => self.typed = Some(self.filter.clone()),
            KeyPress::Up | KeyPress::Char('k') => *selected = selected.saturating_sub(1),
            KeyPress::Down | KeyPress::Char('j') => *selected += 1,
            KeyPress::PageUp => *selected = selected.saturating_sub(10),
            KeyPress::PageDown => *selected += 10,
            KeyPress::Home => *selected = 0,
            KeyPress::Left | KeyPress::Right | KeyPress::Tab => self.is_ports = !self.is_ports,
            _ => {}
        }
        KeyAction::Look
    }

    /// Draws the lists as the lines of a window with `width` columns and `height` lines.
    pub(super) fn lines(
        &mut self,
        (width, height): (usize, usize),
        lists: &Lists,
        naming: &Naming,
    ) -> Vec<String> {
        if width < SMALLEST.0 || height < SMALLEST.1 {
            return vec![cut("ipta: the window is too small; q leaves", width)];
        }
        let mut lines = vec![bold(&cut(&self.title(), width))];
        lines.push(cut("a second over    1 min    5 min   15 min", width));
        for (nth, what) in ["packets", "denied"].into_iter().enumerate() {
            let rates: String =
                lists.rates.iter().map(|rate| format!("{:>9.1}", rate[nth])).collect();
            lines.push(cut(&format!("{what:<13}{rates}"), width));
        }
        lines.resize(ABOVE, String::new());
        let source = |nth: usize| {
            let (address, count) = lists.sources.get(nth)?;
            let name = naming.names.as_ref().map(|names| names.shown(*address));
            Some((name.unwrap_or_else(|| address.to_string()), *count))
        };
        let port = |nth: usize| {
            let ((port, proto), count) = lists.ports.get(nth)?;
            let proto = proto.name();
            let name = naming.services.and_then(|services| services.name(*port, &proto));
            let port = name.map_or_else(|| port.to_string(), str::to_owned);
            Some((format!("{port} {proto}"), *count))
        };
        let (half, room) = (width / 2, height - ABOVE - 1);
        let left = self.list((half - 2, room), (0, "Source", lists.sources.len()), &source);
        let right = self.list((width - half, room), (1, "Port", lists.ports.len()), &port);
        for nth in 0..room {
            let [left, right] =
                [&left, &right].map(|list| list.get(nth).map_or("", String::as_str));
            // To a column, whatever width the terminal gives the characters before it.
            lines.push(format!("{left}\x1b[{}G{right}", half + 1));
        }
        lines.push(cut(&self.status(), width));
        lines
    }

    fn title(&self) -> String {
        let filter = if self.filter.is_empty() { "" } else { " where " };
        let paused = if self.is_paused { " (paused)" } else { "" };
        sanitize::text(&format!("ipta live {}{filter}{}{paused}", self.name, self.filter))
            .into_owned()
    }

    fn status(&self) -> String {
        match &self.typed {
            Some(typed) => sanitize::text(&format!("where {typed}_")).into_owned(),
            None if !self.message.is_empty() => sanitize::text(&self.message).into_owned(),
            None => "q quit  p pause  / filter  arrows select and change lists".to_owned(),
        }
    }

    /// Draws list number `nth` with its heading and rows into `width` columns and
    /// `height` lines.
    fn list(
        &mut self,
        (width, height): (usize, usize),
        (nth, heading, len): (usize, &str, usize),
        rows: &dyn Fn(usize) -> Option<(String, KeyCount)>,
    ) -> Vec<String> {
        let room = height.saturating_sub(1);
        let selected = &mut self.selected[nth];
        *selected = (*selected).min(len.saturating_sub(1));
        let first = (*selected + 1).saturating_sub(room);
        let row = |text: &str, all: &str, denied: &str| {
            let room = width.saturating_sub(20);
            let name = fitted_name(text, room);
            let fill = room.saturating_sub(name.width());
            cut(&format!("{name}{:fill$}{all:>10}{denied:>10}", ""), width)
        };
        let mut lines = vec![bold(&row(heading, "Packets", "Denied"))];
        let is_used = self.is_ports == (nth == 1);
        let shown = (first..first + room).filter_map(|place| Some((place, rows(place)?)));
        for (place, (text, count)) in shown {
            let [all, denied] =
                [count.all, count.denied].map(|number| with_thousands(number.into()));
            let line = row(&sanitize::text(&text), &all, &denied);
            lines.push(match is_used && place == *selected {
                true => format!("\x1b[7m{line}\x1b[0m"),
                false => line,
            });
        }
        lines
    }
}

fn bold(text: &str) -> String {
    format!("\x1b[1m{text}\x1b[0m")
}

/// The characters of `text` that fit into `width` columns.
fn cut(text: &str, width: usize) -> String {
    let mut taken = 0;
    let fits = |c: &char| {
        taken += c.width().unwrap_or(0);
        taken <= width
    };
    text.chars().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_to_the_window() {
        let naming = Naming::default();
        let lists = Lists::of(&RecentTraffic::new(0), 0);
        let mut view = View::new("/var/log/防火牆.log".repeat(9), "src 192.0.2.1".into());
        for size in [(39, 24), (40, 7), (40, 8), (41, 9), (80, 24), (200, 50)] {
            view.message = "防".repeat(size.0);
            let lines = view.lines(size, &lists, &naming);
            assert!(lines.len() <= size.1, "{size:?}: {lines:?}");
            for line in lines {
                let (left, right) = line.rsplit_once('G').unwrap_or(("", &line));
                let start =
                    left.rsplit_once('[').map_or(1, |(_, column)| column.parse().unwrap_or(0));
                let width = console::measure_text_width(right);
                assert!((1..=size.0 + 1).contains(&(start + width)), "{size:?}: {line:?}");
            }
        }
        assert_eq!(cut("a防b", 2), "a");
        assert_eq!(cut("a防b", 3), "a防");
    }
}
