//! What outlives the process: this person's files, and the keyring of the operating system.

pub mod files;
pub mod keyring;
pub mod state_file;
pub(crate) mod store;
