import { UnavailableError } from '../../schemas/errors.ts';
import { textLiteral } from '../identifier.ts';
import type { Session } from '../warehouse.ts';

/** Credits an hour of standard virtual warehouses, by their size: Snowflake's consumption table. */
const CREDITS_AN_HOUR: Readonly<Record<string, number>> = {
  XSMALL: 1,
  SMALL: 2,
  MEDIUM: 4,
  LARGE: 8,
  XLARGE: 16,
  '2XLARGE': 32,
  '3XLARGE': 64,
  '4XLARGE': 128,
  '5XLARGE': 256,
  '6XLARGE': 512,
};

/** What warehouses of a newer or larger kind cost in addition, at most. */
const DEARER: readonly (readonly [RegExp, number])[] = [
  [/GEN_?2/i, 1.35],
  [/MEMORY/i, 1.5],
];

const NAME = /^[A-Za-z_][A-Za-z0-9_$]{0,254}$/;

interface ShownWarehouse extends Record<string, unknown> {
  readonly name: string;
  readonly state: string;
  readonly size: string;
  readonly running: number | null;
  readonly queued: number | null;
  /** Generation or memory, where it is not the plain kind. */
  readonly resource_constraint?: string | null;
}

export interface VirtualWarehouse {
  readonly suspended: boolean;
  readonly creditsAnHour: number;
  /** Statements that run in it or wait for it. */
  readonly busy: number;
}

/** @throws UnavailableError when the role sees no virtual warehouse of the name */
export async function readVirtualWarehouse(session: Session, name: string): Promise<VirtualWarehouse> {
  const shown = await session.query<ShownWarehouse>(`SHOW WAREHOUSES LIKE ${textLiteral(name)}`);
  const found = shown.find((row) => row.name.toUpperCase() === name.toUpperCase());
  if (found === undefined) {
    throw new UnavailableError(`There is no virtual warehouse ${name} that the role may use`, {
      hint: 'Set SNOWFLAKE_WAREHOUSE, or run hub warehouse migrate --account as an administrator.',
    });
  }
  return Object.freeze({
    suspended: /^SUSPEND/i.test(found.state),
    creditsAnHour: creditsAnHour(found.size) * dearness(found.resource_constraint ?? ''),
    busy: Number(found.running ?? 0) + Number(found.queued ?? 0),
  });
}

/**
 * Resumes a virtual warehouse that is suspended, also one that would not resume by itself.
 * @returns suspends it again unless others work in it by then; undefined when it was not suspended
 */
export async function wakeVirtualWarehouse(session: Session, name: string): Promise<(() => Promise<void>) | undefined> {
  const { suspended } = await readVirtualWarehouse(session, name);
  if (!suspended) return undefined;
  await session.execute(`ALTER WAREHOUSE ${checked(name)} RESUME IF SUSPENDED`);
  return async () => {
    const { busy, suspended: already } = await readVirtualWarehouse(session, name);
    if (busy === 0 && !already) await session.execute(`ALTER WAREHOUSE ${checked(name)} SUSPEND`);
  };
}

/** `X-Small`, as SHOW says it, and `XSMALL` are one. A size that is not known counts as the largest. */
export function creditsAnHour(size: string): number {
  return (
    CREDITS_AN_HOUR[size.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')] ?? Math.max(...Object.values(CREDITS_AN_HOUR))
  );
}

function dearness(kind: string): number {
  return DEARER.find(([pattern]) => pattern.test(kind))?.[1] ?? 1;
}

function checked(name: string): string {
  if (NAME.test(name)) return name;
  throw new UnavailableError(`${JSON.stringify(name)} is no name of a virtual warehouse`);
}
