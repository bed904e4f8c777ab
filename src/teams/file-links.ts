import type { Recorder } from '../audit/recorder.ts';
import type { Database } from '../db/database.ts';
import type { ListExportRow } from '../db/tables.ts';
import { personSignIn, SignInError, type PersonSignIn, type SignInSettings } from '../entra/person-sign-in.ts';
import { isGuid } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Actor } from '../verbs/actor.ts';
import { withFile, type FileKind, type WrittenFile } from '../files/file-kind.ts';
import { linkPages, type LinkPage } from './link-page.ts';
import { beginVisit, endVisit } from '../files/visits.ts';

export interface FileLinkEdges {
  database: Database;
  record: Recorder;
  log: Log;
  /** Every kind of file that is offered. */
  kinds: readonly FileKind[];
  signIn: PersonSignIn;
  /** Where people reach us: `https://…` without a path. */
  origin: string;
  readActor(person: { id: string; displayName: string }, mayBeOld: boolean): Promise<Actor>;
}

/** A file that is handed over, with its name. */
export interface HandedFile extends WrittenFile {
  name: string;
}

/** Files in the browser, for whoever has no OneDrive: the link alone opens nothing, whoever asked has to sign in. */
export interface FileLinks {
  /** The link to a file that was offered; good for an hour. */
  addressOf(offerId: string): string;
  /** Somebody opens a link: the address where they sign in, or a page that says why not. */
  open(offerId: string): Promise<string | LinkPage>;
  /** They come back: the file is sent if it is theirs; resolves with a page where it is not, or none was made. */
  handOver(form: string, send: (file: HandedFile) => Promise<void>): Promise<LinkPage | undefined>;
}

/** Where people come back to, signed in. */
export const RETURN_PATH = '/files/signed-in';

/** The sign-in that comes back to where people reach us. */
export const signInForLinks = ({
  origin,
  ...app
}: Omit<SignInSettings, 'returnTo'> & { origin: string }): PersonSignIn =>
  personSignIn({ ...app, returnTo: origin + RETURN_PATH });

export const createFileLinks = (edges: FileLinkEdges): FileLinks => ({
  addressOf: (offerId) => `${edges.origin}/files/${offerId}`,
  open: (offerId) =>
    orPage(edges, async () => {
      const key = isGuid(offerId) ? await beginVisit(edges.database.rows, offerId) : undefined;
      return key === undefined ? linkPages.over : edges.signIn.addressFor(key);
    }),
  handOver: (form, send) =>
    orPage(edges, async () => {
      const key = new URLSearchParams(form).get('state') ?? '';
      const offer = await endVisit(edges.database.rows, key);
      if (!offer) return linkPages.over;
      const person = await edges.signIn.personIn(form, key);
      if (person.id !== offer.asker_id) return refused(edges, 'notYours');
      const actor = await edges.readActor(person, false);
      if (!actor.roles.has('reader')) return refused(edges, 'notAllowed');
      return sendTo(edges, offer, send);
    }),
});

/** Whoever watches the log learns that somebody tried. */
function refused({ log }: FileLinkEdges, why: 'notSignedIn' | 'notYours' | 'notAllowed'): LinkPage {
  log.warn('files.link.refused', { why });
  return linkPages[why];
}

async function sendTo(
  { kinds, record }: FileLinkEdges,
  offer: ListExportRow,
  send: (file: HandedFile) => Promise<void>,
): Promise<LinkPage | undefined> {
  const kind = kinds.find((one) => one.kind === offer.kind);
  if (!kind) return linkPages.over;
  const content = kind.begin(offer.list);
  await withFile(content, async (file) => {
    const facts = { exportId: offer.id, ...content.facts() };
    await record({ kind: 'exported', actorId: offer.asker_id, facts });
    await send({ ...file, name: offer.file_name });
  });
  return undefined;
}

/** What goes wrong is a page as well. */
async function orPage<T>(edges: FileLinkEdges, work: () => Promise<T>): Promise<T | LinkPage> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof SignInError && cause.reason === 'refused') return refused(edges, 'notSignedIn');
    edges.log.error('files.link', cause);
    return linkPages.notNow;
  }
}
