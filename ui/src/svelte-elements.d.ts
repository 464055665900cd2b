// ARIA 1.3 made aria-description global; Svelte's element types do not know it yet.
import 'svelte/elements';

declare module 'svelte/elements' {
  interface AriaAttributes {
    'aria-description'?: string | null | undefined;
  }
}
