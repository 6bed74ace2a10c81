//! The form of an answer: its format, and what can be shown where it goes.

/// How an answer is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns that fit the terminal.
    Table,
    /// Comma-separated values (RFC 4180); NULL is an empty field.
    Csv,
    /// Tab-separated values, escaped as `mysql --batch` does.
    Tsv,
    /// An array of objects.
    Json,
    /// An object for each row, on a line of its own.
    JsonLines,
    /// A pipe table of GitHub-flavoured Markdown.
    Markdown,
    /// One line for each value, as `\G` shows it.
    Vertical,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 7] = [
        Self::Table,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::JsonLines,
        Self::Markdown,
        Self::Vertical,
    ];

    /// The name that [`Format::parse`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Markdown => "markdown",
            Self::Vertical => "vertical",
        }
    }

    /// The endings of names of files in the format, in addition to its name.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Table => &["txt", "text"],
            Self::Tsv => &["tab"],
            Self::Markdown => &["md"],
            Self::JsonLines => &["ndjson"],
            Self::Csv | Self::Json | Self::Vertical => &[],
        }
    }

    /// Whether nothing but objects may stand in it: no title, and no empty line between answers.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::JsonLines)
    }

    /// The format of files whose names have that ending, in either case.
    pub fn by_ending(ending: &str) -> Option<Self> {
        let is_one = |known: &&str| known.eq_ignore_ascii_case(ending);
        Self::ALL
            .into_iter()
            .find(|format| is_one(&format.name()) || format.endings().iter().any(is_one))
    }

    /// The format of that name, in either case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name))
    }
}

/// The abilities of the place that output goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns of text that fit side by side; `usize::MAX` where nothing limits them.
    pub width: usize,
    /// Colours may be used.
    pub color: bool,
    /// Line drawing and `…` may be used.
    pub unicode: bool,
    /// It is a terminal: very tall cells may be cut there.
    pub terminal: bool,
    /// Characters that act on a terminal or hide there are shown as escapes in formats for programs too.
    pub escapes: bool,
    /// CSV has fields as they are, also those that a spreadsheet would run.
    pub raw_csv: bool,
    /// The names of the columns stand above the rows, in formats whose rows can be read without.
    pub header: bool,
    /// Lines that fit below each other; `None` where nothing limits them.
    pub height: Option<usize>,
    /// Bars may be shown next to counts.
    pub bars: bool,
}

impl Style {
    /// The style of a file or a program that answers go to in place of standard output.
    pub const fn redirected(self, escapes: bool) -> Self {
        Self { escapes, raw_csv: self.raw_csv, header: self.header, ..Self::file(self.width) }
    }

    /// A file: `width` columns, and nothing that acts on a terminal.
    pub const fn file(width: usize) -> Self {
        let (color, unicode, terminal, bars) = (false, true, false, false);
        let (escapes, raw_csv, header) = (false, false, true);
        Self { width, height: None, color, unicode, terminal, bars, escapes, raw_csv, header }
    }
}
