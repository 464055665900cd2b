// The host inside the app: each call is one Tauri command. The only file that knows Tauri.
import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import type { SearchView, Update } from '../ipc/types';
import type { Host } from './types';

export const tauriHost: Host = {
  watch: (onUpdate) => invoke('watch', { channel: new Channel<Update>(onUpdate) }),

  enterTenant: (address) => invoke('enter_tenant', { address }),
  confirmTenant: () => invoke('confirm_tenant'),
  changeTenant: () => invoke('change_tenant'),
  tryDemo: () => invoke('try_demo'),

  signIn: () => invoke('sign_in'),
  cancelSignIn: () => invoke('cancel_sign_in'),
  showSignIn: () => invoke('show_sign_in'),
  signOut: () => invoke('sign_out'),

  refresh: () => invoke('refresh'),
  search: (query) => invoke<SearchView>('search', { query }),
  openApp: (key, place) => invoke('open_app', { key, place }),
  appLink: (key) => invoke<string>('app_link', { key }),

  saveSettings: (change) => invoke('save_settings', { change }),

  iconUrl: (id) => convertFileSrc(id, 'icon'),
};
