/** What makes a plan dangerous, each with a number of approvals of its own. */
export const risks = ['person', 'administrator', 'many', 'policy', 'securityDefaults', 'notice'] as const;
export type Risk = (typeof risks)[number];

/** How many different people must say yes for each risk, and how many people are many. Configuration; never below one. */
export interface RiskTable {
  approvals: Readonly<Record<Risk, number>>;
  /** A plan about more people than this is about many. */
  fewPeople: number;
  /** A plan about more people than this is refused. */
  mostPeople: number;
}

/** One yes for an ordinary person, two for everything else. */
export const defaultApprovals: RiskTable['approvals'] = {
  person: 1,
  administrator: 2,
  many: 2,
  policy: 2,
  securityDefaults: 2,
  notice: 1,
};

/** The approvals that a plan of these risks needs: as many as its greatest one. */
export const approvalsFor = ({ approvals }: Pick<RiskTable, 'approvals'>, some: readonly Risk[]): number =>
  Math.max(1, ...some.map((risk) => approvals[risk]));

const words: Readonly<Record<Risk, string | null>> = {
  person: null,
  notice: null,
  administrator: 'somebody in it holds a directory role',
  many: 'it is about many people',
  policy: 'it changes what holds for many people, or for the whole tenant',
  securityDefaults: 'it changes the security defaults of the whole tenant',
};

/** Why a plan needs more than one yes, for whoever decides; null where it does not. */
export function riskWords(some: readonly Risk[]): string | null {
  const why = some.flatMap((risk) => words[risk] ?? []);
  return why.length === 0 ? null : why.join('; ');
}
