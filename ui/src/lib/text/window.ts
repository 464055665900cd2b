// The words of an app's window as the shell takes them: each a text, with marks where it puts something in.
import type { AppWindowWords } from '../host/types';
import type { Words } from './en';

export function appWindowWords({ appWindow, search }: Words): AppWindowWords {
  const { found, saved, notSaved, untrusted, refused, refusedHere } = appWindow;
  return {
    ...appWindow,
    clear: search.clear,
    found: found('{count}'),
    saved: saved('{name}'),
    notSaved: notSaved('{name}'),
    untrusted: untrusted('{code}'),
    refused: refused('{address}'),
    refusedHere: refusedHere('{address}'),
  };
}
