//! What a log line and a question mean: packets, the formats of logs, the query language, its SQL, and
//! what a store does.

pub mod cancel;
pub mod field;
pub mod files;
pub mod log;
pub mod packet;
pub mod query;
pub mod rows;
pub mod services;
pub mod span;
pub mod sql;
pub mod store;
pub mod suggest;
pub mod time;
pub mod trust;
pub mod value;
