import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { dataLayout } from '../../runtime/data-layout.ts';
import { projectRoot } from '../../schemas/project-root.ts';

/** What a page may name though no clone has it: made by a build or a run, or a stand-in for a name. */
const NOT_COMMITTED = /^(dist|node_modules|\.cache|DATA|OUT|data)\/|[<>*…]|\$/;
/** Folders of a data folder, which pages name without it. */
const IN_DATA: ReadonlySet<string> = new Set([
  ...Object.values(dataLayout('/data')).map((path) => basename(path)),
  'inbox',
  'staged',
]);
const FILE_NAME = /^[\w.-]+(\/[\w.-]+)+\.(ts|tsx|sql|json|md|csv|py|css|svg|png)$/;
const FOLDER_NAME = /^([\w.-]+\/)+$/;

const pages = [
  ...readdirSync(projectRoot).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(projectRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].map((name) => ({ name, text: readFileSync(join(projectRoot, name), 'utf8') }));

/** Text without its fenced blocks, which show what a terminal says. */
function prose(text: string): string {
  return text.replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
}

function linksOf(text: string): string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));
}

function codeOf(text: string): string[] {
  return [...prose(text).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
}

/** Anchors of a page's headings, as the forge makes them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...prose(text).matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test('every relative link of the documentation leads to a file, and to a heading where it names one', () => {
  let checked = 0;
  const broken: string[] = [];
  for (const page of pages) {
    for (const link of linksOf(page.text)) {
      checked += 1;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? join(projectRoot, page.name) : resolve(projectRoot, dirname(page.name), path);
      if (!existsSync(target)) broken.push(`${page.name}: ${link}`);
      else if (anchor !== undefined && extname(target) === '.md') {
        if (!anchorsOf(readFileSync(target, 'utf8')).has(anchor)) broken.push(`${page.name}: ${link}`);
      }
    }
  }
  expect(broken).toEqual([]);
  expect(checked).toBeGreaterThan(40);
});

test('every file and folder that the documentation names exists', () => {
  let checked = 0;
  const missing: string[] = [];
  for (const page of pages) {
    for (const name of codeOf(page.text)) {
      if (!(FILE_NAME.test(name) || FOLDER_NAME.test(name))) continue;
      if (NOT_COMMITTED.test(name) || IN_DATA.has(name.split('/')[0] ?? '')) continue;
      checked += 1;
      const places = [projectRoot, join(projectRoot, dirname(page.name))];
      if (!places.some((place) => existsSync(join(place, name)))) missing.push(`${page.name}: ${name}`);
    }
  }
  expect(missing).toEqual([]);
  expect(checked).toBeGreaterThan(100);
});

test('the walk along a row names functions that the file beside them exports', () => {
  const walk = pages.find(({ name }) => name === join('docs', 'follow-a-row.md'));
  const named = [...prose(walk?.text ?? '').matchAll(/`(\w+)`\s\(`([\w/.-]+\.tsx?)`\)/g)];
  const missing = named
    .map((match) => ({ symbol: match[1] ?? '', file: match[2] ?? '' }))
    .filter(({ symbol, file }) => {
      const path = join(projectRoot, file);
      return (
        !existsSync(path) ||
        !new RegExp(`\\b(function|const|class|interface|type) ${symbol}\\b`).test(readFileSync(path, 'utf8'))
      );
    });
  expect(missing).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});

test('every page under docs can be reached from the README', () => {
  const reached = new Set<string>();
  const waiting = ['README.md'];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const page = pages.find((one) => one.name === name);
    if (page === undefined || reached.has(name)) continue;
    reached.add(name);
    for (const link of linksOf(page.text)) waiting.push(join(dirname(name), (link.split('#')[0] ?? '') || '.'));
  }
  expect(pages.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual([]);
});

test('the page about libraries has a line for each dependency, with the version that is pinned', () => {
  const page = readFileSync(join(projectRoot, 'docs', 'decisions', 'libraries.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([^`]+)` \| (\S+) \|/gm)].map((match) => `${match[1]} ${match[2]}`);
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const pinned = Object.entries({ ...dependencies, ...devDependencies }).map(([name, version]) => `${name} ${version}`);
  expect(pinned.length).toBeGreaterThan(0);
  expect(listed.toSorted()).toEqual(pinned.toSorted());
});
