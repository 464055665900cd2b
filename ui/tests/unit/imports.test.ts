// Source files must import each other without cycles; type-only and dynamic imports count as well.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const sources = ['src', 'tests/demo']
  .flatMap((folder) =>
    readdirSync(folder, { encoding: 'utf8', recursive: true }).map((name) => join(folder, name)),
  )
  .filter((name) => /\.(ts|svelte)$/.test(name));
const known = new Set(sources);

function importsOf(file: string): string[] {
  const specifiers = readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
  return [...specifiers].flatMap(([, specifier = '']) => {
    const path = join(dirname(file), specifier);
    return [path, `${path}.ts`].filter((candidate) => known.has(candidate)).slice(0, 1);
  });
}

it('source files import each other without cycles', () => {
  const graph = new Map(sources.map((file) => [file, importsOf(file)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  function visit(file: string, path: string[]): void {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  }
  for (const file of sources) visit(file, []);
  expect(sources.length).toBeGreaterThan(100);
  expect(cycles).toEqual([]);
});
