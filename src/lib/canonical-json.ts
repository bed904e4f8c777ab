import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

/** One text for one value, whatever the order of its keys (RFC 8785): what we hash is what we store. */
export function canonicalJson(value: Json): string {
  return canonicalize(value) ?? 'null';
}

/** SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
