import assert from 'node:assert/strict';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { ROLE_TEMPLATE_IDS } from '../tenant/entra-ids.ts';

describe('Asking for a state', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());

  it('a first name that several people have gives a list to choose from, and the choice an answer in its place', async () => {
    const list = await story.ask(PEOPLE.nora, "what is Alice's MFA state?");
    assert.match(cardText(list), /Whom do you mean\?[^]*Alice Adams \(alice\.adams@[^]*Alice Archer/);
    await story.press(PEOPLE.nora, list, 'Alice Archer');
    const answered = await story.told(PEOPLE.nora, /^MFA state[^]*Alice Archer/);
    assert.equal(answered.activityId, list.activityId);
  });

  it('a whole name is an answer at once: state, meaning, coverage, methods, account and when it was read', async () => {
    const text = await story.answerTo(PEOPLE.nora, "what is Alice Adams's MFA state?");
    assert.match(text, /Per-user MFA: enforced\nAlice Adams/);
    assert.match(
      text,
      /Conditional Access requires MFA for every resource \(policy “Require MFA for migrated users”\)/,
    );
    assert.match(text, /MFA-capable: yes\nMethods: Authenticator app, phone/);
    assert.match(text, /Account: member, enabled, cloud-only/);
    assert.match(text, /Legacy apps: Needs app passwords\.\nBrowser: MFA is required at sign-in\./);
    assert.match(text, /Conditional Access never changes this state/);
    assert.match(text, /Read live, /);
  });

  it('a sign-in name finds its one person, an apostrophe in it included', async () => {
    assert.match(await story.answerTo(PEOPLE.nora, 'mfa state of priya.patel@fabrikam.example'), /Priya Patel/);
    const siobhan = await story.answerTo(PEOPLE.nora, "mfa state of siobhan.d'arcy@fabrikam.example");
    assert.match(siobhan, /Siobhán D'Arcy/);
  });

  it('a misspelled name finds nobody and offers near ones', async () => {
    const text = await story.answerTo(PEOPLE.nora, 'mfa state of Alcie Adams');
    assert.match(
      text,
      /^Whom do you mean\?\nNobody is called “Alcie Adams”[^]*Did you mean one of these\?[^]*Alice Adams/,
    );
    assert.match(await story.answerTo(PEOPLE.nora, 'mfa stat of alise'), /^Whom do you mean\?[^]*Alice Adams/);
  });

  it('a possessive may lack its apostrophe, where nothing is changed by it', async () => {
    assert.match(await story.answerTo(PEOPLE.nora, 'whats priyas mfa?'), /^MFA state[^]*Priya Patel/);
    assert.match(await story.answerTo(PEOPLE.nora, 'whats alices mfa?'), /^Whom do you mean\?[^]*Alice Archer/);
    assert.match(await story.answerTo(PEOPLE.nora, 'disable priyas'), /^Whom do you mean\?\nNobody is called “priyas”/);
  });

  it('says whether somebody is an administrator, live', async () => {
    assert.match(await story.answerTo(PEOPLE.nora, 'is Bruno Costa an admin?'), /^MFA state[^]*Administrator: no/);
    story.tenant.directory.users.get(PEOPLE.bruno)?.roleTemplateIds.push(ROLE_TEMPLATE_IDS['Security Administrator']);
    assert.match(await story.answerTo(PEOPLE.nora, 'is Bruno Costa an admin?'), /^MFA state[^]*Administrator: yes/);
  });

  it('“my MFA state” is about whoever asks', async () => {
    assert.match(await story.answerTo(PEOPLE.bruno, 'what is my MFA state?'), /Bruno Costa/);
  });

  it('says of a guest that they are one, and of an on-premises account that it is synchronised', async () => {
    assert.match(await story.answerTo(PEOPLE.nora, 'mfa state of José García'), /Account: guest, enabled/);
    const priya = await story.answerTo(PEOPLE.nora, 'mfa state of Priya Patel');
    assert.match(priya, /Account: member, enabled, synchronised from on-premises/);
  });

  it('says that an account is disabled', async () => {
    const text = await story.answerTo(PEOPLE.nora, 'mfa state of Tomasz Leszczyński');
    assert.match(text, /Account: member, disabled/);
  });

  it('somebody with nothing registered is not MFA-capable; registering shows in the next answer', async () => {
    const before = await story.answerTo(PEOPLE.nora, 'mfa state of Bob Berg');
    assert.match(before, /Per-user MFA: disabled[^]*MFA-capable: no, nothing registered[^]*Methods: none registered/);
    story.tenant.directory.users.get(PEOPLE.bob)?.methods.push('fido2AuthenticationMethod');
    const after = await story.answerTo(PEOPLE.nora, 'mfa state of Bob Berg');
    assert.match(after, /MFA-capable: yes\nMethods: passkey \(FIDO2\)/);
  });

  it('what one call cannot tell is said as not known; it does not cost the answer', async () => {
    story.tenant.faults.add({ path: /authentication\/methods/, status: 403 });
    const text = await story.answerTo(PEOPLE.nora, 'mfa state of Carol O’Neil');
    story.tenant.faults.clear();
    assert.match(text, /Per-user MFA: enabled[^]*MFA-capable: could not be read just now/);
  });

  it('a state that Graph leaves out of its answer is unknown, never disabled', async () => {
    story.tenant.faults.add({ path: /authentication\/requirements/, status: 200, body: {} });
    const text = await story.answerTo(PEOPLE.nora, 'mfa state of Bob Berg');
    story.tenant.faults.clear();
    assert.match(text, /Per-user MFA: unknown[^]*not the same as disabled/);
  });

  it('somebody without a role learns about themselves and about nobody else', async () => {
    assert.match(await story.answerTo(PEOPLE.aliceAdams, 'what is my MFA state?'), /Alice Adams/);
    const real = await story.answerTo(PEOPLE.aliceAdams, 'mfa state of Bob Berg');
    const invented = await story.answerTo(PEOPLE.aliceAdams, 'mfa state of Zed Atall');
    assert.match(real, /You may ask me about yourself only\./);
    assert.equal(invented, real);
  });
});
