//! Tests of the core as a whole, most of them against the demo tenant.

#[path = "../matrix/log.rs"]
mod log;
#[path = "../person/mod.rs"]
mod person;

#[path = "../accounts.rs"]
mod accounts;
#[path = "../cable.rs"]
mod cable;
#[path = "../check.rs"]
mod check;
#[path = "../contention.rs"]
mod contention;
#[path = "../crossing.rs"]
mod crossing;
#[path = "../hostile.rs"]
mod hostile;
#[path = "../icons.rs"]
mod icons;
#[path = "../list.rs"]
mod list;
#[path = "../matrix.rs"]
mod matrix;
#[path = "../opening.rs"]
mod opening;
#[path = "../palette.rs"]
mod palette;
#[path = "../personal.rs"]
mod personal;
#[path = "../search_quality.rs"]
mod search_quality;
#[path = "../sign_in.rs"]
mod sign_in;
#[path = "../ways.rs"]
mod ways;
