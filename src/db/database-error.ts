import { CrossoverError } from '../lib/errors.ts';

/** Why the database cannot be used. */
export type DatabaseFault = 'directoryInUse' | 'embeddedStopped' | 'unreachable' | 'migrationFailed';

const remedies: Record<DatabaseFault, string> = {
  directoryInUse: 'Stop the other process that uses this directory, or name another one in DATABASE_DIRECTORY.',
  embeddedStopped: 'Restart the process; if it stops again, set DATABASE_URL to a PostgreSQL server.',
  unreachable:
    'Check DATABASE_URL, the network between, and that the database principal exists (npm run grant); npm run check says more.',
  migrationFailed:
    'Give the database principal the right to create tables and the extension pg_trgm, then start again.',
};

/** The database cannot be opened or was lost. */
export class DatabaseError extends CrossoverError {
  override readonly name = 'DatabaseError';
  readonly reason: DatabaseFault;
  readonly remedy: string;

  constructor(reason: DatabaseFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.remedy = remedies[reason];
  }
}
