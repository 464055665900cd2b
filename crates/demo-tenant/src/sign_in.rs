//! The sign-in API of the login page, and the portal sessions that it opens.

pub(crate) mod attempt;
pub(crate) mod authentication;
pub(crate) mod caller;
pub(crate) mod lockout;
pub(crate) mod mechanism;
pub(crate) mod platform_token;
pub(crate) mod session;
pub(crate) mod step_up;
pub(crate) mod user;
