// The words of an app's window as the shell takes them: each a text, with marks where it puts something in.
import type { AppWindowWords } from '../host/types';
import type { Words } from './en';

export function appWindowWords({ appWindow }: Words): AppWindowWords {
  const { found, saved, notSaved, untrusted } = appWindow;
  return {
    ...appWindow,
    found: found('{count}'),
    saved: saved('{name}'),
    notSaved: notSaved('{name}'),
    untrusted: untrusted('{code}'),
  };
}
