// The words of an app's window as the shell takes them: each a text, with marks where it puts something in.
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
