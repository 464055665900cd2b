// The parts of the UI that the list can do without: each is fetched when it is first opened.
import { Lazy } from '../lib/lazy.svelte';

export const parts = {
  settings: new Lazy(() => import('./SettingsDialog.svelte')),
  shortcuts: new Lazy(() => import('./ShortcutsDialog.svelte')),
  check: new Lazy(() => import('./CheckDialog.svelte')),
  secret: new Lazy(() => import('./SecretDialog.svelte')),
  forget: new Lazy(() => import('./ForgetDialog.svelte')),
  feed: new Lazy(() => import('./FeedDialog.svelte')),
  askPlace: new Lazy(() => import('./AskPlaceDialog.svelte')),
  openWith: new Lazy(() => import('./OpenWithDialog.svelte')),
  credentials: new Lazy(() => import('./CredentialsDialog.svelte')),
  link: new Lazy(() => import('./LinkDialog.svelte')),
  details: new Lazy(() => import('./apps/Details.svelte')),
};

/** What a state without the list shows. */
export const screens = {
  firstRun: new Lazy(() => import('./FirstRun.svelte')),
  confirmTenant: new Lazy(() => import('./ConfirmTenant.svelte')),
  signingIn: new Lazy(() => import('./SigningIn.svelte')),
  signedOut: new Lazy(() => import('./SignedOut.svelte')),
  locked: new Lazy(() => import('./Locked.svelte')),
};

/** All of them, one after the other, so that what is opened next is there in the same moment. */
export async function loadParts(): Promise<void> {
  for (const part of [...Object.values(parts), ...Object.values(screens)]) await part.load();
}
