/*
 * wasm.mjs: compiles src/tlog and ../../wasm to one WebAssembly module, with Debian's clang and lld and
 * no C library. The same sources and the same compiler give the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const STACK = 1024 * 1024; /* bytes; a ledger's right edge alone takes 64 KiB */
const EXPORTS = [
  'look_answer',
  'look_begin',
  'look_bundle',
  'look_entry',
  'look_growth',
  'look_inclusion',
  'look_note',
  'look_path',
  'look_policy',
  'look_room',
  'look_tree',
];

const named = (folder, names) => names.map((name) => path.join(folder, `${name}.c`));
const all = (folder) =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.c'))
    .sort()
    .map((name) => path.join(folder, name));
/* Of src/tlog the linker takes what is called. */
const SOURCES = [...named('src/base', ['buf', 'span', 'text']), ...all('src/tlog'), ...all('wasm')];

export function compileTlog(file) {
  const args = [
    ...['--target=wasm32', '-std=c17', '-O2', '-ffreestanding', '-nostdlib'],
    ...['-Wall', '-Wextra', '-Werror', '-Wno-string-concatenation', '-isystem', 'wasm/include'],
    ...['base', 'digest', 'tlog'].map((name) => `-Isrc/${name}/api`),
    ...['-Iwasm', '-Wl,--no-entry', '-Wl,--strip-all', `-Wl,-z,stack-size=${STACK}`],
    ...['-Wl,--stack-first', '-Wl,--allow-undefined-file=wasm/imports.txt'],
    ...EXPORTS.map((name) => `-Wl,--export=${name}`),
    ...['-o', file, ...SOURCES],
  ];
  const made = spawnSync('clang', args, { cwd: root, encoding: 'utf8' });
  if (made.error !== undefined || made.status !== 0) {
    const why = made.error?.message ?? made.stderr;
    throw new Error(
      `The page about the ledger needs clang and lld (apt-get install clang lld): ${why}`,
    );
  }
}
