//! Builders of windows: for Portico's own pages and for pages from outside.

pub(crate) mod trusted;
pub(crate) mod untrusted;
