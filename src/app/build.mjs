/*
 * build.mjs: makes the web app's files in the folder that is named (default ../../build/www):
 * index.html, not-found.html and claims.html, and each in Arabic (index.ar.html …), assets/ under hashed names, worker.js, manifest, icons, licences, each
 * text also as .br and .gz; files.txt, which lists all of them with their SHA-256.
 * The same sources give the same bytes. Usage: node build.mjs [FOLDER]
 */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { iconPng, iconSvg } from './icon.mjs';
import { compileTlog } from './wasm.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(process.argv[2] ?? path.join(here, '../../build/www'));
const fresh = `${target}.new`;
const LEAST_SAVED = 32; /* bytes; a packed copy that saves less is not worth a file */
const FIRST_LOAD_MAX = 56_000; /* packed: page, script, styles, font; 3 KB more with icon and heads */
/* All that is in the bundles. */
const SHIPPED = [
  'preact',
  '@fontsource-variable/figtree',
  'tus-js-client',
  'js-base64',
  'url-parse',
  'querystringify',
  'requires-port',
];

/* What checks the ledger: src/tlog as WebAssembly, and the worker that it runs in. */
async function checker() {
  const folder = path.join(fresh, 'assets');
  const compiled = path.join(folder, 'tlog.wasm');
  await mkdir(folder, { recursive: true });
  compileTlog(compiled);
  const digest = createHash('sha256').update(await readFile(compiled));
  const wasm = `tlog-${digest.digest('hex').slice(0, 8).toUpperCase()}.wasm`;
  await rename(compiled, path.join(folder, wasm));
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: { ledger: 'worker/ledger.ts' },
    outdir: folder,
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    define: { TLOG_WASM: JSON.stringify(`/assets/${wasm}`) },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  return Object.keys(metafile.outputs).map((name) => `/assets/${path.basename(name)}`)[0];
}

/* All of the first load is shared with what comes later (src/pages.ts), and so it is one file. The entry only
   imports it, and is not wanted: the page names that file itself. */
async function firstScript(outputs) {
  const isEntry = ([, made]) => made.entryPoint === 'src/main.tsx';
  const [entry, { imports }] = Object.entries(outputs).find(isEntry);
  const shared = imports.filter((one) => one.kind === 'import-statement');
  const source = await readFile(path.join(here, entry), 'utf8');
  if (shared.length !== 1 || !/^import"[^"]*";\s*$/.test(source)) {
    throw new Error(`the first load is more than one file: ${source}`);
  }
  await rm(path.join(here, entry));
  return `assets/${path.basename(shared[0].path)}`;
}

async function bundle(ledgerWorker) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: ['src/main.tsx', ...['app', 'more', 'desk'].map((one) => `src/styles/${one}.css`)],
    outdir: path.join(fresh, 'assets'),
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    splitting: true,
    publicPath: '/assets/',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    define: { LEDGER_WORKER: JSON.stringify(ledgerWorker) },
    alias: { 'url-parse': path.join(here, 'src/logic/url.ts') },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.woff2': 'file' },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  const { outputs } = result.metafile;
  const made = Object.keys(outputs)
    .filter((name) => !name.endsWith('.js'))
    .map((name) => path.basename(name));
  const only = (ending, start = '') => {
    const found = made.filter((name) => name.startsWith(start) && name.endsWith(ending));
    if (found.length !== 1) {
      throw new Error(`expected one *${ending}, made: ${made.join(', ')}`);
    }
    return `assets/${found[0]}`;
  };
  return {
    js: await firstScript(outputs),
    css: only('.css', 'app-'),
    more: only('.css', 'more-'),
    desk: only('.css', 'desk-'),
    font: only('.woff2'),
  };
}

