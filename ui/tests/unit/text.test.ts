import { describe, expect, it } from 'vitest';
import { codes as codeTable } from '../../src/lib/ipc/codes';
import type { Code } from '../../src/lib/ipc/types';
import { problem } from '../demo/views';
import { splitFragments } from '../../src/lib/text/fragments';
import { Language } from '../../src/lib/text/language';

const codes = Object.keys(codeTable) as Code[];
const language = new Language(['en-GB']);

describe('problem messages', () => {
  it('exist for exactly the codes that the core defines', () => {
    expect(codes.length).toBeGreaterThan(40);
    expect(Object.keys(language.messages.problem.messages).sort()).toEqual([...codes].sort());
  });

  it.each(codes)('%s has a title and a body of whole sentences', (code) => {
    for (const asOf of [null, Date.now()]) {
      const withoutHost = language.explain({ ...problem(code), host: null }, asOf);
      const full = language.explain(problem(code, { reason: 'r', retryAfter: Date.now() }), asOf);
      for (const { title, body } of [withoutHost, full]) {
        expect(title).toMatch(/^\p{L}.*[.?!]$/u);
        expect(body).toMatch(/[.?!]$/);
        expect(`${title} ${body}`).not.toMatch(/undefined|null|E-[A-Z]| {2}|\.\./);
      }
    }
  });

  it('name the time of the cached list', () => {
    const at = new Date();
    at.setHours(9, 12);
    expect(language.explain(problem('E-NET-OFFLINE'), at.getTime()).body).toContain('as of 09:12');
  });
});

describe('Language', () => {
  it('falls back to English and formats times for the region', () => {
    expect(new Language(['sv', 'en-US']).tag).toBe('en');
    const noon = new Date(2026, 5, 1, 15, 4).getTime();
    expect(new Language(['en-GB']).time(noon, noon)).toBe('15:04');
    expect(new Language(['en-US']).time(noon, noon)).toMatch(/03:04/);
  });

  it('adds the date to a time on another day', () => {
    const past = new Date(2026, 10, 20, 9, 12).getTime();
    expect(language.time(past, new Date(2026, 10, 21).getTime())).toMatch(/20 Nov.*09:12/);
  });

  it('selects the plural form of a count', () => {
    expect(language.messages.status.apps({ n: language.count(1) })).toBe('1 app');
    expect(language.messages.status.apps({ n: language.count(0) })).toBe('0 apps');
    expect(language.messages.status.apps({ n: language.count(10_000) })).toBe('10,000 apps');
  });
});

describe('fragments', () => {
  const markMatches = (name: string, ranges: [number, number][]) =>
    splitFragments(name, ranges)
      .map(({ text, matched }) => (matched ? `[${text}]` : text))
      .join('');

  it('splits a name at the matched ranges', () => {
    expect(markMatches('Confluence', [[0, 4]])).toBe('[Conf]luence');
    expect(
      markMatches('Cloud Infrastructure', [
        [0, 1],
        [6, 9],
      ]),
    ).toBe('[C]loud [Inf]rastructure');
    expect(markMatches('Jira', [])).toBe('Jira');
  });

  it('ignores invalid ranges without losing or repeating letters', () => {
    for (const ranges of [
      [[2, 1]],
      [[0, 99]],
      [
        [1, 3],
        [2, 4],
      ],
      [[-1, 2]],
    ] as [number, number][][]) {
      expect(markMatches('Jira', ranges).replace(/[[\]]/g, '')).toBe('Jira');
    }
  });
});
