import { z } from 'zod/v4';
import type { Graph } from '../../entra/graph.ts';
import { RefusedError } from '../../lib/refused.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { draftOf, type Change } from '../change.ts';
import { rangeWords } from '../ip-ranges.ts';
import { readLegacySettings, sortRanges } from '../legacy-settings.ts';
import { wishOfLocation } from '../named-location.ts';

/** The name of the location, by which it is known. */
const NAME = 'Crossover: Trusted IPs of per-user MFA';

/** `namedLocation.carryOver`: proposes the trusted IPs of per-user MFA as a trusted named location. */
export const namedLocationCarryOver = (edges: { graph: Graph; change: Pick<Change, 'preview'> }): AnyVerb =>
  defineVerb({
    name: 'namedLocation.carryOver',
    kind: 'propose',
    role: 'operator',
    help: 'carry over the trusted IPs',
    phrases: [
      { says: '(carry over|migrate|take over) [the|our] trusted (ips|ip ranges|ip addresses)' },
      { says: '(make|create) [a] [named|trusted] location (of|from) [the|our] trusted (ips|ip ranges|ip addresses)' },
    ],
    arguments: z.object({}),
    run: async (_, context) => {
      const settings = await readLegacySettings(edges.graph.with({ signal: context.signal, isUserInitiated: true }));
      const { ranges, refused } = sortRanges(settings?.trustedIpTexts ?? []);
      if (ranges.length === 0) throw noRanges(settings !== null, refused);
      const preview = await edges.change.preview(wishOfLocation(NAME, { ranges, isTrusted: true }), context);
      const was = rangeWords([...ranges.map(({ cidrAddress }) => cidrAddress), ...refused.map(({ text }) => text)]);
      const draft = draftOf({ ...preview, evidence: [['Trusted IPs of per-user MFA', was], ...preview.evidence] });
      const leftOut = refused.map(({ text, why }) => ({ targetId: text, targetName: text, why }));
      return { kind: 'draft', draft: { ...draft, ...('leftOut' in draft ? { leftOut } : {}) } };
    },
  });

function noRanges(isTold: boolean, refused: readonly { text: string; why: string }[]): RefusedError {
  const [first] = refused;
  const why = first
    ? `No trusted IP is of use to a location: ${first.why}`
    : 'Microsoft Graph tells me no trusted IPs.';
  const where = isTold && first ? '' : 'Look under Per-user MFA, service settings, and paste them: ';
  return new RefusedError('invalidInput', why, `${where}“create a trusted location Office with 203.0.113.0/24”.`);
}
