//! The table: aligned columns with a heading, for people.
//!
//! Rows are laid out in blocks; the first settles the widths, so an answer of any size takes the
//! memory of one block. Where the columns cannot stand side by side in a readable width, every row
//! becomes a paragraph instead.

use std::borrow::Cow;
use std::io;

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentLineStyle, LineStyle, Row, TableStyle, Width,
};
use unicode_width::UnicodeWidthStr;

use crate::output::bar::Bars;
use crate::output::cell::shown_to_people;
use crate::output::form::Style;
use crate::output::sanitize;
use crate::output::vertical::Records;
use crate::rows::{Column, ColumnKind, RowSink};
use crate::value::Value;

/// Rows that are laid out together.
const BLOCK: usize = 1000;

/// A column of text is wrapped down to this width; numbers are not wrapped.
const NARROWEST: usize = 10;

/// Lines of a wrapped cell that a terminal shows.
const TALLEST: usize = 6;

/// What stands around a cell beside its text: `x │ y`.
const SEPARATOR: usize = 3;

const LIGHT: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction('│'))
    .header_separator(LineStyle::none().fill('─').junction('┼'))
    .content_lines(ContentLineStyle::none().junction('│'));

const ASCII: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction('|'))
    .header_separator(LineStyle::none().fill('-').junction('+'))
    .content_lines(ContentLineStyle::none().junction('|'));

pub(super) struct TableSink<'w> {
    out: &'w mut dyn io::Write,
    style: Style,
    columns: Vec<Column>,
    block: Vec<Vec<Value>>,
    layout: CellLayout,
}

enum CellLayout {
    /// The first block is not complete.
    Open,
    /// Side by side, in these widths, the bars last.
    Columns(Vec<usize>, Option<Bars>),
    /// One row a paragraph.
    Records(Records),
}

impl<'w> TableSink<'w> {
    pub(super) fn new(style: Style, out: &'w mut dyn io::Write) -> Self {
        Self { out, style, columns: Vec::new(), block: Vec::new(), layout: CellLayout::Open }
    }

    fn write_block(&mut self) -> io::Result<()> {
        let mut header = None;
        if matches!(self.layout, CellLayout::Open) {
            self.settle();
            let names = self.columns.iter().map(|column| sanitize::text(&column.name));
            header = self.style.header.then_some(names);
        }
        let block = std::mem::take(&mut self.block);
        match &mut self.layout {
            CellLayout::Open => Ok(()),
            CellLayout::Records(records) => {
                block.iter().try_for_each(|row| records.write(self.out, row))
            }
            CellLayout::Columns(widths, bars) => {
                let mut table = comfy_table::Table::new();
                if let Some(header) = header {
                    table.set_header(header.chain(bars.map(|_| Cow::Borrowed(""))));
                }
                let rows = block.iter().map(|row| cells(row, &self.columns, *bars, self.style));
                table.add_rows(rows);
                lay_out(&mut table, &self.columns, widths, self.style);
                write_lines(self.out, &table, self.style)
            }
        }
    }

    /// Chooses the layout by the first block.
    fn settle(&mut self) {
        let Some(mut widths) = widths(&self.columns, &self.block, self.style) else {
            self.layout = CellLayout::Records(Records::new(&self.columns, self.style));
            return;
        };
        let taken = widths.iter().sum::<usize>() + SEPARATOR * widths.len();
        let room = self.style.width.saturating_sub(taken);
        let bars = Bars::new(&self.columns, &self.block, room, self.style.unicode);
        let bars = bars.filter(|_| self.style.bars);
        widths.extend(bars.map(|bars| bars.width));
        self.layout = CellLayout::Columns(widths, bars);
    }
}

impl RowSink for TableSink<'_> {
    fn columns(&mut self, columns: &[Column]) -> io::Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: Vec<Value>) -> io::Result<bool> {
        self.block.push(row);
        if self.block.len() == BLOCK {
            self.write_block()?;
        }
        Ok(true)
    }

    fn finish(&mut self) -> io::Result<()> {
        if matches!(self.layout, CellLayout::Open) || !self.block.is_empty() {
            self.write_block()?;
        }
        self.out.flush()
    }
}

