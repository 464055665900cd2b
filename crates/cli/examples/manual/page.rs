//! Renders the manual page `portico(1)`, one page for all commands.
//!
//! Commands, options and their help come from the clap definition. The other sections are written here and agree with
//! `docs/command-line.md`.

use clap::{Arg, ArgAction, Command};
use portico_cli::command::{ExitStatus, build_cli};
use roff::{Inline, Roff, bold, italic, roman};

const DESCRIPTION: &str = "\
Portico signs you in to your company and opens the apps that are assigned to you. Without a command it starts, or comes \
to the front.";
const RUNNING_INSTANCE_NOTE: &str = "\
Commands go to the Portico that runs. Where none runs, list and status say what this computer keeps, quit does nothing, \
and the others start it.";

const APP_NAME_NOTES: [&str; 2] = [
    "The first of these that finds any app decides: the exact key; the exact name; the name without regard to case and \
     accents; names that begin so; and at last Portico's search, if it finds one app only. If several are found, none is \
     opened: they are listed.",
    "Words need no quotes. A name that begins with a hyphen stands behind --, a key that does so is written --key=KEY.",
];

const LINK_NOTES: [&str; 2] = [
    "portico://open/NAME opens an app from a wiki, a mail or a script. NAME is the app's whole name or its key, \
     percent-encoded, and nothing else: no path, no parameters, no address. A link that names no app of your list opens \
     nothing.",
    "Portico asks before it follows a link, until you say \"always\" for that app.",
];

const EXIT_STATUSES: [(ExitStatus, &str); 6] = [
    (ExitStatus::Success, "Done. For status: somebody is signed in."),
    (ExitStatus::Failed, "Failed; the sentence on standard error says why."),
    (ExitStatus::UsageError, "Wrong usage."),
    (
        ExitStatus::NotSignedIn,
        "Portico does not run, is locked, or nobody is signed in. For open: the app opens once you have signed in or \
         unlocked it, in the window.",
    ),
    (ExitStatus::NoUniqueApp, "No app of that name, or several. For list: nothing matches."),
    (ExitStatus::Blocked, "Blocked by a rule; trying again changes nothing."),
];
const CHECK_EXIT_STATUS_NOTE: &str = "check ends with 0 if nothing failed, 1 if a step failed, and 2 for wrong usage.";

const FILES: [(&str, &str); 4] = [
    ("~/.config/portico/settings.toml", "The settings."),
    ("/etc/portico/policy.toml", "The administrator's settings, which go first."),
    ("~/.cache/portico/", "The copy of the list, and icons."),
    ("~/.local/state/portico/", "Who signed in here, favourites, what is hidden. No session and no password."),
];
const FILES_NOTE: &str = "\
XDG_CONFIG_HOME, XDG_CACHE_HOME and XDG_STATE_HOME put them elsewhere. Sessions are in the system's keyring alone.";

const EXAMPLES: [(&str, &str); 5] = [
    ("portico open sap concur", "Opens SAP Concur, if no other app is called so."),
    ("portico open --wait jira && notify-send \"Jira is open\"", "Goes on when the app is open, after a sign-in too."),
    ("portico list --json | jq -r '.apps[].name'", "The names of all apps, one a line."),
    (
        "bindsym Ctrl+Alt+space exec portico --palette",
        "In the configuration of Sway: a key that searches from anywhere.",
    ),
    ("portico check acme.my.idaptive.app", "Whether that tenant is set up for Portico, without signing in."),
];

