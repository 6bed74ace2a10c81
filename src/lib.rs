//! ipta: an interactive, SQL-like shell over firewall logs.
//!
//! Imports go only to a smaller number; modules that share a number do not know each other
//! (`tests/layering.rs` says so).
//!
//! ```text
//! L13 main.rs       Cli → Config → Session → shell | one input | verb; exit codes
//! L12 shell/        the prompt: loop, completion
//! L11 session       Session{store, settings, library}: runs one input
//! L10 config        what was typed → what is meant       input   split and classify what was typed
//! L9  cli           Cli, Command (argv and :commands)
//! L8  import    ask: a question → an answer    follow   logs that are being written, packet by packet
//! L7  library       saved queries      present   headings, services and limits round a RowSink
//!     names         names of addresses, looked up beside the work and kept in a file
//!     settings      SETTINGS, the one table of what a user chooses
//! L6  store/        Store, Batch; embedded/  mysql/      output/ table csv json … diagnostic safe target
//! L5  sql/          Statement, compile, schema, the only writer of SQL, raw SQL
//! L4  query/        the language: lexer, parser, check, plan
//!     log/          Reader: a line → a Packet; source files and their bookmarks
//! L3  field         FIELDS, the one table
//! L2  rows          Column, RowSink
//! L1  packet        Packet, Protocol, Verdict, TcpFlags    value    services   names of ports
//!     trust         whether a file may be obeyed
//! L0  span   time   cancel   files   suggest
//! ```

pub mod ask;
pub mod cancel;
pub mod cli;
pub mod config;
pub mod field;
pub mod files;
pub mod follow;
pub mod import;
pub mod input;
pub mod library;
pub mod log;
pub mod names;
pub mod output;
pub mod packet;
pub mod present;
pub mod query;
pub mod rows;
pub mod services;
pub mod session;
pub mod settings;
pub mod shell;
pub mod span;
pub mod sql;
pub mod store;
pub mod suggest;
pub mod time;
pub mod trust;
pub mod value;