/// The widths in which the columns stand side by side; `None` where the window is too narrow for
/// that. What a column does not need of an even share is left to the others.
fn widths(columns: &[Column], rows: &[Vec<Value>], style: Style) -> Option<Vec<usize>> {
    let natural = columns.iter().enumerate().map(|(place, column)| {
        let cells = rows.iter().map(|row| text(&row[place], column, style).width());
        cells.fold(sanitize::text(&column.name).width(), usize::max).max(1)
    });
    let natural: Vec<usize> = natural.collect();
    let capped = |cap: usize| -> Vec<usize> {
        let width = |(column, natural): (&Column, &usize)| match column.kind {
            ColumnKind::Number | ColumnKind::Count => *natural,
            ColumnKind::Text => cap.min(*natural),
        };
        columns.iter().zip(&natural).map(width).collect()
    };
    let separators = SEPARATOR * columns.len().saturating_sub(1);
    let room = style.width.min(usize::from(u16::MAX)).saturating_sub(separators);
    let caps = (NARROWEST..=room).rev();
    caps.map(capped).find(|widths| widths.iter().sum::<usize>() <= room)
}

/// The text of a cell; thousands stand apart where a person reads it.
fn text<'v>(value: &'v Value, column: &Column, style: Style) -> Cow<'v, str> {
    shown_to_people(value, if style.terminal { column.kind } else { ColumnKind::Text })
}

/// A row as cells and its bar; on a terminal, cut where it would be very tall.
fn cells(row: &[Value], columns: &[Column], bars: Option<Bars>, style: Style) -> Row {
    let values = row.iter().zip(columns).map(|(value, column)| text(value, column, style));
    let bar = bars.map(|bars| Cow::Owned(bars.draw(row)));
    let mut cells = Row::from(values.chain(bar).map(Cell::new));
    if style.terminal {
        cells.max_height(TALLEST);
    }
    cells
}

fn lay_out(table: &mut comfy_table::Table, columns: &[Column], widths: &[usize], style: Style) {
    table.load_style(if style.unicode { LIGHT } else { ASCII });
    table.set_truncation_indicator(if style.unicode { "…" } else { "..." });
    for (place, drawn) in table.column_iter_mut().enumerate() {
        let padding = (u16::from(place > 0), u16::from(place + 1 < widths.len()));
        let width = u16::try_from(widths[place]).unwrap_or(u16::MAX - 2) + padding.0 + padding.1;
        drawn.set_padding(padding).set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        let is_number = columns.get(place).is_some_and(|column| column.kind.is_number());
        let alignment = if is_number { CellAlignment::Right } else { CellAlignment::Left };
        drawn.set_cell_alignment(alignment);
    }
}

fn write_lines(
    out: &mut dyn io::Write,
    table: &comfy_table::Table,
    style: Style,
) -> io::Result<()> {
    for line in table.lines() {
        let line = line.trim_end();
        let painted = if style.color { paint(line, style) } else { line.to_owned() };
        writeln!(out, "{painted}")?;
    }
    Ok(())
}

/// Colours the cells that are a word for what became of a packet.
fn paint(line: &str, style: Style) -> String {
    let separator = if style.unicode { "│" } else { "|" };
    let cells = line.split(separator).map(|cell| match color(cell.trim()) {
        Some(color) => Cow::Owned(format!("\x1b[{color}m{cell}\x1b[0m")),
        None => Cow::Borrowed(cell),
    });
    cells.collect::<Vec<_>>().join(separator)
}

/// The colour (SGR) of a verdict or an action: green for what was let through, red for the rest.
fn color(word: &str) -> Option<u8> {
    match word {
        "accept" | "ACCEPT" | "ALLOW" => Some(32),
        "deny" | "DROP" | "REJECT" | "DENY" | "BLOCK" | "LIMIT BLOCK" | "INVALID" | "CBLK" => {
            Some(31)
        }
        _ => None,
    }
}
