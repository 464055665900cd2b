// The parts of the UI that the list can do without: each is fetched when it is first opened.
import { LazyComponent } from '../lib/lazy-component.svelte';

export const overlays = {
  settings: new LazyComponent(() => import('./SettingsDialog.svelte')),
  shortcuts: new LazyComponent(() => import('./ShortcutsDialog.svelte')),
  check: new LazyComponent(() => import('./SetupCheckDialog.svelte')),
  secret: new LazyComponent(() => import('./SecretDialog.svelte')),
  forget: new LazyComponent(() => import('./ForgetDialog.svelte')),
  feed: new LazyComponent(() => import('./ActivityDialog.svelte')),
  askPlace: new LazyComponent(() => import('./AskTargetDialog.svelte')),
  openWith: new LazyComponent(() => import('./OpenWithDialog.svelte')),
  credentials: new LazyComponent(() => import('./CredentialsDialog.svelte')),
  link: new LazyComponent(() => import('./LinkDialog.svelte')),
  details: new LazyComponent(() => import('./apps/Details.svelte')),
};

/** What a state without the list shows. */
export const screens = {
  firstRun: new LazyComponent(() => import('./FirstRun.svelte')),
  confirmTenant: new LazyComponent(() => import('./ConfirmTenant.svelte')),
  signingIn: new LazyComponent(() => import('./SigningIn.svelte')),
  signedOut: new LazyComponent(() => import('./SignedOut.svelte')),
  locked: new LazyComponent(() => import('./Locked.svelte')),
};

/** All of them, one after the other, so that what is opened next is there in the same moment. */
export async function preloadViews(): Promise<void> {
  for (const view of [...Object.values(overlays), ...Object.values(screens)]) await view.load();
}
