// Written by `cargo xtask types` from crates/core/src/view.rs and error.rs. Do not edit.

export type ViewUpdate = { "what": "session", "view": SessionView } | { "what": "apps", "view": AppsView } | { "what": "preferences", "view": PreferencesView } | { "what": "freshness", "view": FreshnessView } | { "what": "settings", "view": SettingsView } | { "what": "launch", "view": LaunchView } | { "what": "accounts", "view": AccountsView } | { "what": "keyring", "view": KeyringView } | { "what": "setupCheck", "view": SetupCheckView } | { "what": "linkPrompt", "view": LinkPromptView } | { "what": "searchRequest", "view": SearchRequestView } | { "what": "desktopIntegration", "view": DesktopIntegrationView };

export type SessionView = { "state": "firstRun", 
/**
 * The "Try the demo" button is built in.
 */
offersDemo: boolean, 
/**
 * The address is being looked up.
 */
discovering: boolean, problem: Problem | null, 
/**
 * There is an account to go back to: the person only wanted to add another.
 */
canGoBack: boolean, } | { "state": "confirmTenant", tenant: TenantView, reasons: Array<ConfirmReason>, } | { "state": "signedOut", tenant: TenantView, 
/**
 * Whose local copy is shown, if there is one.
 */
user: UserView | null, problem: Problem | null, 
/**
 * How "Sign in" signs in.
 */
method: SignInMethod, 
/**
 * "Continue in your browser" is offered: the last attempt failed in a window.
 */
canUseBrowser: boolean, 
/**
 * The client secret has to be typed in first.
 */
needsSecret: boolean, 
/**
 * False where policy fixes the tenant.
 */
canChangeTenant: boolean, offersDemo: boolean, } | { "state": "restoring", tenant: TenantView, user: UserView, } | { "state": "signingIn", tenant: TenantView, 
/**
 * Whose local copy is shown meanwhile, if there is one.
 */
user: UserView | null, method: SignInMethod, step: SignInStep, 
/**
 * The host of the page that the sign-in window shows, once there is one.
 */
host: string | null, 
/**
 * The page does not seem to get on. It stays; the person may wait, try again, or go on in
 * the browser.
 */
warning: Problem | null, 
/**
 * "Continue in your browser" is offered.
 */
canUseBrowser: boolean, } | { "state": "signedIn", tenant: TenantView, user: UserView, 
/**
 * When the session ends, if the tenant said so and it cannot be renewed.
 */
endsAt: Timestamp | null, 
/**
 * A sign-in is under way that will take the place of this session.
 */
replacing: boolean, canChangeTenant: boolean, } | { "state": "locked", tenant: TenantView, user: UserView, };

export type SignInMethod = "webview" | "browser" | "portal";

export type SignInStep = "checking" | "opening" | "page" | "finishing";

export type ConfirmReason = "unknownHost" | "ipAddress" | "internationalName" | "port" | "path" | "shortName" | "rewritten";

export type TenantView = { 
/**
 * The company as people call it: the configured name, else the first label of the host.
 */
name: string, 
/**
 * ASCII host, with the port where it is not the scheme's own.
 */
host: string, };

export type UserView = { 
/**
 * The login name, `user@suffix`.
 */
name: string, };

export type AccountsView = { accounts: Array<AccountView>, 
/**
 * False where policy fixes the tenants.
 */
canAdd: boolean, };

export type AccountView = { 
/**
 * Names the account in commands; no secret.
 */
id: string, tenant: TenantView, user: UserView, 
/**
 * There is a session in memory or in the keyring: switching asks for no sign-in.
 */
hasSession: boolean, 
/**
 * The one on screen.
 */
current: boolean, };

export type KeyringView = { 
/**
 * Why the keyring cannot be used: `E-KEY-…`. Sessions are then in memory only.
 */
problem: Problem | null, 
/**
 * The keyring is being asked, which may take as long as a person takes to unlock it.
 */
busy: boolean, };

export type SetupCheckView = { 
/**
 * Absent until a check was asked for.
 */
tenant: TenantView | null, running: boolean, steps: Array<CheckStepResult>, 
/**
 * What the administrator has to enter, for the steps that have a value.
 */
expected: CheckExpectation, };

export type CheckStepResult = { step: CheckStep, verdict: Verdict, 
/**
 * What was seen, where it failed.
 */
problem: Problem | null, };

export type CheckStep = "reachable" | "tenant" | "app" | "redirect" | "client" | "flow" | "scope" | "rest" | "role";

export type Verdict = "passed" | "failed" | "unproven" | "skipped";

export type CheckExpectation = { appId: string, clientId: string, redirectUri: string, scope: string, };

