// The host inside the app: each call is one Tauri command. Beside the palette's host the only file that knows Tauri.
import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import type { AppView, DetailsView, LaunchTargetsView, SearchView, ViewUpdate } from '../ipc/types';
import type { Host } from './types';

/** A long list comes in parts: apps that come before those of the next `apps`. */
type Message = ViewUpdate | { more: AppView[] };

/** Hands on whole views only. */
function joinParts(onUpdate: (update: ViewUpdate) => void): (message: Message) => void {
  let pending: AppView[] = [];
  return (message) => {
    if ('more' in message) {
      pending = pending.concat(message.more);
      return;
    }
    if (message.what === 'apps') {
      message.view.apps = pending.concat(message.view.apps);
      pending = [];
    }
    try {
      onUpdate(message);
    } catch (error) {
      // Tauri's channel would hold back every message after one that was not taken.
      reportError(error);
    }
  };
}

/** The views that came with the page; none where it was loaded without. */
function takeInitialViews(): ViewUpdate[] {
  const element = document.getElementById('views');
  // They are of this moment, and a list is long: not to be read or kept twice.
  element?.remove();
  return element ? (JSON.parse(element.textContent) as ViewUpdate[]) : [];
}

export const tauriHost: Host = {
  subscribe: (onUpdate) => {
    const deliver = joinParts(onUpdate);
    takeInitialViews().forEach(deliver);
    return invoke('subscribe', { channel: new Channel<Message>(deliver) });
  },

  enterTenant: (address) => invoke('enter_tenant', { address }),
  confirmTenant: () => invoke('confirm_tenant'),
  tryDemo: () => invoke('try_demo'),

  signIn: (method) => invoke('sign_in', { method }),
  cancelSignIn: () => invoke('cancel_sign_in'),
  showSignIn: () => invoke('show_sign_in'),
  signInLink: () => invoke<string>('sign_in_link'),
  setSignInBar: (labels) => invoke('set_sign_in_bar', { labels }),
  setAppWindowLabels: (labels) => invoke('set_app_window_labels', { labels }),
  setDesktopLabels: (labels) => invoke('set_desktop_labels', { labels }),
  saveClientSecret: (secret) => invoke('save_client_secret', { secret }),
  signOut: (allAccounts) => invoke('sign_out', { allAccounts }),

  addAccount: () => invoke('add_account'),
  goBack: () => invoke('go_back'),
  switchAccount: (id) => invoke('switch_account', { id }),
  forgetAccount: (id) => invoke('forget_account', { id }),

  lock: () => invoke('lock'),
  unlock: () => invoke('unlock'),
  recordActivity: () => invoke('record_activity'),

  retryKeyring: () => invoke('retry_keyring'),
  checkTenant: () => invoke('check_tenant'),

  refresh: () => invoke('refresh'),
  search: (query) => invoke<SearchView>('search', { query }),
  openApp: (key, target) => invoke('open_app', { key, target }),
  cancelLaunch: () => invoke('cancel_launch'),
  openAnyway: () => invoke('open_anyway'),
  saveAppCredentials: (username, password) => invoke('save_app_credentials', { username, password }),
  listLaunchTargets: () => invoke<LaunchTargetsView>('list_launch_targets'),
  answerLink: (answer) => invoke('answer_link', { answer }),
  appLink: (key) => invoke<string>('app_link', { key }),
  appDetails: (key) => invoke<DetailsView>('app_details', { key }),

  setFavorite: (key, isFavorite) => invoke('set_favorite', { key, isFavorite }),
  moveFavorite: (key, position) => invoke('move_favorite', { key, position }),
  setAppHidden: (key, isHidden) => invoke('set_app_hidden', { key, hidden: isHidden }),
  markNewSeen: () => invoke('mark_new_seen'),
  markActivityRead: () => invoke('mark_activity_read'),
  notify: (title, body) => invoke('notify', { title, body }),

  saveSettings: (change) => invoke('save_settings', { change }),

  quit: () => invoke('quit'),

  iconUrl: (id) => convertFileSrc(id, 'icon'),
};
