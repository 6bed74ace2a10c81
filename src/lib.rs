//! ipta: an interactive, SQL-like shell over firewall logs.
//!
//! Three crates make the program: [`ipta_core`], what a log line and a question mean; `ipta_embedded`, the
//! store on Apache DataFusion; and [`ipta_shell`], what a user meets. They compile side by side. This one
//! joins them for the program and the tests.
//!
//! Imports go only to a smaller number; modules that share a number do not know each other
//! (`tests/layering.rs` says so).
//!
//! ```text
//!     main.rs       Cli → Config → Session → prompt | one input | verb; exit codes
//! shell
//! L14 prompt/       the prompt: loop, completion
//! L13 session       Session{store, logs, settings, library}: runs one input
//! L12 config        what was typed → what is meant       input   split and classify what was typed
//! L11 cli           Cli, Command (argv and :commands)    ask: a question → an answer
//! L10 logs          logs that are asked directly, without a store
//! L9  import        logs → a store            follow   logs that are being written, packet by packet
//! L8  library       saved queries      present   headings, services and limits round a RowSink
//!     rdns          names of addresses, resolved in the background and cached in a file
//!     settings      SETTINGS, the one table of what a user chooses
//! L7  output/       table csv json … diagnostic sanitize target      mysql/   the store on servers
//! embedded          the store on Parquet, beside the shell
//! core
//! L6  store         Store, Batch: what a store does
//! L5  sql/          Statement, compile, schema, the only writer of SQL, raw SQL
//! L4  query/        the language: lexer, parser, check, plan
//!     log/          Reader: a line → a Packet; source files and their bookmarks
//! L3  field         FIELDS, the one table
//! L2  rows          Column, RowSink
//! L1  packet        Packet, Protocol, Verdict, TcpFlags    value    services   names of ports
//!     trust         whether a file may be obeyed
//! L0  span   time   cancel   files   monitor   suggest
//! ```

pub use ipta_core::{
    cancel, field, files, log, monitor, packet, query, rows, services, span, sql, suggest, time,
    trust, value,
};
pub use ipta_shell::{
    ask, cli, config, follow, import, input, library, logs, mysql, output, present, prompt, rdns,
    session, settings,
};

/// The stores that this build has.
pub mod store {
    pub use ipta_core::store::*;
    #[cfg(feature = "embedded")]
    pub use ipta_embedded::{self as embedded, ENGINE, open};

    #[cfg(not(feature = "embedded"))]
    pub use ipta_core::store::{NO_ENGINE as ENGINE, open_nothing as open};
}
