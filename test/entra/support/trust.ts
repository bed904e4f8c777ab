import tls from 'node:tls';

const trusted = new Set<string>();

/**
 * Makes this process trust a test's own certificate until it is told otherwise. Those of services that are closed must
 * go: of two certificates with one name, only the first that is found is tried.
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
  tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), ...trusted]);
};
