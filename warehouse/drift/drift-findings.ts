import type { DriftFinding } from '../../schemas/warehouse-drift.ts';
import type { WarehouseObject } from '../migrations/warehouse-object.ts';
import { type ColumnDrift, isBuilt, type ObjectDrift } from './find-drift.ts';

const MIGRATE = 'Run `hub warehouse migrate`.';

/** Drift in sentences, each with what to do about it. */
export function driftFindings(drift: ObjectDrift): readonly DriftFinding[] {
  return [
    ...drift.missing.map(
      (object): DriftFinding => ({
        kind: 'missing',
        about: object.name,
        sentence: `The ${object.kind} ${object.name} is missing`,
        hint: MIGRATE,
      }),
    ),
    ...drift.changed
      .filter((object) => !tellsItself(object, drift))
      .map(
        (object): DriftFinding => ({
          kind: 'changed',
          about: object.name,
          sentence: `The ${object.kind} ${object.name} is as another version of the hub wanted it`,
          hint: MIGRATE,
        }),
      ),
    ...drift.columns.map(columnFinding),
    ...drift.altered.map(
      ({ name }): DriftFinding => ({
        kind: 'changed',
        about: name,
        sentence: `Somebody gave the view ${name} another query`,
        hint: 'Find out who and why, then run `hub warehouse migrate`, which gives it back its own.',
      }),
    ),
    ...drift.undeclared.map(
      (name): DriftFinding => ({
        kind: 'undeclared',
        about: name,
        sentence: `${name} is there, and nothing declares it`,
        hint: 'Look at what is in it, and drop it by hand or declare it.',
      }),
    ),
  ];
}

/** A table whose columns are off is told by them. */
function tellsItself(object: WarehouseObject, { columns }: ObjectDrift): boolean {
  return columns.some(({ table }) => table.name === object.name);
}

function columnFinding({ table, column, live, wanted }: ColumnDrift): DriftFinding {
  const about = `${table.name}.${column}`;
  const build = `Run \`hub run\` for what makes ${table.name}: a build gives its table the columns of the contract.`;
  if (live === undefined) {
    return {
      kind: 'column',
      about,
      sentence: `${table.name} has no column ${column}`,
      hint: isBuilt(table) ? build : MIGRATE,
    };
  }
  if (wanted === undefined) {
    return {
      kind: 'column',
      about,
      sentence: `${table.name} has a column ${column}, which its contract does not know`,
      hint: isBuilt(table) ? build : 'Look at what is in it, and drop it by hand or declare it.',
    };
  }
  return {
    kind: 'column',
    about,
    sentence: `${about} is ${live} where its contract says ${wanted}`,
    hint: isBuilt(table) ? build : 'Give the column of the contract a new name, or mend the type by hand.',
  };
}
