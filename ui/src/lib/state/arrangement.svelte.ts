// Tiles or list: how this person likes to see the apps on this computer. Not a setting of the core, since
// nothing but the drawing depends on it.
export type Shape = 'tiles' | 'rows';

const kept = 'portico.arrangement';

export class Arrangement {
  #shape = $state<Shape>(localStorage.getItem(kept) === 'rows' ? 'rows' : 'tiles');

  get shape(): Shape {
    return this.#shape;
  }

  set shape(shape: Shape) {
    this.#shape = shape;
    localStorage.setItem(kept, shape);
  }
}