export type AppsView = { 
/**
 * In the order of their sections.
 */
apps: Array<AppView>, 
/**
 * In the order to show them. Each app is in exactly one.
 */
sections: Array<SectionView>, 
/**
 * The person's tags and folders at the tenant. An app may be in any number of them.
 */
collections: Array<CollectionView>, };

export type AppView = { 
/**
 * The tenant's `AppKey`; every call about this app names it.
 */
key: string, name: string, description: string | null, category: string | null, 
/**
 * Identifier of the icon, for `host.iconUrl`; absent when the tenant names none.
 */
icon: string | null, 
/**
 * One or two letters for the plate while there is no icon.
 */
initials: string, 
/**
 * 0..=11, stable for a key: which of the plate colours the letters take.
 */
hue: number, restriction: Restriction | null, 
/**
 * `SharedUntil`: access ends then, or ended.
 */
endsAt: Timestamp | null, 
/**
 * Where a rule opens it; left out where [`SettingsView::opens_in`](super::SettingsView) holds, since a list is long.
 */
opensIn?: Setting<Target>, };

export type Restriction = "companyNetwork" | "extraCheck" | "needsPassword" | "certificate" | "shared" | "shareEnded" | "extension" | "notWeb";

export type SectionView = { kind: SectionKind, 
/**
 * The category's own name; absent for sections that the UI names.
 */
name: string | null, 
/**
 * Indices into [`AppsView::apps`].
 */
apps: Array<number>, };

export type SectionKind = "category" | "other" | "shared" | "attention";

export type CollectionView = { kind: CollectionKind, name: string, 
/**
 * Indices into [`AppsView::apps`].
 */
apps: Array<number>, };

export type CollectionKind = "tag" | "folder";

export type PreferencesView = { 
/**
 * In the person's own order.
 */
favorites: Array<string>, 
/**
 * Opened lately or often, most so first; empty until there is enough to go by.
 */
recent: Array<string>, 
/**
 * Assigned since the first list, and not opened yet; the newest first.
 */
newApps: Array<string>, hidden: Array<string>, 
/**
 * What changed in the list, the latest first.
 */
activityFeed: Array<AppChangeView>, 
/**
 * How many of the feed were not read yet.
 */
unreadChanges: number, 
/**
 * Why this could not be read or saved.
 */
problem: Problem | null, };

export type AppChangeView = { kind: AppChangeKind, key: string, name: string, 
/**
 * When it was noticed; the tenant does not say when it happened.
 */
at: Timestamp, 
/**
 * The former name, of a renamed app.
 */
was: string | null, 
/**
 * When access ends, or ended.
 */
until: Timestamp | null, };

export type AppChangeKind = "added" | "removed" | "renamed" | "changed" | "ending" | "ended";

export type DetailsView = { key: string, name: string, description: string | null, category: string | null, tags: Array<string>, folders: Array<string>, kind: AppKind, 
/**
 * `AppTypeDisplayName`: the tenant's own words for the kind.
 */
kindName: string | null, 
/**
 * `TemplateName`: what the administrator made it from.
 */
template: string | null, 
/**
 * The host of `Url`.
 */
host: string | null, 
/**
 * `Username`: as whom the person is known to the app.
 */
userName: string | null, 
/**
 * `ParentDisplayName`: the app that it is linked to.
 */
parent: string | null, origin: Origin, sharedBy: string | null, endsAt: Timestamp | null, 
/**
 * `RegistrationMessage`: how to get an account there.
 */
registration: string | null, 
/**
 * Everything that stands between a click and the app, most important first.
 */
restrictions: Array<Restriction>, 
/**
 * How often it was opened from this Portico.
 */
openCount: number, lastOpenedAt: Timestamp | null, };

export type AppKind = "saml" | "oAuth" | "bookmark" | "password" | "desktop" | "mobile" | "account" | "other";

export type Origin = "assigned" | "optional" | "personal" | "shared";

export type FreshnessView = { 
/**
 * False until there is any list, be it empty.
 */
loaded: boolean, refreshing: boolean, 
/**
 * The list is the copy on this computer, not yet confirmed by the tenant.
 */
isCached: boolean, updatedAt: Timestamp | null, 
/**
 * Rows that could not be read and are not shown.
 */
unreadableRows: number, 
/**
 * Why the last refresh failed; the list stays.
 */
problem: Problem | null, };

export type SearchView = { query: string, 
/**
 * How many apps match, of which `hits` shows the best.
 */
total: number, hits: Array<HitView>, };

export type HitView = { key: string, 
/**
 * Matched parts of the name: `[start, end)` in UTF-16 units, in order. Empty when the match is
 * in the description or category.
 */
ranges: Array<[number, number]>, };

