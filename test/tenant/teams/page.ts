import type { ServerResponse } from 'node:http';
import type { RequestContext, Surface, TeamsInstallations, TeamsParts, TenantUser } from '../contract.ts';
import type { Chats, TeamsEvent } from './chats.ts';
import type { Feed } from './feed.ts';
import { recordOf, textOf, type Json } from './json.ts';
import type { PageClock } from './page-clock.ts';
import { createPageEvents } from './page-events.ts';
import { readPageFile } from './page-files.ts';
import { chatOnWire, chatsOnWire, hindranceOf, personOnWire, tenantOnWire } from './page-wire.ts';
import { roomSuggestions, seatOf, seatsOf } from './seats.ts';
import type { Speaking } from './speaking.ts';

/** What the page is built from. */
export interface PageParts {
  tenant: TeamsParts;
  chats: Chats;
  feed: Feed<TeamsEvent>;
  speaking: Speaking;
  installations: TeamsInstallations;
  clock: PageClock;
}

interface Answer {
  status: number;
  body: Json;
}

interface Asked {
  query: URLSearchParams;
  body: Json;
}

type Handler = (asked: Asked) => Answer | Promise<Answer>;

const contentSecurityPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; frame-ancestors 'none'";

/** The practice Teams page and its API under `/api/`; `close` ends its event streams. */
export function createPage(parts: PageParts): { surface: Surface; close(): void } {
  const events = createPageEvents(parts.tenant, parts.feed);
  const handlers = new Map<string, Handler>([...readers(parts), ...writers(parts)]);
  const surface: Surface = async (request, response, context) => {
    const url = new URL(request.url ?? '/', 'http://page');
    if (context.method === 'GET' && url.pathname === '/api/events') {
      events.open(response);
      return true;
    }
    const handler = handlers.get(`${context.method} ${url.pathname}`);
    if (handler === undefined) return context.method === 'GET' && sendFile(response, url.pathname);
    writeJson(response, await answered(handler, url, context));
    return true;
  };
  return {
    surface,
    close: () => {
      events.close();
    },
  };
}

function readers({ tenant, chats }: PageParts): [string, Handler][] {
  const { directory } = tenant;
  return [
    ['GET /api/start', () => ok(startOf(tenant, chats))],
    [
      'GET /api/chats',
      ({ query }) => {
        const user = directory.users.get(query.get('userId') ?? '');
        return user === undefined ? unknownPerson() : ok(chatsOnWire(user, chats, directory));
      },
    ],
    [
      'GET /api/people',
      ({ query }) => {
        const found = peopleMatching([...directory.users.values()], query.get('q') ?? '');
        return ok({ people: found.map((user) => ({ ...personOnWire(user), ...seatOf(user) })) });
      },
    ],
    ['GET /api/tenant', () => ok(tenantOnWire(directory, tenant.recentWrites?.() ?? []))],
  ];
}

function writers({ tenant, clock, speaking, installations }: PageParts): [string, Handler][] {
  const text = (body: Json, key: string): string => textOf(body[key]) ?? '';
  return [
    [
      'POST /api/say',
      async ({ body }) => {
        const options = { chatId: textOf(body['chatId']), timezone: textOf(body['timezone']) };
        const { name, content } = recordOf(body['file']);
        const file = typeof name === 'string' && typeof content === 'string' ? { name, content } : undefined;
        const given = Object.fromEntries(
          Object.entries({ ...options, file }).filter(([, value]) => value !== undefined),
        );
        return ok({ ...(await speaking.say(text(body, 'userId'), text(body, 'text'), given)) });
      },
    ],
    [
      'POST /api/click',
      async ({ body }) => {
        const { userId, activityId } = { userId: text(body, 'userId'), activityId: text(body, 'activityId') };
        return ok({ ...(await speaking.clickWithData(userId, activityId, recordOf(body['action']))) });
      },
    ],
    [
      'POST /api/file',
      async ({ body }) => {
        const action = body['action'] === 'accept' ? 'accept' : 'decline';
        return ok({ ...(await speaking.answerFile(text(body, 'userId'), text(body, 'activityId'), action)) });
      },
    ],
    [
      'POST /api/show',
      async ({ body }) => ok({ ...(await speaking.show(text(body, 'userId'), text(body, 'activityId'))) }),
    ],
    [
      'POST /api/install',
      ({ body }) => {
        const user = tenant.directory.users.get(text(body, 'userId'));
        if (user === undefined || hindranceOf(user) !== '') return unknownPerson();
        return ok(installations.install(user.id));
      },
    ],
    ['POST /api/clock', ({ body }) => moveClock(tenant, clock, Number(body['minutes']))],
  ];
}

async function moveClock(tenant: TeamsParts, clock: PageClock, minutes: number): Promise<Answer> {
  if (!(minutes > 0 && minutes <= 60 * 24 * 31)) {
    return { status: 400, body: { problem: 'The clock moves forward only, by a month at most.' } };
  }
  await clock.move(minutes);
  return ok({ now: tenant.clock.now().toISOString() });
}

function startOf(tenant: TeamsParts, chats: Chats): Json {
  const { directory } = tenant;
  return {
    domain: directory.domain,
    now: tenant.clock.now().toISOString(),
    seats: seatsOf(directory).flatMap((seat) => {
      const user = directory.users.get(seat.userId);
      return user === undefined ? [] : [{ ...personOnWire(user), ...seat }];
    }),
    rooms: chats.rooms().map((room) => chatOnWire(room, directory)),
    roomSuggestions,
  };
}

function peopleMatching(users: TenantUser[], query: string): TenantUser[] {
  const wanted = query.trim().toLocaleLowerCase();
  const matching = users.filter((user) =>
    [user.displayName, user.userPrincipalName, user.department ?? ''].some((field) =>
      field.toLocaleLowerCase().includes(wanted),
    ),
  );
  return matching.slice(0, 20);
}

async function answered(handler: Handler, url: URL, context: RequestContext): Promise<Answer> {
  try {
    return await handler({ query: url.searchParams, body: recordOf(context.body) });
  } catch (error) {
    return { status: 400, body: { problem: error instanceof Error ? error.message : String(error) } };
  }
}

async function sendFile(response: ServerResponse, path: string): Promise<boolean> {
  const file = await readPageFile(path);
  if (file === undefined) return false;
  response.writeHead(200, {
    'content-type': file.contentType,
    'cache-control': 'no-store',
    'content-security-policy': contentSecurityPolicy,
  });
  response.end(file.content);
  return true;
}

function writeJson(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(answer.body));
}

function ok(body: Json): Answer {
  return { status: 200, body };
}

function unknownPerson(): Answer {
  return { status: 404, body: { problem: 'There is no such person, or the app cannot be added for them.' } };
}
