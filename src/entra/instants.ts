import { z } from 'zod/v4';

/** An instant that Graph may leave out: null where it never happened or is not told. */
export const optionalInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .nullish()
  .catch(null)
  .transform((at) => at ?? null);
