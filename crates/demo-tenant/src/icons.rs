//! App icons: the endpoints that serve them, and the drawings behind them.

pub(crate) mod endpoints;
pub(crate) mod marks;
pub(crate) mod png;
