//! TODO

#[cfg(target_os = "linux")]
mod find_bar;
#[cfg(target_os = "linux")]
mod info_bar;
#[cfg(target_os = "linux")]
mod load_retry;
#[cfg(target_os = "linux")]
mod printing;
#[cfg(target_os = "linux")]
mod user_activation;
