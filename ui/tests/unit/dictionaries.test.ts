// Compares the dictionaries in ways that the compiler cannot: untranslated texts, arguments, punctuation and plural
// forms.
import { describe, expect, it } from 'vitest';
import type { PluralForm } from '../../src/lib/text/count';
import { ar } from '../../src/lib/text/ar';
import { de } from '../../src/lib/text/de';
import { en, type Messages } from '../../src/lib/text/en';
import { fr } from '../../src/lib/text/fr';
import { ja } from '../../src/lib/text/ja';
import { pseudoMessages, pseudoLanguage } from '../../src/lib/text/pseudo';

const translations: [string, Messages][] = [
  ['de', de],
  ['fr', fr],
  ['ja', ja],
  ['ar', ar],
];
const all: [string, Messages][] = [['en', en], ...translations];
const forms: PluralForm[] = ['zero', 'one', 'two', 'few', 'many', 'other'];

/** A placeholder for any message argument: a text, a count, or a record whose fields may be absent. */
function placeholderArgument(index: number, form: PluralForm, absent: boolean): unknown {
  return new Proxy(
    {},
    {
      get(_, name) {
        if (name === Symbol.toPrimitive) return () => `⟨${index}⟩`;
        if (name === 'form') return form;
        if (name === 'one') return form === 'one';
        if (name === 'text') return `⟨${index}⟩`;
        if (name === 'isHostUnknown') return absent;
        if (name === 'host') return absent ? 'host' : '⟨host⟩';
        return absent ? null : `⟨${String(name)}⟩`;
      },
    },
  );
}

/** Messages whose optional argument may be null. */
const lastArgumentOptional = [
  'sessionBanner.cachedList',
  'keyring.withReason',
  'details.extendMessage',
  'details.endedMessage',
];

interface DictionaryText {
  path: string;
  text: string;
}

/** Every text of a dictionary, with placeholders as arguments. */
function texts(words: Messages, form: PluralForm = 'other', absent = false): DictionaryText[] {
  const found: DictionaryText[] = [];
  function walk(value: unknown, path: string): void {
    if (typeof value === 'string') found.push({ path, text: value });
    else if (typeof value === 'function') {
      const args = [0, 1, 2].map((index) => placeholderArgument(index, form, absent));
      if (absent && lastArgumentOptional.includes(path))
        args[path === 'sessionBanner.cachedList' ? 0 : 1] = null;
      walk((value as (...all: unknown[]) => unknown)(...args), path);
    } else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
  }
  walk(words, '');
  return found;
}

const everyText = (words: Messages): DictionaryText[] => [
  ...forms.flatMap((form) => texts(words, form)),
  ...texts(words, 'other', true),
];
/** Paths of values that the code compares. */
const isCodePath = (path: string) =>
  /\.remedy$|\.values\.\d+$/.test(path) && !path.startsWith('setupCheck.steps.remedy');
const isCode = ({ path, text }: DictionaryText) =>
  isCodePath(path) && /^[a-zA-Z]+$/.test(text) && !/^[A-Z]/.test(text);
const placeholders = (text: string) => [...new Set(text.match(/⟨[^⟩]*⟩/g))].sort();
const textsMatching = (words: Messages, isWrong: (text: string) => boolean) =>
  everyText(words)
    .filter((said) => !isCode(said) && isWrong(said.text))
    .map(({ path, text }) => `${path}: ${text}`);

/** Key labels may equal the English ones. */
const isKey = ({ path }: { path: string }) => path.startsWith('shortcuts.keys.');

