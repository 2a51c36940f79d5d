import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { parseSync } from '@swc/core';
import { projectRoot } from '../schemas/project-root.ts';

/** What each folder may import, beside itself: the table of the house, held. Folders not named here may import all. */
const HOUSE: Readonly<Record<string, readonly string[]>> = {
  schemas: [],
  warehouse: ['schemas'],
  extracts: ['schemas', 'warehouse'],
  linkers: ['schemas', 'warehouse'],
  disclosure: ['schemas'],
  assets: ['schemas'],
  control: ['schemas'],
  publish: ['schemas', 'warehouse', 'disclosure', 'control'],
  activities: [
    'schemas',
    'extracts',
    'warehouse',
    'linkers',
    'disclosure',
    'assets',
    'control',
    'publish',
    'temporal.config.ts',
    'workflows/activity-types.ts',
  ],
  workflows: ['schemas', 'temporal.config.ts'],
  web: ['schemas', 'assets', 'control', 'publish'],
  runtime: [
    'schemas',
    'extracts',
    'warehouse',
    'linkers',
    'disclosure',
    'assets',
    'control',
    'publish',
    'activities',
    'workflows',
    'temporal.config.ts',
  ],
  fixtures: ['schemas', 'extracts'],
};

/** Schema libraries and stores would grow every cached workflow, or fail its bundle. */
const REFUSED_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  workflows: ['zod', 'knex', '@duckdb/node-api'],
};

const FOLDERS = [...Object.keys(HOUSE), 'cli', 'bench', 'test', 'scripts'];
const CATCH_ALLS = ['utils', 'helpers', 'common', 'lib'];

interface ImportEdge {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function sourceFiles(): string[] {
  return FOLDERS.filter((folder) => existsSync(join(projectRoot, folder))).flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => join(folder, file)),
  );
}

function importsOf(file: string): ImportEdge[] {
  const { body } = parseSync(readFileSync(join(projectRoot, file), 'utf8'), {
    syntax: 'typescript',
    tsx: extname(file) === '.tsx',
  });
  return body.flatMap((item): ImportEdge[] => {
    if (item.type === 'ImportDeclaration') return [{ specifier: item.source.value, typeOnly: item.typeOnly }];
    if (item.type === 'ExportAllDeclaration') return [{ specifier: item.source.value, typeOnly: false }];
    if (item.type === 'ExportNamedDeclaration' && item.source) {
      return [{ specifier: item.source.value, typeOnly: false }];
    }
    return [];
  });
}

function boundaryFault(file: string, edge: ImportEdge): string | undefined {
  const folder = file.split('/')[0] ?? '';
  if (!edge.specifier.startsWith('.')) {
    return REFUSED_PACKAGES[folder]?.includes(edge.specifier)
      ? `${file} imports the package ${edge.specifier}`
      : undefined;
  }
  const target = relative(projectRoot, join(projectRoot, dirname(file), edge.specifier));
  const allowed = HOUSE[folder];
  if (allowed === undefined || target.startsWith(`${folder}/`)) return undefined;
  const kept = allowed.some((path) => target === path || target.startsWith(`${path}/`));
  return kept ? undefined : `${file} imports ${target}, which ${folder}/ may not`;
}

/** Circles among value imports; a circle of types alone does no harm. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, path: readonly string[]) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push(`circle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

function check(): void {
  const files = sourceFiles();
  const faults: string[] = [];
  const graph = new Map<string, readonly string[]>();
  let edges = 0;
  for (const file of files) {
    const imports = importsOf(file);
    edges += imports.length;
    for (const edge of imports) {
      const fault = boundaryFault(file, edge);
      if (fault !== undefined) faults.push(fault);
    }
    if (file.split('/').some((part) => CATCH_ALLS.includes(part))) faults.push(`${file} lies in a catch-all folder`);
    const values = imports.filter((edge) => edge.specifier.startsWith('.') && !edge.typeOnly);
    graph.set(
      file,
      values.map((edge) => join(dirname(file), edge.specifier)),
    );
  }
  faults.push(...circles(graph));
  if (files.length === 0 || edges === 0) faults.push('The import check looked at no module.');
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.stderr.write(`${files.length} modules, ${edges} imports, ${faults.length} faults\n`);
  if (faults.length > 0) process.exitCode = 1;
}

check();
