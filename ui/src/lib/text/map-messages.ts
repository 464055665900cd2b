// Maps the messages of a dictionary. A dictionary contains texts, functions of texts and counts, and lists and
// records of these.

/** Maps each text by `mapText`, and each argument of a function by `mapArgument`. */
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
