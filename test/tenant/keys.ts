import { generateKeyPair } from 'jose';
import type { GenerateKeyPairResult } from 'jose';
import { randomUUID } from 'node:crypto';

import { generate } from 'selfsigned';

/** The certificate of the tenant's https origin, for localhost only. */
export interface TenantCertificate {
  certificatePem: string;
  privateKeyPem: string;
}

/** What a tenant proves itself with; tenants of one test run may share them, since an RSA key is slow to make. */
export interface TenantKeys extends TenantCertificate {
  /** RS256, for tokens. */
  signingKeys: GenerateKeyPairResult;
}

/** Makes a fresh self-signed certificate, which whoever calls the tenant has to trust, and a key for tokens. */
export async function createTenantKeys(): Promise<TenantKeys> {
  const [certificate, signingKeys] = await Promise.all([createCertificate(), generateKeyPair('RS256')]);
  return { ...certificate, signingKeys };
}

async function createCertificate(): Promise<TenantCertificate> {
  // A name of its own: of two trusted certificates with one name, only the first that is found is tried.
  const made = await generate([{ name: 'commonName', value: `localhost ${randomUUID()}` }], {
    keyType: 'ec', // an elliptic key takes milliseconds, an RSA key up to half a second
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { certificatePem: made.cert, privateKeyPem: made.private };
}
