//! The query language: what a user types at the prompt, read and checked.
//!
//! ```ebnf
//! query     = ["explain"] ( verb | { predicate | lead } [verb] ) { clause } [";"] [ "|" PROGRAM ] ;
//! lead      = "where" predicate | window | "limit" INT ;    (* before the verb, or without one *)
//! verb      = ("top"|"bottom") [INT] terms ["by" measure]
//!           | "count" ["distinct" field] ["by" terms]
//!           | ("hist"|"timeline") [measure]
//!           | ("list"|"show") ["*" | fields]
//!           | "values" term ;
//! clause    = "where" predicate | window | "having" hcond | "limit" INT
//!           | ("order"|"sort") "by" field ["asc"|"desc"] (* list *)
//!           | "every" DURATION | "by" term               (* hist *)
//!           | "vs" ( "previous" | DURATION ["ago"] )     (* top, bottom, count; needs a window *)
//!           | "show" shown { "," shown } ;               (* top, bottom, count by *)
//!             (* any order, each at most once; since and until count as one window *)
//! window    = "last" ( DURATION | UNIT ) | "between" TIME "and" TIME | "since" TIME | "until" TIME | "on" DATE | "today" | "yesterday" ;
//! terms     = term { "," term } ;   fields = field { "," field } ;
//! term      = field | "net" "(" field "," INT ["," INT] ")" | ("hour"|"day"|"weekday") "(" field ")" ;
//! shown     = ( measure | term | "same" "(" field ")" | "service" | "share" ) [STRING] ;
//! measure   = "count" | "packets" | "bytes" | ("distinct"|"dc"|"uniq") ( field | "(" field ")" )
//!           | "count" "(" ["distinct"] field ")" | ("sum"|"avg"|"min"|"max") "(" field ")" ;
//! hcond     = hand { ("or"|"||") hand } ;   hand = hatom { ("and"|"&&") hatom } ;
//! hatom     = measure relation INT | "(" hcond ")" ;
//! predicate = conj { ("or"|"||") conj } ;   conj = neg { ["and"|"&&"] neg } ;
//!             (* without `and`: before a flag, a field, `has` or `not` *)
//! neg       = ("not"|"!") neg | "(" predicate ")" | flag | "has" subject | comparison | ADDRESS ;
//! comparison= subject [ "=" | "==" | "!=" | "<>" ] set (* operator left out: "=" *)
//!           | subject [ "=" | "==" ] set { "or" set }    (* values alone: `dport 22 or 23` *)
//!           | subject ["not"] "in" set
//!           | subject "has" set                          (* flags *)
//!           | subject ("<"|"<="|">"|">=") scalar
//!           | subject ["not"] "between" scalar "and" scalar
//!           | subject ["not"] "like" scalar
//!           | subject ["not"] ("~"|"matches") regex | subject "!~" regex
//!           | subject ["not"] "contains" scalar
//!           | subject "is" ["not"] ("null"|"private"|"public") ;
//! set       = items | "(" items ")" | "{" items "}" | "[" items "]" ;
//! items     = scalar { [","] scalar } ;                  (* without brackets: comma needed *)
//! scalar    = WORD | STRING | PARAMETER ;                (* read by the type of the field *)
//! subject   = field | "ip"|"host"|"addr"|"net" | "port"|"portrange" | "mac" ;  (* either side *)
//! field     = NAME | ("src"|"dst") ("host"|"ip"|"addr"|"net"|"port"|"portrange") ;
//! regex     = "/" … "/" ["i"] | STRING ;   DURATION = (INT UNIT)+ | INT UNIT ;
//! TIME      = "now"|"today"|"yesterday"| DURATION ["ago"] | DATE [("T"|" ") CLOCK] | CLOCK ;
//! ```
//!
//! `A,B`, `A-B`, `A..B`, `A:B`, `ADDRESS/BITS`, service names, `FW-*` are words that the type of the
//! field reads ([`check()`]); there is no arithmetic, so nothing is ambiguous. PROGRAM is all behind the
//! first `|` outside of quotes and brackets, for the system's shell to read ([`program`]).
//!
//! What may come next at any place is asked of the parser too ([`expected()`]): whatever a production
//! tries where the text ends is what is expected there.

mod check;
mod like;
mod parameter_value;
mod parser;

pub mod ast;
pub mod buckets;
pub mod eval;
pub mod expected;
pub mod parameter;
pub mod parameter_kind;
pub mod plan;
pub mod print;
pub mod program;
pub mod split;
pub mod term;
pub mod token;
pub mod typing;
pub mod window;
pub mod word;

pub use ast::{Predicate, Query};
pub use check::check;
pub use parameter::Params;
pub use parser::{expected, expected_condition, parse, parse_predicate};
pub use plan::Plan;

/// The longest query that is read, in bytes.
pub const MAX_LENGTH: usize = 64 * 1024;

/// How deep parentheses and `not` may be nested.
pub const MAX_DEPTH: usize = 64;
