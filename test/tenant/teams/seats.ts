import type { Directory, TenantUser } from '../contract.ts';
import type { Chat, Chats } from './chats.ts';
import type { Team } from './connector-roster.ts';
import { threadIdOf } from './ids.ts';

/** A place in the window: whose chat it shows, the part that person plays, and what they may want to say. */
export interface Seat {
  userId: string;
  part: string;
  suggestions: string[];
}

const parts = {
  Admin: [
    'help',
    "what is Alice's MFA state?",
    'turn off per-user MFA for Alice Adams',
    'tell SG-MFA-Pilot that they move to Conditional Access on Monday 9:00',
    'who is enforced?',
    'show the last changes',
  ],
  Approver: ['who still has to sign?', 'show the last changes', 'help'],
  'Pilot user': ['what is my MFA state?', 'help'],
} as const;

const story: [displayName: string, part: keyof typeof parts][] = [
  ['Nora Lindqvist', 'Admin'],
  ['Bruno Costa', 'Approver'],
  ['Chiara Rossi', 'Approver'],
  ['Alice Adams', 'Pilot user'],
  ['Priya Patel', 'Pilot user'],
];

/** The people of the story, side by side; the first five people where nobody has the story's names. */
export function seatsOf(directory: Directory): Seat[] {
  const users = [...directory.users.values()];
  const named = story.flatMap(([displayName, part]) => {
    const user = users.find((candidate) => candidate.displayName === displayName);
    return user === undefined ? [] : [{ userId: user.id, part, suggestions: [...parts[part]] }];
  });
  return named.length > 0 ? named : users.slice(0, 5).map(seatOf);
}

/** The seat of somebody who has none in the story. */
export function seatOf(user: TenantUser): Seat {
  const part = user.jobTitle ?? user.department ?? (user.userType === 'Guest' ? 'Guest' : 'Member');
  return { userId: user.id, part, suggestions: [...parts['Pilot user']] };
}

/** What may be said in a room, where the bot hears only what mentions it. */
export const roomSuggestions = ['@Crossover help', '@Crossover who still has to sign?', 'Good morning, everybody'];

const TEAM = 'IT Security';

/** The team of the story. */
export function teamOf({ tenantId }: Pick<Directory, 'tenantId'>): Team {
  return { id: threadIdOf(`${tenantId}/${TEAM}`), name: TEAM, aadGroupId: tenantId };
}

/** The channel that approvers share with the bot. */
export const approvalsChannelOf = (directory: Pick<Directory, 'tenantId'>): string =>
  threadIdOf(`${teamOf(directory).id}/Approvals`);

/** Seeds the group chat and the channels that admin and approvers share with the bot. */
export function addRooms(chats: Chats, directory: Directory): { groupChat: Chat; channel: Chat } {
  const team = teamOf(directory);
  const members = seatsOf(directory).filter((seat) => seat.part !== 'Pilot user');
  const memberUserIds = (): Set<string> => new Set(members.map((seat) => seat.userId));
  chats.addRoom({
    id: team.id,
    kind: 'channel',
    title: `${team.name} › General`,
    teamId: team.id,
    memberUserIds: memberUserIds(),
  });
  const channel = chats.addRoom({
    id: approvalsChannelOf(directory),
    kind: 'channel',
    title: 'Approvals',
    teamId: team.id,
    memberUserIds: memberUserIds(),
  });
  const groupChat = chats.addRoom({
    id: threadIdOf(`${directory.tenantId}/MFA rollout`),
    kind: 'groupChat',
    title: 'MFA rollout',
    teamId: undefined,
    memberUserIds: memberUserIds(),
  });
  return { groupChat, channel };
}
