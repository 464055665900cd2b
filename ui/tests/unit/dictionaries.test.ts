// Compares the dictionaries in ways that the compiler cannot: untranslated texts, arguments and punctuation. The
// compiler compares their messages and plural forms.
import { describe, expect, it } from 'vitest';
import ar from '../../src/lib/text/ar/messages';
import arPalette from '../../src/lib/text/ar/palette';
import de from '../../src/lib/text/de/messages';
import dePalette from '../../src/lib/text/de/palette';
import fr from '../../src/lib/text/fr/messages';
import frPalette from '../../src/lib/text/fr/palette';
import ja from '../../src/lib/text/ja/messages';
import jaPalette from '../../src/lib/text/ja/palette';
import { Language } from '../../src/lib/text/language';
import { compileMessages, type PluralForm } from '../../src/lib/text/message-format';
import { en } from '../../src/lib/text/messages';
import { pseudoMessages, pseudoLanguage } from '../demo/pseudo';

const forms: readonly string[] = ['zero', 'one', 'two', 'few', 'many', 'other'] satisfies PluralForm[];
const [german, french] = [
  { ...dePalette, ...de },
  { ...frPalette, ...fr },
];
const [japanese, arabic] = [
  { ...jaPalette, ...ja },
  { ...arPalette, ...ar },
];
const translations: [string, object][] = [
  ['de', german],
  ['fr', french],
  ['ja', japanese],
  ['ar', arabic],
];
const all: [string, object][] = [['en', en], ...translations];

interface DictionaryText {
  path: string;
  text: string;
}

/** Every text of a dictionary. The path of a message is that of its plural forms. */
function rawTexts(data: object): DictionaryText[] {
  const walk = (value: unknown, path: string[]): DictionaryText[] =>
    typeof value === 'string'
      ? [{ path: path.join('.'), text: value }]
      : Object.entries(value as object).flatMap(([key, inner]) =>
          walk(
            inner,
            Object.keys(value as object).every((name) => forms.includes(name)) ? path : [...path, key],
          ),
        );
  return walk(data, []);
}

/** The arguments that may be absent, as English has them. */
const optionalArguments = new Map(
  rawTexts(en).map(({ path, text }) => [
    path,
    [...text.matchAll(/\[([^\]]*)\]/g)].map(([part]) => part).join(),
  ]),
);

/** The same with placeholders such as ⟨name⟩ as arguments, or without those that may be absent. */
function texts(data: object, absent = false): DictionaryText[] {
  return rawTexts(data).map(({ path, text }) => {
    const optional = optionalArguments.get(path) ?? '';
    const args = [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']): [string, unknown] => [
      name,
      name === 'n'
        ? { text: '⟨n⟩', form: 'other' }
        : absent && optional.includes(`{${name}}`)
          ? null
          : `⟨${name}⟩`,
    ]);
    const { message } = compileMessages<{ message: string }>({ message: text }, 'ltr') as unknown as {
      message: string | ((args: object) => string);
    };
    return { path, text: typeof message === 'string' ? message : message(Object.fromEntries(args)) };
  });
}

const everyText = (data: object) => [...texts(data), ...texts(data, true)];
const textsMatching = (data: object, isWrong: (text: string) => boolean) =>
  everyText(data)
    .filter(({ text }) => isWrong(text))
    .map(({ path, text }) => `${path}: ${text}`);

/** Key labels may equal the English ones. */
const isKey = ({ path }: { path: string }) => path.startsWith('keys.');

