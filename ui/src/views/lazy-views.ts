// Views and overlays that are loaded on first use.
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

/** Views of the states without a list. */
export const screens = {
  firstRun: new LazyComponent(() => import('./FirstRun.svelte')),
  confirmTenant: new LazyComponent(() => import('./ConfirmTenant.svelte')),
  signingIn: new LazyComponent(() => import('./SigningIn.svelte')),
  signedOut: new LazyComponent(() => import('./SignedOut.svelte')),
  locked: new LazyComponent(() => import('./Locked.svelte')),
};

/** Loads all lazy views in sequence, so that the next one opens at once. */
export async function preloadViews(): Promise<void> {
  for (const view of [...Object.values(overlays), ...Object.values(screens)]) await view.load();
}
