// Bidi isolation: wraps arguments of the opposite direction in U+2068 and U+2069. Other arguments stay unchanged,
// so that search and screen readers see plain text.

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
