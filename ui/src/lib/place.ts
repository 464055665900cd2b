// Where an app opens: the short text by which the core knows a place, read and put into words; the places there
// are to choose from; and which one an app takes. Not what opens there: that is the core's and the shell's.
import type { AppView, BrowserView, OpenRule, Place, PlacesView, SettingsView } from './ipc/types';
import type { Words } from './text/en';

export type Reading =
  | { kind: 'browser' }
  | { kind: 'window' }
  | { kind: 'chosen'; browser: string; isPrivate: boolean; profile: string | null }
  | { kind: 'command'; name: string };

/** As `crates/core/src/place.rs` reads it. The profile stands last, since its name may hold anything. */
const form = /^(?:(browser)|(window)|command:(.+)|browser:([^:]+)(:private)?(?::profile=(.+))?)$/su;

/** `null`: no place at all, which the core never sends. */
export function read(place: Place): Reading | null {
  const match = form.exec(place);
  if (!match) return null;
  const [, browser, window, command, id, isPrivate, profile] = match;
  if (browser) return { kind: 'browser' };
  if (window) return { kind: 'window' };
  if (command !== undefined) return { kind: 'command', name: command };
  return { kind: 'chosen', browser: id ?? '', isPrivate: isPrivate !== undefined, profile: profile ?? null };
}

export function browserPlace(
  id: string,
  { profile, isPrivate = false }: { profile?: string; isPrivate?: boolean } = {},
): Place {
  return `browser:${id}${isPrivate ? ':private' : ''}${profile === undefined ? '' : `:profile=${profile}`}`;
}

/** "Firefox, profile Work". A place that is gone says so. `null`: it is not known yet what it is called. */
export function placeName(place: Place, places: PlacesView | null, { launch }: Words): string | null {
  const it = read(place);
  if (it === null) return launch.gone(place);
  if (it.kind === 'browser' || it.kind === 'window') return launch.places[it.kind].short;
  if (places === null) return null;
  if (it.kind === 'command') return places.commands.includes(it.name) ? it.name : launch.gone(it.name);
  const browser = places.browsers.find(({ id }) => id === it.browser);
  const profile = browser?.profiles.find(({ id }) => id === it.profile);
  const name = named(browser?.name ?? it.browser, profile?.name ?? it.profile, it.isPrivate, launch);
  const there = browser && (it.profile === null || profile) && (!it.isPrivate || browser.hasPrivate);
  return there ? name : launch.gone(name);
}

function named(browser: string, profile: string | null, isPrivate: boolean, launch: Words['launch']): string {
  if (profile === null) return isPrivate ? launch.privately(browser) : browser;
  return isPrivate ? launch.both(browser, profile) : launch.profile(browser, profile);
}

/** A place to choose. */
export interface Option {
  place: Place;
  /** By itself: "Firefox, profile Work". */
  name: string;
  /** Among the others: "Profile Work", below its browser. */
  label: string;
  below: boolean;
  /** A second, smaller line. */
  hint: string | null;
}

/** Every place of this computer: the two that are always there, each browser with what it has, commands. */
export function options(places: PlacesView, words: Words): Option[] {
  const { launch, openWith } = words;
  const usual = places.browsers.find(({ isDefault }) => isDefault);
  const one = (place: Place, label: string, hint: string | null = null, below = false): Option => ({
    place,
    name: placeName(place, places, words) ?? label,
    label,
    below,
    hint,
  });
  const within = ({ id, hasPrivate, profiles }: BrowserView): Option[] => [
    // The only profile is the browser itself.
    ...(profiles.length < 2 ? [] : profiles).map((profile) =>
      one(browserPlace(id, { profile: profile.id }), openWith.profile(profile.name), profile.account, true),
    ),
    ...(hasPrivate ? [one(browserPlace(id, { isPrivate: true }), openWith.privately, null, true)] : []),
  ];
  return [
    one('browser', launch.places.browser.short, usual ? openWith.now(usual.name) : null),
    one('window', launch.places.window.short, launch.places.window.meaning),
    ...places.browsers.flatMap((browser) => [
      one(browserPlace(browser.id), browser.name),
      ...within(browser),
    ]),
    ...places.commands.map((name) => one(`command:${name}`, name, openWith.command)),
  ];
}

/** The private window of the default browser, if it has one. */
export function privatePlace({ browsers }: PlacesView): Place | null {
  const usual = browsers.find(({ isDefault }) => isDefault);
  return usual?.hasPrivate ? browserPlace(usual.id, { isPrivate: true }) : null;
}

type Ruled = Pick<AppView, 'key' | 'category'>;

export function fits(rule: OpenRule, app: Ruled): boolean {
  return (
    (rule.app === null || rule.app === app.key) && (rule.category === null || rule.category === app.category)
  );
}

/** Where an app opens if nobody says otherwise; `null`: the person is asked. As the core decides it. */
export function usualPlace(app: Ruled, { fixedRules, openRules, opensIn }: SettingsView): Place | null {
  const rule = [...fixedRules, ...openRules].find((one) => fits(one, app));
  return rule ? rule.place : opensIn.value;
}
