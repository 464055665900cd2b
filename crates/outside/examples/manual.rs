//! Writes what packages install of the command line: `portico.1` and completions, into the folder that
//! is named.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use clap_complete::Shell;
use portico_outside::command::grammar;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or(io::ErrorKind::InvalidInput)?);
    fs::create_dir_all(&folder)?;
    // One page for all verbs: nobody looks for portico-list(1).
    let mut page = File::create(folder.join("portico.1"))?;
    let manual = clap_mangen::Man::new(grammar());
    manual.render_title(&mut page)?;
    manual.render_name_section(&mut page)?;
    manual.render_synopsis_section(&mut page)?;
    manual.render_description_section(&mut page)?;
    manual.render_options_section(&mut page)?;
    manual.render_subcommands_section(&mut page)?;
    for verb in grammar().get_subcommands() {
        clap_mangen::Man::new(verb.clone()).title(verb.get_name()).render_options_section(&mut page)?;
    }
    manual.render_extra_section(&mut page)?;
    manual.render_version_section(&mut page)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        clap_complete::generate_to(shell, &mut grammar(), "portico", &folder)?;
    }
    Ok(())
}
