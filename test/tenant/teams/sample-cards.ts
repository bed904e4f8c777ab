import type { Json } from './json.ts';

/** An answer card with facts, a table and an element that needs its fallback. */
export const stateCard: Json = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    { type: 'TextBlock', text: "Alice Adams's MFA state", style: 'heading', wrap: true },
    { type: 'TextBlock', text: 'Enforced, ready to move', color: 'Good', weight: 'Bolder', wrap: true },
    {
      type: 'FactSet',
      facts: [
        { title: 'Per-user MFA', value: 'enforced' },
        { title: 'Coverage', value: 'required by **Require MFA for migrated users**' },
        { title: 'Methods', value: 'Authenticator, phone' },
      ],
    },
    {
      type: 'Badge',
      text: 'Pilot',
      fallback: { type: 'TextBlock', text: 'Ring: Pilot', isSubtle: true, wrap: true },
    },
    { type: 'TextBlock', text: 'Read live, just now', size: 'Small', isSubtle: true, wrap: true },
  ],
  actions: [
    { type: 'Action.Execute', title: 'Refresh', verb: 'mfa.state.get', data: { user: 'alice' } },
    {
      type: 'Action.ShowCard',
      title: 'Details',
      card: { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'Registered in 2024', wrap: true }] },
    },
  ],
};

/** A card that asks for a decision, with a table, inputs and three buttons. */
export const planCard: Json = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    { type: 'TextBlock', text: 'Move the pilot ring', style: 'heading', wrap: true },
    { type: 'TextBlock', text: 'Waiting for your decision', color: 'Accent', weight: 'Bolder', wrap: true },
    {
      type: 'Table',
      firstRowAsHeader: true,
      columns: [{ width: 5 }, { width: 4 }, { width: 4 }],
      rows: [
        row(['Person', 'Now', 'Then']),
        row(['Alice Adams', 'enforced', 'disabled']),
        row(['Priya Patel', 'enforced', 'disabled']),
      ],
    },
    {
      type: 'Container',
      style: 'attention',
      items: [{ type: 'TextBlock', text: 'App passwords cannot be brought back.', color: 'Attention', wrap: true }],
    },
    {
      type: 'Input.Text',
      id: 'reason',
      label: 'Reason, if you deny',
      isMultiline: true,
      placeholder: 'Why not?',
    },
    {
      type: 'Input.ChoiceSet',
      id: 'when',
      label: 'When',
      value: 'now',
      isRequired: true,
      choices: [
        { title: 'At once', value: 'now' },
        { title: 'Tuesday 09:00', value: 'tuesday' },
      ],
    },
    { type: 'Input.Toggle', id: 'isTold', title: 'Tell the people first', value: 'true' },
  ],
  actions: [
    { type: 'Action.Execute', title: 'Show details', verb: 'details' },
    { type: 'Action.Execute', title: 'Approve', verb: 'approve', style: 'positive' },
    { type: 'Action.Execute', title: 'Deny', verb: 'deny', style: 'destructive' },
  ],
};

function row(texts: string[]): Json {
  const cells = texts.map((text) => ({
    type: 'TableCell',
    items: [{ type: 'TextBlock', text, wrap: true }],
  }));
  return { type: 'TableRow', cells };
}
