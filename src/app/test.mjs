/* test.mjs: bundles src/**\/*.test.ts into a folder of its own and runs Node's test runner on it: one line
   per test, 'passed NAME' or 'failed NAME'. */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileTlog } from './wasm.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const entries = await readdir(path.join(here, 'src'), { recursive: true });
const tests = entries.filter((name) => name.endsWith('.test.ts')).sort();
const out = await mkdtemp(path.join(os.tmpdir(), 'vitrine-app-test-'));
try {
  await build({
    absWorkingDir: here,
    entryPoints: tests.map((name) => path.join('src', name)),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const wasm = path.join(out, 'tlog.wasm');
  compileTlog(wasm);
  const files = (await readdir(out, { recursive: true })).filter((name) => name.endsWith('.mjs'));
  const paths = files.map((name) => path.join(out, name));
  const run = spawnSync(process.execPath, ['--test', '--test-reporter=tap', ...paths], {
    cwd: here,
    env: { ...process.env, VITRINE_WASM: wasm },
    encoding: 'utf8',
  });
  for (const [, not, name] of run.stdout.matchAll(/^\s*(not )?ok \d+ - (.+)$/gm)) {
    if (!name.endsWith('.mjs')) {
      console.log(`${not ? 'failed' : 'passed'} ${name}`);
    }
  }
  if (run.status !== 0) {
    console.error(run.stdout + run.stderr);
  }
  process.exitCode = run.status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
