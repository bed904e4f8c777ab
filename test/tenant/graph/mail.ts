import type { Answer, JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import { SERVICE_PLAN_IDS } from '../entra-ids.ts';
import { anyOf, bodyOf, findUser, param } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { GraphRefusal } from './refusal.ts';

/** Sending mail; what was accepted lies in `directory.sentMails`. */
export const mailRoutes: Route[] = [
  { method: 'POST', path: '/users/{id}/sendMail', needs: anyOf('Mail.Send'), serve: sendMail },
];

function sendMail(call: GraphCall, parts: GraphParts): Answer {
  const sender = findUser(parts.directory, param(call, 'id'));
  if (sender === undefined) {
    throw new GraphRefusal(404, 'ErrorInvalidUser', `The requested user '${param(call, 'id')}' is invalid.`);
  }
  if (!sender.servicePlanIds.includes(SERVICE_PLAN_IDS.EXCHANGE_S_ENTERPRISE)) {
    throw new GraphRefusal(
      404,
      'MailboxNotEnabledForRESTAPI',
      'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
    );
  }
  const message = objectAt(bodyOf(call), 'message');
  const body = objectAt(message, 'body');
  parts.directory.sentMails.push({
    at: parts.clock.now(),
    fromUserId: sender.id,
    to: recipientsOf(message),
    subject: textAt(message, 'subject'),
    contentType: textAt(body, 'contentType') || 'Text',
    content: textAt(body, 'content'),
  });
  return { status: 202 };
}

function recipientsOf(message: JsonObject): string[] {
  const recipients = message['toRecipients'];
  const addresses = (Array.isArray(recipients) ? recipients : []).map((each: unknown) =>
    textAt(objectAt(isJsonObject(each) ? each : {}, 'emailAddress'), 'address'),
  );
  if (addresses.length === 0 || !addresses.every((address) => /^[^\s@]+@[^\s@]+$/.test(address))) {
    throw new GraphRefusal(400, 'ErrorInvalidRecipients', 'At least one recipient is not valid.');
  }
  return addresses;
}

function objectAt(from: JsonObject, name: string): JsonObject {
  const value = from[name];
  if (isJsonObject(value)) return value;
  throw new GraphRefusal(400, 'ErrorInvalidParameter', `The value of parameter ${name} is invalid.`);
}

function textAt(from: JsonObject, name: string): string {
  const value = from[name];
  return typeof value === 'string' ? value : '';
}
