//! The company's 500 apps: the 42 that most accounts have (`data/apps.json`), then all others (`data/company.json`).

use std::sync::OnceLock;

use crate::catalog::app::App;
use crate::catalog::generated;
use crate::config::account::Account;
use crate::icons::marks;

const COMMON_APPS: &str = include_str!("../../data/apps.json");
const OTHER_APPS: &str = include_str!("../../data/company.json");

pub(crate) fn company_apps() -> &'static [App] {
    static APPS: OnceLock<Vec<App>> = OnceLock::new();
    // The files are part of the program and a test reads them; an empty company is what a damaged one would look like.
    APPS.get_or_init(|| {
        let read = |text| serde_json::from_str::<Vec<App>>(text).unwrap_or_default();
        let mut apps = [COMMON_APPS, OTHER_APPS].map(read).concat();
        for (number, app) in apps.iter_mut().enumerate().filter(|(_, app)| app.mark.is_empty()) {
            app.mark = marks::shared_mark(number % marks::SHARED_MARKS);
        }
        apps
    })
}

/// An account's apps, in the order of its portal.
pub(crate) fn assigned_apps(account: &Account) -> Box<dyn Iterator<Item = App> + '_> {
    if account.generated || account.apps > company_apps().len() {
        Box::new((0..account.apps).map(generated::generated_app))
    } else {
        Box::new(company_apps().iter().take(account.apps).cloned())
    }
}

/// The app with this key, if it is assigned to the account.
pub(crate) fn find_assigned_app(account: &Account, key: &str) -> Option<App> {
    match generated::key_number(key) {
        Some(number) => assigned_apps(account).nth(number).filter(|app| app.key() == key),
        None => assigned_apps(account).find(|app| app.key() == key),
    }
}

/// By the address of its demo page.
pub(crate) fn find_app_by_slug(slug: &str) -> Option<App> {
    company_apps()
        .iter()
        .find(|app| app.slug.eq_ignore_ascii_case(slug))
        .cloned()
        .or_else(|| generated::generated_app_by_slug(slug))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::catalog::app::IconKind;

    #[test]
    fn common_apps_have_unique_keys_slugs_and_marks() {
        let apps: Vec<App> = serde_json::from_str(COMMON_APPS).expect("reads");
        assert_eq!(apps.len(), 42);
        let unique = |value: fn(&App) -> String| apps.iter().map(value).collect::<HashSet<_>>().len();
        assert_eq!((unique(App::key), unique(|app| app.slug.clone()), unique(|app| app.mark.clone())), (42, 42, 42));
        assert_eq!(unique(|app| app.category.clone()), 7);
        for app in apps.iter().filter(|app| app.icon != IconKind::Solid) {
            assert!(marks::mark_svg(&app.mark).is_some(), "{}", app.mark);
        }
    }

    #[test]
    fn company_apps_cover_every_member_variant() {
        let all: Vec<App> = serde_json::from_str(OTHER_APPS).expect("reads");
        assert_eq!((all.len(), company_apps().len()), (458, 500));
        let unique = |value: fn(&App) -> String| company_apps().iter().map(value).collect::<HashSet<_>>().len();
        assert_eq!(
            (unique(App::key), unique(|app| app.slug.to_lowercase()), unique(|app| app.name.clone())),
            (500, 500, 500)
        );
        let has = |member: &str| all.iter().filter(|app| app.members.contains_key(member)).count();
        for (member, least) in [
            ("Tags", 80),
            ("IsMFAEnabled", 20),
            ("Intranet", 20),
            ("CertBasedAuthEnabled", 5),
            ("CBEScript", 1),
            ("SharedUntil", 8),
            ("Personal", 5),
            ("Shortcut", 10),
            ("PasswordIsSet", 5),
            ("ParentDisplayName", 5),
            ("AppType", 5),
        ] {
            assert!(has(member) >= least, "{member}: {}", has(member));
        }
        assert!(company_apps().iter().all(|app| marks::mark_svg(&app.mark).is_some() || app.icon == IconKind::Solid));
    }

    #[test]
    fn app_key_finds_only_assigned_app() {
        let mut account = Account::new("many@acme.test", "");
        (account.apps, account.generated) = (500, true);
        let app = assigned_apps(&account).nth(321).expect("there");
        assert_eq!(find_assigned_app(&account, &app.key()).map(|found| found.name), Some(app.name.clone()));
        assert_eq!(find_app_by_slug(&app.slug).map(|found| found.name), Some(app.name));
        assert!(find_assigned_app(&account, &company_apps()[0].key()).is_none());
        (account.apps, account.generated) = (500, false);
        assert_eq!(
            find_assigned_app(&account, &company_apps()[499].key()).map(|found| found.name),
            Some(company_apps()[499].name.clone())
        );
    }
}
