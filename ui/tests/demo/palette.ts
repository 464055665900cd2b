// The palette host of the demo.
import type { AppsView, PaletteView, Theme } from '../../src/lib/ipc/types';
import type { PaletteHost } from '../../src/lib/host/palette';
import { longNames } from './apps';
import { problem } from './views';
import { searchApps } from './search';
import { demoIcon } from './icons';
import { populatedApps, populatedPreferences } from './populated';

/** Scenes of the palette page, with the query of each. */
export const paletteScenes = {
  palette: '',
  'palette-search': 'con',
  'palette-none': 'xyzzy',
  'palette-signed-out': '',
  'palette-empty': '',
  'palette-long': '',
  'palette-failed': 'jira',
} as const;

type SceneName = keyof typeof paletteScenes;
const isScene = (name: string): name is SceneName => Object.hasOwn(paletteScenes, name);
export const initialQuery = (scene: string): string => (isScene(scene) ? paletteScenes[scene] : '');

export interface DemoPaletteHost extends PaletteHost {
  /** Every command, in order; not the searches. */
  readonly calls: { name: string; args: unknown[] }[];
  /** Makes every command, and every search with a query, fail. */
  isFailing: boolean;
}

const maxRows = 8;

export function demoPaletteHost(params: URLSearchParams): DemoPaletteHost {
  const scene = params.get('scene') ?? 'palette';
  const view: AppsView =
    scene === 'palette-long'
      ? longNames()
      : scene === 'palette-empty'
        ? { apps: [], sections: [], collections: [] }
        : populatedApps();
  const { favorites, recent } = populatedPreferences(populatedApps());
  const theme = params.get('theme');
  const calls: { name: string; args: unknown[] }[] = [];
  const byKey = new Map(view.apps.map((app) => [app.key, app]));

  const defaultHits = () => {
    const keys = [...favorites, ...recent, ...view.apps.map(({ key }) => key)];
    const apps = [...new Set(keys)].flatMap((key) => byKey.get(key) ?? []);
    return { total: apps.length, hits: apps.map((app) => ({ app, ranges: [] })) };
  };
  const matchingHits = (query: string) => {
    const { total, hits } = searchApps(view.apps, query);
    return {
      total,
      hits: hits.flatMap(({ key, ranges }) => {
        const app = byKey.get(key);
        return app ? [{ app, ranges }] : [];
      }),
    };
  };
  const host: DemoPaletteHost = {
    calls,
    isFailing: scene === 'palette-failed',

    search(query) {
      if (host.isFailing && query !== '') return Promise.reject(problem('E-INTERNAL'));
      const ready = scene !== 'palette-signed-out';
      const { total, hits } = ready
        ? query.trim() === ''
          ? defaultHits()
          : matchingHits(query)
        : { total: 0, hits: [] };
      const answer: PaletteView = {
        query,
        ready,
        total,
        hits: hits.slice(0, maxRows).map((hit) => ({ ...hit, favorite: favorites.includes(hit.app.key) })),
        theme: theme === 'dark' || theme === 'light' ? theme : ('system' satisfies Theme),
        language: 'system',
      };
      return Promise.resolve(answer);
    },
    open: (key) => command('open', key),
    close: () => command('close'),
    showWindow: (words) => command('showWindow', words),
    iconUrl: demoIcon,
  };

  function command(name: string, ...args: unknown[]): Promise<void> {
    calls.push({ name, args });
    return host.isFailing ? Promise.reject(problem('E-INTERNAL')) : Promise.resolve();
  }
  return host;
}
