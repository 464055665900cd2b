import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
  {
    ignores: ['dist/', 'dist-demo/', 'shots/', 'node_modules/', 'src/lib/ipc/', 'src/lib/host/*-commands.ts'],
  },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-undef': 'off',
      // Server text must stay text: security.md 3.7.
      'svelte/no-at-html-tags': 'error',
      // The icon, search and app maps are replaced whole, or are not state at all.
      'svelte/prefer-svelte-reactivity': 'off',
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({
          property,
          message: 'Text only.',
        })),
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@tauri-apps/*'], message: 'Only src/lib/host/tauri*.ts talk to Tauri.' }] },
      ],
    },
  },
  {
    files: ['src/lib/host/tauri.ts', 'src/lib/host/tauri-palette.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  { files: ['tests/browser/**'], rules: { 'no-console': 'off' } },
);
