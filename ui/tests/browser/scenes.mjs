// The names of the scenes, read from the demo host's own source so that none can be forgotten here.
import { readFileSync } from 'node:fs';

const source = readFileSync(new URL('../../src/lib/host/demo/scenes.ts', import.meta.url), 'utf8');
const list = /sceneNames = \[([^\]]*)\]/.exec(source)?.[1] ?? '';

export const sceneNames = [...list.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');

const codes = readFileSync(new URL('../../src/lib/ipc/types.ts', import.meta.url), 'utf8');
export const codeNames = [...new Set([...codes.matchAll(/"(E-[A-Z-]+)"/g)].map((match) => match[1] ?? ''))];
