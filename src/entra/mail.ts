import type { Answer, Graph } from './graph.ts';
import { nothing } from './graph-call.ts';

/** A mail to one address. */
export type Mail = { fromUserId: string; to: string; subject: string } & ({ html: string } | { text: string });

/**
 * Hands a mail over to Exchange in the name of the sender's mailbox; accepted is not delivered.
 *
 * Never repeated here: after a `TransportError` it may have been sent.
 *
 * @writes message
 * @permission Mail.Send (application)
 * @throws {GraphError} `notFound` where the sender has no mailbox; `badRequest` unless the sender is an object id.
 * @see https://learn.microsoft.com/graph/api/user-sendmail
 */
export const sendMail = (graph: Graph, mail: Mail): Promise<Answer<undefined>> =>
  graph.post('/users/{id}/sendMail', {
    ids: { id: mail.fromUserId },
    body: {
      message: {
        subject: mail.subject,
        body:
          'html' in mail ? { contentType: 'html', content: mail.html } : { contentType: 'text', content: mail.text },
        toRecipients: [{ emailAddress: { address: mail.to } }],
      },
      saveToSentItems: true,
    },
    schema: nothing,
  });
