//! A picture: a terminal's screen drawn as SVG, as the manual shows it.

use std::fmt::Write;

use vt100::{Cell, Color, Screen};

/// The size of a cell, and of the margin around them, in pixels.
const WIDTH: usize = 8;
const HEIGHT: usize = 18;
const MARGIN: usize = 12;

const PAPER: &str = "#1c1f26";
const INK: &str = "#d8dee9";

/// The colours of a terminal that have numbers.
const COLORS: [&str; 16] = [
    "#3b4252", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d8dee9",
    "#7a8394", "#ff7b86", "#b0e08a", "#ffd68a", "#82c4ff", "#dd92f3", "#74d5e0", "#ffffff",
];

/// The screen down to its last line that shows anything.
pub fn svg(screen: &Screen, title: &str) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let lines: Vec<Vec<Run>> = (0..rows).map(|row| runs(screen, row, columns)).collect();
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    let width = usize::from(columns) * WIDTH + 2 * MARGIN;
    let height = last * HEIGHT + 2 * MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" font-family=\"monospace\" font-size=\"13.3\">\n\
         <title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{PAPER}\"/>\n",
        escaped(title)
    );
    for (row, line) in lines[..last].iter().enumerate() {
        for run in line {
            run.draw(row, &mut out);
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Neighbours on a line that look alike.
struct Run {
    column: usize,
    columns: usize,
    text: String,
    look: Look,
}

#[derive(Clone, PartialEq, Eq)]
struct Look {
    ink: String,
    paper: Option<String>,
    bold: bool,
    dim: bool,
    underline: bool,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let (mut ink, mut paper) = (color(cell.fgcolor()), color(cell.bgcolor()));
        if cell.inverse() {
            (ink, paper) = (paper.or(Some(PAPER.into())), ink.or(Some(INK.into())));
        }
        Self {
            ink: ink.unwrap_or_else(|| INK.into()),
            paper,
            bold: cell.bold(),
            dim: cell.dim(),
            underline: cell.underline(),
        }
    }

    /// Whether a space shows it.
    fn is_seen(&self) -> bool {
        self.underline || self.paper.is_some()
    }
}

fn color(color: Color) -> Option<String> {
    match color {
        Color::Default => None,
        Color::Idx(number) => COLORS.get(usize::from(number)).map(|&name| name.to_owned()),
        Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
    }
}

/// The runs of a line, without the spaces at its end. Two spaces part runs, so that columns stay
/// columns in whatever font.
fn runs(screen: &Screen, row: u16, columns: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..columns {
        let Some(cell) = screen.cell(row, column) else { continue };
        if cell.is_wide_continuation() {
            continue;
        }
        let text = if cell.has_contents() { cell.contents() } else { " " };
        let (look, width) = (Look::of(cell), 1 + usize::from(cell.is_wide()));
        let column = usize::from(column);
        match runs.last_mut() {
            Some(run) if run.look == look && !(run.text.ends_with("  ") && text != " ") => {
                run.text.push_str(text);
                run.columns += width;
            }
            _ => runs.push(Run { column, columns: width, text: text.to_owned(), look }),
        }
    }
    for run in &mut runs {
        if !run.look.is_seen() {
            let bare = run.text.trim_end().chars().count();
            run.columns -= run.text.chars().count() - bare;
            run.text.truncate(run.text.trim_end().len());
            let lead = run.text.chars().take_while(|c| *c == ' ').count();
            run.text.drain(..lead);
            run.column += lead;
            run.columns -= lead;
        }
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

impl Run {
    fn draw(&self, row: usize, out: &mut String) {
        let Look { ink, paper, bold, dim, underline } = &self.look;
        let (x, y) = (MARGIN + self.column * WIDTH, MARGIN + row * HEIGHT);
        let width = self.columns * WIDTH;
        if let Some(paper) = paper {
            let _ = writeln!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" fill=\"{paper}\"/>"
            );
        }
        let mut style = format!("fill=\"{ink}\"");
        if *bold {
            style.push_str(" font-weight=\"bold\"");
        }
        if *dim {
            style.push_str(" opacity=\"0.6\"");
        }
        if *underline {
            style.push_str(" text-decoration=\"underline\"");
        }
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{}\" textLength=\"{width}\" {style} xml:space=\"preserve\">{}</text>",
            y + HEIGHT - 5,
            escaped(&self.text)
        );
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
