// Launch targets: parsing, labels, options and defaults, as in the core.
import { describe, expect, it } from 'vitest';
import { defaultSettings, manyTargets, fewTargets } from '../../src/lib/host/demo/views';
import type { OpenRule, Target } from '../../src/lib/ipc/types';
import {
  browserTarget,
  targetOptions,
  targetLabel,
  privateTarget,
  parseTarget,
  defaultTarget,
} from '../../src/lib/launch-target';
import { Language } from '../../src/lib/text/language';

const { messages: en } = new Language();

const namedBrowser = (browser: string, profile: string | null, isPrivate: boolean) =>
  ({ kind: 'chosen', browser, isPrivate, profile }) as const;

describe('parseTarget', () => {
  it.each([
    ['browser', { kind: 'browser' }],
    ['window', { kind: 'window' }],
    ['browser:firefox', namedBrowser('firefox', null, false)],
    ['browser:firefox:private', namedBrowser('firefox', null, true)],
    ['browser:firefox:profile=Work: 2', namedBrowser('firefox', 'Work: 2', false)],
    ['browser:firefox:private:profile=private', namedBrowser('firefox', 'private', true)],
    ['command:Work container', { kind: 'command', name: 'Work container' }],
  ])('%s', (text, parsed) => {
    expect(parseTarget(text)).toEqual(parsed);
    if (parsed.kind === 'chosen' && 'browser' in parsed) {
      const { browser, isPrivate, profile } = parsed;
      expect(browserTarget(browser, { isPrivate, ...(profile === null ? {} : { profile }) })).toBe(text);
    }
  });

  it.each([
    '',
    'Browser',
    'ask',
    'browser:',
    'browser:x:',
    'browser:x:privat',
    'browser:x:profile=',
    'window:x',
  ])('rejects “%s”', (text) => expect(parseTarget(text)).toBeNull());
});

describe('targetLabel', () => {
  it.each([
    ['browser', 'Your browser'],
    ['window', 'Portico window'],
    ['browser:firefox', 'Firefox'],
    ['browser:firefox:profile=work', 'Firefox, profile Work'],
    ['browser:firefox:private', 'Firefox, private window'],
    ['browser:firefox:private:profile=work', 'Firefox, profile Work, private window'],
    ['command:Finance container', 'Finance container'],
    ['command:Gone', 'Gone (not on this computer)'],
    ['browser:vivaldi', 'vivaldi (not on this computer)'],
    ['browser:firefox:profile=old', 'Firefox, profile old (not on this computer)'],
    ['browser:epiphany:private', 'Web, private window (not on this computer)'],
    ['nonsense', 'nonsense (not on this computer)'],
  ])('%s', (place, name) => expect(targetLabel(place, manyTargets, en)).toBe(name));

  it('returns null before browsers are known, except for the built-in targets', () => {
    expect(targetLabel('browser:firefox', null, en)).toBeNull();
    expect(targetLabel('window', null, en)).toBe('Portico window');
  });
});

describe('targetOptions', () => {
  it('nest profiles and private window below each browser', () => {
    expect(
      targetOptions(fewTargets, en).map(
        ({ target, label, isNested }) => `${isNested ? '  ' : ''}${label} ${target}`,
      ),
    ).toEqual([
      'Your browser browser',
      'Portico window window',
      'Firefox browser:firefox',
      '  Profile Personal browser:firefox:profile=default',
      '  Profile Work browser:firefox:profile=work',
      '  Private window browser:firefox:private',
      'Chromium browser:chromium',
      '  Private window browser:chromium:private',
      'Web browser:epiphany',
    ]);
  });

  it('hint at the default browser and at profile accounts', () => {
    const hints = new Map(targetOptions(manyTargets, en).map(({ target, hint }) => [target, hint]));
    expect(hints.get('browser')).toBe('Firefox at present');
    expect(hints.get('browser:google-chrome:profile=Profile 1')).toBe('test@acme.test');
  });

  it('are unique and parse back', () => {
    const places = targetOptions(manyTargets, en).map(({ target }) => target);
    expect(places.every((place) => parseTarget(place) !== null)).toBe(true);
    expect(new Set(places).size).toBe(places.length);
  });

  it('privateTarget is the private window of the default browser', () => {
    expect(privateTarget(fewTargets)).toBe('browser:firefox:private');
    const [firefox, ...others] = fewTargets.browsers;
    const withoutPrivate = firefox ? [{ ...firefox, hasPrivate: false }, ...others] : [];
    expect(privateTarget({ browsers: withoutPrivate, commands: [] })).toBeNull();
    expect(privateTarget({ browsers: others, commands: [] })).toBeNull();
  });
});

describe('defaultTarget', () => {
  const settings = defaultSettings();
  const rule = (target: Target, app: string | null = null, category: string | null = null): OpenRule => ({
    app,
    category,
    target,
  });
  it.each<[string, OpenRule[], OpenRule[], Target | null]>([
    ['no rule: the setting', [], [], 'browser'],
    ['rule for the app', [], [rule('window', 'a')], 'window'],
    ['rule for the category', [], [rule('window', null, 'Finance')], 'window'],
    ['rule for all apps', [], [rule('window')], 'window'],
    ['app and category must both match', [], [rule('window', 'a', 'Sales'), rule('window', 'b')], 'browser'],
    ['the first match wins', [], [rule('window', 'a'), rule('browser:x', 'a')], 'window'],
    [
      'policy rules before personal rules',
      [rule('browser:x', null, 'Finance')],
      [rule('window', 'a')],
      'browser:x',
    ],
  ])('%s', (_, policyRules, openRules, place) => {
    expect(defaultTarget({ key: 'a', category: 'Finance' }, { ...settings, policyRules, openRules })).toBe(
      place,
    );
  });

  it('returns null if neither rule nor setting decides', () => {
    const askSettings = { ...settings, opensIn: { value: null, managed: false } };
    expect(defaultTarget({ key: 'a', category: null }, askSettings)).toBeNull();
  });
});
