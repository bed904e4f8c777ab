import assert from 'node:assert/strict';
import type { CoverageFacts, MfaPolicyFacts, ReadinessFacts } from '../../src/readiness/gates/facts.ts';
import { gateOf, reportOf, worstOf, type LineId } from '../../src/readiness/gates/report.ts';
import { countsOf, emergencyAccount, factsOf } from './facts.ts';

const lineOf = (id: LineId, differing: Partial<ReadinessFacts>) =>
  reportOf(factsOf(differing)).find((line) => line.id === id) ?? assert.fail(`no line ${id}`);
/** Colour, number and list of a line, and its reason. */
const told = (id: LineId, differing: Partial<ReadinessFacts>): [string, string] => {
  const { colour, number, listFilter, reason } = lineOf(id, differing);
  return [[colour, number, listFilter].filter((one) => one !== null).join(' '), reason];
};
const policiesOf = (differing: Partial<MfaPolicyFacts>) => ({
  policies: { is: { requiring: 1, reportOnly: 0, narrowed: 0, managed: [], excludingPlaces: 0, ...differing } },
});
const coverageOf = (differing: Partial<CoverageFacts>) => ({
  coverage: {
    is: {
      ...{ people: 100, covered: 100, blocked: 0, reportOnly: 0 },
      targeted: { directorySynchronization: 0, service: 0, shared: 0 },
      ...differing,
    },
  },
});

describe('A report of readiness', () => {
  it('is green but for the trusted IP ranges, which no tenant tells, where nothing stands in the way', () => {
    const lines = reportOf(factsOf());
    assert.equal(lines.length, 22);
    assert.deepEqual(
      lines.filter(({ colour }) => colour !== 'green').map(({ id, colour }) => [id, colour]),
      [['trustedLocations', 'amber']],
    );
  });

  it('begins with what is red, then amber', () => {
    const lines = reportOf(factsOf({ securityDefaults: { is: true }, methodsMigration: { is: 'preMigration' } }));
    const [first, second] = lines;
    assert.deepEqual([first?.id, second?.colour, lines.at(-1)?.colour], ['securityDefaults', 'amber', 'green']);
    assert.equal(worstOf(lines), 'red');
  });

  it('takes nothing for green that the tenant does not tell', () => {
    const why = { why: 'the tenant does not tell it.' };
    const known = factsOf();
    const names = Object.keys(known).filter((name) => name !== 'scope' && name !== 'isConfigured');
    const unknown = Object.fromEntries(names.map((name) => [name, why]));
    const lines = reportOf({ ...known, ...unknown, scope: 'tenant' });
    assert.equal(lines.length, 22);
    assert.deepEqual(
      lines.filter(({ colour, reason }) => colour !== 'amber' || !reason.startsWith('Not known')),
      [],
    );
  });

  it('gives every line that is red a way to mend it', () => {
    const bad: Partial<ReadinessFacts>[] = [
      { licences: { is: { hasP1: false, hasP2: false } } },
      { counts: countsOf({ unlicensed: 3, licensed: 97, administrators: 2, administratorsNotCapable: 1 }) },
      { counts: countsOf({ capable: 50, notCapable: 50, legacySignIns: 4 }), securityDefaults: { is: true } },
      { ...policiesOf({ requiring: 0 }), emergency: { is: [] } },
      coverageOf({ targeted: { directorySynchronization: 1, service: 0, shared: 0 } }),
    ];
    const red = bad.flatMap((facts) => reportOf(factsOf(facts))).filter(({ colour }) => colour === 'red');
    assert.equal(new Set(red.map(({ id }) => id)).size, 8);
    assert.deepEqual(
      red.filter(({ remedy }) => remedy === null),
      [],
    );
  });

  it('stops in a tenant without P1 after what is possible there', () => {
    const free = { licences: { is: { hasP1: false, hasP2: false } } };
    assert.deepEqual(
      reportOf(factsOf(free)).map(({ id, colour }) => `${id} ${colour}`),
      ['licence red', 'securityDefaults amber'],
    );
    assert.equal(lineOf('securityDefaults', { ...free, securityDefaults: { is: true } }).colour, 'green');
    assert.match(lineOf('licence', free).remedy ?? '', /per-user MFA, or security defaults, is what there is/);
  });

  it('about one person says what kind of account it is only where it is one', () => {
    const ids = (counts: ReadinessFacts['counts']) =>
      reportOf(factsOf({ scope: 'person', counts, isConfigured: { service: false, shared: false } })).map(
        ({ id }) => id,
      );
    assert.ok(!ids(countsOf({ people: 1 })).includes('guests'));
    assert.ok(!ids(countsOf({ people: 1 })).includes('sharedAccounts'));
    assert.ok(ids(countsOf({ people: 1, guests: 1 })).includes('guests'));
  });
});

