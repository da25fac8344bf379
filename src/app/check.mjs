/*
 * check.mjs: what the compiler does not refuse and the house does: `any`, the non-null `!`, assertions
 * (`as` but for `as const`), comments that silence a check, words outside the message files, files
 * over 300 lines, bare colours and durations outside the tokens, and what nothing uses: words, tokens, and
 * names in the styles.
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

function parsed(file, source) {
  return ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
}

function checkTypes(file, source) {
  const tree = parsed(file, source);
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

/* The words of English as paths, "sign.in". A table of words by names from outside counts as one. */
async function wordPaths(file, name) {
  const tree = parsed(file, await readFile(path.join(here, 'src/messages', file), 'utf8'));
  const held = new Map();
  const from = new Map();
  ts.forEachChild(tree, (node) => {
    if (ts.isVariableStatement(node)) {
      const [made] = node.declarationList.declarations;
      held.set(made.name.text, made);
    } else if (ts.isImportDeclaration(node)) {
      for (const one of node.importClause.namedBindings.elements) {
        from.set(one.name.text, `${path.basename(node.moduleSpecifier.text)}.ts`);
      }
    }
  });
  const paths = [];
  const walk = async (value, at) => {
    const plain = ts.isAsExpression(value) ? value.expression : value;
    if (!ts.isObjectLiteralExpression(plain)) {
      paths.push(at);
      return;
    }
    for (const one of plain.properties) {
      const key = [...at, one.name.text];
      if (!ts.isShorthandPropertyAssignment(one)) {
        await walk(one.initializer, key);
      } else if (from.has(one.name.text)) {
        const inner = await wordPaths(from.get(one.name.text), one.name.text);
        paths.push(...inner.map((rest) => [...at, ...rest]));
      } else {
        paths.push(key); /* its type names no keys */
      }
    }
  };
  await walk(held.get(name).initializer, [name]);
  return paths;
}

/* What a file says of the words: ["more", "me", "*"] where the last name is only known when it runs; all
   that is below such a path is used. */
function noteUses(tree, uses) {
  const chainOf = (node) => {
    if (ts.isIdentifier(node)) {
      return ['text', 'more', 'desk'].includes(node.text) ? [node.text] : null;
    }
    if (ts.isPropertyAccessExpression(node)) {
      const before = chainOf(node.expression);
      return before && [...before, node.name.text];
    }
    if (ts.isElementAccessExpression(node)) {
      const before = chainOf(node.expression);
      const key = node.argumentExpression;
      return before && [...before, ts.isStringLiteralLike(key) ? key.text : '*'];
    }
    return null;
  };
  const visit = (node) => {
    const chain = chainOf(node);
    const taken = ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name);
    const whole = taken && node.initializer ? chainOf(node.initializer) : null;
    if (whole !== null) {
      for (const one of node.name.elements) {
        uses.push([...whole, (one.propertyName ?? one.name).text]);
      }
    } else if (chain !== null && chain.length > 1) {
      uses.push(chain);
      visitKeys(node);
    } else {
      ts.forEachChild(node, visit);
    }
  };
  /* What stands in brackets may say words, too. */
  const visitKeys = (node) => {
    if (ts.isElementAccessExpression(node)) {
      visit(node.argumentExpression);
    }
    if (!ts.isIdentifier(node)) {
      visitKeys(node.expression);
    }
  };
  visit(tree);
}

function checkUses(words, uses, styles, sources) {
  const meets = (use, at) =>
    use.every((name, i) => name === '*' || i >= at.length || name === at[i]);
  for (const at of words) {
    if (!uses.some((use) => meets(use, at))) {
      say('messages', 1, `words that nothing says: ${at.join('.')}`);
    }
  }
  const known = new Set(sources.match(/[\w-]+/g));
  const beginnings = [...sources.matchAll(/([\w-]+-)\$\{/g)].map((found) => found[1]);
  const all = styles.map(([, source]) => source).join('\n');
  const tokens = new Set(
    [...`${all}${sources}`.matchAll(/(?:var\(|from |')(--[\w-]+)/g)].map((m) => m[1]),
  );
  for (const [file, source] of styles) {
    const bare = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/url\([^)]*\)/g, '');
    for (const [, name] of bare.matchAll(/\.([a-z][\w-]*)(?=[^{};]*\{)/g)) {
      if (!known.has(name) && !beginnings.some((one) => name.startsWith(one))) {
        say(file, 1, `a style that nothing has: .${name}`);
      }
    }
    for (const [, name] of bare.matchAll(/(?<![\w-])(--[\w-]+):/g)) {
      if (!tokens.has(name)) {
        say(file, 1, `a token that nothing uses: ${name}`);
      }
    }
  }
}

const entries = await readdir(path.join(here, 'src'), { recursive: true });
const uses = [];
const styles = [];
/* What edged fills a page with has styles, too. */
let sources = await readFile(path.join(here, '../edged/claims.c'), 'utf8');
for (const file of [...entries.sort(), '../worker/worker.ts', '../worker/ledger.ts']) {
  const isType = /\.tsx?$/.test(file) && !file.endsWith('.test.ts');
  const isStyle = file.endsWith('.css') && file !== path.join('styles', 'tokens.css');
  if (!/\.(tsx?|css|html)$/.test(file) || file.endsWith('.test.ts')) {
    continue;
  }
  const source = await readFile(path.join(here, 'src', file), 'utf8');
  if (file.endsWith('.css')) {
    styles.push([file, source]);
  } else {
    sources += source;
  }
  if (!isType && !isStyle) {
    continue;
  }
  const lines = source.split('\n').length - 1;
  if (isType && lines > LINES_MAX && !file.startsWith('messages')) {
    say(file, LINES_MAX, `${lines} lines, at most ${LINES_MAX}`);
  }
  if (isType) {
    checkTypes(file, source);
    if (!file.startsWith('messages')) {
      noteUses(parsed(file, source), uses);
    }
  } else {
    checkStyles(file, source);
  }
}
const words = [
  ...(await wordPaths('en.ts', 'text')),
  ...(await wordPaths('en-pages.ts', 'more')),
  ...(await wordPaths('en-desk.ts', 'desk')),
];
checkUses(words, uses, styles, sources);
for (const problem of problems) {
  console.error(problem);
}
process.exit(problems.length === 0 ? 0 : 1);
