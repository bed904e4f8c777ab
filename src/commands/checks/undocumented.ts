import { GraphError } from '../../entra/graph-error.ts';
import type { Graph } from '../../entra/graph.ts';
import {
  probeDeltaStates,
  probeFilteredStates,
  probeMfaServicePolicy,
  probeRequirements,
  probeSelectedStates,
  probeUsers,
  type SeenState,
} from '../../entra/probes.ts';
import { counted, listed } from '../../lib/text.ts';
import { fine, toKnow, type Line, type Lines } from '../lines.ts';
import type { HeaderBook } from './header-book.ts';

/** What Microsoft does not document, as this tenant answers it. Nothing here must be mended: the bot works without. */
export async function* undocumentedLines(graph: Graph, headers: HeaderBook): Lines {
  yield await probed('perUserMfaState by $select', async () => selectedLine(await probeSelectedStates(graph)));
  yield await probed('perUserMfaState by $filter', async () =>
    fine(
      `perUserMfaState by $filter is given: ${counted((await probeFilteredStates(graph)).length, 'person', 'people')} on a page of five.`,
    ),
  );
  yield await probed('perUserMfaState by delta', async () => {
    const isTold = (await probeDeltaStates(graph)).some(({ perUserMfaState }) => perUserMfaState !== undefined);
    return isTold ? fine('perUserMfaState by delta is given.') : toKnow('perUserMfaState by delta is left out.');
  });
  yield await probed('mfaServicePolicy', async () => {
    const names = await probeMfaServicePolicy(graph);
    return fine(`mfaServicePolicy is given, with ${listed(names)}.`);
  });
  yield await probed('perUserMfaState of guests', () => statesLine(graph, 'guests', "userType eq 'Guest'"));
  yield await probed('perUserMfaState of disabled accounts', () =>
    statesLine(graph, 'disabled accounts', 'accountEnabled eq false'),
  );
  yield await probed('headers of /requirements', () => headersLine(graph, headers));
}

const FALLBACK = 'Answers about one person still work; lists then show the state as unknown.';

function selectedLine(seen: readonly SeenState[]): Line {
  const isGiven = seen.some(({ perUserMfaState }) => typeof perUserMfaState === 'string');
  return isGiven
    ? fine('perUserMfaState by $select is given.')
    : toKnow('perUserMfaState by $select is left out.', FALLBACK);
}

/** The same people asked in both ways: whether the list says what `/requirements` says. */
async function statesLine(graph: Graph, who: string, filter: string): Promise<Line> {
  const seen = await probeSelectedStates(graph, filter);
  if (seen.length === 0) return toKnow(`perUserMfaState of ${who}: there are none to look at.`);
  const told = await Promise.all(
    seen.map(async ({ id, perUserMfaState }) => {
      const live = (await probeRequirements(graph, id)) ?? 'left out';
      const inList = typeof perUserMfaState === 'string' ? perUserMfaState : 'left out';
      return live === inList ? live : `${live} (in the list: ${inList})`;
    }),
  );
  return fine(`perUserMfaState of ${who}: ${listed([...new Set(told)])}, of ${told.length} looked at.`);
}

async function headersLine(graph: Graph, headers: HeaderBook): Promise<Line> {
  const someone = await probeUsers(graph);
  if (someone !== null) await probeRequirements(graph, someone);
  const seen = headers.namesOf(/\/authentication\/requirements$/);
  const limits = seen.filter((name) => /ratelimit|throttl|retry-after|resource-unit/.test(name));
  return limits.length > 0
    ? fine(`Headers of /requirements that speak of limits: ${listed(limits)}.`)
    : toKnow(`No header of /requirements speaks of limits (there are: ${listed(seen)}).`);
}

async function probed(what: string, look: () => Promise<Line>): Promise<Line> {
  try {
    return await look();
  } catch (cause) {
    if (!(cause instanceof GraphError)) throw cause;
    const { status, code } = cause.facts;
    return toKnow(`${what} is not given: ${cause.reason} (${status ?? 'no answer'} ${code ?? ''}).`);
  }
}
