//! Opening an app: where it opens, what waits for what, and what the tenant is asked first.

pub mod bearer_page;
pub mod click;
pub(crate) mod credentials_prompt;
pub(crate) mod events;
pub(crate) mod queue;
mod repeat;
pub mod request;
pub(crate) mod situation;
pub mod target;
pub mod window;
