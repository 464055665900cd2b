// Sends the labels that the shell draws itself, and again when the language changes.
import { appWindowLabels } from '../text/app-window-labels';
import type { AppContext } from './app-context.svelte';

/** No app window or tray menu needs its labels before the list is shown. */
const delayMs = 400;

export function sendNativeLabels(context: AppContext): void {
  const { host, views } = context;

  // The bar in the sign-in window repeats the warning that is shown here.
  let lastSignInBar = '';
  $effect(() => {
    const { session } = views;
    const { warning, canUseBrowser } =
      session?.state === 'signingIn' ? session : { warning: null, canUseBrowser: false };
    const { common, signingIn } = context.messages;
    const labels = warning && {
      text: context.language.explain(warning).title,
      retry: common.retry,
      browser: canUseBrowser ? signingIn.continueInBrowser : null,
    };
    const now = labels ? JSON.stringify(labels) : '';
    if (now === lastSignInBar) return;
    lastSignInBar = now;
    context.run(host.setSignInBar(labels));
  });

  const hasSession = $derived(views.session !== null);
  $effect(() => {
    if (!hasSession) return;
    const [windowLabels, desktopLabels] = [
      appWindowLabels(context.messages),
      context.messages.desktop.native,
    ];
    const timer = setTimeout(() => {
      context.run(host.setAppWindowLabels(windowLabels));
      context.run(host.setDesktopLabels(desktopLabels));
    }, delayMs);
    return () => clearTimeout(timer);
  });
}
