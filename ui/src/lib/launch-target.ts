// Launch targets: parses and labels the core's target strings, lists the targets of this computer, and picks the
// default target of an app. Launching is up to the core and the shell.
import type { AppView, BrowserView, OpenRule, Target, LaunchTargetsView, SettingsView } from './ipc/types';
import type { Messages } from './text/messages';

export type ParsedTarget =
  | { kind: 'browser' }
  | { kind: 'window' }
  | { kind: 'chosen'; browser: string; isPrivate: boolean; profile: string | null }
  | { kind: 'command'; name: string };

/** The core's target syntax. The profile comes last, since its name may contain any character. */
const pattern = /^(?:(browser)|(window)|command:(.+)|browser:([^:]+)(:private)?(?::profile=(.+))?)$/su;

/** Returns `null` for an invalid target, which the core never sends. */
export function parseTarget(target: Target): ParsedTarget | null {
  const match = pattern.exec(target);
  if (!match) return null;
  const [, browser, window, command, id, isPrivate, profile] = match;
  if (browser) return { kind: 'browser' };
  if (window) return { kind: 'window' };
  if (command !== undefined) return { kind: 'command', name: command };
  return { kind: 'chosen', browser: id ?? '', isPrivate: isPrivate !== undefined, profile: profile ?? null };
}

export function browserTarget(
  id: string,
  { profile, isPrivate = false }: { profile?: string; isPrivate?: boolean } = {},
): Target {
  return `browser:${id}${isPrivate ? ':private' : ''}${profile === undefined ? '' : `:profile=${profile}`}`;
}

/** Label such as "Firefox, profile Work", marked if the target is unavailable. `null` while browsers are not
    loaded. */
export function targetLabel(
  target: Target,
  targets: LaunchTargetsView | null,
  { launch }: Messages,
): string | null {
  const parsed = parseTarget(target);
  if (parsed === null) return launch.unavailable({ place: target });
  if (parsed.kind === 'browser' || parsed.kind === 'window') return launch.targets[parsed.kind].label;
  if (targets === null) return null;
  if (parsed.kind === 'command')
    return targets.commands.includes(parsed.name) ? parsed.name : launch.unavailable({ place: parsed.name });
  const browser = targets.browsers.find(({ id }) => id === parsed.browser);
  const profile = browser?.profiles.find(({ id }) => id === parsed.profile);
  const name = browserLabel(
    browser?.name ?? parsed.browser,
    profile?.name ?? parsed.profile,
    parsed.isPrivate,
    launch,
  );
  const exists = browser && (parsed.profile === null || profile) && (!parsed.isPrivate || browser.hasPrivate);
  return exists ? name : launch.unavailable({ place: name });
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
    target,
    name: targetLabel(target, targets, messages) ?? label,
    label,
    isNested,
    hint,
  });
  const nestedOptions = ({ id, hasPrivate, profiles }: BrowserView): TargetOption[] => [
    // A single profile is the same as the browser.
    ...(profiles.length < 2 ? [] : profiles).map((profile) =>
      option(
        browserTarget(id, { profile: profile.id }),
        openWith.profile({ name: profile.name }),
        profile.account,
        true,
      ),
    ),
    ...(hasPrivate
      ? [option(browserTarget(id, { isPrivate: true }), openWith.privateWindow, null, true)]
      : []),
  ];
  return [
    option(
      'browser',
      launch.targets.browser.label,
      defaultBrowser ? openWith.currentDefault({ browser: defaultBrowser.name }) : null,
    ),
    option('window', launch.targets.window.label, launch.targets.window.description),
    ...targets.browsers.flatMap((browser) => [
      option(browserTarget(browser.id), browser.name),
      ...nestedOptions(browser),
    ]),
    ...targets.commands.map((name) => option(`command:${name}`, name, openWith.command)),
  ];
}

/** The private window of the default browser, or `null` if it has none. */
export function privateTarget({ browsers }: LaunchTargetsView): Target | null {
  const defaultBrowser = browsers.find(({ isDefault }) => isDefault);
  return defaultBrowser?.hasPrivate ? browserTarget(defaultBrowser.id, { isPrivate: true }) : null;
}

type RuleSubject = Pick<AppView, 'key' | 'category'>;

export function ruleMatches(rule: OpenRule, app: RuleSubject): boolean {
  return (
    (rule.app === null || rule.app === app.key) && (rule.category === null || rule.category === app.category)
  );
}

/** Where an app opens by default: the first matching rule, else the setting. `null`: the user is asked. Mirrors the
    core. */
export function defaultTarget(
  app: RuleSubject,
  { policyRules, openRules, opensIn }: SettingsView,
): Target | null {
  const rule = [...policyRules, ...openRules].find((candidate) => ruleMatches(candidate, app));
  return rule ? rule.target : opensIn.value;
}
