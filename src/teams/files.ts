import { open } from 'node:fs/promises';
import type { Activity } from 'botbuilder';
import { z } from 'zod/v4';
import { TeamsError } from '../cards/messenger.ts';
import { TransportError } from '../lib/errors.ts';
import { visibleText } from '../lib/text.ts';
import type { FileOffer } from '../verbs/verb.ts';

const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
const INFO = 'application/vnd.microsoft.teams.card.file.info';

/** Teams asks the person whether the file may be put into their OneDrive. Works in personal chats only. */
export const consentMessage = ({ id, name, description, sizeInBytes }: FileOffer): Partial<Activity> => ({
  type: 'message',
  attachments: [
    {
      contentType: CONSENT,
      name,
      content: {
        description: visibleText(description),
        sizeInBytes,
        acceptContext: { exportId: id },
        declineContext: { exportId: id },
      },
    },
  ],
});

const uploadInfo = z.object({
  contentUrl: z.string().max(4000),
  name: z.string().max(400),
  uploadUrl: z.string().max(4000),
  uniqueId: z.string().max(200),
  fileType: z.string().max(40),
});
/** Where a file goes, as Teams says it. */
export type UploadInfo = z.infer<typeof uploadInfo>;

/** What the person answered. Everything in it came through their client. */
export const consentAnswer = z.object({
  type: z.literal('fileUpload'),
  action: z.enum(['accept', 'decline']),
  context: z.object({ exportId: z.guid().toLowerCase() }),
  uploadInfo: uploadInfo.optional(),
});

export type ConsentAnswer = z.infer<typeof consentAnswer>;

/** Reads an upload that was kept as a text. */
export const uploadIn = (text: string | null): UploadInfo | undefined =>
  text === null ? undefined : uploadInfo.safeParse(JSON.parse(text)).data;

/** The file, to open or to look at. */
export const fileInfoMessage = ({ contentUrl, name, uniqueId, fileType }: UploadInfo): Partial<Activity> => ({
  type: 'message',
  attachments: [{ contentType: INFO, contentUrl, name, content: { uniqueId, fileType } }],
});

/**
 * Whether an address is one that files may go to: https, and a host of the list, where `*.` stands for every host below.
 * The address comes from the person's client, and whoever gets the file gets a list of people, or what they wrote.
 */
export function isFileHost(address: string, hosts: readonly string[]): boolean {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return false;
  return hosts.some((host) => (host.startsWith('*.') ? url.host.endsWith(host.slice(1)) : url.host === host));
}

/** OneDrive takes parts in multiples of 320 KiB. */
const PART_BYTES = 16 * 320 * 1024;
const PART_MILLIS = 60_000;

interface Upload {
  path: string;
  bytes: number;
  url: string;
  /** Redirects are not followed: they would lead past the list of hosts. */
  fetch: typeof fetch;
}

/**
 * Puts a file where Teams said, part by part, holding one part at a time.
 *
 * @throws {TeamsError} `rejected` where OneDrive does not take it, `serviceFault` where it fails.
 * @throws {TransportError} where no answer came.
 * @see https://learn.microsoft.com/graph/api/driveitem-createuploadsession
 */
export async function uploadFile({ path, bytes, url, fetch }: Upload): Promise<void> {
  const file = await open(path, 'r');
  try {
    const part = Buffer.alloc(Math.min(PART_BYTES, bytes));
    for (let start = 0; start < bytes;) {
      const { bytesRead } = await file.read(part, 0, Math.min(part.length, bytes - start), start);
      if (bytesRead === 0) throw new TeamsError('rejected', { status: 0, code: 'FileShrank' });
      await putPart(
        { url, fetch, body: part.subarray(0, bytesRead) },
        `bytes ${start}-${start + bytesRead - 1}/${bytes}`,
      );
      start += bytesRead;
    }
  } finally {
    await file.close();
  }
}

async function putPart(
  { url, fetch, body }: { url: string; fetch: Upload['fetch']; body: Buffer },
  range: string,
): Promise<void> {
  const signal = AbortSignal.timeout(PART_MILLIS);
  let status: number;
  try {
    const headers = { 'content-range': range, 'content-type': 'application/octet-stream' };
    const answer = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(body), redirect: 'manual', signal });
    await answer.arrayBuffer(); // or the connection stays taken
    status = answer.status;
  } catch (cause) {
    throw new TransportError(signal.aborted ? 'timeout' : 'connection', 'OneDrive', { cause });
  }
  if (status >= 200 && status < 300) return;
  throw new TeamsError(status >= 500 ? 'serviceFault' : 'rejected', { status, code: 'Upload' });
}
