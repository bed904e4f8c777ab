/**
 * Installs what is missing, under whatever Node the machine has: what follows runs under the Node 24 that npm brings.
 * Plain old JavaScript on purpose, since Node 20 must run it.
 */
const { existsSync, readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { spawnSync } = require('node:child_process');

const root = join(__dirname, '..', '..');
const lock = join(root, 'package-lock.json');
const stamp = join(root, 'node_modules', '.package-lock.json');

const isFresh = () => existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs;

if (!isFresh()) {
  console.log('Installing what Crossover needs (once; a minute or so) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: true,
  });
  if (status !== 0) process.exit(status || 1);
}

// Where npm could not bring Node 24 (macOS), the machine's own must do.
const brought = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const major = Number(process.versions.node.split('.')[0]);
if (!existsSync(brought) && major < 24) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.error(
    `Crossover runs on Node 24. There is no package of it for this machine, and it has ${process.versions.node} (${engines.node} is enough to install).\nInstall Node 24 or later, then try again.`,
  );
  process.exit(1);
}
