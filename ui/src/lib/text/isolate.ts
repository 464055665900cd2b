// Keeps foreign text inside a sentence from turning the sentence around: the name of an app in Arabic
// letters inside English, a host inside Arabic. Such text is set between the marks that isolate it (U+2068,
// U+2069). Text that cannot disturb stays as it is, because people search for it and screen readers say it.

import { mapMessages } from './map-messages';

export type Direction = 'ltr' | 'rtl';

const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const letters = /\p{L}/gu;

function needsIsolation(text: string, sentence: Direction): boolean {
  if (sentence === 'ltr') return rightToLeft.test(text);
  return (text.match(letters) ?? []).some((letter) => !rightToLeft.test(letter));
}

export function isolate(text: string, sentence: Direction): string {
  return needsIsolation(text, sentence) ? `\u2068${text}\u2069` : text;
}

/** The same words, whose sentences isolate every text that is put into them; a `Count` is a number. */
export function isolateArguments<M>(messages: M, sentence: Direction): M {
  const isolateArgument = (value: unknown): unknown => {
    if (typeof value === 'string') return isolate(value, sentence);
    if (typeof value !== 'object' || value === null || 'form' in value) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, isolateArgument(inner)]));
  };
  return mapMessages(messages, (text) => text, isolateArgument);
}
