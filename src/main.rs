//! The ipta program.

fn main() {}
