//! The people who have signed in on this computer, and who each of them is at the tenant.

pub mod account;
pub mod identity;
pub(crate) mod store;
