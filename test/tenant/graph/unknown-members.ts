import type { Answer } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import type { GraphCall } from './call.ts';

/** Members that stand behind `unknownFutureValue` in an evolvable enumeration, by the property that holds them. */
const LATER_MEMBERS: Record<string, readonly string[]> = {
  builtInControls: ['riskRemediation'],
  status: ['riskAccepted', 'thirdParty', 'planned', 'alternateMitigation'],
  recommendationType: ['longLivedCredentials', 'inactiveGuests', 'mfaServerDeprecation'],
  category: ['mdiSecureScore'],
};

const EVOLVING = /^\/(identity\/conditionalAccess|directory\/recommendations)\b/i;

/** Hides later members, as `unknownFutureValue`, from callers that did not say that they know them. */
export function hideLaterMembers(call: GraphCall, answer: Answer): Answer {
  if (!EVOLVING.test(call.path) || answer.body === undefined) return answer;
  if (/include-unknown-enum-members/i.test(String(call.headers['prefer'] ?? ''))) {
    return { ...answer, headers: { ...answer.headers, 'Preference-Applied': 'include-unknown-enum-members' } };
  }
  return { ...answer, body: hidden(answer.body, '') };
}

function hidden(value: unknown, property: string): unknown {
  if (typeof value === 'string') return LATER_MEMBERS[property]?.includes(value) ? 'unknownFutureValue' : value;
  if (Array.isArray(value)) return value.map((each) => hidden(each, property));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hidden(inner, name)]));
}
