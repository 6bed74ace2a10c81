//! Packages: ipta as its users install it, by cargo, and by Debian's package on a clean system; and as
//! they set it up on a server.

#[cfg(not(feature = "embedded"))]
mod cargo;
#[cfg(feature = "embedded")]
mod debian;
mod servers;

/// The folder of the project.
const PROJECT: &str = env!("CARGO_MANIFEST_DIR");
