//! The meaning of log lines and questions: packets, log formats, the query language, its SQL, and the
//! [`store::Store`] trait.

pub mod cancel;
pub mod field;
pub mod files;
pub mod log;
pub mod monitor;
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
