import assert from 'node:assert/strict';
import { protectionOf, refuseWithoutEmergencyAccounts, type ProtectedAccounts } from '../../src/changes/protection.ts';
import { ROLE_TEMPLATE_IDS } from '../tenant/entra-ids.ts';

const accounts = (...emergencyAccountIds: string[]): ProtectedAccounts => ({
  emergencyAccountIds: new Set(emergencyAccountIds),
  ownIds: new Set(['bot']),
  protectedGroupIds: new Set(['executives']),
});
const none = { roleTemplateIds: [], groupIds: [] };
const person = (id: string, userPrincipalName: string | null = 'a@fabrikam.example') => ({ id, userPrincipalName });

describe('Accounts that are never changed', () => {
  it('are the emergency access accounts, in whatever case Graph spells their ids', () => {
    assert.equal(protectionOf(person('AB-1'), none, accounts('ab-1', 'ab-2')), 'an emergency access account');
    assert.equal(protectionOf(person('ab-3'), none, accounts('ab-1', 'ab-2')), null);
  });

  it('are our own identity and the accounts that keep the directory in step, by role or by name', () => {
    assert.equal(protectionOf(person('bot'), none, accounts()), 'my own identity');
    const synchronization = {
      ...none,
      roleTemplateIds: [ROLE_TEMPLATE_IDS['Directory Synchronization Accounts']],
    };
    const what = 'a directory synchronisation account';
    assert.equal(protectionOf(person('a'), synchronization, accounts()), what);
    assert.equal(protectionOf(person('a', 'Sync_DC01_1f2e@fabrikam.example'), none, accounts()), what);
    assert.equal(protectionOf(person('a', 'ADToAADSyncServiceAccount@fabrikam.example'), none, accounts()), what);
    assert.equal(protectionOf(person('a', 'syncia.smith@fabrikam.example'), none, accounts()), null);
    assert.equal(protectionOf(person('a', null), none, accounts()), null);
  });

  it('are the members of a protected group', () => {
    const executive = { ...none, groupIds: ['sales', 'executives'] };
    assert.equal(protectionOf(person('a'), executive, accounts()), 'in a protected group');
    assert.equal(protectionOf(person('a'), { ...none, groupIds: ['sales'] }, accounts()), null);
  });

  it('nothing is written at all until two emergency accounts are configured', () => {
    for (const few of [accounts(), accounts('one'), accounts('one', 'one')]) {
      assert.throws(() => {
        refuseWithoutEmergencyAccounts(few);
      }, /until two emergency access accounts are configured/);
    }
    assert.doesNotThrow(() => {
      refuseWithoutEmergencyAccounts(accounts('one', 'two'));
    });
  });
});
