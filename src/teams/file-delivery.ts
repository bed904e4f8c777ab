import type { Activity } from 'botbuilder';
import type { Recorder } from '../audit/recorder.ts';
import type { Database, RowsInTransaction } from '../db/database.ts';
import type { ListExportRow } from '../db/tables.ts';
import { withFile, type FileKind } from '../files/file-kind.ts';
import { answerOffer, claimOffer, dueOffers, endOffer } from '../files/offers.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { CrossoverError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Actor } from '../verbs/actor.ts';
import type { FileOffer } from '../verbs/verb.ts';
import type { Connector } from './connector.ts';
import type { FileLinks } from './file-links.ts';
import type { Conversations } from './conversations.ts';
import {
  consentAnswer,
  consentMessage,
  fileInfoMessage,
  isFileHost,
  type ConsentAnswer,
  uploadFile,
  uploadIn,
  type UploadInfo,
} from './files.ts';
import type { Turn } from './inbound.ts';
import { textMessage } from './messenger.ts';

export interface FileEdges {
  database: Database;
  connector: Connector;
  conversations: Conversations;
  record: Recorder;
  log: Log;
  /** Every kind of file that is offered. */
  kinds: readonly FileKind[];
  /** Hosts that files may go to. */
  fileHosts: readonly string[];
  /** Files in the browser, where people can sign in. */
  links: FileLinks | undefined;
  readActor(person: { id: string; displayName: string }, mayBeOld: boolean): Promise<Actor>;
  /** Wakes the job that delivers a file. */
  wakeFile(trx: RowsInTransaction, id: string): Promise<void>;
  fetch: typeof fetch;
}

/** Name of the job that puts accepted files where they go. */
export const FILES = 'files.deliver';

/**
 * Offers a file in somebody's personal chat: the only place where Teams takes files from bots. With it goes a link, for
 * whoever has no OneDrive.
 *
 * @returns What is said elsewhere.
 * @throws {RefusedError} `notAllowed` where there is neither such a chat nor a link.
 */
export async function offerFile(
  { connector, conversations, links }: FileEdges,
  personId: string,
  file: FileOffer,
): Promise<string> {
  const chat = await conversations.find(personId);
  const address = links?.addressOf(file.id);
  if (chat) {
    await connector.send(chat, consentMessage(file));
    if (address !== undefined) await connector.send(chat, textMessage(`No OneDrive? ${linkWords(address)}`));
    return 'The file is offered in our personal chat.';
  }
  if (address !== undefined) return linkWords(address);
  throw new RefusedError(
    'notAllowed',
    'I hand files over in a personal chat only.',
    'Please say hello to me there first.',
  );
}

const linkWords = (address: string): string =>
  `Open the file in a browser within the hour: ${address} – you sign in there, and nobody else can open it.`;

/** Takes the answer to an offer: only from whom it was made to, only while they still may read. */
export async function answerConsent(
  edges: FileEdges,
  turn: Turn,
  { value, cardId }: { value: unknown; cardId: string | null },
): Promise<void> {
  const refusal = await refusalOf(edges, turn, { answer: consentAnswer.safeParse(value).data, cardId });
  if (refusal !== undefined) await edges.connector.send(turn.conversation, textMessage(refusal));
}

const OVER = 'That offer is over. Please ask again.';

/** Why there will be no file, in words; undefined where there will be one, or none was wanted. */
async function refusalOf(
  edges: FileEdges,
  turn: Turn,
  { answer, cardId }: { answer: ConsentAnswer | undefined; cardId: string | null },
): Promise<string | undefined> {
  if (!answer || !turn.isPersonalChat) return OVER;
  const offer = { id: answer.context.exportId, askerId: turn.person.id, cardId };
  const place = answer.action === 'accept' ? answer.uploadInfo : undefined;
  if (!place) {
    await answerOffer(edges.database.rows, offer, null);
    return undefined;
  }
  const actor = await edges.readActor(turn.person, true);
  if (!actor.roles.has('reader')) return 'You do not hold the role reader any more, so there is no file.';
  if (!isFileHost(place.uploadUrl, edges.fileHosts)) {
    edges.log.warn('teams.file.host', { host: URL.parse(place.uploadUrl)?.host ?? 'none' });
    return 'I do not put files at that address. Ask whoever runs me about CROSSOVER_FILE_HOSTS.';
  }
  const taken = await edges.database.transaction(async (trx) => {
    const row = await answerOffer(trx, offer, JSON.stringify(place));
    if (row) await edges.wakeFile(trx, row.id);
    return row;
  });
  return taken ? undefined : OVER;
}

/** Writes the files that were accepted, and puts them into the askers' OneDrives. Each is tried once. */
export function fileDelivery(edges: FileEdges): JobKind {
  return {
    name: FILES,
    due: () => dueOffers(edges.database.rows),
    run: async (id) => {
      const row = await claimOffer(edges.database.rows, id);
      if (row) await tell(edges, row, await delivered(edges, row));
    },
  };
}

/** Delivers a file; resolves with what the asker is told. */
async function delivered(edges: FileEdges, row: ListExportRow): Promise<Partial<Activity>> {
  const place = uploadIn(row.upload);
  const kind = edges.kinds.find((one) => one.kind === row.kind);
  try {
    // A process died over it: what OneDrive has is a part of a file that would no longer be the same.
    if (!place || !kind || row.attempts > 1)
      throw new RefusedError('expired', 'It was interrupted.', 'Please ask again.');
    await upload(edges, row, { place, kind });
    return fileInfoMessage(place);
  } catch (cause) {
    if (!(cause instanceof CrossoverError)) throw cause;
    edges.log.warn('teams.file', { reason: cause.reason });
    await endOffer(edges.database.rows, row.id, { state: 'failed', detail: cause.reason });
    const remedy = edges.links ? linkWords(edges.links.addressOf(row.id)) : 'Ask for it again.';
    return textMessage(`I could not save ${kind?.name ?? 'the file'} in your OneDrive. ${remedy}`);
  }
}

async function upload(
  { database, record, fetch }: FileEdges,
  row: ListExportRow,
  { place, kind }: { place: UploadInfo; kind: FileKind },
): Promise<void> {
  const content = kind.begin(row.list);
  await withFile(content, async ({ path, bytes }) => {
    await record({ kind: 'exported', actorId: row.asker_id, facts: { exportId: row.id, ...content.facts() } });
    await uploadFile({ path, bytes, url: place.uploadUrl, fetch });
  });
  await endOffer(database.rows, row.id, { state: 'done', detail: null });
}

/** What is sent last takes the place of the offer, which would ask again for a file that is there. That it cannot be said changes nothing. */
async function tell(
  { connector, conversations, log }: FileEdges,
  row: ListExportRow,
  message: Partial<Activity>,
): Promise<void> {
  try {
    const chat = await conversations.find(row.asker_id);
    if (!chat) return;
    await connector.send(chat, message);
    if (row.card_id !== null) await connector.remove(chat, row.card_id);
  } catch (cause) {
    if (!(cause instanceof CrossoverError)) throw cause;
    log.warn('teams.file.told', { reason: cause.reason });
  }
}
