/** What the demo says when it is ready. */
export const greeting = (facts: { address: string; botPort: number }): string => `
Crossover is ready. Open this address in a browser:

    ${facts.address}

You see five people's chats with the bot side by side; you play them all.

  1. As Nora, say:      what is Alice's MFA state?
                        and choose Alice Adams from the list.
  2. As Nora, say:      tell SG-MFA-Pilot that they move to Conditional Access tomorrow 7:00
  3. As Chiara, press:  Approve. Alice and Priya get the notice.
  4. At the top, press: +1 day. The time of the move has come.
  5. As Nora, say:      turn off per-user MFA for Alice Adams
  6. As Bruno, press:   Approve. The card says until when the change waits.
  7. At the top, press: +15 min. It is done and read back; every card says so.

A whole rollout: as Nora, say “plan a rollout for enforced people with 70 people per ring”, then “start ring 1”.

“What the tenant says” shows what was written to the directory and mailed.
Nothing leaves this machine; everything is in memory and gone afterwards. The bot listens on port ${facts.botPort}.
Press Ctrl+C to stop.
`;

export const farewell = 'Stopping …';
