import { composeCard, type CardContent } from '../../cards/compose.ts';
import type { Messenger } from '../../cards/messenger.ts';
import type { Config } from '../../config.ts';
import type { Rows } from '../../db/database.ts';
import { GraphError } from '../../entra/graph-error.ts';
import type { User } from '../../entra/user-shape.ts';
import { getUser } from '../../entra/users.ts';
import { CrossoverError } from '../../lib/errors.ts';
import { visibleText } from '../../lib/text.ts';
import type { Connector, Conversation } from '../../teams/connector.ts';
import { conversationsIn, type Conversations } from '../../teams/conversations.ts';
import { createMessenger } from '../../teams/messenger.ts';
import { createReach } from '../../teams/reach.ts';
import { fine, refused, toKnow, toMend, type Line, type Lines } from '../lines.ts';
import type { CheckEdges } from './edges.ts';

const content: CardContent = {
  title: 'This is a test card',
  status: { text: 'It arrived', tone: 'good' },
  paragraphs: ['Somebody ran the check of Crossover and named you. Nothing was changed, and you need not do anything.'],
};

/** One real card and one real mail to the person who runs the check. */
export async function* messageLines(edges: CheckEdges, connector: Connector, to: string | undefined): Lines {
  if (to === undefined) {
    yield toKnow(
      'No card and no mail were sent.',
      'Name yourself to get one of each: npm run check -- --to <your userPrincipalName or object id>',
    );
    return;
  }
  const person = await personNamed(edges, to);
  if (person === null) {
    yield toMend(`There is nobody with the name or id ${to}.`, 'Give --to a userPrincipalName or an object id.');
    return;
  }
  const conversations = conversationsForOnce(edges.rows, edges.config);
  const reach = createReach({
    graph: edges.graph,
    conversations,
    teamsAppId: edges.config.teamsAppId,
    mailSenderId: edges.config.mailSenderId,
  });
  yield await cardLine(person, { messenger: createMessenger(connector, conversations), install: reach.install });
  yield await mailLine(person, reach.mail);
}

async function personNamed({ graph }: CheckEdges, to: string): Promise<User | null> {
  try {
    return (await getUser(graph, to)).body;
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason === 'notFound') return null;
    throw cause;
  }
}

interface CardWay {
  messenger: Messenger;
  install(personId: string): Promise<void>;
}

async function cardLine(person: User, { messenger, install }: CardWay): Promise<Line> {
  const name = visibleText(person.displayName ?? person.id);
  try {
    // Twice: only of an app that is installed already does Graph tell the chat, and the bot itself may not be running.
    for (let tries = 0; tries < 2 && !(await messenger.isKnown(person.id)); tries += 1) await install(person.id);
    const { activityId } = await messenger.send(person.id, composeCard(content));
    return fine(`Teams took a card for ${name} (message ${activityId}). Look whether it is there.`);
  } catch (cause) {
    if (!(cause instanceof CrossoverError)) throw cause;
    return refused(`No card for ${name}`, cause);
  }
}

async function mailLine(person: User, mail: ReturnType<typeof createReach>['mail']): Promise<Line> {
  if (mail === undefined) return toKnow('No mail was sent, since no mailbox is set.');
  if (person.mail === null) return toKnow('No mail was sent: you have no mail address.');
  try {
    const { text, summary } = composeCard(content);
    await mail(person.mail, { subject: summary, text });
    return fine(`Exchange took a mail for ${visibleText(person.mail)}. Look whether it is there.`);
  } catch (cause) {
    if (!(cause instanceof CrossoverError)) throw cause;
    return refused('No mail', cause);
  }
}

/** The bot's chats to be read; what is learnt on the way is kept for this run only, since a check writes nothing. */
function conversationsForOnce(rows: Rows | undefined, config: Config): Conversations {
  const stored = rows && conversationsIn(rows);
  const learnt = new Map<string, Conversation>();
  return {
    find: async (personId) => learnt.get(personId) ?? (await stored?.find(personId)),
    remember: (personId, conversation) => {
      learnt.set(personId, conversation);
      return Promise.resolve();
    },
    forget: (personId) => {
      learnt.delete(personId);
      return Promise.resolve();
    },
    lastServiceUrl: async () => (await stored?.lastServiceUrl()) ?? serviceUrlFor(config.bot.serviceUrls[0]),
  };
}

/** Before Teams has ever called, its worldwide address does, which it documents for exactly that. */
const serviceUrlFor = (origin: string | undefined): string | undefined =>
  origin === 'https://smba.trafficmanager.net' ? `${origin}/teams/` : origin;
