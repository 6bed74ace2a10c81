//! A statement: MySQL SQL with its bound values, and how its rows are to be shown.

mod compile;
mod filter;
mod groups;
mod histogram;
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
use crate::query::steps::Steps;
use crate::query::term::Term;
use crate::value::Value;

/// How a table keeps packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// A column for every field.
    #[default]
    Current,
    /// As the C program of 2015 kept them.
    Of2015,
}

/// A piece of a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// SQL text.
    Sql(String),
    /// A value, bound where the text before it ends.
    Bind(Value),
    /// SQL text for what MySQL has no name for: servers work it out, and the embedded store has a
    /// function of its own.
    Either {
        /// What MySQL and MariaDB run.
        servers: String,
        /// What the embedded store runs.
        embedded: String,
    },
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
    pieces: Vec<Piece>,
    /// What it may do.
    pub access: Access,
    /// How the rows are shown; `None` for the user's own SQL: as they come.
    pub shape: Option<Shape>,
    /// It may group or sort many packets, for which a server should have more memory than usual.
    pub needs_room: bool,
}

impl Statement {
    /// A statement of these pieces.
    pub fn new(pieces: Vec<Piece>, shape: Option<Shape>) -> Self {
        Self { pieces, access: Access::Read, shape, needs_room: false }
    }

    /// The pieces in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The text with `?` for each bound value.
    pub fn text(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Sql(sql) | Piece::Either { servers: sql, .. } => sql,
                Piece::Bind(_) => "?",
            })
            .collect()
    }

    /// The bound values in order.
    pub fn binds(&self) -> impl Iterator<Item = &Value> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Sql(_) | Piece::Either { .. } => None,
            Piece::Bind(value) => Some(value),
        })
    }
}

impl fmt::Display for Statement {
    /// The statement for people to read and paste: each value as a MySQL literal. Never executed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces.iter().try_for_each(|piece| match piece {
            Piece::Sql(sql) | Piece::Either { servers: sql, .. } => f.write_str(sql),
            Piece::Bind(value) => Literal(value).fmt(f),
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
    pub steps: Option<Steps>,
    /// What the reader must know of the answer, such as packets left out.
    pub notes: Vec<String>,
}

impl Shape {
    /// How many columns the rows must have at least.
    pub fn width(&self) -> usize {
        let places = self.columns.iter().map(|shown| match shown.cell {
            Cell::Column(place, _) | Cell::Part(place, _) => place + 1,
            Cell::Service { port, proto } => port.max(proto) + 1,
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
    pub cell: Cell,
}

/// Where the cells of a shown column come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
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
