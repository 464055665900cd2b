// Labels of app windows in the form that the shell expects: texts with placeholders.
import type { AppWindowLabels } from '../host/main-commands';
import type { Messages } from './messages';

export function appWindowLabels({ appWindow, search }: Messages): AppWindowLabels {
  return {
    ...appWindow,
    clear: search.clear,
    matchCount: appWindow.matchCount({ count: '{count}' }),
    saved: appWindow.saved({ name: '{name}' }),
    notSaved: appWindow.notSaved({ name: '{name}' }),
    certificateError: appWindow.certificateError({ code: '{code}' }),
    blocked: appWindow.blocked({ address: '{address}' }),
    blockedWithoutBrowser: appWindow.blockedWithoutBrowser({ address: '{address}' }),
  };
}
