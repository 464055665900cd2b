// How the UI is built. Two pages, the main window (index.html) and the palette (palette.html), and two bundles of
// both: the product (entries src/main.ts and src/palette.ts, talks to Tauri) and the demo (main.ts and
// palette-main.ts in tests/demo, an in-page fake for browsers, tests and pictures). Neither contains the other.
// `vite` alone serves the demo, unless Tauri started it.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig(({ command, mode }) => {
  const inTauri = process.env['TAURI_ENV_PLATFORM'] !== undefined;
  const demo = mode === 'demo' || (command === 'serve' && mode !== 'test' && !inTauri);
  return {
    base: './',
    plugins: [
      svelte(),
      mode === 'test' ? svelteTesting() : [],
      {
        name: 'portico:entry',
        transformIndexHtml: {
          order: 'pre',
          handler: (html) =>
            demo
              ? html
                  .replace('/src/main.ts', '/tests/demo/main.ts')
                  .replace('/src/palette.ts', '/tests/demo/palette-main.ts')
              : html,
        },
      },
    ],
    clearScreen: false,
    server: { host: '127.0.0.1', port: 5173, strictPort: true },
    preview: { host: '127.0.0.1' },
    build: {
      outDir: demo ? 'dist-demo' : 'dist',
      target: ['es2022', 'safari16'],
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      sourcemap: false,
      reportCompressedSize: true,
      rolldownOptions: { input: ['index.html', 'palette.html'] },
    },
    test: {
      environment: 'happy-dom',
      include: ['tests/unit/**/*.test.ts'],
    },
  };
});
