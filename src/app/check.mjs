/*
 * check.mjs: what the compiler does not refuse and the house does: `any`, the non-null `!`, assertions
 * (`as` but for `as const`), comments that silence a check, words outside the message files, files
 * over 300 lines, bare colours and durations outside the tokens.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const here = path.dirname(fileURLToPath(import.meta.url));
const LINES_MAX = 300;
/* A side that stays where it is in a language from right to left, and why. */
const SIDES = new Map([
  ['styles/base.css', [/\.mark-(left|right)\b/]],
  ['styles/shell.css', [/\.mark-(left|right)\b/]] /* names of the logo's halves */,
]);
/* The one assertion: a property that browsers have and TypeScript's library does not know. */
const ASSERTIONS = { 'stores/feed.ts': 1 };
const problems = [];

function say(file, line, words) {
  problems.push(`src/${file}:${line}: ${words}`);
}

function isWords(text) {
  return /[A-Za-z]{2,}/.test(text);
}

function checkTypes(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const lineOf = (node) => tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  let assertions = 0;
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      say(file, lineOf(node), 'any');
    } else if (ts.isNonNullExpression(node)) {
      say(file, lineOf(node), 'a non-null !');
    } else if (ts.isAsExpression(node) && node.type.getText() !== 'const') {
      assertions += 1;
      if (assertions > (ASSERTIONS[file] ?? 0)) {
        say(file, lineOf(node), 'an assertion (as)');
      }
    } else if (ts.isJsxText(node) && isWords(node.text)) {
      say(file, lineOf(node), `words outside the message files: ${node.text.trim()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  if (/@ts-|eslint-|prettier-ignore/.test(source)) {
    say(file, 1, 'a comment that silences a check');
  }
}

/* A page in Arabic is a mirror of one in English: sides are start and end, not left and right. */
function checkSides(file, line, words) {
  const allowed = (SIDES.get(file) ?? []).reduce((left, one) => left.replace(one, ''), words);
  if (/(?<![\w-])(left|right)(?![\w])|-(left|right)(?![\w])/.test(allowed)) {
    say(file, line, 'left or right, where start or end is meant');
  }
  const [, name, value] =
    /(?<![\w-])(inset|margin|padding|border-width|border-radius):\s*([^;]+)/.exec(words) ?? [];
  const parts = value === undefined ? [] : split(value);
  const mirrored =
    name === 'border-radius'
      ? parts[0] === parts[1] && parts[2] === parts[3]
      : parts[1] === parts[3];
  if (parts.length === 4 && !mirrored) {
    say(file, line, 'four values with sides that differ: use -inline-start and -inline-end');
  }
}

/* By spaces that are in no parenthesis. */
function split(value) {
  const parts = [''];
  let depth = 0;
  for (const letter of value.trim()) {
    depth += Number(letter === '(') - Number(letter === ')');
    if (letter === ' ' && depth === 0) {
      parts.push('');
    } else {
      parts[parts.length - 1] += letter;
    }
  }
  return parts.filter((part) => part !== '');
}

function checkStyles(file, source) {
  const bare = source.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  bare.split('\n').forEach((line, i) => {
    if (/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i.test(line)) {
      say(file, i + 1, 'a colour that is no token');
    }
    if (/oklch\((?!var\(|from var\()/.test(line)) {
      say(file, i + 1, 'a colour that is no token');
    }
    checkSides(file, i + 1, line);
    if (/(?<![\w-])\d*\.?\d+m?s\b/.test(line)) {
      say(file, i + 1, 'a duration that is no token');
    }
  });
}

const entries = await readdir(path.join(here, 'src'), { recursive: true });
for (const file of [...entries.sort(), '../worker/worker.ts']) {
  const isType = /\.tsx?$/.test(file) && !file.endsWith('.test.ts');
  const isStyle = file.endsWith('.css') && file !== path.join('styles', 'tokens.css');
  if (!isType && !isStyle) {
    continue;
  }
  const source = await readFile(path.join(here, 'src', file), 'utf8');
  const lines = source.split('\n').length - 1;
  if (isType && lines > LINES_MAX && !file.startsWith('messages')) {
    say(file, LINES_MAX, `${lines} lines, at most ${LINES_MAX}`);
  }
  if (isType) {
    checkTypes(file, source);
  } else {
    checkStyles(file, source);
  }
}
for (const problem of problems) {
  console.error(problem);
}
process.exit(problems.length === 0 ? 0 : 1);
