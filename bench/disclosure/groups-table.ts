import { type CellSystem, cellSystemBuilder, type Need } from '../../disclosure/system/cell-system.ts';
import { PRIME, residueStream } from '../../disclosure/system/modular.ts';

export interface GroupsTableOptions {
  readonly regions: number;
  readonly districts: number;
  /** @default 0: no program dimension */
  readonly programs?: number;
  readonly seed: number;
  /** Counts from 1 to one below it are sensitive. @default 6 */
  readonly minimum?: number;
}

export interface GroupsTable {
  readonly system: CellSystem;
  readonly needs: ReadonlyMap<number, Need>;
  /** Every additive line, total first. */
  readonly lines: readonly (readonly number[])[];
}

const RACE_WEIGHTS = [0.54, 0.25, 0.1, 0.07, 0.03, 0.006, 0.004];
const GENDER_WEIGHTS = [0.5, 0.495, 0.005];

/** A dimension as a tree: parent of each code, -1 for the root, which comes first. */
type Hierarchy = readonly number[];

/**
 * Students of one year by region and district, race and gender (and program): every combination of codes and totals is a
 * cell. Districts differ in size and make-up; one in two hundred students has gender X.
 */
export function groupsTable(options: GroupsTableOptions): GroupsTable {
  const next = residueStream(options.seed);
  const random = (): number => next() / PRIME;
  const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const places: number[] = [-1];
  for (let region = 0; region < options.regions; region++) places.push(0);
  for (let district = 0; district < options.districts; district++) places.push(1 + (district % options.regions));
  const flat = (codes: number): Hierarchy => [-1, ...new Array<number>(codes).fill(0)];
  const programs = options.programs ?? 0;
  const dimensions: Hierarchy[] = [places, flat(RACE_WEIGHTS.length), flat(GENDER_WEIGHTS.length)];
  if (programs > 0) dimensions.push(flat(programs));
  const strides = dimensions.map((_, at) => dimensions.slice(at + 1).reduce((size, codes) => size * codes.length, 1));
  const values = new Float64Array(strides[0]! * places.length);

  /** Adds persons to a cell and to every total above it. */
  const add = (codes: readonly number[], persons: number): void => {
    let keys = [0];
    codes.forEach((code, at) => {
      const path: number[] = [];
      for (let up = code; up >= 0; up = dimensions[at]![up]!) path.push(up * strides[at]!);
      keys = keys.flatMap((key) => path.map((step) => key + step));
    });
    for (const key of keys) values[key]! += persons;
  };
  for (let district = 0; district < options.districts; district++) {
    const size = Math.exp(5.2 + 1.1 * normal());
    const races = RACE_WEIGHTS.map((weight) => weight * Math.exp(0.9 * normal()));
    const sum = races.reduce((total, weight) => total + weight, 0);
    races.forEach((race, r) => {
      GENDER_WEIGHTS.forEach((gender, g) => {
        for (let program = 0; program < Math.max(1, programs); program++) {
          const mean = (size * race * gender) / sum / Math.max(1, programs);
          const persons = poisson(mean, random, normal);
          const codes = [1 + options.regions + district, r + 1, g + 1];
          if (persons > 0) add(programs > 0 ? [...codes, program + 1] : codes, persons);
        }
      });
    });
  }
  return compile(dimensions, strides, values, options.minimum ?? 6);
}

function compile(
  dimensions: readonly Hierarchy[],
  strides: readonly number[],
  values: Float64Array,
  minimum: number,
): GroupsTable {
  const builder = cellSystemBuilder();
  const needs = new Map<number, Need>();
  const lines: number[][] = [];
  const children = dimensions.map((parents) =>
    parents.map((_, code) => [...parents.keys()].filter((child) => parents[child] === code)),
  );
  for (let key = 0; key < values.length; key++) {
    const value = values[key]!;
    const codes = dimensions.map((parents, at) => Math.floor(key / strides[at]!) % parents.length);
    const totals = codes.filter((code, at) => children[at]![code]!.length > 0).length;
    builder.addCell({ value, publishable: true, cost: Math.log1p(value === 0 ? minimum : value) * (1 + totals / 2) });
    if (value > 0 && value < minimum) needs.set(key, { low: 1, high: minimum - 1 });
    codes.forEach((code, at) => {
      const parts = children[at]![code]!;
      if (parts.length > 0) lines.push([key, ...parts.map((part) => key + (part - code) * strides[at]!)]);
    });
  }
  for (const [total, ...parts] of lines) builder.addEquation([total!], parts);
  return { system: builder.build(), needs, lines };
}

/** By inversion for small means, rounded normal for large ones. */
function poisson(mean: number, random: () => number, normal: () => number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  let persons = 0;
  for (let left = Math.exp(-mean), rest = random(); rest > left && persons < 1000; persons++) {
    rest -= left;
    left *= mean / (persons + 1);
  }
  return persons;
}
