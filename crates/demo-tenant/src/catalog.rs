//! The apps that the company assigns: its own 500, and generated ones.

pub(crate) mod app;
pub(crate) mod company;
pub(crate) mod generated;
