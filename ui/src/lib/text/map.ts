// Goes through a dictionary and changes what it says. A dictionary is words, sentences that take texts and
// counts, and lists and records of these. What a sentence takes is put into it: a choice among sentences is
// a record, never an argument.

/** The same words, each sentence changed by `said`, and what is put into a sentence changed by `inserted`. */
export function mapWords<W>(
  words: W,
  said: (text: string) => string,
  inserted: (value: unknown) => unknown = (value) => value,
): W {
  const map = (value: unknown): unknown => {
    if (typeof value === 'string') return said(value);
    if (typeof value === 'function')
      return (...given: unknown[]) => map((value as (...all: unknown[]) => unknown)(...given.map(inserted)));
    if (Array.isArray(value)) return value.map(map);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]));
    return value;
  };
  return map(words) as W;
}