export type LaunchView = { key: string, name: string, phase: LaunchPhase, target: Target, 
/**
 * What it waits for, in the phase `Waiting`.
 */
waitReason: WaitReason | null, 
/**
 * What the app asks the person for, in the phase `Asking`.
 */
credentialsPrompt: CredentialsPromptView | null, 
/**
 * Why it failed, or why what was entered in the phase `Asking` was not taken.
 */
problem: Problem | null, };

export type LaunchPhase = "waiting" | "promptingCredentials" | "opening" | "opened" | "canceled" | "failed";

export type WaitReason = "signIn" | "network";

export type CredentialsPromptView = { 
/**
 * What the tenant knows already; empty if nothing.
 */
username: string, 
/**
 * `UsernameRO`: it cannot be changed.
 */
usernameIsFixed: boolean, 
/**
 * They are on their way to the tenant.
 */
saving: boolean, };

export type Target = { "kind": "browser" } | { "kind": "window" } | { "kind": "specificBrowser" } & BrowserTarget | { "kind": "command", name: string, };

export type BrowserTarget = { 
/**
 * As `portico-desktop` names it: stable over updates and languages.
 */
browser: string, 
/**
 * As the browser names it on its command line.
 */
profile: string | null, isPrivate: boolean, };

export type LaunchTargetsView = { 
/**
 * The default one first.
 */
browsers: Array<BrowserView>, 
/**
 * Names of the commands in the settings that are fit to be run.
 */
commands: Array<string>, };

export type BrowserView = { 
/**
 * Names it in a [`BrowserTarget`](super::BrowserTarget).
 */
id: string, name: string, isDefault: boolean, 
/**
 * It has private windows.
 */
hasPrivate: boolean, profiles: Array<ProfileView>, };

export type ProfileView = { 
/**
 * Names it in a [`BrowserTarget`](super::BrowserTarget).
 */
id: string, name: string, 
/**
 * The account that the browser is signed in with there, if it says.
 */
account: string | null, };

export type OpenRule = { 
/**
 * The tenant's `AppKey`.
 */
app: string | null, category: string | null, target: Target, };

export type LinkPromptView = { pending: PendingLink | null, };

export type PendingLink = { key: string, name: string, 
/**
 * The program that wants it, where the system says.
 */
program: string | null, };

export type LinkAnswer = "no" | "once" | "always";

export type SearchRequestView = { query: string, 
/**
 * Counts them: the same words may be wanted twice.
 */
sequence: number, };

export type PaletteView = { query: string, 
/**
 * False: there is nothing to search, since nobody is signed in or Portico is locked.
 */
ready: boolean, 
/**
 * How many apps match, of which `hits` shows the best.
 */
total: number, hits: Array<PaletteHit>, theme: Theme, language: LanguageChoice, };

export type PaletteHit = { app: AppView, 
/**
 * Matched parts of the name, as in [`HitView`](super::HitView).
 */
ranges: Array<[number, number]>, favorite: boolean, };

export type DesktopIntegrationView = { shortcut: ShortcutView, tray: TrayView, };

export type ShortcutView = { "state": "off" } | { "state": "requesting" } | { "state": "on", 
/**
 * As the desktop tells it, where it decides; absent if it does not say.
 */
accelerator: string | null, 
/**
 * The desktop decides the key: in its own settings.
 */
isDesktopManaged: boolean, } | { "state": "taken" } | { "state": "denied" } | { "state": "unavailable" };

export type TrayView = "off" | "visible" | "unavailable";

export type SettingsView = { theme: Setting<Theme>, language: Setting<LanguageChoice>, layout: Setting<Layout>, density: Setting<Density>, 
/**
 * Absent: the person is asked.
 */
opensIn: Setting<Target | null>, 
/**
 * Those of the administrator's policy; they come first.
 */
policyRules: Array<OpenRule>, 
/**
 * The person's own.
 */
openRules: Array<OpenRule>, 
/**
 * Favourites in the desktop's menu of programs.
 */
menuEntries: Setting<boolean>, 
/**
 * Portico starts with the desktop, without a window.
 */
autostart: Setting<boolean>, 
/**
 * Closing the window leaves Portico running.
 */
keepRunning: Setting<boolean>, 
/**
 * An icon among those of programs that run.
 */
tray: Setting<boolean>, 
/**
 * The key that brings the palette, such as `Ctrl+Alt+Space`; absent: none.
 */
paletteShortcut: Setting<string | null>, localCopy: Setting<boolean>, 
/**
 * A desktop notification when the assignments change.
 */
notifications: Setting<boolean>, 
/**
 * Minutes without a key or a click; 0: never.
 */
idleLock: Setting<number>, 
/**
 * How to sign in to the tenant on screen; absent while there is none.
 */
signIn: Setting<SignInMethod> | null, 
/**
 * Keys in the settings or policy file that mean nothing to this version.
 */
unknownKeys: Array<string>, 
/**
 * Why settings could not be read or saved.
 */
problem: Problem | null, version: string, };

