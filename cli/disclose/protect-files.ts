import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { attackCells } from '../../disclosure/attack/attack-cells.ts';
import { protectSystem, type SystemProtection } from '../../disclosure/protect-system.ts';
import { certify } from '../../disclosure/specified/certify.ts';
import { structureOf } from '../../disclosure/specified/structure.ts';
import { ConflictError, ContractBreachError, InvariantError } from '../../schemas/errors.ts';
import { type ReadSpec, readSpec } from './read-spec.ts';

/** What `hub disclose protect` says of its work. Private, all but the counts of cells. */
export interface ProtectionSummary {
  readonly cells: number;
  readonly primaries: number;
  readonly secondaries: number;
  /** Share of the published cells' costs that secondary suppression loses. */
  readonly loss: number;
  /** What any protection loses at least, where the exact method ran; in the same share. */
  readonly lossAtLeast: number | null;
  readonly programs: number;
  readonly witnesses: number;
  readonly seconds: number;
}

/**
 * Protects the tables of a specification and writes, all or nothing: `public/` with the tables and their structure,
 * `private/` with the report and the certificate.
 * @throws ContractBreachError when the result does not withstand its own attack
 */
export async function protectFiles(specPath: string, out: string): Promise<ProtectionSummary> {
  const started = performance.now();
  if ((await readdir(out).catch(() => [])).length > 0) {
    throw new ConflictError(`${out} is not empty`, { hint: 'Name a folder that does not exist yet.' });
  }
  const read = await readSpec(specPath);
  const { hidden, exact, attacks } = await protect(read);
  const { compiled } = read;
  const seconds = Math.round((performance.now() - started) / 10) / 100;
  const certificate = certify(compiled, attacks);
  const open = compiled.counts.cost.filter((cost, cell) => cell < compiled.cells.length && Number.isFinite(cost));
  const whole = open.reduce((sum, cost) => sum + cost, 0);
  const lost = compiled.cells.reduce(
    (sum, _, cell) => sum + (hidden[cell] === 1 && !compiled.reasons.has(cell) ? compiled.counts.cost[cell]! : 0),
    0,
  );
  const share = (cost: number): number => Math.round((1e4 * cost) / Math.max(1e-9, whole)) / 1e4;
  const summary: ProtectionSummary = {
    cells: compiled.cells.length,
    primaries: compiled.reasons.size,
    secondaries: compiled.cells.filter((_, cell) => hidden[cell] === 1 && !compiled.reasons.has(cell)).length,
    loss: share(lost),
    lossAtLeast: exact === undefined ? null : share(exact.bound),
    programs: attacks.reduce((sum, { programs }) => sum + programs, 0),
    witnesses: certificate.witnesses.length,
    seconds,
  };
  const report = {
    ...summary,
    withheld: compiled.cells.flatMap(({ places }, cell) =>
      hidden[cell] === 1
        ? [
            {
              ...places[0]!,
              reason: compiled.reasons.get(cell) ?? 'secondary',
              least: attacks[0]!.least[cell],
              most: attacks[0]!.most[cell],
            },
          ]
        : [],
    ),
  };
  await writeWhole(out, {
    ...publicFiles(read, hidden),
    'private/report.json': `${JSON.stringify(report, null, 2)}\n`,
    'private/certificate.json': `${JSON.stringify(certificate)}\n`,
  });
  return summary;
}

async function protect({ spec, compiled }: ReadSpec) {
  const { counts, amounts, countNeeds, amountNeeds, groups } = compiled;
  const size = spec.exactCells === undefined ? {} : { exactCells: spec.exactCells };
  try {
    // What the amounts alone make sensitive is hidden from the start, and protected after the counts.
    const byAmount = [...amountNeeds.keys()].filter((cell) => !countNeeds.has(cell));
    const byCount: SystemProtection = await protectSystem({
      system: counts,
      needs: countNeeds,
      groups,
      alsoHidden: byAmount,
      ...size,
    });
    let { hidden } = byCount;
    if (amounts !== undefined) {
      const given = [...hidden.keys()].filter((cell) => hidden[cell] === 1);
      ({ hidden } = await protectSystem({
        system: amounts,
        needs: amountNeeds,
        alsoHidden: given,
        whole: false,
        ...size,
      }));
    }
    const attacks = [await attackCells({ system: counts, hidden, needs: countNeeds })];
    if (amounts !== undefined)
      attacks.push(await attackCells({ system: amounts, hidden, needs: amountNeeds, whole: false }));
    const exposed = attacks.flatMap(({ findings }) => findings.filter(({ outcome }) => outcome !== 'protected'));
    if (exposed.length > 0) {
      const { table, codes } = compiled.cells[exposed[0]!.cell]!.places[0]!;
      throw new ContractBreachError(
        `${exposed.length} cells cannot be protected, the first of them ${table} ${codes.join(' × ')}`,
        { hint: 'Let more cells be withheld, merge small codes, or leave a table out.' },
      );
    }
    return { hidden, exact: byCount.exact, attacks };
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error;
    throw new ContractBreachError('The cells that must stay published give sensitive ones away', {
      hint: 'Keep fewer cells, merge small codes, or leave a table out.',
      cause: error,
    });
  }
}

function publicFiles({ spec, tables, compiled }: ReadSpec, hidden: Uint8Array): Record<string, string> {
  const files: Record<string, string> = {
    'public/structure.json': `${JSON.stringify(structureOf(spec, tables), null, 2)}\n`,
  };
  for (const { name, dimensions, count, value } of spec.tables) {
    const rows = compiled.cells.flatMap((cell, number) =>
      cell.places
        .filter(({ table }) => table === name)
        .map(({ codes }) => {
          const shown = hidden[number] === 0;
          const amount = value === undefined ? [] : [shown ? cell.value : ''];
          return [...codes, shown ? cell.count : '', ...amount, shown ? 'ok' : 'suppressed'];
        }),
    );
    rows.sort((a, b) => (a.join('\u001f') < b.join('\u001f') ? -1 : 1));
    const head = [...dimensions.map(({ column }) => column), count, ...(value === undefined ? [] : [value]), 'status'];
    files[`public/${name}.csv`] = stringify([head, ...rows]);
  }
  return files;
}

/** Writes all files beside the folder first, so that the folder is there with all of them or not at all. */
async function writeWhole(out: string, files: Readonly<Record<string, string>>): Promise<void> {
  const target = resolve(out);
  await mkdir(dirname(target), { recursive: true });
  const draft = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(draft, name)), { recursive: true });
      await writeFile(join(draft, name), text);
    }
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}
