// Imports every test file, so that all of them share one process and one browser.
import { readdirSync } from 'node:fs';

const names = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.mjs'));
for (const name of names) await import(`./${name}`);
