// Tauri implementation of the host: each call is one command. Only this file and tauri-palette.ts use Tauri.
import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import type { AppView, DetailsView, LaunchTargetsView, SearchView, ViewUpdate } from '../ipc/types';
import type { Host } from './types';

/** Long lists arrive in parts: `more` holds the apps before those of the next `apps` view. */
type Message = ViewUpdate | { more: AppView[] };

/** Joins the parts and delivers whole views only. */
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
      // If the listener throws, Tauri's channel blocks all later messages.
      reportError(error);
    }
  };
}

/** Takes the initial views out of the page; empty if there are none. */
function takeInitialViews(): ViewUpdate[] {
  const element = document.getElementById('views');
  // The views are current only now, and a list is large: it is read once and removed.
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
