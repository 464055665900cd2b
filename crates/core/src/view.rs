//! What crosses to the UI: whole view models, complete at every moment.
//!
//! The core sends a [`ViewUpdate`] whenever one of these changed; the UI replaces what it had and
//! patches nothing. No type here can hold a secret: `SecretString` is not `Serialize`, so it would
//! not compile. Sentences are not here either: the UI has the words, in the person's language, for
//! each [`Code`](crate::error::Code) and state. The TypeScript types lie in `ui/src/lib/ipc` and are
//! written by tests of this module.

use serde::Serialize;
use ts_rs::TS;

pub use crate::launch::target::{BrowserTarget, Target};

mod apps;
mod details;
mod launch;
mod palette;
mod preferences;
mod session;
mod settings;
mod setup_check;

pub use apps::{
    AppView, AppsView, CollectionKind, CollectionView, FreshnessView, HitView, Restriction, SearchView, SectionKind,
    SectionView,
};
pub use details::{AppKind, DetailsView, Origin};
pub use launch::{
    BrowserView, CredentialsPromptView, LaunchPhase, LaunchTargetsView, LaunchView, LinkAnswer, LinkPromptView,
    OpenRule, PendingLink, ProfileView, SearchRequestView, WaitReason,
};
pub use palette::{DesktopIntegrationView, PaletteHit, PaletteView, ShortcutView, TrayView};
pub use preferences::{AppChangeKind, AppChangeView, PreferencesView};
pub use session::{
    AccountView, AccountsView, ConfirmReason, KeyringView, SessionView, SignInMethod, SignInStep, TenantView, UserView,
};
pub use settings::{Density, LanguageChoice, Layout, Setting, SettingsChange, SettingsView, Theme};
pub use setup_check::{CheckExpectation, CheckStep, CheckStepResult, SetupCheckView, Verdict};

/// One changed view model.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "what", content = "view", rename_all = "camelCase")]
pub enum ViewUpdate {
    Session(SessionView),
    Apps(AppsView),
    Preferences(PreferencesView),
    Freshness(FreshnessView),
    Settings(SettingsView),
    Launch(LaunchView),
    Accounts(AccountsView),
    Keyring(KeyringView),
    SetupCheck(SetupCheckView),
    LinkPrompt(LinkPromptView),
    SearchRequest(SearchRequestView),
    DesktopIntegration(DesktopIntegrationView),
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{env, fs};

    use serde_json::json;
    use ts_rs::Config;

    use super::*;
    use crate::error::{Code, Error, Kind, Remedy, Severity};

    /// Writes a generated file with `cargo xtask types`, and otherwise fails if it is out of date.
    fn check_generated(name: &str, text: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/ipc").join(name);
        if env::var_os("PORTICO_WRITE_TYPES").is_some() {
            fs::write(&path, text).unwrap();
        }
        assert!(fs::read_to_string(&path).unwrap_or_default() == text, "run `cargo xtask types`");
    }

    #[test]
    fn typescript_codes_are_up_to_date() {
        let rows = Code::ALL.iter().map(|code| {
            let row = json!({
                "kind": code.kind(),
                "severity": code.severity(),
                "remedy": code.remedy(),
                "isSetup": code.is_setup(),
            });
            format!("  '{}': {row},\n", code.as_str())
        });
        let text = format!(
            "// Written by `cargo xtask types` from crates/core/src/error.rs. Do not edit.
import type {{ Code, ProblemKind, RemedyKind, Severity }} from './types';

export interface CodeInfo {{
  kind: ProblemKind;
  severity: Severity;
  remedy: RemedyKind;
  /** The setup check can find the cause. */
  isSetup: boolean;
}}

export const codes: Record<Code, CodeInfo> = {{
{}}};
",
            rows.collect::<String>()
        );
        check_generated("codes.ts", &text);
    }

    #[test]
    fn typescript_types_are_up_to_date() {
        let config = Config::default();
        let declarations = [
            ViewUpdate::decl(&config),
            SessionView::decl(&config),
            SignInMethod::decl(&config),
            SignInStep::decl(&config),
            ConfirmReason::decl(&config),
            TenantView::decl(&config),
            UserView::decl(&config),
            AccountsView::decl(&config),
            AccountView::decl(&config),
            KeyringView::decl(&config),
            SetupCheckView::decl(&config),
            CheckStepResult::decl(&config),
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
            PreferencesView::decl(&config),
            AppChangeView::decl(&config),
            AppChangeKind::decl(&config),
            DetailsView::decl(&config),
            AppKind::decl(&config),
            Origin::decl(&config),
            FreshnessView::decl(&config),
            SearchView::decl(&config),
            HitView::decl(&config),
            LaunchView::decl(&config),
            LaunchPhase::decl(&config),
            WaitReason::decl(&config),
            CredentialsPromptView::decl(&config),
            Target::decl(&config),
            BrowserTarget::decl(&config),
            LaunchTargetsView::decl(&config),
            BrowserView::decl(&config),
            ProfileView::decl(&config),
            OpenRule::decl(&config),
            LinkPromptView::decl(&config),
            PendingLink::decl(&config),
            LinkAnswer::decl(&config),
            SearchRequestView::decl(&config),
            PaletteView::decl(&config),
            PaletteHit::decl(&config),
            DesktopIntegrationView::decl(&config),
            ShortcutView::decl(&config),
            TrayView::decl(&config),
            SettingsView::decl(&config),
            Setting::<bool>::decl(&config),
            Theme::decl(&config),
            LanguageChoice::decl(&config),
            Layout::decl(&config),
            Density::decl(&config),
            SettingsChange::decl(&config),
            Error::decl(&config),
            Code::decl(&config),
            Kind::decl(&config),
            Severity::decl(&config),
            Remedy::decl(&config),
            "type Timestamp = number;".to_owned(),
        ];
        let head = "// Written by `cargo xtask types` from crates/core/src/view.rs and error.rs. Do not edit.\n";
        let text =
            declarations.iter().fold(head.to_owned(), |text, declaration| text + "\nexport " + declaration + "\n");
        check_generated("types.ts", &text);
    }
}
