// The order of the favourites: which place in the whole list is meant by a place among those on screen. They
// differ where a favourite is hidden.

/** The place in `all`, once `key` is taken out of it, at which it stands `to`-th among `shown`. */
export function positionInAll(
  all: readonly string[],
  visible: readonly string[],
  key: string,
  to: number,
): number {
  const others = visible.filter((other) => other !== key);
  const rest = all.filter((one) => one !== key);
  const successor = others[to];
  if (successor !== undefined) return rest.indexOf(successor);
  const last = others.at(-1);
  return last === undefined ? 0 : rest.indexOf(last) + 1;
}

/** `items` with the one at `from` at `to` instead. */
export function moveItem<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const others = items.filter((_, index) => index !== from);
  const item = items[from];
  if (item !== undefined) others.splice(to, 0, item);
  return others;
}

/** How far an arrow key moves a favourite. */
export function reorderStep(key: string, columns: number, rtl: boolean): number | undefined {
  const forward = rtl ? -1 : 1;
  return { ArrowRight: forward, ArrowLeft: -forward, ArrowUp: -columns, ArrowDown: columns }[key];
}