describe.each(translations)('%s', (tag, words) => {
  it('has exactly the keys of English', () => {
    expect(
      texts(words)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(
      texts(en)
        .map(({ path }) => path)
        .sort(),
    );
  });

  it('has the same remedies and value names as English', () => {
    const codes = (of: Messages) => everyText(of).filter(isCode);
    expect(codes(en).length).toBeGreaterThan(60);
    expect(codes(words)).toEqual(codes(en));
  });

  it('uses the same arguments as English', () => {
    for (const absent of [false, true]) {
      const english = new Map(texts(en, 'other', absent).map(({ path, text }) => [path, text]));
      for (const { path, text } of texts(words, 'other', absent))
        expect([path, placeholders(text)]).toEqual([path, placeholders(english.get(path) ?? '')]);
    }
  });

  it('has a distinct label for each key', () => {
    const keys = Object.values(words.shortcuts.keys);
    expect(new Set(keys).size).toBe(Object.keys(en.shortcuts.keys).length);
  });

  it('has no untranslated text', () => {
    // Names, and texts that are the same in both languages.
    const same: Record<string, string[]> = {
      de: ['Apps', 'Offline', 'Link', 'Browser', 'System', 'Details', 'Tags', '1 App', 'Tag: ⟨0⟩'],
      fr: ['Menu', 'Type', 'Compact', 'Actions', 'Portico', 'Tags', 'Application'],
    };
    const names = ['Portico', 'Application ID', 'Client ID', 'Redirect', 'Scope', 'Enter'];
    const english = new Map(texts(en).map(({ path, text }) => [path, text]));
    const untranslated = texts(words)
      .filter((said) => !isCode(said) && !isKey(said) && english.get(said.path) === said.text)
      .filter(({ text }) => /\p{L}/u.test(text.replace(/⟨[^⟩]*⟩/g, '')))
      .filter(({ text }) => !names.includes(text) && !(same[tag] ?? []).includes(text))
      .filter(({ text }) => text !== 'Portico ⟨0⟩' && text !== '⟨0⟩ min');
    expect(untranslated).toEqual([]);
  });
});

/** Latin words allowed in Japanese and Arabic texts: names and terms of the Admin Portal. */
const latinWords = new Set(
  [
    'Portico acme acme.my.idaptive.app https SAML OpenID Connect VPN Wi-Fi Web IT Enter Shift host',
    'Esc Ctrl Alt Super F1 F24',
    'Admin Portal OAuth2 Client Apps Add Web Apps Custom Application ID Redirects Redirect Client ID Type',
    'Anything Confidential Tokens Auth Code Auth methods Scope REST regexes UPRest User Access',
  ]
    .join(' ')
    .split(' '),
);

describe.each([
  ['ja', ja],
  ['ar', ar],
] as [string, Messages][])('%s', (_, words) => {
  it('uses Latin letters only in names', () => {
    const unexpected = textsMatching(words, (text) =>
      (text.replace(/⟨[^⟩]*⟩/g, '').match(/[A-Za-z][\w.-]*[\w]|[A-Za-z]/g) ?? []).some(
        (word) => !latinWords.has(word),
      ),
    ).filter((said) => !isKey({ path: said }));
    expect(unexpected).toEqual([]);
  });
});

describe.each(all)('%s', (_, words) => {
  it('has no empty texts and no stray spaces', () => {
    expect(
      textsMatching(words, (text) => text === '' || /\s\s|^\s|\s$|undefined|\bnull\b|\[object/.test(text)),
    ).toEqual([]);
  });

  it('uses typographic quotes and ellipses', () => {
    expect(textsMatching(words, (text) => /['"]|\.\.\./.test(text))).toEqual([]);
  });

  it('problem messages are whole sentences', () => {
    for (const { path, text } of everyText(words))
      if (/^problem\.messages\..*\.(title|body)$/.test(path))
        expect([path, text]).toEqual([path, expect.stringMatching(/[.?!。؟]$/)]);
  });
});

describe('punctuation', () => {
  it('French has a narrow no-break space before high marks and inside quotation marks', () => {
    expect(
      textsMatching(fr, (text) => /[^\u202f⟩A-Za-z][;:!?»]|[\p{L}\d][;!?»]|«[^\u202f]/u.test(text)),
    ).toEqual([]);
    expect(textsMatching(fr, (text) => /[\p{L}⟩][:;!?](?!»)/u.test(text.replace(/⟨reason⟩:/, '')))).toEqual(
      [],
    );
    expect(texts(fr).filter(({ text }) => text.includes('\u202f')).length).toBeGreaterThan(30);
  });

  it('French and German use their own quotation marks', () => {
    expect(textsMatching(fr, (text) => /[“”„]/.test(text))).toEqual([]);
    expect(
      textsMatching(
        de,
        (text) => /[”«»]/.test(text) || (text.match(/„/g)?.length ?? 0) !== (text.match(/“/g)?.length ?? 0),
      ),
    ).toEqual([]);
  });

  it('Arabic uses Arabic punctuation', () => {
    expect(textsMatching(ar, (text) => /[\p{Script=Arabic}»)⟩]\s?[?,;]/u.test(text))).toEqual([]);
    expect(texts(ar).some(({ text }) => text.includes('؟'))).toBe(true);
    expect(texts(ar).some(({ text }) => text.includes('،'))).toBe(true);
  });

  it('Japanese uses Japanese punctuation', () => {
    expect(textsMatching(ja, (text) => /[?!;,]|[^\w]\.$|[“”]/.test(text))).toEqual([]);
    expect(textsMatching(ja, (text) => / [、。「」]|[、。「] /.test(text))).toEqual([]);
  });
});

describe('plural forms', () => {
  const counted = [0, 1, 2, 3, 11, 100];
  const expected: Record<string, string[]> = {
    en: ['0 apps', '1 app', '2 apps', '3 apps', '11 apps', '100 apps'],
    de: ['0 Apps', '1 App', '2 Apps', '3 Apps', '11 Apps', '100 Apps'],
    fr: [
      '0 application',
      '1 application',
      '2 applications',
      '3 applications',
      '11 applications',
      '100 applications',
    ],
    ja: counted.map((n) => `${n} 個のアプリ`),
    ar: ['لا تطبيقات', 'تطبيق واحد', 'تطبيقان', '3 تطبيقات', '11 تطبيقًا', '100 تطبيق'],
  };

  it.each(all)('%s', (tag, words) => {
    const rules = new Intl.PluralRules(tag);
    const said = counted.map((n) => {
      const form = rules.select(n);
      return words.status.apps({ text: String(n), form, one: form === 'one' });
    });
    expect(said).toEqual(expected[tag]);
  });

  it('texts that vary by count in English vary in the others, and in each Arabic form', () => {
    // "3 ungelesen", "3 fois": singular and plural are the same.
    const sameInPlural = ['de activityFeed.unread', 'fr details.openedTimes', 'de activityFeed.moreNames'];
    const textsThatCount = (words: Messages, some: PluralForm[]) => {
      const byForm = some.map((form) => texts(words, form));
      return (byForm[0] ?? [])
        .map(({ path }, index) => ({ path, said: byForm.map((said) => said[index]?.text) }))
        .filter(({ said }) => new Set(said).size === said.length)
        .map(({ path }) => path);
    };
    const english = textsThatCount(en, ['one', 'other']);
    expect(english.length).toBeGreaterThan(4);
    for (const [tag, words] of [
      ['de', de],
      ['fr', fr],
    ] as [string, Messages][]) {
      const counted = textsThatCount(words, ['one', 'other']);
      expect(
        english.filter((path) => !counted.includes(path) && !sameInPlural.includes(`${tag} ${path}`)),
      ).toEqual([]);
    }
    const arabic = textsThatCount(ar, ['zero', 'one', 'two', 'few', 'other']);
    expect(english.filter((path) => !arabic.includes(path))).toEqual([]);
    expect(textsThatCount(ja, ['one', 'other'])).toEqual([]);
  });
});

describe('pseudo-locale', () => {
  it('brackets and lengthens every text', () => {
    const english = texts(en);
    texts(pseudoMessages).forEach((said, index) => {
      if (isCode(said)) return;
      expect(said.text).toMatch(/^\[.*·\]$/s);
      const { text } = english[index] ?? { text: '' };
      if (!text.includes('⟨')) expect(said.text.length).toBeGreaterThanOrEqual(text.length * 1.4);
    });
  });

  it('keeps arguments unchanged', () => {
    expect(pseudoMessages.launch.failed('Jira & Co')).toMatch(/^\[Jira & Co ð/);
    expect(pseudoMessages.activityFeed.descriptions.renamed({ was: 'Jira', when: null })).toMatch(
      / Jira·+\]$/,
    );
    expect(pseudoMessages.status.apps({ text: '42', form: 'other', one: false })).toMatch(/^\[42 /);
  });

  it('has a right-to-left variant', () => {
    expect(pseudoLanguage('ar-XB')?.direction).toBe('rtl');
    expect(pseudoLanguage('en-XA')?.direction).toBe('ltr');
    expect(pseudoLanguage('de')).toBeNull();
  });
});