/** The line, facts that differ, then how it stands and a part of why. */
const table: readonly (readonly [LineId, Partial<ReadinessFacts>, string, RegExp])[] = [
  ['licence', {}, 'green 100', /^All 100 have P1 or P2/],
  ['licence', { counts: countsOf({ licensable: 1, licensed: 1 }) }, 'green 1', /^P1 or P2 is assigned/],
  ['licence', { counts: countsOf({ licensed: 97, unlicensed: 3 }) }, 'red 3 unlicensed', /^3 of 100/],
  ['licence', { counts: countsOf({ licensed: 98 }) }, 'amber 2', /licences of 2 of 100 are not known/],
  ['securityDefaults', { securityDefaults: { is: true } }, 'red', /enables no Conditional Access policy/],
  ['mfaPolicy', policiesOf({ requiring: 0, reportOnly: 1 }), 'red 1', /report-only, which protects nobody/],
  ['mfaPolicy', policiesOf({ requiring: 0 }), 'red 0', /^No policy of yours/],
  ['overlaps', policiesOf({ narrowed: 2 }), 'amber 2', /^2 policies more ask/],
  [
    'overlaps',
    policiesOf({ managed: [{ name: 'Microsoft-managed: MFA', isEnforced: false }] }),
    'amber 1',
    /“Microsoft-managed: MFA”, and may switch what is in report-only on by itself/,
  ],
  ['overlaps', policiesOf({ managed: [{ name: 'M', isEnforced: true }] }), 'amber 1', /never count as protection/],
  [
    'coverage',
    { ...coverageOf({ covered: 60, reportOnly: 30 }), counts: countsOf({ notCovered: 40, unprotected: 7 }) },
    'amber 40 notCovered',
    /^40 of 100 are not covered: 30 only by report-only policies, 7 have no per-user MFA either/,
  ],
  ['coverage', coverageOf({ blocked: 2 }), 'green 100', /2 of them are blocked altogether/],
  ['coverage', coverageOf({ people: 0, covered: 0 }), 'amber 0', /nobody in it/],
  ['legacyClosed', { counts: countsOf({ legacyOpen: 5 }) }, 'amber 5 legacyOpen', /open to 5 of 100/],
  [
    'registration',
    { counts: countsOf({ capable: 94, notCapable: 6 }) },
    'red 6 notCapable',
    /^94 % of 100 .* 95 % are needed/,
  ],
  ['registration', { counts: countsOf({ capable: 95, notCapable: 5 }) }, 'amber 5 notCapable', /^95 % of 100/],
  ['registration', { counts: countsOf({ people: 1000, capable: 949, notCapable: 51 }) }, 'red 51 notCapable', /^94 %/],
  ['registration', { counts: countsOf({ capable: 98 }) }, 'amber 0', /of 2 it is not known/],
  ['registration', { counts: countsOf({ capable: 0 }) }, 'amber', /^Not known/],
  ['registration', { counts: countsOf({ people: 0, capable: 0 }) }, 'amber 0', /nobody in it/],
  ['neverAsked', { counts: countsOf({ neverAsked: 9 }) }, 'amber 9 neverAsked', /^9 have not registered/],
  [
    'legacySignIns',
    { counts: countsOf({ legacySignIns: 3, smtpSignIns: 2 }) },
    'red 3 legacySignIns',
    /^3 accounts in 30 days, 2 of them over SMTP \(printers, relays\)/,
  ],
  [
    'legacySignIns',
    { counts: countsOf({ legacySignIns: 3 }), legacySignIns: { is: { isCapped: true, signIns: 9 } } },
    'red 3 legacySignIns',
    /^At least 3 accounts/,
  ],
  ['legacySignIns', { legacySignIns: { is: { isCapped: true, signIns: 9 } } }, 'amber 0', /there are more/],
  ['disturbed', { counts: countsOf({ hybridJoins: 2 }) }, 'amber 2 hybridJoins', /2 accounts on hybrid-joined devices/],
  ['disturbed', { counts: countsOf({ intuneEnrolments: 1 }) }, 'amber 1 intuneEnrolments', /1 account at Intune/],
  ['disturbed', { askedSignIns: { is: { isCapped: true, signIns: 2000 } } }, 'amber 0', /in the newest 2000 sign-ins/],
  ['mfaServer', { counts: countsOf({ mfaServerSignIns: 4 }) }, 'amber 4 mfaServerSignIns', /AD FS, NPS or a VPN/],
  ['appPasswords', { settings: { is: settings({ allowAppPasswords: true }) } }, 'amber', /stop working with the move/],
  ['appPasswords', { settings: { is: settings({ allowAppPasswords: null }) } }, 'amber', /^Not known/],
  ['rememberMfa', { settings: { is: settings({ isRememberOn: true, rememberDays: 60 }) } }, 'amber 60', /for 60 days/],
  [
    'trustedLocations',
    { trustedLocations: { is: 2 }, ...policiesOf({ excludingPlaces: 1 }) },
    'amber 1',
    /^2 trusted named locations\. 1 enabled MFA policy leaves/,
  ],
  [
    'trustedLocations',
    { settings: { is: settings({ skipMfaForFederatedUsers: true }) } },
    'amber',
    /skips MFA for federated people/,
  ],
  ['methodsMigration', { methodsMigration: { is: 'migrationInProgress' } }, 'amber', /both decide/],
  ['methodsMigration', { methodsMigration: { is: 'tomorrow' } }, 'amber', /^Not known/],
  [
    'synchronization',
    {
      ...coverageOf({ targeted: { directorySynchronization: 1, service: 0, shared: 0 } }),
      counts: countsOf({ synchronization: 1 }),
    },
    'red 1 synchronization',
    /synchronisation would stop/,
  ],
  ['synchronization', { counts: countsOf({ synchronization: 1 }) }, 'green 1', /no policy applies/],
  ['serviceAccounts', { isConfigured: { service: false, shared: true } }, 'amber', /^Not known/],
  [
    'serviceAccounts',
    {
      ...coverageOf({ targeted: { directorySynchronization: 0, service: 2, shared: 0 } }),
      counts: countsOf({ service: 3 }),
    },
    'amber 3 service',
    /apply to 2 of 3 accounts/,
  ],
  ['sharedAccounts', { counts: countsOf({ shared: 4 }) }, 'green 4', /^4, and no policy/],
  [
    'administrators',
    { counts: countsOf({ administrators: 3, noAdministrators: 97 }) },
    'amber 3 administrators',
    /^3 in it/,
  ],
  ['administrators', { counts: countsOf({ noAdministrators: 0 }) }, 'amber', /^Not known of everybody/],
  [
    'administrators',
    { counts: countsOf({ administrators: 3, administratorsNotCapable: 1 }) },
    'red 1 administratorsNotCapable',
    /^1 of 3/,
  ],
  [
    'guests',
    { counts: countsOf({ guests: 5, guestsWithMfa: 2 }) },
    'amber 5 guestsWithMfa',
    /2 with per-user MFA here/,
  ],
  [
    'recommendation',
    { recommendation: { is: 'active' }, tenant: { is: { people: 100, withMfa: 40 } } },
    'amber 40 withMfa',
    /^Active; 40 of 100/,
  ],
  ['recommendation', { recommendation: { is: 'completedBySystem' } }, 'green 0', /^Completed by itself/],
  ['recommendation', { recommendation: { is: 'active' } }, 'amber 0', /^Active/],
  ['recommendation', { tenant: { is: { people: 100, withMfa: 4 } } }, 'amber 4 withMfa', /fewer than 5 %/],
  [
    'recommendation',
    { tenant: { is: { people: 100, withMfa: 5 } } },
    'amber 5 withMfa',
    /active for 1 % of people or fewer/,
  ],
  ['recommendation', { recommendation: { is: 'dreamt' } }, 'amber 0', /Graph says “dreamt”/],
];

