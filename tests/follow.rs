//! Following: packets of logs that are being written, through every kind of rotation.

mod ends;
mod live;
mod options;
mod rotation;
mod shorter;
mod trouble;

use crate::support::following::{Following, id, numbered};
