import { z } from 'zod/v4';
import { RefusedError } from '../../lib/refused.ts';
import { visibleText } from '../../lib/text.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { draftOf, type Change } from '../change.ts';
import { readIpRanges } from '../ip-ranges.ts';
import { wishOfLocation } from '../named-location.ts';

const argumentsSchema = z.object({
  location: z.string().trim().min(1).max(256),
  /** Ranges of addresses, with spaces between. */
  ranges: z.string().trim().min(1).max(2000),
  trust: z.enum(['trusted', 'untrusted']).default('untrusted'),
});

const RANGES = '(with|of|for|from) [the] [range|ranges|address|addresses] {ranges}';

/** `namedLocation.create`: proposes a named location of address ranges. */
export const namedLocationCreate = (edges: { change: Pick<Change, 'preview'> }): AnyVerb =>
  defineVerb({
    name: 'namedLocation.create',
    kind: 'propose',
    role: 'operator',
    help: 'create a trusted location Office with 203.0.113.0/24 and 2001:db8::/48',
    phrases: [
      {
        says: `(create|make|add) [a] [new] trusted [named] location [called|named] {location} ${RANGES}`,
        with: { trust: 'trusted' },
      },
      {
        says: `(create|make|add) [a] [new] [untrusted] [named] location [called|named] {location} ${RANGES}`,
        with: { trust: 'untrusted' },
      },
    ],
    arguments: argumentsSchema,
    run: async ({ location, ranges, trust }, context) => {
      const name = visibleText(location);
      if (name === '')
        throw new RefusedError('invalidInput', 'A location needs a name.', 'Say it once more with a name.');
      const wish = wishOfLocation(name, { ranges: readIpRanges(ranges.split(/\s+/u)), isTrusted: trust === 'trusted' });
      return { kind: 'draft', draft: draftOf(await edges.change.preview(wish, context)) };
    },
  });
