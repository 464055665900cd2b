// Goes through a dictionary and changes what it says. A dictionary is words, sentences that take texts and
// counts, and lists and records of these. What a sentence takes is put into it: a choice among sentences is
// a record, never an argument.

/** The same words, each sentence changed by `said`, and what is put into a sentence changed by `inserted`. */
export function mapMessages<M>(
  messages: M,
  mapText: (text: string) => string,
  mapArgument: (value: unknown) => unknown = (value) => value,
): M {
  const map = (value: unknown): unknown => {
    if (typeof value === 'string') return mapText(value);
    if (typeof value === 'function')
      return (...args: unknown[]) => map((value as (...all: unknown[]) => unknown)(...args.map(mapArgument)));
    if (Array.isArray(value)) return value.map(map);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]));
    return value;
  };
  return map(messages) as M;
}
