//! Writes the command line's files for packages into the given folder: `portico.1` and the shell completions.

use std::path::PathBuf;
use std::{fs, io};

use clap_complete::Shell;
use portico_cli::command::build_cli;

mod page;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or(io::ErrorKind::InvalidInput)?);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("portico.1"), page::render_page())?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut build_cli(), "portico", &folder)?;
    }
    Ok(())
}
