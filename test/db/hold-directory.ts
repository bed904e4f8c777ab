/** A process that holds a database directory until it is killed: for the tests of the lock. */
import { lockDirectory } from '../../src/db/directory-lock.ts';

await lockDirectory(process.argv[2] ?? '');
process.stdin.resume(); // stays alive as long as its parent
console.log('held');
