import type { TenantClock } from '../contract.ts';
import { DOCUMENTED_QUOTAS } from './classes.ts';
import type { QuotaClass, QuotaDemand, QuotaRule, QuotaWindow } from './classes.ts';
import { createMailboxConcurrency } from './mailbox-concurrency.ts';
import type { MailboxConcurrency } from './mailbox-concurrency.ts';
import { SlidingWindow } from './sliding-window.ts';

/** A quota that is to differ: another limit, or none at all. */
export type QuotaOverride = (QuotaWindow & { hasRetryAfter?: boolean }) | 'unlimited';
export type QuotaOverrides = Partial<Record<QuotaClass, QuotaOverride>>;

/** What has been counted of one class. */
export interface QuotaCount {
  /** The most that any window of any scope ever held, refused requests included. */
  peak: number;
  /** How many requests were answered 429. */
  refused: number;
  /** How many requests there were. */
  requests: number;
}

/** What the quotas say of one request. */
export interface Judgement {
  /** The class whose limit is passed, if any. */
  refusedBy?: QuotaClass;
  retryAfterSeconds?: number;
  /** The fullest of the windows that this request counts in. */
  share: number;
}

/** The tenant's quotas: counted always, enforced when they are on. */
export interface Quotas {
  isOn: boolean;
  /** Changes a limit from now on. */
  override(quotaClass: QuotaClass, limit: QuotaOverride): void;
  judge(demands: readonly QuotaDemand[]): Judgement;
  /** What is open at once, which no window counts. */
  mailboxes: MailboxConcurrency;
  countOf(quotaClass: QuotaClass): QuotaCount;
}

/** Quotas that are judged on the tenant's clock. */
export function createQuotas(
  clock: TenantClock,
  { isOn, overrides }: { isOn: boolean; overrides: QuotaOverrides },
): Quotas {
  const books = new Map<QuotaClass, Book>();
  const bookOf = (quotaClass: QuotaClass): Book => {
    const book = books.get(quotaClass) ?? new Book(DOCUMENTED_QUOTAS[quotaClass]);
    books.set(quotaClass, book);
    return book;
  };
  const quotas: Quotas = {
    isOn,
    override: (quotaClass, limit) => {
      bookOf(quotaClass).rule = ruleOf(limit);
    },
    judge: (demands) => {
      const nowMillis = clock.now().getTime();
      let worst: Judgement = { share: 0 };
      for (const demand of demands) {
        const judgement = bookOf(demand.quotaClass).judge(demand, nowMillis);
        if (isWorse(judgement, worst)) worst = judgement;
      }
      if (!quotas.isOn || worst.refusedBy === undefined) return { share: worst.share };
      bookOf(worst.refusedBy).refused += 1;
      return worst;
    },
    mailboxes: createMailboxConcurrency(() => quotas.isOn),
    countOf: (quotaClass) => bookOf(quotaClass).count(),
  };
  for (const [quotaClass, limit] of Object.entries(overrides)) quotas.override(quotaClass as QuotaClass, limit);
  return quotas;
}

/** A refusal before none, the longest wait before shorter ones, and else the fuller window. */
function isWorse(one: Judgement, other: Judgement): boolean {
  if ((one.refusedBy === undefined) !== (other.refusedBy === undefined)) return one.refusedBy !== undefined;
  if (one.refusedBy === undefined) return one.share > other.share;
  return (one.retryAfterSeconds ?? 0) > (other.retryAfterSeconds ?? 0);
}

function ruleOf(limit: QuotaOverride): QuotaRule {
  if (limit === 'unlimited') return { windows: [], hasRetryAfter: true };
  return { windows: [limit], hasRetryAfter: limit.hasRetryAfter ?? true };
}

/** One class: its rule, and the windows of everybody who has such a quota. */
class Book {
  #rule: QuotaRule;
  #scopes = new Map<string, SlidingWindow[]>();
  #requests = 0;
  refused = 0;

  constructor(rule: QuotaRule) {
    this.#rule = rule;
  }

  set rule(rule: QuotaRule) {
    this.#rule = rule;
    this.#scopes = new Map();
  }

  judge({ quotaClass, scope, cost }: QuotaDemand, nowMillis: number): Judgement {
    this.#requests += 1;
    const { windows, hasRetryAfter } = this.#rule;
    const counted = this.#scopes.get(scope) ?? windows.map(({ perSeconds }) => new SlidingWindow(perSeconds));
    this.#scopes.set(scope, counted);
    const verdicts = windows.map(({ limit }, index) => counted[index]?.take(nowMillis, { cost, limit }));
    const share = Math.max(0, ...verdicts.map((verdict) => verdict?.share ?? 0));
    if (verdicts.every((verdict) => verdict?.isAllowed !== false)) return { share };
    const seconds = Math.max(...verdicts.map((verdict) => verdict?.retryAfterSeconds ?? 0));
    return { share, refusedBy: quotaClass, ...(hasRetryAfter && { retryAfterSeconds: seconds }) };
  }

  count(): QuotaCount {
    const peaks = [...this.#scopes.values()].flatMap((windows) => windows[0]?.peak ?? 0);
    return { peak: Math.max(0, ...peaks), refused: this.refused, requests: this.#requests };
  }
}
