/**
 * Reads PNG files of 8-bit RGBA pixels, which is what icons of Teams apps are.
 */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { root } from './environment.ts';

/** What a PNG file says about itself, and its pixels as RGBA, row by row. */
export type Picture = { width: number; height: number; hasAlpha: boolean; pixels: Uint8Array };

/** Reads a PNG file whose rows are not filtered, by its path from the root of the repository. */
export function readPicture(path: string): Picture {
  const file = readFileSync(new URL(path, root));
  if (file.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') throw new Error(`${path} is not a PNG file`);
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const body: Buffer[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) {
    const start = at + 8;
    if (file.toString('latin1', at + 4, start) === 'IDAT')
      body.push(file.subarray(start, start + file.readUInt32BE(at)));
  }
  const rows = inflateSync(Buffer.concat(body));
  const pixels = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row += 1) {
    const start = row * (width * 4 + 1);
    if (rows[start] !== 0) throw new Error(`${path} has filtered rows`);
    pixels.set(rows.subarray(start + 1, start + 1 + width * 4), row * width * 4);
  }
  return { width, height, hasAlpha: file[24] === 8 && file[25] === 6, pixels };
}
