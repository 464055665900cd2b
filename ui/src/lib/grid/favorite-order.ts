// Maps positions among the visible favorites to positions among all. They differ if a favorite is hidden.

/** The position in `all` without `key` at which it becomes `to`-th among `visible`. */
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

/** A copy of `items` with the item at `from` moved to `to`. */
export function moveItem<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const others = items.filter((_, index) => index !== from);
  const item = items[from];
  if (item !== undefined) others.splice(to, 0, item);
  return others;
}

/** How many positions an arrow key moves a favorite. */
export function reorderStep(key: string, columns: number, rtl: boolean): number | undefined {
  const forward = rtl ? -1 : 1;
  return { ArrowRight: forward, ArrowLeft: -forward, ArrowUp: -columns, ArrowDown: columns }[key];
}