describe.each(translations)('%s', (tag, data) => {
  it('uses the same arguments as English', () => {
    /** The arguments of each message, except for the count, which singular forms may omit. */
    const args = (of: object) => {
      const byPath = new Map<string, Set<string>>();
      for (const { path, text } of rawTexts(of)) {
        const names = byPath.get(path) ?? new Set();
        for (const [, name = ''] of text.matchAll(/\{(\w+)\}/g)) if (name !== 'n') names.add(name);
        byPath.set(path, names);
      }
      return byPath;
    };
    const english = args(en);
    for (const [path, names] of args(data)) expect([path, names]).toEqual([path, english.get(path)]);
    const counted = (of: object) =>
      new Set(rawTexts(of).flatMap(({ path, text }) => (text.includes('{n}') ? [path] : [])));
    expect(counted(data)).toEqual(counted(en));
  });

  it('has a distinct label for each key', () => {
    const labels = rawTexts(data).filter(isKey);
    expect(new Set(labels.map(({ text }) => text)).size).toBe(Object.keys(en.keys).length);
  });

  it('has no untranslated text', () => {
    // Names, and texts that are the same in both languages.
    const same: Record<string, string[]> = {
      de: ['Apps', 'Offline', 'Link', 'Browser', 'System', 'Details', 'Tags', '1 App', 'Tag: ⟨name⟩'],
      fr: ['Menu', 'Type', 'Compact', 'Actions', 'Portico', 'Tags', 'Application'],
    };
    const names = ['Portico', 'Application ID', 'Client ID', 'Redirect', 'Scope', 'Enter'];
    const english = new Map(texts(en).map(({ path, text }) => [path, text]));
    const untranslated = texts(data)
      .filter((said) => !isKey(said) && english.get(said.path) === said.text)
      .filter(({ text }) => /\p{L}/u.test(text.replace(/⟨[^⟩]*⟩/g, '')))
      .filter(({ text }) => !names.includes(text) && !(same[tag] ?? []).includes(text))
      .filter(({ text }) => text !== 'Portico ⟨version⟩' && text !== '⟨n⟩ min');
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
  ['ja', japanese],
  ['ar', arabic],
] as [string, object][])('%s', (_, words) => {
  it('uses Latin letters only in names', () => {
    const unexpected = textsMatching(words, (text) =>
      (text.replace(/⟨[^⟩]*⟩/g, '').match(/[A-Za-z][\w.-]*[\w]|[A-Za-z]/g) ?? []).some(
        (word) => !latinWords.has(word),
      ),
    ).filter((said) => !isKey({ path: said }));
    expect(unexpected).toEqual([]);
  });
});

describe.each(all)('%s', (_, data) => {
  it('has no empty texts and no stray spaces', () => {
    expect(
      textsMatching(data, (text) => text === '' || /\s\s|^\s|\s$|undefined|\bnull\b|\[object/.test(text)),
    ).toEqual([]);
  });

  it('uses typographic quotes and ellipses', () => {
    expect(textsMatching(data, (text) => /['"]|\.\.\./.test(text))).toEqual([]);
  });

  it('problem messages are whole sentences', () => {
    for (const { path, text } of everyText(data))
      if (/^problem\.messages\..*\.(title|body)$/.test(path))
        expect([path, text]).toEqual([path, expect.stringMatching(/[.?!。؟]$/)]);
  });
});

describe('punctuation', () => {
  it('French has a narrow no-break space before high marks and inside quotation marks', () => {
    expect(
      textsMatching(french, (text) => /[^\u202f⟩A-Za-z][;:!?»]|[\p{L}\d][;!?»]|«[^\u202f]/u.test(text)),
    ).toEqual([]);
    expect(
      textsMatching(french, (text) => /[\p{L}⟩][:;!?](?!»)/u.test(text.replace(/⟨reason⟩:/, ''))),
    ).toEqual([]);
    expect(texts(french).filter(({ text }) => text.includes('\u202f')).length).toBeGreaterThan(30);
  });

  it('French and German use their own quotation marks', () => {
    expect(textsMatching(french, (text) => /[“”„]/.test(text))).toEqual([]);
    expect(
      textsMatching(
        german,
        (text) => /[”«»]/.test(text) || (text.match(/„/g)?.length ?? 0) !== (text.match(/“/g)?.length ?? 0),
      ),
    ).toEqual([]);
  });

  it('Arabic uses Arabic punctuation', () => {
    expect(textsMatching(arabic, (text) => /[\p{Script=Arabic}»)⟩]\s?[?,;]/u.test(text))).toEqual([]);
    expect(texts(arabic).some(({ text }) => text.includes('؟'))).toBe(true);
    expect(texts(arabic).some(({ text }) => text.includes('،'))).toBe(true);
  });

  it('Japanese uses Japanese punctuation', () => {
    expect(textsMatching(japanese, (text) => /[?!;,]|[^\w]\.$|[“”]/.test(text))).toEqual([]);
    expect(textsMatching(japanese, (text) => / [、。「」]|[、。「] /.test(text))).toEqual([]);
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

  it.each(Object.keys(expected))('%s', async (tag) => {
    const { messages } = await Language.load([tag]);
    const rules = new Intl.PluralRules(tag);
    const said = counted.map((n) => messages.status.apps({ n: { text: String(n), form: rules.select(n) } }));
    expect(said).toEqual(expected[tag]);
  });

  it('vary wherever they vary in English', () => {
    // "3 ungelesen", "3 fois": singular and plural are the same.
    const sameInPlural = ['de activityFeed.unread', 'fr details.openedTimes'];
    const varying = (data: object) => {
      const paths = rawTexts(data).map(({ path }) => path);
      return paths.filter((path, index) => !path.startsWith('forget.') && paths.indexOf(path) < index);
    };
    const english = varying(en);
    expect(english.length).toBeGreaterThan(4);
    for (const [tag, data] of translations.filter(([tag]) => tag !== 'ja'))
      expect(
        english.filter((path) => !varying(data).includes(path) && !sameInPlural.includes(`${tag} ${path}`)),
      ).toEqual([]);
    expect(varying(japanese)).toEqual([]);
  });
});

describe('message format', () => {
  const { messages } = new Language();

  it('inserts arguments as they are', () => {
    expect(messages.launch.failed({ app: '[a|b] {app}' })).toBe('[a|b] {app} did not open.');
  });

  it('drops or replaces what an absent argument needs', () => {
    const say = messages.sessionBanner.cachedList;
    expect(say({ asOf: '09:12' })).toBe('These are your apps as of 09:12.');
    expect(say({ asOf: null })).toBe('These are your apps from last time.');
    expect(messages.keyring.withReason({ what: 'No', reason: null })).toBe('No.');
  });
});

describe('pseudo-locale', () => {
  it('brackets and lengthens every text', () => {
    expect(pseudoMessages.common.settings).toMatch(/^\[Š.*·\]$/);
    expect(pseudoMessages.common.settings.length).toBeGreaterThanOrEqual(en.common.settings.length * 1.4);
    expect(pseudoMessages.forget.removedItems[0]).toMatch(/^\[.*·\]$/);
    expect(pseudoMessages.launch.targets.browser.opening({ name: 'Jira' })).toMatch(/^\[.* Jira .*·\]$/);
  });

  it('keeps arguments unchanged', () => {
    expect(pseudoMessages.launch.failed({ app: 'Jira & Co' })).toMatch(/^\[Jira & Co ð/);
    expect(pseudoMessages.activityFeed.descriptions.renamed({ was: 'Jira' })).toMatch(/ Jira·+\]$/);
    expect(pseudoMessages.status.apps({ n: { text: '42', form: 'other' } })).toMatch(/^\[42 /);
  });

  it('has a right-to-left variant', () => {
    expect(pseudoLanguage('ar-XB')?.direction).toBe('rtl');
    expect(pseudoLanguage('en-XA')?.direction).toBe('ltr');
    expect(pseudoLanguage('de')).toBeNull();
  });
});
