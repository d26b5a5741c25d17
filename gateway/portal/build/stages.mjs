/*
 * What Maven calls: `node build/stages.mjs site` (install and build) and `… test` (check and test), `… browser` (walk the
 * flows). `--skip=true` skips a stage and says so.
 *
 * Installing and building are skipped when nothing they depend on has changed since they last
 * succeeded; a stamp of all inputs' hashes tells. Tests always run.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

const LOCK = ['package.json', 'package-lock.json', '.npmrc'];
const SITE = [...LOCK, 'index.html', 'vite.config.ts', 'tsconfig.json', 'public', 'src', 'build'];

const [stage, ...options] = process.argv.slice(2);
if (options.includes('--skip=true')) {
  console.log(`portal: ${stage} was skipped, as asked`);
} else if (stage === 'site') {
  install();
  onlyWhenChanged('site', 'target/site.stamp', SITE, 'target/classes/META-INF/resources/index.html', () =>
    npm('run', 'build'),
  );
} else if (stage === 'test') {
  install();
  npm('run', 'check');
  npm('run', 'test');
} else if (stage === 'browser') {
  install();
  npm('run', 'browser');
} else {
  console.error('usage: stages.mjs site|test|browser');
  process.exit(2);
}

function install() {
  onlyWhenChanged('node_modules', 'node_modules/.stamp', LOCK, 'node_modules', () => npm('ci'));
}

function onlyWhenChanged(what, stamp, inputs, output, make) {
  const now = hashOf(inputs);
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) {
    console.log(`portal: ${what} is up to date`);
    return;
  }
  rmSync(stamp, { force: true });
  make();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

function hashOf(inputs) {
  const hash = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap(filesIn).sort()) {
    const bytes = readFileSync(file);
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function filesIn(path) {
  return statSync(path).isDirectory()
    ? readdirSync(path).flatMap((name) => filesIn(join(path, name)))
    : [path];
}

function npm(...args) {
  try {
    execFileSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  } catch (failure) {
    process.exit(failure.status || 1);
  }
}