/* The service worker, which knows the files of the first load; it is told apart by them. */
async function worker(files) {
  await build({
    absWorkingDir: here,
    entryPoints: ['worker/worker.ts'],
    outfile: path.join(fresh, 'worker.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    define: { SHELL: JSON.stringify(files) },
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/* The words of the pages are those of the pages that edged writes: one table has both. */
const TONGUES = [
  { lang: 'en', dir: 'ltr', other: 'ar', otherdir: 'rtl', ending: '' },
  { lang: 'ar', dir: 'rtl', other: 'en', otherdir: 'ltr', ending: '.ar' },
];

async function wordsOf(index) {
  const table = await readFile(path.join(here, '../edged/words.tbl'), 'utf8');
  const row = /^WORD\((\w+),\s*("(?:[^"\\]|\\.)*"),\s*("(?:[^"\\]|\\.)*")\)$/gm;
  return Object.fromEntries(
    [...table.matchAll(row)].map((found) => [found[1], JSON.parse(found[2 + index])]),
  );
}

async function pages(name, names) {
  const template = await readFile(path.join(here, 'src', `${name}.html`), 'utf8');
  for (const [index, tongue] of TONGUES.entries()) {
    const known = { ...names, ...tongue, ...(await wordsOf(index)) };
    const filled = template.replace(/\{\{(\w+)\}\}/g, (_, one) => {
      if (known[one] === undefined) {
        throw new Error(`${name}.html: {{${one}}} is nothing`);
      }
      return known[one];
    });
    const packed = filled.replace(/>\s+</g, '><').replace(/\s+/g, ' ').trim() + '\n';
    await writeFile(path.join(fresh, `${name}${tongue.ending}.html`), packed);
  }
}

async function licences() {
  const parts = [];
  for (const name of SHIPPED) {
    const folder = path.join(here, 'node_modules', name);
    const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.md)?$/i.test(entry));
    const words = await readFile(path.join(folder, file), 'utf8');
    parts.push(`${name} ${version}\n\n${words.trim()}\n`);
  }
  return parts.join('\n----\n\n');
}

/* .br and .gz beside every file that shrinks; returns the size that travels. */
async function pack(folder) {
  const sizes = {};
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      Object.assign(sizes, await pack(file));
      continue;
    }
    const bytes = await readFile(file);
    const br = brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    });
    const gz = gzipSync(bytes, { level: 9 });
    gz[9] = 255; /* the header's operating system: unknown, wherever it was built */
    const shrinks =
      br.length + LEAST_SAVED < bytes.length && gz.length + LEAST_SAVED < bytes.length;
    if (shrinks) {
      await writeFile(`${file}.br`, br);
      await writeFile(`${file}.gz`, gz);
    }
    sizes[path.relative(fresh, file)] = shrinks ? br.length : bytes.length;
  }
  return sizes;
}

async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
}

/* What the region's ledger names: each file that may be sent, packed ones too, as sha256sum lists. */
async function list() {
  const made = (await filesIn(fresh)).sort();
  const lines = await Promise.all(
    made.map(async (name) => {
      const bytes = await readFile(path.join(fresh, name));
      return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
    }),
  );
  await writeFile(path.join(fresh, 'files.txt'), lines.join(''));
}

/* Into the folder that a running service may hold open: what is new comes first, the page that names
   it next, and what nobody names any more goes last. */
async function publish() {
  const made = await filesIn(fresh);
  const isPage = (name) => /^index\.(ar\.)?html/.test(name);
  await mkdir(path.join(target, 'assets'), { recursive: true });
  for (const name of [...made.filter((n) => !isPage(n)), ...made.filter(isPage)]) {
    await rename(path.join(fresh, name), path.join(target, name));
  }
  for (const name of await filesIn(target)) {
    if (!made.includes(name)) {
      await rm(path.join(target, name));
    }
  }
  await rm(fresh, { recursive: true });
}

await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
const names = await bundle(await checker());
const manifest = JSON.parse(await readFile(path.join(here, 'src/manifest.json'), 'utf8'));
await pages('index', names);
await pages('not-found', names);
await pages('claims', names);
await writeFile(path.join(fresh, 'manifest.webmanifest'), JSON.stringify(manifest));
await writeFile(path.join(fresh, 'licences.txt'), await licences());
await writeFile(path.join(fresh, 'icon.svg'), iconSvg());
await writeFile(path.join(fresh, 'icon-192.png'), iconPng(192));
await writeFile(path.join(fresh, 'icon-512.png'), iconPng(512));
await writeFile(path.join(fresh, 'icon-512-full.png'), iconPng(512, true));
await worker(['/', ...[names.js, names.css, names.font].map((name) => `/${name}`)]);
const sizes = await pack(fresh);

const first = [sizes['index.html'], sizes[names.js], sizes[names.css], sizes[names.font]];
const sum = first.reduce((all, one) => all + one, 0);
console.log(
  `First load: ${sum} bytes packed (page ${first[0]}, script ${first[1]}, styles ${first[2]}, font ${first[3]})`,
);
if (sum > FIRST_LOAD_MAX) {
  throw new Error(`The first load is over ${FIRST_LOAD_MAX} bytes`);
}
await list();
await publish();
