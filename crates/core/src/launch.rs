//! Opening an app: where it opens, what waits for what, and what the tenant is asked first.

pub mod bearer_page;
pub mod queue;
pub mod request;
pub mod target;
pub mod window;