pub(crate) fn render_page() -> String {
    let cli = build_cli();
    let mut page = Roff::new();
    let version = format!("Portico {}", env!("CARGO_PKG_VERSION"));
    // No date: a page of the same source is the same page.
    page.control("TH", ["PORTICO", "1", " ", &version, "User Commands"]);
    page.control("SH", ["NAME"]);
    page.text([roman("portico - find and open your company's apps")]);
    page.control("SH", ["SYNOPSIS"]);
    let lines = [vec![bold("portico"), roman(" [--palette | --hidden | --help | --version]")]].into_iter();
    let lines = lines.chain(cli.get_subcommands().map(|subcommand| {
        let name = [bold("portico"), roman(" "), bold(subcommand.get_name())].into_iter();
        name.chain(usage_arguments(subcommand)).collect()
    }));
    let lines = lines.chain([vec![bold("portico"), roman(" "), bold("portico://open/"), italic("NAME")]]);
    // Not filled: a line of its own for each.
    page.control("nf", []);
    for line in lines {
        page.text(line);
    }
    page.control("fi", []);
    page.control("SH", ["DESCRIPTION"]);
    page.text([roman(DESCRIPTION)]).control("PP", []).text([roman(RUNNING_INSTANCE_NOTE)]);

    page.control("SH", ["COMMANDS"]);
    for subcommand in cli.get_subcommands() {
        let heading = [bold(subcommand.get_name())].into_iter().chain(usage_arguments(subcommand)).collect::<Vec<_>>();
        page.control("TP", []).text(heading);
        page.text([roman(to_sentence(subcommand.get_long_about().or_else(|| subcommand.get_about())))]);
        page.control("RS", []);
        visible_arguments(subcommand).for_each(|arg| write_option(&mut page, arg));
        page.control("RE", []);
    }
    page.control("SH", ["OPTIONS"]);
    visible_arguments(&cli).for_each(|arg| write_option(&mut page, arg));
    for (names, text) in
        [("-h, --help", "Print help; also behind each command."), ("-V, --version", "Print the version.")]
    {
        page.control("TP", []).text([bold(names)]).text([roman(text)]);
    }
    write_paragraphs(&mut page, "WHICH APP A NAME MEANS", &APP_NAME_NOTES);
    write_paragraphs(&mut page, "LINKS", &LINK_NOTES);
    page.control("SH", ["EXIT STATUS"]);
    for (exit, text) in EXIT_STATUSES {
        page.control("TP", []).text([bold((exit as u8).to_string())]).text([roman(text)]);
    }
    page.control("PP", []).text([roman(CHECK_EXIT_STATUS_NOTE)]);
    write_tagged(&mut page, "FILES", &FILES, italic);
    page.control("PP", []).text([roman(FILES_NOTE)]);
    write_tagged(&mut page, "EXAMPLES", &EXAMPLES, bold);
    page.control("SH", ["SEE ALSO"]);
    page.text([roman("The guides and the source: "), italic(env!("CARGO_PKG_REPOSITORY"))]);
    page.render()
}

/// What people are told of; `--help` is said once for all.
fn visible_arguments(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| !arg.is_hide_set() && !["help", "version"].contains(&arg.get_id().as_str()))
}

/// What stands behind a command's name.
fn usage_arguments(subcommand: &Command) -> impl Iterator<Item = Inline> {
    let (options, operands): (Vec<_>, Vec<_>) = visible_arguments(subcommand).partition(|arg| arg.get_long().is_some());
    let alternative_option = |operand: &Arg| {
        options.iter().find(|option| subcommand.get_arg_conflicts_with(option).contains(&operand)).copied()
    };
    let operand_usage: Vec<_> = operands
        .iter()
        .flat_map(|operand| match alternative_option(operand) {
            Some(option) => {
                [vec![roman(" ")], argument_name(operand), vec![roman(" | ")], argument_name(option)].concat()
            }
            None if operand.is_required_set() => [vec![roman(" ")], argument_name(operand)].concat(),
            None => in_brackets(argument_name(operand)),
        })
        .collect();
    let is_independent = |option: &&Arg| subcommand.get_arg_conflicts_with(option).is_empty();
    let options: Vec<_> = options.iter().copied().filter(is_independent).collect();
    // Many are told of below alone.
    let options = match options.len() {
        0..=2 => options.into_iter().flat_map(|option| in_brackets(argument_name(option))).collect(),
        _ => in_brackets(vec![italic("OPTIONS")]),
    };
    options.into_iter().chain(operand_usage)
}

/// Not needed, with a space before it.
fn in_brackets(inner: Vec<Inline>) -> Vec<Inline> {
    [vec![roman(" [")], inner, vec![roman("]")]].concat()
}

/// An option with what follows it, or what stands for words.
fn argument_name(arg: &Arg) -> Vec<Inline> {
    let value = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let value = value.filter(|_| takes_value(arg)).map(italic);
    match arg.get_long() {
        Some(long) => [Some(bold(format!("--{long}"))), value.is_some().then(|| roman("=")), value]
            .into_iter()
            .flatten()
            .collect(),
        None => value.into_iter().collect(),
    }
}

fn write_option(page: &mut Roff, arg: &Arg) {
    let mut text = to_sentence(arg.get_help());
    let values: Vec<_> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if takes_value(arg) && !values.is_empty() {
        text += &format!(" One of: {}.", values.join(", "));
    }
    page.control("TP", []).text(argument_name(arg)).text([roman(text)]);
}

fn takes_value(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Set | ArgAction::Append)
}

/// The grammar's words end without a full stop, as clap shows them.
fn to_sentence(text: Option<&clap::builder::StyledStr>) -> String {
    let text = text.map(ToString::to_string).unwrap_or_default();
    if text.ends_with('.') { text } else { text + "." }
}

fn write_paragraphs(page: &mut Roff, title: &str, texts: &[&str]) {
    page.control("SH", [title]);
    for text in texts {
        page.control("PP", []).text([roman(*text)]);
    }
}

fn write_tagged(page: &mut Roff, title: &str, entries: &[(&str, &str)], font: fn(String) -> Inline) {
    page.control("SH", [title]);
    for (name, text) in entries {
        page.control("TP", []).text([font((*name).to_owned())]).text([roman(*text)]);
    }
}
