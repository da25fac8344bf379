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

function checkStyles(file, source) {
  const bare = source.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  bare.split('\n').forEach((line, i) => {
    if (/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i.test(line)) {
      say(file, i + 1, 'a colour that is no token');
    }
    if (/oklch\((?!var\(|from var\()/.test(line)) {
      say(file, i + 1, 'a colour that is no token');
    }
    if (/(?<![\w-])\d*\.?\d+m?s\b/.test(line)) {
      say(file, i + 1, 'a duration that is no token');
    }
  });
}

const entries = await readdir(path.join(here, 'src'), { recursive: true });
for (const file of entries.sort()) {
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
