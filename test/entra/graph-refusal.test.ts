import assert from 'node:assert/strict';
import { graphErrorOf, retryAfterSecondsOf } from '../../src/entra/graph-refusal.ts';

const now = new Date('2026-11-22T10:00:00Z');
const refused = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  graphErrorOf(
    { method: 'GET', path: '/v1.0/thing', status, headers: new Headers(headers), text: JSON.stringify(body) },
    now,
  );
const error = (code: string, message: string, innerError?: object) => ({
  error: { code, message, innerError },
});

const cases = [
  [400, error('BadRequest', 'Invalid value'), 'badRequest'],
  [400, error('Request_UnsupportedQuery', 'Unsupported or invalid query filter clause'), 'unsupportedQuery'],
  [
    400,
    error('BadRequest', 'Security Defaults is enabled in the tenant. You must disable Security defaults before …'),
    'securityDefaultsOn',
  ],
  [400, error('Request_BadRequest', "One or more added object references already exist for … 'members'."), 'conflict'],
  [401, error('InvalidAuthenticationToken', 'Access token has expired.'), 'unauthorized'],
  [403, error('Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'), 'forbidden'],
  [403, error('AccessDenied', 'Your tenant is not licensed for this feature. Please upgrade …'), 'notLicensed'],
  [403, error('Authentication_RequestFromNonPremiumTenantOrB2CTenant', 'Neither tenant is B2C …'), 'notLicensed'],
  [403, error('Forbidden', 'Failed to get license information for the user. Ensure …'), 'userNotLicensed'],
  [403, error('Forbidden', 'App is blocked by app permission policy. TenantId: …'), 'appBlocked'],
  [404, error('Request_ResourceNotFound', 'Resource … does not exist'), 'notFound'],
  [409, error('Conflict', 'App is already installed'), 'conflict'],
  [429, error('TooManyRequests', 'Too many requests.'), 'throttled'],
  [500, error('InternalServerError', 'Internal server error.'), 'serviceFault'],
  [501, error('NotImplemented', 'Not Implemented'), 'unsupportedQuery'],
] as const;

describe('what a refusal of Graph means', () => {
  for (const [status, body, reason] of cases) {
    it(`${status} ${body.error.code} "${body.error.message.slice(0, 40)}" is ${reason}, with a remedy`, () => {
      const made = refused(status, body);
      assert.equal(made.reason, reason);
      assert.match(made.remedy, /^[A-Z].*\.$/);
    });
  }

  for (const name of ['innerError', 'innererror']) {
    it(`the request id is found in ${name} where no header has it`, () => {
      const body = {
        error: { code: 'x', message: 'Malformed.', [name]: { 'request-id': 'r-1', message: '1032: why' } },
      };
      const made = refused(400, body);
      assert.equal(made.facts.requestId, 'r-1');
      assert.equal(made.serviceMessage, 'Malformed. 1032: why');
    });
  }

  it('a page of a proxy instead of JSON is still told by its status', () => {
    const made = refused(502, '<html>');
    assert.deepEqual([made.reason, made.facts.code, made.serviceMessage], ['serviceFault', null, null]);
  });

  for (const [header, seconds] of [
    ['10', 10],
    ['2.128', 2.128],
    ['Sun, 22 Nov 2026 10:00:07 GMT', 7],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['soon', null],
    [null, null],
  ] as const) {
    it(`Retry-After ${String(header)} is ${String(seconds)} seconds`, () => {
      assert.equal(retryAfterSecondsOf(header, now), seconds);
    });
  }
});
