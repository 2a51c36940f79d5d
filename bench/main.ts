import { parseArgs } from 'node:util';
import { UsageError } from '../schemas/errors.ts';
import type { BenchOptions } from './bench-options.ts';

/** A measured comparison: prints its figures, or returns them as data for `--json`. */
type Bench = (options: BenchOptions) => Promise<unknown>;

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  ingest: async () => {
    const { benchIngest } = await import('./ingest.ts');
    return ({ rows, json, peer }) => benchIngest({ rows, json, peer });
  },
  warehouse: async () => {
    const { benchWarehouse } = await import('./warehouse.ts');
    return ({ rows }) => benchWarehouse({ rows });
  },
  disclosure: async () => {
    const { benchDisclosure } = await import('./disclosure.ts');
    return ({ rows, json, peer }) => benchDisclosure({ rows, json, peer });
  },
  release: async () => (await import('./release.ts')).benchRelease,
  orchestration: async () => {
    const { benchOrchestration } = await import('./orchestration.ts');
    return ({ json, peer }) => benchOrchestration({ json, peer });
  },
  linkage: async () => (await import('./linkage.ts')).benchLinkage,
  'linkage-data': async () => (await import('./linkage-data.ts')).writeLinkageData,
  accuracy: async () => (await import('./accuracy.ts')).benchAccuracy,
};

const NUMBERS = ['rows', 'records', 'seed', 'rows-each', 'rounds', 'threads'] as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      'no-peer': { type: 'boolean', default: false },
      input: { type: 'string' },
      out: { type: 'string' },
      rows: { type: 'string' },
      records: { type: 'string' },
      seed: { type: 'string' },
      'rows-each': { type: 'string' },
      rounds: { type: 'string' },
      threads: { type: 'string' },
    },
  });
  const load = BENCHES[positionals[0] ?? ''];
  if (load === undefined) {
    throw new UsageError('Name the bench to run', { hint: `One of: ${Object.keys(BENCHES).join(', ')}.` });
  }
  const [rows, records, seed, rowsEach, rounds, threads] = NUMBERS.map((name) => wholeNumber(name, values[name]));
  const bench = await load();
  const figures = await bench({
    json: values.json,
    peer: !values['no-peer'],
    input: values.input,
    out: values.out,
    rows,
    records,
    seed,
    rowsEach,
    rounds,
    threads,
  });
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UsageError(`--${name} takes a whole number`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? error.exitCode : 1;
});
