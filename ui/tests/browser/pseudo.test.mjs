// Every scene in the pseudo-locales, left to right and right to left: every text must be in brackets or be data of
// the tenant.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { codeNames, paletteNames, sceneNames } from './scenes.mjs';
import { browserHarness } from './harness.mjs';

const { each } = browserHarness();

const source = (/** @type {string} */ path) =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const withoutNames = /^(host|interactions|main|palette-main|pseudo)\.ts$/;
const demo = readdirSync(new URL('../demo/', import.meta.url))
  .filter((name) => !withoutNames.test(name))
  .map((name) => source(`tests/demo/${name}`));
const unescaped = (/** @type {string} */ text) =>
  text.replace(/\\u\{?([0-9a-f]{2,6})\}?|\\x([0-9a-f]{2})/gi, (_, long, short) =>
    String.fromCodePoint(parseInt(long ?? short, 16)),
  );
const literals = (/** @type {string} */ text) =>
  [...text.matchAll(/'((?:[^'\\\n]|\\.)*)'|`([^`]*)`|"([^"\n]*)"|^\s*(\p{L}+):/gmu)].map((match) =>
    unescaped(match[1] ?? match[2] ?? match[3] ?? match[4] ?? ''),
  );

/** Names of apps, categories, people and languages in the demo. */
const tenant = new Set([...demo, source('src/lib/text/endonyms.ts')].flatMap(literals));
/** Parts of generated app names. */
const parts = new Set([...tenant].flatMap((text) => text.split(/[^\p{L}]+/u)));

/** Texts that are the same in every language or come from `Intl`: initials, codes, hosts, keys, dates. */
const languageNeutral = [
  /^\p{L}{1,2}$/u,
  /^(\p{L})\1+$/u,
  /^E-[A-Z-]+$/,
  /^portico( --[a-z]+)+$/,
  /^(https:\/\/)?[\w-]+(\.[\w-]+)+(:\d+)?(\/[\w/-]*)?$/,
  /^\(?((Ctrl|Alt|Shift|Esc|Enter|F\d+|[A-Z]|\P{L})\s?)+\)?$/u,
  /^\d{1,2} (Nov|Dec)(ember)?( \d{4})?(, \d\d:\d\d)?$/,
  /^(\d+ [\u0600-\u06ff]+، )?\d\d:\d\d [صم]$|^\d+ [\u0600-\u06ff]+$/u,
];

/** What is left of a text: a sentence may stand inside another. @param {string} text @returns {string} */
function withoutSentences(text) {
  const less = text.replace(/\[[^[\]]*·\]/g, '');
  return less === text ? text : withoutSentences(less);
}

/** @param {string} text @param {boolean} assembled */
function isKnown(text, assembled) {
  const rest = withoutSentences(text.replace(/[\u2066-\u2069]/g, '')).trim();
  return (
    tenant.has(rest) ||
    tenant.has(text) ||
    rest
      .split(/\s*·\s*|^: | \(Acme\)$/)
      .map((part) => part.trim())
      .every((part) => part === '' || tenant.has(part) || languageNeutral.some((form) => form.test(part))) ||
    (assembled && rest.split(/[^\p{L}]+/u).every((part) => parts.has(part)))
  );
}

/** Every visible text and accessible label, with its surrounding texts, nearest first. */
function gatherTexts() {
  /** @type {{ where: string, texts: string[] }[]} */
  const found = [];
  const isVisible = (/** @type {Element} */ element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.closest('kbd') === null;
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const parent = node.parentElement;
    if (!node.textContent?.trim() || !parent || !isVisible(parent)) continue;
    const around = [parent, parent.parentElement, parent.parentElement?.parentElement];
    found.push({
      where: `${parent.tagName}.${parent.className}`,
      texts: [node.textContent, ...around.map((element) => element?.textContent ?? '')],
    });
  }
  const spokenAttributes = [
    'aria-label',
    'aria-description',
    'aria-roledescription',
    'aria-valuetext',
    'placeholder',
    'title',
    'alt',
  ];
  for (const element of document.body.querySelectorAll('*'))
    for (const name of spokenAttributes) {
      const text = element.getAttribute(name);
      if (text && isVisible(element)) found.push({ where: `${element.tagName} ${name}`, texts: [text] });
    }
  return found;
}

const scenes = [
  ...sceneNames.filter((name) => name !== 'problem'),
  ...paletteNames,
  ...codeNames.map((code) => `problem&code=${code}`),
];

for (const tag of ['en-XA', 'ar-XB']) {
  test(`every visible text comes from the dictionary, ${tag}`, { timeout: 300_000 }, async () => {
    /** @type {Set<string>} */
    const untranslated = new Set();
    let checked = 0;
    await each(tag === 'en-XA' ? scenes : scenes.slice(0, -codeNames.length), {
      query: `language=${tag}`,
      inspect: async (page, scene) => {
        const direction = await page.evaluate(() => document.documentElement.dir);
        assert.equal(direction, tag === 'ar-XB' ? 'rtl' : 'ltr', scene);
        const assembled = /many|hostile|long-names/.test(scene);
        for (const { where, texts } of await page.evaluate(gatherTexts)) {
          checked += 1;
          if (!texts.some((text) => isKnown(text.trim(), assembled)))
            untranslated.add(`${scene} ${where}: ${texts[0]}`);
        }
      },
    });
    assert.deepEqual([...untranslated].slice(0, 60), []);
    assert.ok(checked > scenes.length * 5, `${checked} texts`);
  });
}
