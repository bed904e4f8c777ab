import { z } from 'zod/v4';
import { readList } from '../chat/pasted-list.ts';
import { TransportError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { RefusedError } from '../lib/refused.ts';
import { visibleText } from '../lib/text.ts';
import { isFileHost } from './files.ts';
import { refused, refusedList, textOf } from './list-faults.ts';

const DOWNLOAD = 'application/vnd.microsoft.teams.file.download.info';

/** A file that somebody sent with a message. Teams tells bots of files in personal chats only. */
const attachment = z.object({
  contentType: z.literal(DOWNLOAD),
  name: z.string().max(400).default('the file'),
  /** Good for a few minutes, for whoever has it. */
  content: z.object({ downloadUrl: z.string().max(8000) }),
});

export interface AttachedFile {
  name: string;
  downloadUrl: string;
}

/** The files among a message's attachments. */
export const filesIn = (attachments: readonly unknown[]): AttachedFile[] =>
  attachments.flatMap((one) => {
    const { data } = attachment.safeParse(one);
    return data ? [{ name: visibleText(data.name), downloadUrl: data.content.downloadUrl }] : [];
  });

const MOST_BYTES = 2 * 1024 * 1024;
const MOST_LINES = 20_000;
const DOWNLOAD_MILLIS = 5000;

export interface AttachedEdges {
  /** Hosts that files may come from. */
  fileHosts: readonly string[];
  /** Redirects are not followed: they would lead past the list of hosts. */
  fetch: typeof fetch;
  log: Log;
}

/**
 * The people of a CSV file that came with a message, by what its lines name them; undefined where none came.
 *
 * @throws {RefusedError} where there are several, or it is no list of people, too long, or at an address that is not listed.
 * @throws {TransportError} where it did not come.
 */
export async function attachedList(
  edges: AttachedEdges,
  [file, ...others]: readonly AttachedFile[],
): Promise<readonly string[] | undefined> {
  if (!file) return undefined;
  if (others.length > 0) throw refused('I read one file at a time.', 'Send one list of people with one message.');
  const read = readList(textOf(await downloaded(edges, file), file.name));
  if (read.kind === 'fault') throw refusedList(read.fault, file.name);
  const { listed } = read;
  if (listed.length > MOST_LINES)
    throw refused(`“${file.name}” names ${listed.length} people.`, `A list may name ${MOST_LINES} at the very most.`);
  return listed;
}

async function downloaded({ fileHosts, fetch, log }: AttachedEdges, file: AttachedFile): Promise<Uint8Array> {
  if (!isFileHost(file.downloadUrl, fileHosts)) {
    log.warn('teams.file.host', { host: URL.parse(file.downloadUrl)?.host ?? 'none' });
    throw refused('I do not read files from that address.', 'Ask whoever runs me about CROSSOVER_FILE_HOSTS.');
  }
  const signal = AbortSignal.timeout(DOWNLOAD_MILLIS);
  try {
    const answer = await fetch(file.downloadUrl, { redirect: 'manual', signal });
    if (answer.status === 200) return await bounded(answer, file.name);
    await answer.body?.cancel();
    log.warn('teams.file.download', { status: answer.status });
  } catch (cause) {
    if (cause instanceof RefusedError) throw cause;
    throw new TransportError(signal.aborted ? 'timeout' : 'connection', 'OneDrive', { cause });
  }
  throw refused(`I could not read “${file.name}” where Teams put it.`, 'Send it once more.');
}

/** Stops reading where it is too long, whatever its headers say. */
async function bounded({ body }: Response, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > MOST_BYTES)
      throw refused(`“${name}” is longer than 2 MB.`, 'Leave only the column that names the people.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
