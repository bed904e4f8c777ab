/**
 * Installs what is missing, under whatever Node the machine has, then runs a script under the Node 24 that npm brought:
 * `node test/support/run.cjs SCRIPT …`. Plain old JavaScript on purpose, since Node 20 must run it; and one process that
 * starts the other, since a shell remembers where it found `node` before the install.
 */
const { existsSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { spawn, spawnSync } = require('node:child_process');

const root = join(__dirname, '..', '..');
const lock = join(root, 'package-lock.json');
const stamp = join(root, 'node_modules', '.package-lock.json');
const isWindows = process.platform === 'win32';

if (!existsSync(stamp) || statSync(stamp).mtimeMs < statSync(lock).mtimeMs) {
  console.log('Installing what Crossover needs (once; a minute or so) …');
  const options = { cwd: root, stdio: 'inherit', shell: true };
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], options);
  if (status !== 0) process.exit(status || 1);
}

const platform = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
const brought = join(root, 'node_modules', platform, 'bin', isWindows ? 'node.exe' : 'node');
const isNewEnough = Number(process.versions.node.split('.')[0]) >= 24;
if (!existsSync(brought) && !isNewEnough) {
  console.error(
    `Crossover runs on Node 24. npm has no package of it for this machine, which has ${process.versions.node}.`,
  );
  console.error('Install Node 24 or later, then try again.');
  process.exit(1);
}

const child = spawn(existsSync(brought) ? brought : process.execPath, process.argv.slice(2), {
  cwd: root,
  stdio: 'inherit',
});
process.on('SIGINT', () => undefined); // the terminal tells the child as well: it stops, then so do we
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? code : 1;
  if (signal !== null && signal !== 'SIGINT' && signal !== 'SIGTERM') console.error(`It was ended by ${signal}.`);
});
