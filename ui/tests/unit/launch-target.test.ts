// Launch targets: labels and options.
import { describe, expect, it } from 'vitest';
import { manyTargets, fewTargets } from '../demo/views';
import type { Target } from '../../src/lib/ipc/types';
import {
  browserTarget,
  privateTarget,
  targetKey,
  targetLabel,
  targetOptions,
} from '../../src/lib/launch-target';
import { Language } from '../../src/lib/text/language';

const { messages: en } = new Language();

describe('targetLabel', () => {
  const command = (name: string): Target => ({ kind: 'command', name });
  it.each<[string, Target]>([
    ['Your browser', { kind: 'browser' }],
    ['Portico window', { kind: 'window' }],
    ['Firefox', browserTarget('firefox')],
    ['Firefox, profile Work', browserTarget('firefox', 'work')],
    ['Firefox, private window', browserTarget('firefox', null, true)],
    ['Firefox, profile Work, private window', browserTarget('firefox', 'work', true)],
    ['Finance container', command('Finance container')],
    ['Gone (not on this computer)', command('Gone')],
    ['vivaldi (not on this computer)', browserTarget('vivaldi')],
    ['Firefox, profile old (not on this computer)', browserTarget('firefox', 'old')],
    ['Web, private window (not on this computer)', browserTarget('epiphany', null, true)],
  ])('%s', (label, target) => expect(targetLabel(target, manyTargets, en)).toBe(label));

  it('returns null before browsers are known, except for the built-in targets', () => {
    expect(targetLabel(browserTarget('firefox'), null, en)).toBeNull();
    expect(targetLabel({ kind: 'window' }, null, en)).toBe('Portico window');
  });
});

describe('targetOptions', () => {
  it('nest profiles and private window below each browser', () => {
    expect(
      targetOptions(fewTargets, en).map(({ target, label, isNested }) => [
        `${isNested ? '  ' : ''}${label}`,
        target,
      ]),
    ).toEqual([
      ['Your browser', { kind: 'browser' }],
      ['Portico window', { kind: 'window' }],
      ['Firefox', browserTarget('firefox')],
      ['  Profile Personal', browserTarget('firefox', 'default')],
      ['  Profile Work', browserTarget('firefox', 'work')],
      ['  Private window', browserTarget('firefox', null, true)],
      ['Chromium', browserTarget('chromium')],
      ['  Private window', browserTarget('chromium', null, true)],
      ['Web', browserTarget('epiphany')],
    ]);
  });

  it('hint at the default browser and at profile accounts', () => {
    const hints = new Map(targetOptions(manyTargets, en).map(({ name, hint }) => [name, hint]));
    expect(hints.get('Your browser')).toBe('Firefox at present');
    expect(hints.get('Google Chrome, profile Acme Test')).toBe('test@acme.test');
  });

  it('have keys of their own, whatever the order of the fields', () => {
    const keys = targetOptions(manyTargets, en).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const { browser, ...others } = { browser: 'firefox', profile: 'work', isPrivate: false };
    expect(keys).toContain(targetKey({ ...others, kind: 'specificBrowser', browser }));
  });

  it('privateTarget is the private window of the default browser', () => {
    expect(privateTarget(fewTargets)).toEqual(browserTarget('firefox', null, true));
    const [firefox, ...others] = fewTargets.browsers;
    const withoutPrivate = firefox ? [{ ...firefox, hasPrivate: false }, ...others] : [];
    expect(privateTarget({ browsers: withoutPrivate, commands: [] })).toBeNull();
    expect(privateTarget({ browsers: others, commands: [] })).toBeNull();
  });
});
