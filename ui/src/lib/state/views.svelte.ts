// The latest view models. Each is replaced whole and never changed; `$state.raw` creates no proxies, so a list of
// 10,000 apps costs one assignment.
import type {
  AccountsView,
  AppsView,
  SetupCheckView,
  DesktopIntegrationView,
  FreshnessView,
  LaunchView,
  LinkPromptView,
  Timestamp,
  PreferencesView,
  SessionView,
  SettingsView,
  SearchRequestView,
  ViewUpdate,
  KeyringView,
} from '../ipc/types';

export class Views {
  session = $state.raw<SessionView | null>(null);
  apps = $state.raw<AppsView>({ apps: [], sections: [], collections: [] });
  preferences = $state.raw<PreferencesView>({
    favorites: [],
    recent: [],
    newApps: [],
    hidden: [],
    activityFeed: [],
    unreadChanges: 0,
    problem: null,
  });
  freshness = $state.raw<FreshnessView>({
    loaded: false,
    refreshing: false,
    isCached: false,
    updatedAt: null,
    unreadableRows: 0,
    problem: null,
  });
  settings = $state.raw<SettingsView | null>(null);
  desktopIntegration = $state.raw<DesktopIntegrationView>({ shortcut: { state: 'off' }, tray: 'off' });
  launch = $state.raw<LaunchView | null>(null);
  linkPrompt = $state.raw<LinkPromptView>({ pending: null });
  searchRequest = $state.raw<SearchRequestView>({ query: '', sequence: 0 });
  accounts = $state.raw<AccountsView>({ accounts: [], canAdd: true });
  keyring = $state.raw<KeyringView>({ problem: null, busy: false });
  setupCheck = $state.raw<SetupCheckView>({
    tenant: null,
    running: false,
    steps: [],
    expected: { appId: '', clientId: '', redirectUri: '', scope: '' },
  });

  /** Reference time for relative times, updated with each list and on window focus. */
  now = $state<Timestamp>(Date.now());

  readonly favorites: ReadonlySet<string> = $derived(new Set(this.preferences.favorites));
  readonly newApps: ReadonlySet<string> = $derived(new Set(this.preferences.newApps));
  readonly hidden: ReadonlySet<string> = $derived(new Set(this.preferences.hidden));

  /** Index of each key in `apps.apps`, computed on first use. */
  readonly indexByKey: ReadonlyMap<string, number> = $derived.by(() => {
    const indices = new Map<string, number>();
    this.apps.apps.forEach(({ key }, index) => indices.set(key, index));
    return indices;
  });

  apply({ what, view }: ViewUpdate): void {
    (this as Record<ViewUpdate['what'], unknown>)[what] = view;
    if (what === 'freshness') this.now = Date.now();
  }

  app(key: string) {
    const index = this.indexByKey.get(key);
    return index === undefined ? undefined : this.apps.apps[index];
  }
}
