// Labels of app windows in the form that the shell expects: texts with placeholders.
import type { AppWindowLabels } from '../host/types';
import type { Messages } from './en';

export function appWindowLabels({ appWindow, search }: Messages): AppWindowLabels {
  return {
    ...appWindow,
    clear: search.clear,
    matchCount: appWindow.matchCount('{count}'),
    saved: appWindow.saved('{name}'),
    notSaved: appWindow.notSaved('{name}'),
    certificateError: appWindow.certificateError('{code}'),
    blocked: appWindow.blocked('{address}'),
    blockedWithoutBrowser: appWindow.blockedWithoutBrowser('{address}'),
  };
}