function settings(differing: Partial<Extract<ReadinessFacts['settings'], { is: unknown }>['is']>) {
  const { settings: known } = factsOf();
  return { ...('is' in known ? known.is : assert.fail()), ...differing };
}

describe('The lines of a report', () => {
  for (const [id, facts, stands, why] of table) {
    it(`${id} is ${stands}: ${String(why)}`, () => {
      const [line, reason] = told(id, facts);
      assert.equal(line, stands);
      assert.match(reason, why);
    });
  }
});

describe('Emergency access in a report', () => {
  const stands = (...accounts: ReturnType<typeof emergencyAccount>[]) =>
    told('emergency', { emergency: { is: accounts } });
  const beside = emergencyAccount({ name: 'BG 2' });

  it('needs at least two accounts', () => {
    assert.match(stands(beside)[1], /^1 of at least 2 are configured/);
    assert.equal(stands(beside)[0], 'red 1');
    assert.equal(stands(emergencyAccount(), beside)[0], 'green 2');
  });

  it('does not count one that only looks like it, and names it', () => {
    const other = emergencyAccount({ name: 'Spare admin', isListed: false, isThere: false });
    assert.match(stands(beside, other)[1], /^1 of at least 2 are configured/);
    const [colour, reason] = stands(emergencyAccount(), beside, other);
    assert.match(colour, /^amber/);
    assert.match(reason, /^Spare admin looks like one, but is not in CROSSOVER_EMERGENCY_ACCOUNTS\.$/);
  });

  it('is red where one could not get in', () => {
    const cases = [{ isThere: false }, { isEnabled: false }, { isCloudOnly: false }, { notExcludedFrom: 1 }];
    for (const differing of cases) assert.match(stands(emergencyAccount(differing), beside)[0], /^red/);
  });

  it('is amber where one is in use, or weaker than it should be', () => {
    const cases = [
      { hasPhishingResistantMethod: false },
      { hasPhishingResistantMethod: null },
      { notExcludedFromReportOnly: 2 },
    ];
    for (const differing of cases) assert.match(stands(emergencyAccount(differing), beside)[0], /^amber/);
    assert.match(
      stands(emergencyAccount({ lastSignInDaysAgo: 29 }), beside)[1],
      /BG 1 was used 29 days ago: find out why/,
    );
    assert.match(stands(emergencyAccount({ lastSignInDaysAgo: 0 }), beside)[1], /within a day/);
    assert.equal(stands(emergencyAccount({ lastSignInDaysAgo: 30 }), beside)[0], 'green 2');
  });
});

