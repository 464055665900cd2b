//! Opening an app: where it opens, what waits for what, and what the tenant is asked first.

pub mod bearer_page;
pub mod click;
pub(crate) mod credentials_prompt;
pub(crate) mod queue;
mod repeat;
pub mod request;
mod requests;
pub(crate) mod situation;
pub mod target;
mod waiting;
pub mod window;
