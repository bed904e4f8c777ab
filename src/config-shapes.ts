import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod/v4';
import { isGuid } from './lib/ids.ts';
import { defaultApprovals, risks } from './lib/risk.ts';

/** Where a role comes from: an Entra group or an Entra role, by id. */
export type RoleSource = { kind: 'group'; id: string } | { kind: 'role'; templateId: string };

/** Which accounts are of a kind: the members of a group, or those with a name such as `svc-*`. */
export type AccountSource = { kind: 'group'; groupId: string } | { kind: 'name'; pattern: string };

/** Where OneDrive and SharePoint take files, in the world-wide cloud. */
export const MICROSOFT_FILE_HOSTS = ['*.sharepoint.com', '*.svc.ms', '*.onedrive.com'];

// Entra spells ids in lower case, and ids are compared as text.
export const guid = z.string().toLowerCase().refine(isGuid, 'is not a GUID');
export const httpsOrigin = z.string().refine(isHttpsOrigin, 'is not an https address without a path');
/** Where people reach us with a browser; Entra sends nobody elsewhere over plain http than to this machine. */
export const ownOrigin = z
  .string()
  .refine(
    (text) => isHttpsOrigin(text) || /^http:\/\/localhost(:\d{1,5})?$/.test(text),
    'is not an https address without a path',
  )
  .transform((text) => text.replace(/\/$/, ''));
export const postgresAddress = z.string().regex(/^postgres(ql)?:\/\//, 'is not a postgresql:// address');
/** What people type goes there: over https, or to this machine. */
export const modelAddress = z
  .string()
  .refine(
    (text) => /^(?:https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1)[:/])/.test(text) && URL.canParse(text),
    'is not an https address',
  );
/** `input=0.15,output=0.60`: what a million tokens cost. */
export const tokenPrices = z
  .string()
  .regex(/^input=\d{1,6}(?:\.\d{1,6})?,output=\d{1,6}(?:\.\d{1,6})?$/, 'is no pair of prices')
  .transform((text) => {
    const [input = '', output = ''] = text.split(',').map((part) => part.replace(/^\w+=/, ''));
    return { inputPerMillion: Number(input), outputPerMillion: Number(output) };
  });
export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
export const someSources = commaList.pipe(z.array(z.string().transform(roleSourceOf)));
export const roleSources = someSources.refine((list) => list.length > 0, 'names nobody');
export const accountSources = commaList.pipe(z.array(z.string().transform(accountSourceOf)));
export const guidList = commaList.pipe(
  z.array(z.string().toLowerCase().refine(isGuid, 'has an entry that is not a GUID')),
);
export const oneOf = <const Word extends string>(words: readonly Word[]) =>
  z.enum(words, { error: () => `is none of ${words.join(', ')}` });
export const whole = (least: number, most: number, fallback: number) =>
  z
    .string()
    .refine((text) => isWhole(text, least, most), `is not a whole number from ${least} to ${most}`)
    .transform(Number)
    .default(fallback);

const approvals = z
  .string()
  .refine((text) => isWhole(text, 1, 9), 'asks for a number of approvals that is not from 1 to 9')
  .transform(Number);
const risk = z.enum(risks, { error: () => `names a risk that is none of ${risks.join(', ')}` });

/** `administrator=2,many=3`: how many people must say yes, where that is not the default. */
export const approvalTable = z
  .string()
  .default(
    Object.entries(defaultApprovals)
      .map((entry) => entry.join('='))
      .join(','),
  )
  .pipe(commaList)
  .transform((list) => list.map((one) => one.split('=').map((part) => part.trim())))
  .pipe(z.array(z.tuple([risk, approvals], 'has an entry that is not risk=number')))
  .transform((list): typeof defaultApprovals => ({ ...defaultApprovals, ...Object.fromEntries(list) }));

export const timeZone = z.string().refine(isTimeZone, 'is not an IANA time zone');
export const hosts = commaList.pipe(
  z.array(z.string().toLowerCase().refine(isHostPattern, 'has an entry that is no host')),
);
/** Where a file may be made that is not there yet. */
export const anchorFile = z
  .string()
  .refine((path) => existsSync(dirname(path)), 'is in a folder that is not there')
  .refine((path) => !isFolder(path), 'is a folder');

/** A folder that is there. */
export const folder = z.string().refine(isFolder, 'is not a folder');

/** A channel of Teams, as a link to it names it. */
export const channelId = z.string().regex(/^19:[\w-]+@thread\.(tacv2|skype)$/, 'is not the id of a channel');

export const httpAddress = z
  .string()
  .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), 'is not an http(s) address');

function roleSourceOf(text: string, context: z.RefinementCtx): RoleSource {
  const [kind, ...rest] = text.toLowerCase().split(':');
  const id = rest.join(':').trim();
  if (isGuid(id)) {
    if (kind === 'group') return { kind, id };
    if (kind === 'role') return { kind, templateId: id };
  }
  context.issues.push({
    code: 'custom',
    input: text,
    message: 'has an entry that is neither group:<id> nor role:<template id>',
  });
  return z.NEVER;
}

function accountSourceOf(text: string, context: z.RefinementCtx): AccountSource {
  const [kind, ...rest] = text.split(':');
  const what = rest.join(':').trim();
  if (kind === 'group' && isGuid(what)) return { kind, groupId: what.toLowerCase() };
  if (kind === 'name' && what.replaceAll('*', '') !== '' && what.length <= 100) return { kind, pattern: what };
  context.issues.push({
    code: 'custom',
    input: text,
    message: 'has an entry that is neither group:<id> nor name:<pattern>',
  });
  return z.NEVER;
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isHttpsOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.origin === text.replace(/\/$/, '').toLowerCase();
}

/** A host, `*.` before it for every host below it, a port behind it where it is not 443. */
function isHostPattern(text: string): boolean {
  return /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/.test(text);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const isWhole = (text: string, least: number, most: number): boolean =>
  /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most;

/** How long things take and last, as the code names it. */
export const timesOf = (env: {
  CROSSOVER_SETTLE_MINUTES: number;
  CROSSOVER_APPROVAL_HOURS: number;
  CROSSOVER_EXECUTION_HOURS: number;
  CROSSOVER_SNAPSHOT_MINUTES: number;
  CROSSOVER_CHANGES_MINUTES: number;
}) => ({
  settleMillis: env.CROSSOVER_SETTLE_MINUTES * 60_000,
  approvalWindowMillis: env.CROSSOVER_APPROVAL_HOURS * 3_600_000,
  executionWindowMillis: env.CROSSOVER_EXECUTION_HOURS * 3_600_000,
  snapshotMaxAgeMillis: env.CROSSOVER_SNAPSHOT_MINUTES * 60_000,
  changesMillis: env.CROSSOVER_CHANGES_MINUTES * 60_000,
});
