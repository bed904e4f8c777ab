import tls from 'node:tls';

const usual = tls.getCACertificates('default');
const trusted = new Set<string>();

/**
 * Makes this process trust a test's own certificate until it is told otherwise. The one place where a test may touch
 * what the process trusts: suites share the process, and a list set aside would be another suite's.
 */
export function trust(certificatePem: string): { end(): void } {
  trusted.add(certificatePem);
  apply();
  return {
    end: () => {
      trusted.delete(certificatePem);
      apply();
    },
  };
}

const apply = (): void => {
  tls.setDefaultCACertificates([...usual, ...trusted]);
};