describe('The gate of a ring', () => {
  const closedBy = (differing: Partial<ReadinessFacts>) => gateOf(factsOf(differing)).why;

  it('is open where all are MFA-capable and licensed, legacy authentication is closed, and no line is red', () => {
    assert.deepEqual(gateOf(factsOf()), {
      ...{ isOpen: true, mfaCapablePercent: 100, peopleWithoutLicence: 0, legacyOpenTo: 0, red: [], why: [] },
    });
  });

  it('takes the share that a rollout asks for', () => {
    const facts = factsOf({ counts: countsOf({ capable: 90, notCapable: 10 }) });
    assert.equal(gateOf(facts, { minMfaCapablePercent: 90 }).isOpen, true);
    assert.deepEqual(gateOf(facts).why, ['90 % are MFA-capable, 95 % are needed.']);
  });

  it('stays closed for every reason of its own', () => {
    assert.match(closedBy({ counts: countsOf({ licensed: 99 }) }).join(), /1 are not known to have P1/);
    assert.match(closedBy({ counts: countsOf({ legacyOpen: 2 }) }).join(), /open to 2/);
    assert.match(closedBy({ securityDefaults: { is: true } }).join(), /^Security defaults: On/);
    assert.match(
      closedBy({ licences: { is: { hasP1: false, hasP2: false } } }).join(),
      /not known to have Microsoft Entra ID P1/,
    );
    assert.equal(closedBy({ counts: countsOf({ people: 0, capable: 0 }) }).length, 1);
  });

  it('stays closed where it is not known', () => {
    const why = { why: 'no answer.' };
    assert.equal(closedBy({ counts: why }).length, 3);
    assert.equal(closedBy({ coverage: why }).length, 1);
    assert.equal(closedBy({ licences: why }).length, 1);
  });
});
