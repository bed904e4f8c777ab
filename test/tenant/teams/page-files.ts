import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readdirSync } from 'node:fs';
import { extname } from 'node:path';

/** A file that the page is made of. */
export interface PageFile {
  contentType: string;
  content: Buffer;
}

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Only these are served: the page's own files, and two libraries out of the installed packages. */
const files = new Map<string, URL>([
  ['/', new URL('browser/index.html', import.meta.url)],
  ...readdirSync(fileURLToPath(new URL('browser/', import.meta.url))).map((name): [string, URL] => [
    `/browser/${name}`,
    new URL(`browser/${name}`, import.meta.url),
  ]),
  ['/vendor/adaptivecards.js', packaged('adaptivecards/dist/adaptivecards.min.js')],
  ['/vendor/markdown-it.js', packaged('markdown-it/dist/browser/markdown-it.umd.min.js')],
]);

/** The file at a path of the page; undefined where the page has none. */
export async function readPageFile(path: string): Promise<PageFile | undefined> {
  const url = files.get(path);
  if (url === undefined) return undefined;
  const contentType = contentTypes[extname(url.pathname)] ?? 'application/octet-stream';
  return { contentType, content: await readFile(url) };
}

function packaged(path: string): URL {
  return new URL(`../../../node_modules/${path}`, import.meta.url);
}
