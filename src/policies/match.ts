/**
 * Whether a selection in a policy takes somebody in, as far as we can know.
 *
 * An inclusion needs `yes`; an exclusion holds unless `no`. So whatever is unknown is read against us.
 */
export type Match = 'yes' | 'maybe' | 'no';

/** The match of a selection that takes in only whom all of its parts take in. */
export function allOf(matches: readonly Match[]): Match {
  if (matches.includes('no')) return 'no';
  return matches.includes('maybe') ? 'maybe' : 'yes';
}
