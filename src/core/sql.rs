//! A statement: MySQL SQL with its bound values, and how its rows are to be shown.

mod compile;
mod covered;
mod filter;
mod groups;
mod histogram;
mod list;
mod relation;
mod source;
mod term;
mod versus;
mod writer;

pub mod dialect;
pub mod raw;
pub mod schema;

use std::fmt;

pub use compile::{compile, extent};

use crate::field::Type;
use crate::query::buckets::Buckets;
use crate::query::term::Term;
use crate::value::Value;

/// How a table keeps packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableLayout {
    /// A column for every field.
    #[default]
    Current,
    /// As the C program of 2015 kept them.
    Of2015,
}

/// A piece of a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum SqlPiece {
    /// SQL text.
    Sql(String),
    /// A value, bound where the text before it ends.
    Bind(Value),
    /// What the servers and the embedded store say in different ways.
    Either {
        /// What MySQL and MariaDB run.
        servers: Vec<SqlPiece>,
        /// What the embedded store runs.
        embedded: Vec<SqlPiece>,
    },
}

/// A piece of a statement as one of the stores runs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fragment<'s> {
    /// SQL text.
    Sql(&'s str),
    /// A value, bound where the text before it ends.
    Bind(&'s Value),
}

/// Appends the fragments of pieces, choosing between `servers` and `embedded`.
fn flatten<'s>(pieces: &'s [SqlPiece], is_server: bool, fragments: &mut Vec<Fragment<'s>>) {
    for piece in pieces {
        match piece {
            SqlPiece::Sql(sql) => fragments.push(Fragment::Sql(sql)),
            SqlPiece::Bind(value) => fragments.push(Fragment::Bind(value)),
            SqlPiece::Either { servers, .. } if is_server => flatten(servers, is_server, fragments),
            SqlPiece::Either { embedded, .. } => flatten(embedded, is_server, fragments),
        }
    }
}

/// What a statement may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// Read.
    #[default]
    Read,
    /// Whatever the user's account may: they asked for it.
    Write,
}

/// One statement in MySQL's SQL. Values are bound, never part of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pieces: Vec<SqlPiece>,
    /// What it may do.
    pub access: Access,
    /// How the rows are shown; `None` for the user's own SQL: as they come.
    pub shape: Option<Shape>,
    /// It may group or sort many packets, for which a server should have more memory than usual.
    pub needs_room: bool,
}

impl Statement {
    /// A statement of these pieces.
    pub fn new(pieces: Vec<SqlPiece>, shape: Option<Shape>) -> Self {
        Self { pieces, access: Access::Read, shape, needs_room: false }
    }

    /// The pieces in order.
    pub fn pieces(&self) -> &[SqlPiece] {
        &self.pieces
    }

    /// The statement as MySQL and MariaDB run it.
    pub fn for_servers(&self) -> Vec<Fragment<'_>> {
        let mut fragments = Vec::with_capacity(self.pieces.len());
        flatten(&self.pieces, true, &mut fragments);
        fragments
    }

    /// The statement as the embedded store runs it.
    pub fn for_embedded(&self) -> Vec<Fragment<'_>> {
        let mut fragments = Vec::with_capacity(self.pieces.len());
        flatten(&self.pieces, false, &mut fragments);
        fragments
    }

    /// The servers' text with `?` for each bound value.
    pub fn text(&self) -> String {
        let text = |fragment| match fragment {
            Fragment::Sql(sql) => sql,
            Fragment::Bind(_) => "?",
        };
        self.for_servers().into_iter().map(text).collect()
    }

    /// The bound values of the servers' text in order.
    pub fn binds(&self) -> impl Iterator<Item = &Value> {
        self.for_servers().into_iter().filter_map(|fragment| match fragment {
            Fragment::Sql(_) => None,
            Fragment::Bind(value) => Some(value),
        })
    }
}

impl fmt::Display for Statement {
    /// The statement for people to read and paste: each value as a MySQL literal. Never executed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.for_servers().into_iter().try_for_each(|fragment| match fragment {
            Fragment::Sql(sql) => f.write_str(sql),
            Fragment::Bind(value) => Literal(value).fmt(f),
        })
    }
}

/// A bound value for people to read and paste: as a MySQL literal.
#[derive(Debug, Clone, Copy)]
pub struct Literal<'v>(pub &'v Value);

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Text(text) => {
                write!(f, "'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
            }
            Value::Time(time) => write!(f, "'{time}'"),
            Value::Bytes(bytes) => {
                f.write_str("x'")?;
                bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
                f.write_str("'")
            }
            plain => write!(f, "{plain}"),
        }
    }
}

/// How the rows of a compiled query are shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shape {
    /// The columns to show, in order.
    pub columns: Vec<Shown>,
    /// Rows to show at most; the statement asks for one more, to know whether there are more.
    pub limit: Option<usize>,
    /// The steps of a histogram, to fill in those without packets.
    pub steps: Option<Buckets>,
    /// What the reader must know of the answer, such as packets left out.
    pub notes: Vec<String>,
}

impl Shape {
    /// How many columns the rows must have at least.
    pub fn width(&self) -> usize {
        let places = self.columns.iter().map(|shown| match shown.cell {
            CellSource::Column(place, _) | CellSource::Part(place, _) => place + 1,
            CellSource::Service { port, proto } => port.max(proto) + 1,
        });
        places.max().unwrap_or_default()
    }
}

/// One column that is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Its heading.
    pub heading: String,
    /// Where its cells come from.
    pub cell: CellSource,
}

/// Where the cells of a shown column come from.
#[derive(Debug, Clone, PartialEq)]
pub enum CellSource {
    /// A column of the statement, by its place; the type where it is a field's value.
    Column(usize, Option<Type>),
    /// A column of the statement, by its place, that holds a part of a field.
    Part(usize, Term),
    /// The service at a port: the places of the port's and the protocol's columns.
    Service {
        /// Place of the port.
        port: usize,
        /// Place of the protocol.
        proto: usize,
    },
}
