// Scene names, read from the source of the demo host.
import { readFileSync } from 'node:fs';

const source = (/** @type {string} */ path) =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const mainSource = /sceneNames = \[([^\]]*)\]/.exec(source('tests/demo/scene.ts'))?.[1] ?? '';
const paletteSource = /paletteScenes = \{([^}]*)\}/.exec(source('tests/demo/palette.ts'))?.[1] ?? '';

export const sceneNames = [...mainSource.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
export const paletteNames = [...paletteSource.matchAll(/^\s*'?([\w-]+)'?:/gm)].map((match) => match[1] ?? '');
export const codeNames = [
  ...new Set([...source('src/lib/ipc/types.ts').matchAll(/"(E-[A-Z-]+)"/g)].map((match) => match[1] ?? '')),
];

/** Where a scene is, from the server's address: its page, its name, and what else is asked for after a `&`.
    @param {string} scene */
export const pageOf = (scene) =>
  `${paletteNames.includes(scene.split('&')[0] ?? '') ? 'palette.html' : ''}?scene=${scene}`;

/** The size of the palette's window. */
export const paletteSize = { width: 640, height: 480 };
