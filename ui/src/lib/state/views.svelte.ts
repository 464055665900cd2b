// The view models as they last arrived. Each is replaced whole and never changed: `$state.raw` makes no
// proxies, so a list of 10,000 apps costs one assignment.
import type {
  AccountsView,
  AppsView,
  CheckView,
  DesktopView,
  FreshnessView,
  LaunchView,
  LinkView,
  Millis,
  PersonalView,
  SessionView,
  SettingsView,
  SoughtView,
  Update,
  VaultView,
} from '../ipc/types';

export class Views {
  session = $state.raw<SessionView | null>(null);
  apps = $state.raw<AppsView>({ apps: [], sections: [], collections: [] });
  personal = $state.raw<PersonalView>({
    favourites: [],
    recent: [],
    fresh: [],
    hidden: [],
    feed: [],
    unread: 0,
    problem: null,
  });
  freshness = $state.raw<FreshnessView>({
    loaded: false,
    refreshing: false,
    fromCopy: false,
    updatedAt: null,
    unreadable: 0,
    problem: null,
  });
  settings = $state.raw<SettingsView | null>(null);
  desktop = $state.raw<DesktopView>({ shortcut: { state: 'off' }, tray: 'off' });
  launch = $state.raw<LaunchView | null>(null);
  link = $state.raw<LinkView>({ asked: null });
  sought = $state.raw<SoughtView>({ words: '', turn: 0 });
  accounts = $state.raw<AccountsView>({ accounts: [], canAdd: true });
  vault = $state.raw<VaultView>({ problem: null, busy: false });
  check = $state.raw<CheckView>({
    tenant: null,
    running: false,
    steps: [],
    expects: { appId: '', clientId: '', redirectUri: '', scope: '' },
  });

  /** The time that "in 3 days" counts from: read anew with each list, and when the window is looked at. */
  now = $state<Millis>(Date.now());

  readonly favourites: ReadonlySet<string> = $derived(new Set(this.personal.favourites));
  readonly fresh: ReadonlySet<string> = $derived(new Set(this.personal.fresh));
  readonly hidden: ReadonlySet<string> = $derived(new Set(this.personal.hidden));

  /** Where each key lies in `apps.apps`; made when it is first asked for. */
  readonly byKey: ReadonlyMap<string, number> = $derived.by(() => {
    const places = new Map<string, number>();
    this.apps.apps.forEach(({ key }, index) => places.set(key, index));
    return places;
  });

  take(update: Update): void {
    switch (update.what) {
      case 'session':
        this.session = update.view;
        break;
      case 'apps':
        this.apps = update.view;
        break;
      case 'personal':
        this.personal = update.view;
        break;
      case 'freshness':
        this.freshness = update.view;
        this.now = Date.now();
        break;
      case 'settings':
        this.settings = update.view;
        break;
      case 'desktop':
        this.desktop = update.view;
        break;
      case 'launch':
        this.launch = update.view;
        break;
      case 'link':
        this.link = update.view;
        break;
      case 'sought':
        this.sought = update.view;
        break;
      case 'accounts':
        this.accounts = update.view;
        break;
      case 'vault':
        this.vault = update.view;
        break;
      case 'check':
        this.check = update.view;
        break;
    }
  }

  app(key: string) {
    const index = this.byKey.get(key);
    return index === undefined ? undefined : this.apps.apps[index];
  }
}
