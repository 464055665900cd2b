//! What crosses to the UI: whole view models, complete at every moment.
//!
//! The core sends an [`Update`] whenever one of these changed; the UI replaces what it had and
//! patches nothing. No type here can hold a secret: `SecretString` is not `Serialize`, so it would
//! not compile. Sentences are not here either: the UI has the words, in the person's language, for
//! each [`Code`](crate::problem::Code) and state. The TypeScript twins lie in `ui/src/lib/ipc/types.ts` and
//! are written by a test of this module.

use serde::Serialize;
use ts_rs::TS;

pub use crate::place::Place;

mod check;
mod details;
mod list;
mod opening;
mod palette;
mod personal;
mod session;
mod settings;

pub use check::{CheckExpectation, CheckStep, CheckView, CheckedStep, Verdict};
pub use details::{AppKind, DetailsView, Origin};
pub use list::{
    AppView, AppsView, CollectionKind, CollectionView, FreshnessView, HitView, Restriction, SearchView, SectionKind,
    SectionView,
};
pub use opening::{
    AskedLink, BrowserView, CredentialsView, LaunchPhase, LaunchView, LinkAnswer, LinkView, OpenRule, PlacesView,
    ProfileView, SoughtView, WaitsFor,
};
pub use palette::{DesktopView, PaletteHit, PaletteView, ShortcutView, TrayView};
pub use personal::{NewsKind, NewsView, PersonalView};
pub use session::{
    AccountView, AccountsView, ConfirmReason, SessionView, SignInStep, SignInWay, TenantView, UserView, VaultView,
};
pub use settings::{Density, LanguageChoice, Layout, Setting, SettingsChange, SettingsView, Theme};

/// One changed view model.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "what", content = "view", rename_all = "camelCase")]
pub enum Update {
    Session(SessionView),
    Apps(AppsView),
    Personal(PersonalView),
    Freshness(FreshnessView),
    Settings(SettingsView),
    Launch(LaunchView),
    Accounts(AccountsView),
    Vault(VaultView),
    Check(CheckView),
    Link(LinkView),
    Sought(SoughtView),
    Desktop(DesktopView),
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{env, fs};

    use ts_rs::Config;

    use super::*;
    use crate::problem::{Code, Problem};

    /// Writes the TypeScript twins with `cargo xtask types`, and otherwise fails when they are stale.
    #[test]
    fn typescript_twins_are_fresh() {
        let config = Config::default();
        let declarations = [
            Update::decl(&config),
            SessionView::decl(&config),
            SignInWay::decl(&config),
            SignInStep::decl(&config),
            ConfirmReason::decl(&config),
            TenantView::decl(&config),
            UserView::decl(&config),
            AccountsView::decl(&config),
            AccountView::decl(&config),
            VaultView::decl(&config),
            CheckView::decl(&config),
            CheckedStep::decl(&config),
            CheckStep::decl(&config),
            Verdict::decl(&config),
            CheckExpectation::decl(&config),
            AppsView::decl(&config),
            AppView::decl(&config),
            Restriction::decl(&config),
            SectionView::decl(&config),
            SectionKind::decl(&config),
            CollectionView::decl(&config),
            CollectionKind::decl(&config),
            PersonalView::decl(&config),
            NewsView::decl(&config),
            NewsKind::decl(&config),
            DetailsView::decl(&config),
            AppKind::decl(&config),
            Origin::decl(&config),
            FreshnessView::decl(&config),
            SearchView::decl(&config),
            HitView::decl(&config),
            LaunchView::decl(&config),
            LaunchPhase::decl(&config),
            WaitsFor::decl(&config),
            CredentialsView::decl(&config),
            Place::decl(&config),
            PlacesView::decl(&config),
            BrowserView::decl(&config),
            ProfileView::decl(&config),
            OpenRule::decl(&config),
            LinkView::decl(&config),
            AskedLink::decl(&config),
            LinkAnswer::decl(&config),
            SoughtView::decl(&config),
            PaletteView::decl(&config),
            PaletteHit::decl(&config),
            DesktopView::decl(&config),
            ShortcutView::decl(&config),
            TrayView::decl(&config),
            SettingsView::decl(&config),
            Setting::<bool>::decl(&config),
            Theme::decl(&config),
            LanguageChoice::decl(&config),
            Layout::decl(&config),
            Density::decl(&config),
            SettingsChange::decl(&config),
            Problem::decl(&config),
            Code::decl(&config),
            "type Millis = number;".to_owned(),
        ];
        let head = "// Written by `cargo xtask types` from crates/core/src/view.rs and problem.rs. Do not edit.\n";
        let text =
            declarations.iter().fold(head.to_owned(), |text, declaration| text + "\nexport " + declaration + "\n");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/ipc/types.ts");
        if env::var_os("PORTICO_WRITE_TYPES").is_some() {
            fs::write(&path, &text).unwrap();
        }
        assert!(fs::read_to_string(&path).unwrap_or_default() == text, "run `cargo xtask types`");
    }
}
