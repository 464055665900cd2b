use super::*;

const RULES: &str = "# mine
theme = \"dark\" # at night

# Jira is the one at work
[[open]]
app = \"jira\" # by its key
in = \"browser:chrome:profile=Work\"

[[open]]
category = \"Finance\"
in = \"browser:firefox:private\"

# of a newer version
[[open]]
folder = \"Daily\"
in = \"window\"

[[tenant]]
url = \"https://a.test\"

[future]
key = 1
";

fn open_rule(app: Option<&str>, category: Option<&str>, target: &str) -> OpenRule {
    OpenRule { app: app.map(Into::into), category: category.map(Into::into), target: target.parse().unwrap() }
}

fn app_in_category(category: Option<&str>) -> App {
    App { key: "jira".into(), category: category.map(Into::into), ..App::default() }
}

#[test]
fn changed_open_rules_keep_comments_and_unknown_rules() {
    let files = write_files(RULES.as_bytes(), "");
    let mut settings = load_settings(&files);
    let (jira, finance) = (
        open_rule(Some("jira"), None, "browser:chrome:profile=Work"),
        open_rule(None, Some("Finance"), "browser:firefox:private"),
    );
    let view = settings.view(None);
    assert_eq!(
        (view.open_rules, view.unknown_keys),
        (vec![jira.clone(), finance.clone()], vec!["open[3]".into(), "future".into()])
    );
    // As they are, nothing moves.
    save_change(&mut settings, &SettingsChange::OpenRules(vec![jira.clone(), finance.clone()]));
    assert_eq!(settings_text(&files), RULES);
    // Turned round, with a new one between them.
    let new = open_rule(None, None, "window");
    let reordered = vec![finance, new, jira];
    save_change(&mut settings, &SettingsChange::OpenRules(reordered.clone()));
    let text = settings_text(&files);
    assert_eq!(load_settings(&files).view(None).open_rules, reordered, "{text}");
    for expected in [
        "# mine",
        "# at night",
        "# Jira is the one at work",
        "# by its key",
        "# of a newer version",
        "folder = \"Daily\"",
        "[future]\nkey = 1",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(text.find("[[open]]") < text.find("[[tenant]]"), "{text}");
    // Without any, what this version does not understand stays.
    save_change(&mut settings, &SettingsChange::OpenRules(Vec::new()));
    let text = settings_text(&files);
    assert!(text.contains("folder = \"Daily\"") && !text.contains("Finance"), "{text}");
    assert_eq!(load_settings(&files).registration().unwrap().0.tenant.as_str(), "https://a.test");
}

#[test]
fn inline_rules_are_read_and_invalid_rules_are_not_overwritten() {
    let files = write_files(b"open = [{ app = \"jira\", in = \"window\" }, { in = \"browser\" }]\ncommand = [{ name = \"Work\", run = [\"open-work\", \"{url}\"] }]\n", "");
    let mut settings = load_settings(&files);
    assert_eq!(settings.view(None).unknown_keys, Vec::<String>::new());
    assert_eq!(settings.command("Work").map(<[String]>::len), Some(2));
    let mut rules = settings.view(None).open_rules;
    assert_eq!(rules, [open_rule(Some("jira"), None, "window"), open_rule(None, None, "browser")]);
    rules.push(open_rule(None, Some("IT"), "window"));
    save_change(&mut settings, &SettingsChange::OpenRules(rules.clone()));
    assert_eq!(load_settings(&files).view(None).open_rules, rules);
    let files = write_files(b"open = 7\n", "");
    let mut settings = load_settings(&files);
    assert_eq!(settings.change(&SettingsChange::OpenRules(Vec::new()), None).unwrap_err().code, Code::DiskReadOnly);
    assert_eq!(settings_text(&files), "open = 7\n");
}

#[test]
fn open_target_follows_policy_rules_then_user_rules() {
    let user_file = b"opens_in = \"window\"\n[[open]]\napp = \"jira\"\ncategory = \"IT\"\nin = \"browser:both\"\n[[open]]\ncategory = \"IT\"\nin = \"browser:it\"\n";
    let target_of = |settings: &Settings, category| {
        settings.target_for_app(&app_in_category(category)).map(|target| target.to_string())
    };
    let files = write_files(user_file, "");
    let settings = load_settings(&files);
    assert_eq!(target_of(&settings, Some("IT")).as_deref(), Some("browser:both"));
    assert_eq!(target_of(&settings, Some("it")).as_deref(), Some("window"), "categories are names");
    assert_eq!(target_of(&settings, None).as_deref(), Some("window"));
    let files = write_files(user_file, "opens_in = \"ask\"\n[[open]]\ncategory = \"IT\"\nin = \"browser:fixed\"\n");
    let settings = load_settings(&files);
    assert_eq!(target_of(&settings, Some("IT")).as_deref(), Some("browser:fixed"));
    assert_eq!(target_of(&settings, None), None, "the policy lets nobody choose one for all");
    let view = settings.view(None);
    assert_eq!((view.policy_rules.len(), view.open_rules.len(), view.opens_in.managed), (1, 2, true));
}

#[test]
fn target_without_text_is_refused_and_changes_nothing() {
    let files = write_files(b"opens_in = \"window\"\n", "");
    let mut settings = load_settings(&files);
    let target = Target::Command { name: " ".into() };
    let rule = OpenRule { app: None, category: None, target: target.clone() };
    for change in [SettingsChange::OpensIn(Some(target)), SettingsChange::OpenRules(vec![rule])] {
        assert_eq!(settings.change(&change, None).unwrap_err().code, Code::Internal);
    }
    assert_eq!(settings.target_for_app(&app_in_category(None)), Some(Target::Window));
}

#[test]
fn policy_commands_take_precedence_over_user_commands() {
    let user_file = br#"
[[command]]
name = " Work "
run = ["mine", "{url}"]
[[command]]
name = "Work"
run = ["second", "{url}"]
[[command]]
name = "Plain"
run = "a shell line"
[[command]]
name = "Numbers"
run = ["x", 1]
[[command]]
name = "Empty"
run = []
[[command]]
name = "Extra"
run = ["x", "{url}"]
shell = true
[[command]]
run = ["nameless"]
[[command]]
name = "Home"
run = ["home", "{url}"]
"#;
    let files = write_files(user_file, "[[command]]\nname = \"Work\"\nrun = [\"theirs\", \"{url}\"]\n");
    let settings = load_settings(&files);
    assert_eq!(settings.command("Work").unwrap()[0], "theirs");
    assert_eq!(settings.command("Home").unwrap()[0], "home");
    assert!(["Plain", "Numbers", "Empty", "Extra", ""].iter().all(|name| settings.command(name).is_none()));
    let unknown = ["command[2].name", "command[3]", "command[4]", "command[5]", "command[6]", "command[7]"];
    assert_eq!(settings.view(None).unknown_keys, unknown);
    let names: Vec<_> = settings.commands().map(|(name, _)| name).collect();
    assert_eq!(names, ["Work", "Home"], "the person's own of that name is not offered beside it");
}

proptest! {
    #[test]
    fn open_rules_round_trip_through_the_settings_file(
        rules in proptest::collection::vec(
            (any::<Option<String>>(), any::<Option<String>>(), "browser|window|browser:\\PC{1,8}(:private)?|command:[a-z]\\PC{0,8}"),
            0..6,
        ),
        kept_count in 0..4usize,
    ) {
        let rules: Vec<OpenRule> = rules
            .into_iter()
            .filter_map(|(app, category, target)| Some(OpenRule { app, category, target: target.parse().ok()? }))
            .collect();
        let home = write_files(RULES.as_bytes(), "");
        let mut settings = load_settings(&home);
        save_change(&mut settings, &SettingsChange::OpenRules(rules.clone()));
        prop_assert_eq!(&load_settings(&home).view(None).open_rules, &rules);
        let remaining_rules: Vec<_> = rules.into_iter().rev().take(kept_count).collect();
        save_change(&mut settings, &SettingsChange::OpenRules(remaining_rules.clone()));
        let view = load_settings(&home).view(None);
        prop_assert_eq!(view.open_rules, remaining_rules);
        prop_assert!(settings_text(&home).contains("folder = \"Daily\"") && settings_text(&home).contains("# mine"));
    }
}
