import assert from 'node:assert/strict';
import { withPastedList } from '../../src/chat/pasted-list.ts';

const ID = '5e0c1f00-0001-4000-8000-000000000001';

describe('A list of people that is pasted below an order', () => {
  it('is cut off the order, whatever column names the person', () => {
    const text = `plan a rollout for these people:\nName,UPN\n"Adams, Alice",alice@fabrikam.example\r\n\nBob;bob@fabrikam.example;Sales`;
    assert.deepEqual(withPastedList(text), {
      order: 'plan a rollout for these people',
      listed: ['alice@fabrikam.example', 'bob@fabrikam.example'],
    });
  });

  it('names people in the column that its headings call so, and whoever is named twice once', () => {
    const text = 'disable\nManager,userPrincipalName\nnora@b.example,alice@b.example\nnora@b.example,Alice@B.example';
    assert.deepEqual(withPastedList(text)?.listed, ['Alice@B.example']);
    const quoted = 'disable\n"Name, first";"Manager";"UPN"\n"Adams, ""Al""";"nora@b.example";"alice@b.example"';
    assert.deepEqual(withPastedList(quoted)?.listed, ['alice@b.example']);
  });

  it('is none where a line could mean two people', () => {
    assert.equal(withPastedList('disable these\nalice@b.example,bob@b.example'), undefined);
    assert.equal(withPastedList('disable these\nOwner,Deputy\nalice@b.example,bob@b.example'), undefined);
  });

  it('may name people by their object ids, in any spelling, from a spreadsheet', () => {
    const text = `plan a rollout for these people\n${ID.toUpperCase()}\tAlice`;
    assert.deepEqual(withPastedList(text)?.listed, [ID.toUpperCase()]);
  });

  it('is none where a line below the first names nobody: an order is not cut short by mistake', () => {
    assert.equal(withPastedList('plan a rollout for these people\nalice@fabrikam.example\nand tell Bob'), undefined);
    assert.equal(withPastedList('turn off per-user MFA for Alice\nPlease'), undefined);
    assert.equal(withPastedList('turn off per-user MFA for alice@fabrikam.example'), undefined);
  });

  it('is not read at all where it is longer than a message may be', () => {
    assert.equal(withPastedList(`plan\n${'a@b.example\n'.repeat(10_000)}`), undefined);
  });
});