export type Setting<T> = { value: T, 
/**
 * Held by the administrator's policy.
 */
managed: boolean, };

export type Theme = "system" | "light" | "dark";

export type LanguageChoice = "system" | "en" | "de" | "fr" | "ja" | "ar";

export type Layout = "auto" | "tiles" | "list";

export type Density = "comfortable" | "compact";

export type SettingsChange = { "what": "theme", "value": Theme } | { "what": "language", "value": LanguageChoice } | { "what": "layout", "value": Layout } | { "what": "density", "value": Density } | { "what": "notifications", "value": boolean } | { "what": "opensIn", "value": Target | null } | { "what": "openRules", "value": Array<OpenRule> } | { "what": "menuEntries", "value": boolean } | { "what": "autostart", "value": boolean } | { "what": "keepRunning", "value": boolean } | { "what": "tray", "value": boolean } | { "what": "paletteShortcut", "value": string | null } | { "what": "localCopy", "value": boolean } | { "what": "idleLock", "value": number } | { "what": "signIn", "value": SignInMethod };

export type Problem = { code: Code, 
/**
 * The host it is about.
 */
host: string | null, 
/**
 * A short word that refines the code, such as the refused scheme or the application id.
 */
reason: string | null, 
/**
 * What the server said, plain text of at most 200 characters. Shown as the server's words.
 */
serverMessage: string | null, 
/**
 * When trying again makes sense.
 */
retryAfter: Timestamp | null, 
/**
 * The tenant's own number for this request (`X-CFY-TX-ID`), for the administrator.
 */
transactionId: string | null, };

export type Code = "E-ADDR-EMPTY" | "E-ADDR-FORM" | "E-ADDR-HTTP" | "E-ADDR-SCHEME" | "E-ADDR-USER" | "E-ADDR-MAIL" | "E-ADDR-UNKNOWN" | "E-AUTH-STATE" | "E-AUTH-CANCEL" | "E-AUTH-DENIED" | "E-AUTH-TIMEOUT" | "E-AUTH-NOCODE" | "E-AUTH-BAD" | "E-AUTH-ISS" | "E-AUTH-LOOP" | "E-AUTH-PAGE" | "E-AUTH-CRASH" | "E-AUTH-BLANK" | "E-AUTH-STUCK" | "E-AUTH-POPUP" | "E-AUTH-PASSKEY" | "E-AUTH-AGENT" | "E-AUTH-FLOW" | "E-AUTH-SCOPE" | "E-AUTH-REDIRECT" | "E-AUTH-SHARED" | "E-AUTH-PORT" | "E-AUTH-SECRET" | "E-TENANT-NONE" | "E-TOK-GRANT" | "E-TOK-CLIENT" | "E-TOK-APPID" | "E-TOK-FORMAT" | "E-TOK-TYPE" | "E-TOK-SERVER" | "E-SESSION-ENDED" | "E-BUSY" | "E-SESSION-LEFT" | "E-STEP-UP" | "E-KEY-ABSENT" | "E-KEY-LOCKED" | "E-KEY-DENIED" | "E-KEY-TOOBIG" | "E-NET-OFFLINE" | "E-NET-DNS" | "E-NET-REFUSED" | "E-NET-TIMEOUT" | "E-NET-CUT" | "E-NET-PORTAL" | "E-NET-PROXY" | "E-NET-REDIRECT" | "E-TLS-EXPIRED" | "E-TLS-NAME" | "E-TLS-UNTRUSTED" | "E-TLS-CLOCK" | "E-TLS-FAILED" | "E-API-FORMAT" | "E-API-TOOBIG" | "E-API-DENIED" | "E-API-BUSY" | "E-API-FAILED" | "E-API-MISSING" | "E-API-SERVER" | "E-DISK-FULL" | "E-DISK-READONLY" | "E-DISK-NEWER" | "E-DISK-CORRUPT" | "E-LAUNCH-BLOCKED" | "E-LAUNCH-OPEN" | "E-LAUNCH-PLACE" | "E-LAUNCH-GONE" | "E-POLICY-DAMAGED" | "E-POLICY-VALUE" | "E-MANAGED" | "E-INTERNAL";

export type ProblemKind = "address" | "signIn" | "signInPage" | "setup" | "clientSecret" | "session" | "keyring" | "network" | "proxy" | "outage" | "tls" | "response" | "storage" | "launch" | "rule" | "internal";

export type Severity = "info" | "warning" | "error";

export type RemedyKind = "none" | "retry" | "signIn" | "changeTenant" | "copyLink" | "openInBrowser";

export type Timestamp = number;
