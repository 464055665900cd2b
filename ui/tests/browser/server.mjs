// Serves the built demo on loopback with the product's content security policy, so that violations fail here too.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../dist-demo/', import.meta.url));

/** As in tauri.conf.json. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: icon: http://icon.localhost; " +
  "font-src 'self'; connect-src ipc: http://ipc.localhost; object-src 'none'; frame-src 'none'; " +
  "worker-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** @returns {Promise<{ url: string, close: () => void }>} */
export async function serve() {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname).replace(
      /^(\.\.[/\\])+/,
      '',
    );
    const name = path === '/' ? 'index.html' : path;
    try {
      const body = await readFile(join(root, name));
      response.writeHead(200, {
        'content-type': types[extname(name)] ?? 'application/octet-stream',
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        // Asset names contain a content hash.
        'cache-control': name.includes('assets/') ? 'max-age=3600, immutable' : 'no-store',
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}
