// The host inside the app: each call is one Tauri command. Beside the palette's host the only file that knows Tauri.
import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import type { AppView, DetailsView, PlacesView, SearchView, Update } from '../ipc/types';
import type { Host } from './types';

/** A long list comes in parts: apps that come before those of the next `apps`. */
type Message = Update | { more: AppView[] };

/** Hands on whole views only. */
function together(onUpdate: (update: Update) => void): (message: Message) => void {
  let before: AppView[] = [];
  return (message) => {
    if ('more' in message) {
      before = before.concat(message.more);
      return;
    }
    if (message.what === 'apps') {
      message.view.apps = before.concat(message.view.apps);
      before = [];
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
function firstViews(): Update[] {
  const element = document.getElementById('views');
  // They are of this moment, and a list is long: not to be read or kept twice.
  element?.remove();
  return element ? (JSON.parse(element.textContent) as Update[]) : [];
}

export const tauriHost: Host = {
  watch: (onUpdate) => {
    const take = together(onUpdate);
    firstViews().forEach(take);
    return invoke('watch', { channel: new Channel<Message>(take) });
  },

  enterTenant: (address) => invoke('enter_tenant', { address }),
  confirmTenant: () => invoke('confirm_tenant'),
  tryDemo: () => invoke('try_demo'),

  signIn: (way) => invoke('sign_in', { way }),
  cancelSignIn: () => invoke('cancel_sign_in'),
  showSignIn: () => invoke('show_sign_in'),
  signInLink: () => invoke<string>('sign_in_link'),
  signInBar: (words) => invoke('sign_in_bar', { words }),
  appWindowWords: (words) => invoke('app_window_words', { words }),
  desktopWords: (words) => invoke('desktop_words', { words }),
  saveClientSecret: (secret) => invoke('save_client_secret', { secret }),
  signOut: (everybody) => invoke('sign_out', { everybody }),

  addAccount: () => invoke('add_account'),
  goBack: () => invoke('go_back'),
  switchAccount: (id) => invoke('switch_account', { id }),
  forgetAccount: (id) => invoke('forget_account', { id }),

  lock: () => invoke('lock'),
  unlock: () => invoke('unlock'),
  stir: () => invoke('stir'),

  retryVault: () => invoke('retry_vault'),
  checkTenant: () => invoke('check_tenant'),

  refresh: () => invoke('refresh'),
  search: (query) => invoke<SearchView>('search', { query }),
  openApp: (key, place) => invoke('open_app', { key, place }),
  cancelLaunch: () => invoke('cancel_launch'),
  openAnyway: () => invoke('open_anyway'),
  saveAppCredentials: (username, password) => invoke('save_app_credentials', { username, password }),
  places: () => invoke<PlacesView>('places'),
  answerLink: (answer) => invoke('answer_link', { answer }),
  appLink: (key) => invoke<string>('app_link', { key }),
  appDetails: (key) => invoke<DetailsView>('app_details', { key }),

  setFavourite: (key, favourite) => invoke('set_favourite', { key, favourite }),
  moveFavourite: (key, to) => invoke('move_favourite', { key, to }),
  hideApp: (key, hidden) => invoke('hide_app', { key, hidden }),
  seeNew: () => invoke('see_new'),
  readFeed: () => invoke('read_feed'),
  notify: (title, body) => invoke('notify', { title, body }),

  saveSettings: (change) => invoke('save_settings', { change }),

  quit: () => invoke('quit'),

  iconUrl: (id) => convertFileSrc(id, 'icon'),
};
