//! The log: lines of a firewall's log become packets.
//!
//! A line is an envelope (syslog's stamp, machine and tag), a prefix (the text of the rule that
//! logged it) and a body (the kernel's `KEY=value` words). One walk over its bytes reads all three:
//!
//! ```text
//! May  4 06:35:08 fw kernel: [1749207.946614] IPT: DROP IN=eth0 OUT= MAC=… SRC=… DST=… … URGP=0
//! └── stamp ────┘ └─ header ────────────────┘ └prefix┘  └── body ──────────────────────────────┘
//! ```
//!
//! - [`stamp`]: the forms of a date and time; a new one is a function in the table of `stamp::form`.
//! - [`header`]: machine, tag and uptime, and the columns of [`logcat`]; [`tag`] says which programs log
//!   packets. [`doubts`] counts the stamps that may mean other times.
//! - [`prefix`]: the rules that judge a prefix; a new vendor is an entry in its table.
//! - [`mod@line`]: the kernel's grammar; its keys are those of `field::FIELDS`. [`word_ends`] are where its
//!   words end, [`ebtables`] and [`utm`] have grammars of their own. [`headless`] finds the body of a line
//!   whose start was lost, [`scattered`] that of one whose keys have another order, and [`ending`]
//!   says whether a last word counts.
//! - [`notice`]: what loggers say of lines that they did not write: repeats, whose lines [`repeat`]
//!   finds, and gaps ([`gap`]).
//! - [`journal`]: the lines that a journal's entries become, and those that [`json`] of JSON and
//!   [`rows`] of tables carry.
//! - [`tail`]: logs that are being written, followed as they grow.
//! - [`rotated`]: the files that a log was written to before.
//! - [`source`]: log files, and the bookmarks that remember how far they were read.

mod blanks;
mod body;
pub mod doubts;
pub mod ebtables;
pub mod ending;
pub mod feed;
pub mod gap;
pub mod half;
pub mod header;
pub mod headless;
pub mod journal;
pub mod json;
mod known_start;
pub mod line;
pub mod line_hashes;
pub mod logcat;
pub mod notice;
mod parsed;
pub mod prefix;
mod reader;
pub mod repeat;
pub mod rotated;
pub mod rows;
pub mod scattered;
pub mod source;
pub mod stamp;
pub mod tag;
pub mod tail;
pub mod utm;
pub mod word_ends;

pub use parsed::{Line, Reason, SHOWN, shown, text};
pub use reader::{LineExplanation, LineReader, ReadRules, is_message};
