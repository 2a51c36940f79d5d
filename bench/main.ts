import { parseArgs } from 'node:util';
import { UsageError } from '../schemas/errors.ts';

/** A measured comparison: prints its figures, or returns them as data for `--json`. */
type Bench = (options: {
  readonly rows: number | undefined;
  readonly json: boolean;
  readonly peer: boolean;
}) => Promise<unknown>;

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  ingest: async () => (await import('./ingest.ts')).benchIngest,
  warehouse: async () => (await import('./warehouse.ts')).benchWarehouse,
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      rows: { type: 'string' },
      'no-peer': { type: 'boolean', default: false },
    },
  });
  const load = BENCHES[positionals[0] ?? ''];
  if (load === undefined) {
    throw new UsageError('Name the bench to run', { hint: `One of: ${Object.keys(BENCHES).join(', ')}.` });
  }
  const rows = values.rows === undefined ? undefined : Number(values.rows);
  if (rows !== undefined && !(Number.isInteger(rows) && rows > 0)) throw new UsageError('--rows takes a whole number');
  const figures = await (await load())({ rows, json: values.json, peer: !values['no-peer'] });
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? error.exitCode : 1;
});
