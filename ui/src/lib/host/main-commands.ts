// Written by `cargo xtask types` from src-tauri/src/commands/list.rs. Do not edit.
import { invoke } from '@tauri-apps/api/core';
import type { DetailsView, LaunchTargetsView, LinkAnswer, SearchView, SettingsChange, SignInMethod, Target } from '../ipc/types';

export type SignInBarLabels = { text: string, 
/**
 * The button that restarts the sign-in.
 */
retry: string, 
/**
 * The button that continues in the browser, if that is possible.
 */
browser: string | null, };

export type AppWindowLabels = { back: string, reload: string, 
/**
 * Precedes the host for screen readers.
 */
encrypted: string, notEncrypted: string, find: string, findPrevious: string, findNext: string, 
/**
 * The icon that clears the search field.
 */
clear: string, 
/**
 * With `{count}`.
 */
matchCount: string, noMatches: string, zoomOut: string, zoomReset: string, zoomIn: string, print: string, 
/**
 * The button that opens the app in the browser.
 */
openInBrowser: string, close: string, save: string, cancel: string, 
/**
 * With `{name}`.
 */
saved: string, 
/**
 * With `{name}`.
 */
notSaved: string, loadFailed: string, 
/**
 * With `{code}`.
 */
certificateError: string, crashed: string, 
/**
 * With `{address}`.
 */
blocked: string, 
/**
 * With `{address}`, in a window without a browser button.
 */
blockedWithoutBrowser: string, };

export type DesktopLabels = { 
/**
 * In the tray's menu.
 */
open: string, search: string, quit: string, 
/**
 * Describes the shortcut in the desktop's own prompt.
 */
shortcut: string, backgroundRunningTitle: string, backgroundRunningBody: string, };

/** Each call resolves when the core accepts it; results arrive as updates. A rejection is a `Problem`. */
export interface MainCommands {
  enterTenant(address: string): Promise<void>;
  confirmTenant(): Promise<void>;
  tryDemo(): Promise<void>;
  /** `null`: the configured method. Restarts a running sign-in; renews the session while signed in. */
  signIn(method: SignInMethod | null): Promise<void>;
  cancelSignIn(): Promise<void>;
  /** Raises the sign-in window. */
  showSignIn(): Promise<void>;
  /** The link that the browser received for the running sign-in. */
  signInLink(): Promise<string>;
  /** Shows the bar in the sign-in window; `null` hides it. */
  setSignInBar(labels: SignInBarLabels | null): Promise<void>;
  setAppWindowLabels(labels: AppWindowLabels): Promise<void>;
  setDesktopLabels(labels: DesktopLabels): Promise<void>;
  saveClientSecret(secret: string): Promise<void>;
  /** Signs out the current account, or all accounts. */
  signOut(allAccounts: boolean): Promise<void>;
  /** Starts adding an account; `goBack` returns to the previous one. */
  addAccount(): Promise<void>;
  goBack(): Promise<void>;
  switchAccount(id: string): Promise<void>;
  forgetAccount(id: string): Promise<void>;
  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** Reports user activity. */
  recordActivity(): Promise<void>;
  retryKeyring(): Promise<void>;
  checkTenant(): Promise<void>;
  refresh(): Promise<void>;
  search(query: string): Promise<SearchView>;
  /** `null`: the default target. */
  openApp(key: string, target: Target | null): Promise<void>;
  /** Cancels the pending launch. */
  cancelLaunch(): Promise<void>;
  /** Opens the pending launch without waiting. */
  openAnyway(): Promise<void>;
  /** Sends the credentials that an app prompts for to the tenant; nothing is stored here. */
  saveAppCredentials(username: string, password: string): Promise<void>;
  /** Lists the browsers and commands of this computer again. */
  listLaunchTargets(): Promise<LaunchTargetsView>;
  /** Answers the deep link prompt. */
  answerLink(answer: LinkAnswer): Promise<void>;
  appLink(key: string): Promise<string>;
  /** The tenant's details of an app. Rejects if the app is no longer in the list. */
  appDetails(key: string): Promise<DetailsView>;
  setFavorite(key: string, isFavorite: boolean): Promise<void>;
  /** `position` among all favorites, from 0. */
  moveFavorite(key: string, position: number): Promise<void>;
  setAppHidden(key: string, isHidden: boolean): Promise<void>;
  /** Empties the group of new apps. */
  markNewSeen(): Promise<void>;
  /** Marks the activity feed as read. */
  markActivityRead(): Promise<void>;
  /** Shows a desktop notification, if the setting allows it. */
  notify(title: string, body: string): Promise<void>;
  saveSettings(change: SettingsChange): Promise<void>;
  /** Quits the app, even if it is set to keep running. */
  quit(): Promise<void>;
}

export const mainCommands: MainCommands = {
  enterTenant: (address) => invoke('enter_tenant', { address }),
  confirmTenant: () => invoke('confirm_tenant'),
  tryDemo: () => invoke('try_demo'),
  signIn: (method) => invoke('sign_in', { method }),
  cancelSignIn: () => invoke('cancel_sign_in'),
  showSignIn: () => invoke('show_sign_in'),
  signInLink: () => invoke('sign_in_link'),
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
  search: (query) => invoke('search', { query }),
  openApp: (key, target) => invoke('open_app', { key, target }),
  cancelLaunch: () => invoke('cancel_launch'),
  openAnyway: () => invoke('open_anyway'),
  saveAppCredentials: (username, password) => invoke('save_app_credentials', { username, password }),
  listLaunchTargets: () => invoke('list_launch_targets'),
  answerLink: (answer) => invoke('answer_link', { answer }),
  appLink: (key) => invoke('app_link', { key }),
  appDetails: (key) => invoke('app_details', { key }),
  setFavorite: (key, isFavorite) => invoke('set_favorite', { key, isFavorite }),
  moveFavorite: (key, position) => invoke('move_favorite', { key, position }),
  setAppHidden: (key, isHidden) => invoke('set_app_hidden', { key, isHidden }),
  markNewSeen: () => invoke('mark_new_seen'),
  markActivityRead: () => invoke('mark_activity_read'),
  notify: (title, body) => invoke('notify', { title, body }),
  saveSettings: (change) => invoke('save_settings', { change }),
  quit: () => invoke('quit'),
};
