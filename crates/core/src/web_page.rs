//! Rules for windows that show pages from outside: whose page a window says it shows, what a page may do without the
//! user, and what its downloads are named.

pub mod file_name;
pub mod origin;
pub mod user_activation;
