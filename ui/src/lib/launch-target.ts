// Launch targets: labels, and the targets of this computer to choose from. Where an app opens is up to the core.
import type { BrowserView, LaunchTargetsView, Target } from './ipc/types';
import type { Messages } from './text/messages';

/** Equal for equal targets. */
export const targetKey = (target: Target) =>
  JSON.stringify(target, ['kind', 'browser', 'profile', 'isPrivate', 'name']);

export const browserTarget = (browser: string, profile: string | null = null, isPrivate = false): Target => ({
  kind: 'specificBrowser',
  browser,
  profile,
  isPrivate,
});

/** Label such as "Firefox, profile Work", marked if the target is unavailable. `null` while browsers are not
    loaded. */
export function targetLabel(
  target: Target,
  targets: LaunchTargetsView | null,
  { launch }: Messages,
): string | null {
  if (target.kind === 'browser' || target.kind === 'window') return launch.targets[target.kind].label;
  if (targets === null) return null;
  const mark = (place: string, isAvailable: boolean) => (isAvailable ? place : launch.unavailable({ place }));
  if (target.kind === 'command') return mark(target.name, targets.commands.includes(target.name));
  const browser = targets.browsers.find(({ id }) => id === target.browser);
  const profile = browser?.profiles.find(({ id }) => id === target.profile);
  return mark(
    browserLabel(browser?.name ?? target.browser, profile?.name ?? target.profile, target.isPrivate, launch),
    !!browser && (target.profile === null || !!profile) && (!target.isPrivate || browser.hasPrivate),
  );
}

function browserLabel(
  browser: string,
  profile: string | null,
  isPrivate: boolean,
  launch: Messages['launch'],
): string {
  if (profile === null) return isPrivate ? launch.privateWindow({ browser }) : browser;
  return isPrivate
    ? launch.profileInPrivateWindow({ browser, profile })
    : launch.profile({ browser, profile });
}

/** A selectable launch target. */
export interface TargetOption {
  key: string;
  target: Target;
  /** Full name: "Firefox, profile Work". */
  name: string;
  /** Label in the list: "Profile Work", nested below its browser. */
  label: string;
  isNested: boolean;
  /** A second, smaller line. */
  hint: string | null;
}

/** All launch targets of this computer: the two built-in ones, browsers with profiles and private windows,
    commands. */
export function targetOptions(targets: LaunchTargetsView, messages: Messages): TargetOption[] {
  const { launch, openWith } = messages;
  const defaultBrowser = targets.browsers.find(({ isDefault }) => isDefault);
  const option = (
    target: Target,
    label: string,
    hint: string | null = null,
    isNested = false,
  ): TargetOption => ({
    key: targetKey(target),
    target,
    name: targetLabel(target, targets, messages) ?? label,
    label,
    isNested,
    hint,
  });
  const nestedOptions = ({ id, hasPrivate, profiles }: BrowserView): TargetOption[] => [
    // A single profile is the same as the browser.
    ...(profiles.length < 2 ? [] : profiles).map((profile) =>
      option(browserTarget(id, profile.id), openWith.profile({ name: profile.name }), profile.account, true),
    ),
    ...(hasPrivate ? [option(browserTarget(id, null, true), openWith.privateWindow, null, true)] : []),
  ];
  return [
    option(
      { kind: 'browser' },
      launch.targets.browser.label,
      defaultBrowser ? openWith.currentDefault({ browser: defaultBrowser.name }) : null,
    ),
    option({ kind: 'window' }, launch.targets.window.label, launch.targets.window.description),
    ...targets.browsers.flatMap((browser) => [
      option(browserTarget(browser.id), browser.name),
      ...nestedOptions(browser),
    ]),
    ...targets.commands.map((name) => option({ kind: 'command', name }, name, openWith.command)),
  ];
}

/** The private window of the default browser, or `null` if it has none. */
export function privateTarget({ browsers }: LaunchTargetsView): Target | null {
  const defaultBrowser = browsers.find(({ isDefault }) => isDefault);
  return defaultBrowser?.hasPrivate ? browserTarget(defaultBrowser.id, null, true) : null;
}
