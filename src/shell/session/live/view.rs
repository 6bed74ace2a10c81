//! A view: how a tally looks on a screen, and what keys do to that.

use std::net::IpAddr;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::tally::{Count, MINUTES, Port, Tally};
use crate::follow::row::Naming;
use crate::output::packet::fitted_name;
use crate::output::{safe, with_thousands};

/// The smallest window that anything can be read in.
const SMALLEST: (u16, u16) = (40, 8);

/// The lines above the lists.
const ABOVE: u16 = 5;

/// What a key asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
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
    sources: Vec<(IpAddr, Count)>,
    ports: Vec<(Port, Count)>,
}

impl Lists {
    pub(super) fn of(tally: &Tally, now: u64) -> Self {
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
    pub(super) fn press(&mut self, key: KeyEvent) -> Wish {
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        if is_control && matches!(key.code, KeyCode::Char('c' | 'd')) {
            return Wish::Quit;
        }
        if let Some(mut typed) = self.typed.take() {
            match key.code {
                KeyCode::Enter => return Wish::Filter(typed.trim().to_owned()),
                KeyCode::Esc => return Wish::Look,
                KeyCode::Backspace => drop(typed.pop()),
                KeyCode::Char('u') if is_control => typed.clear(),
                KeyCode::Char(c) if !is_control => typed.push(c),
                _ => {}
            }
            self.typed = Some(typed);
            return Wish::Look;
        }
        self.message.clear();
        let selected = &mut self.selected[usize::from(self.is_ports)];
        match key.code {
            KeyCode::Char('q') | KeyCode::Esc => return Wish::Quit,
            KeyCode::Char('p' | ' ') => self.is_paused = !self.is_paused,
            KeyCode::Char('/') => self.typed = Some(self.filter.clone()),
            KeyCode::Up | KeyCode::Char('k') => *selected = selected.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => *selected += 1,
            KeyCode::PageUp => *selected = selected.saturating_sub(10),
            KeyCode::PageDown => *selected += 10,
            KeyCode::Home => *selected = 0,
            KeyCode::Left | KeyCode::Right | KeyCode::Tab => self.is_ports = !self.is_ports,
            _ => {}
        }
        Wish::Look
    }

    /// Draws the lists.
    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, lists: &Lists, naming: &Naming) {
        let area = frame.area();
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            frame.render_widget(Paragraph::new("ipta: the window is too small; q leaves"), area);
            return;
        }
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let mut lines = vec![Line::styled(self.title(), bold)];
        lines.push(Line::raw("a second over    1 min    5 min   15 min"));
        for (nth, what) in ["packets", "denied"].into_iter().enumerate() {
            let rates: String =
                lists.rates.iter().map(|rate| format!("{:>9.1}", rate[nth])).collect();
            lines.push(Line::raw(format!("{what:<13}{rates}")));
        }
        frame.render_widget(Paragraph::new(lines), Rect { height: ABOVE, ..area });
        let half = area.width / 2;
        let below = Rect { y: ABOVE, height: area.height - ABOVE - 1, ..area };
        let source = |nth: usize| {
            let (address, count) = lists.sources.get(nth)?;
            let name = naming.names.as_ref().map(|names| names.shown(*address));
            Some((name.unwrap_or_else(|| address.to_string()), *count))
        };
        let left = Rect { width: half - 2, ..below };
        self.list(frame, left, (0, "Source", lists.sources.len()), &source);
        let port = |nth: usize| {
            let ((port, proto), count) = lists.ports.get(nth)?;
            let proto = proto.name();
            let name = naming.services.and_then(|services| services.name(*port, &proto));
            let port = name.map_or_else(|| port.to_string(), str::to_owned);
            Some((format!("{port} {proto}"), *count))
        };
        let right = Rect { x: half, width: area.width - half, ..below };
        self.list(frame, right, (1, "Port", lists.ports.len()), &port);
        let last = Rect { y: area.height - 1, height: 1, ..area };
        frame.render_widget(Paragraph::new(self.status()), last);
    }

    fn title(&self) -> String {
        let filter = if self.filter.is_empty() { "" } else { " where " };
        let paused = if self.is_paused { " (paused)" } else { "" };
        safe::text(&format!("ipta live {}{filter}{}{paused}", self.name, self.filter)).into_owned()
    }

    fn status(&self) -> String {
        match &self.typed {
            Some(typed) => safe::text(&format!("where {typed}_")).into_owned(),
            None if !self.message.is_empty() => safe::text(&self.message).into_owned(),
            None => "q quit  p pause  / filter  arrows select and change lists".to_owned(),
        }
    }

    /// Draws the list of that number, with that heading, of so many rows.
    fn list(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        (nth, heading, len): (usize, &str, usize),
        rows: &dyn Fn(usize) -> Option<(String, Count)>,
    ) {
        let room = usize::from(area.height).saturating_sub(1);
        let width = usize::from(area.width);
        let selected = &mut self.selected[nth];
        *selected = (*selected).min(len.saturating_sub(1));
        let first = (*selected + 1).saturating_sub(room);
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let row = |text: &str, all: &str, denied: &str| {
            let room = width.saturating_sub(20);
            format!("{:room$}{all:>10}{denied:>10}", fitted_name(text, room))
        };
        let mut lines = vec![Line::styled(row(heading, "Packets", "Denied"), bold)];
        let is_used = self.is_ports == (nth == 1);
        let shown = (first..first + room).filter_map(|place| Some((place, rows(place)?)));
        for (place, (text, count)) in shown {
            let [all, denied] =
                [count.all, count.denied].map(|number| with_thousands(number.into()));
            let line = row(&safe::text(&text), &all, &denied);
            lines.push(match is_used && place == *selected {
                true => Line::styled(line, Style::new().add_modifier(Modifier::REVERSED)),
                false => Line::raw(line),
            });
        }
        frame.render_widget(Paragraph::new(lines), area);
    }
}
