import type { Session } from '../../warehouse/warehouse.ts';

// Invented people in three sources: `early` and `school` share names and birth dates, `school` and `college` a state id
// (SASID) for some, `college` and `wage` an SSN token; `wage` has truncated names and no birth date.

export interface SyntheticRow {
  readonly entity_id: number;
  readonly source: 'early' | 'school' | 'college' | 'wage';
  readonly first_name: string | null;
  readonly middle_name: string | null;
  readonly last_name: string | null;
  readonly birth_date: string | null;
  readonly gender: string | null;
  readonly zip: string | null;
  readonly sasid: string | null;
  readonly ssn_token: string | null;
}

export interface SyntheticPeople {
  readonly rows: readonly SyntheticRow[];
  /** Person of every entity. */
  readonly truth: ReadonlyMap<number, number>;
  /** Pairs of persons born together. */
  readonly twins: readonly (readonly [number, number])[];
}

const FIRST =
  'EMMA OLIVIA NOAH LIAM SOPHIA MASON WILLIAM JAMES ISABELLA ELIZABETH ROBERT JOSEPH MARIA JOSE DANIEL MICHAEL SARAH ANNA DAVID JOHN KATHERINE THOMAS SAMUEL BENJAMIN CHARLOTTE MIA AVA LUIS CARLOS ANA GABRIEL NICOLE MARGARET PATRICK ALEXANDER VICTORIA ANTHONY JESSICA REBECCA JOSHUA ANDREW MATTHEW CHRISTOPHER EDWARD HENRY GRACE LUCY HANNAH CHLOE ZOE LEAH RUTH OMAR AMIR WEI MEI KAI JADE IVY IRIS ROSE RUBY JACK LEO MAX OSCAR FELIX HUGO'.split(
    ' ',
  );
const LAST =
  'SMITH JOHNSON WILLIAMS BROWN JONES GARCIA MILLER DAVIS RODRIGUEZ MARTINEZ SILVA SANTOS OLIVEIRA MURPHY SULLIVAN KELLY ROSSI NGUYEN TRAN CHEN WANG PATEL KHAN LOPEZ RIVERA GOMEZ TORRES COHEN WALSH CLARK LEWIS YOUNG HALL ALLEN KING WRIGHT SCOTT GREEN BAKER ADAMS NELSON HILL CAMPBELL MITCHELL ROBERTS CARTER PHILLIPS EVANS TURNER PARKER'.split(
    ' ',
  );
const SYLLABLES =
  'BA BER CAR DAL DON EL FAR GAR HAL KEN LAN LEY MAN MER NOR PEL RAN RO SEN SON TAN TON VAL VEN WEL WIN ZAN'.split(' ');
const SHORT: Readonly<Record<string, string>> = {
  WILLIAM: 'BILL',
  ROBERT: 'BOB',
  ELIZABETH: 'LIZ',
  JOSEPH: 'JOE',
  MICHAEL: 'MIKE',
  KATHERINE: 'KATE',
  THOMAS: 'TOM',
  SAMUEL: 'SAM',
  BENJAMIN: 'BEN',
  ALEXANDER: 'ALEX',
  MARGARET: 'MEG',
  ANTHONY: 'TONY',
  MATTHEW: 'MATT',
};

/** A small generator of numbers in [0, 1) that a seed repeats (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Person {
  readonly first: string;
  readonly middle: string | null;
  readonly last: string;
  readonly birth: string;
  readonly gender: string;
  readonly zip: string;
  readonly sasid: string;
  readonly ssn: string;
}

export function syntheticPeople(persons: number, seed: number): SyntheticPeople {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * random() * list.length)]!;
  const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const surname = (): string => {
    if (random() < 0.45) return pick(LAST);
    const name = any(SYLLABLES) + any(SYLLABLES) + any(SYLLABLES);
    return random() < 0.15 ? `${name}-${pick(LAST)}` : name;
  };
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = (): string =>
    `${2000 + Math.floor(random() * 12)}-${two(1 + Math.floor(random() * 12))}-${two(1 + Math.floor(random() * 28))}`;
  const firstName = (): string => (random() < 0.7 ? pick(FIRST) : any(SYLLABLES) + any(SYLLABLES));

  const typo = (text: string): string => {
    const at = Math.floor(random() * text.length);
    const letter = 'ABCDEFGHIKLMNORSTUV'[Math.floor(random() * 19)]!;
    const kind = random();
    if (kind < 0.3) return text.slice(0, at) + letter + text.slice(at + 1);
    if (kind < 0.55) return text.slice(0, at) + text.slice(at + 1) || text;
    if (kind < 0.75) return text.slice(0, at) + letter + text.slice(at);
    return at + 1 < text.length ? text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2) : text;
  };
  const noisyDate = (date: string): string | null => {
    const chance = random();
    if (chance < 0.004) return null;
    if (chance < 0.012 && Number(date.slice(8)) <= 12)
      return `${date.slice(0, 4)}-${date.slice(8)}-${date.slice(5, 7)}`;
    if (chance < 0.025) return `${date.slice(0, 8)}${two(1 + Math.floor(random() * 28))}`;
    return date;
  };
  const noisy = (
    person: Person,
  ): Pick<SyntheticRow, 'first_name' | 'middle_name' | 'last_name' | 'birth_date' | 'gender' | 'zip'> => {
    let first = person.first;
    let last = person.last;
    if (random() < 0.05) first = SHORT[first] ?? first;
    if (random() < 0.025) first = typo(first);
    if (random() < 0.025) last = typo(last);
    if (random() < 0.3 && last.includes('-')) last = last.split('-')[random() < 0.5 ? 0 : 1]!;
    if (random() < 0.01) last = surname();
    if (random() < 0.003) [first, last] = [last, first];
    return {
      first_name: first,
      middle_name: random() < 0.4 ? null : random() < 0.5 ? (person.middle?.slice(0, 1) ?? null) : person.middle,
      last_name: last,
      birth_date: noisyDate(person.birth),
      gender: random() < 0.01 ? null : person.gender,
      zip: random() < 0.25 ? `0${Math.floor(1000 + random() * 500)}` : person.zip,
    };
  };

  const rows: SyntheticRow[] = [];
  const truth = new Map<number, number>();
  const twins: (readonly [number, number])[] = [];
  let entity = 0;
  const add = (person: number, row: Omit<SyntheticRow, 'entity_id'>) => {
    rows.push({ entity_id: ++entity, ...row });
    truth.set(entity, person);
    return entity;
  };
  let twinOf: Person | null = null;
  for (let number = 0; number < persons; number++) {
    let first = firstName();
    while (first === twinOf?.first) first = firstName();
    const person: Person = {
      first,
      middle: random() < 0.8 ? pick(FIRST) : null,
      last: twinOf?.last ?? surname(),
      birth: twinOf?.birth ?? day(),
      gender: random() < 0.5 ? 'F' : 'M',
      zip: twinOf?.zip ?? `0${Math.floor(1000 + random() * 500)}`,
      sasid: String(1_000_000_000 + number),
      ssn: `token${number}`,
    };
    if (twinOf !== null) twins.push([number - 1, number]);
    twinOf = twinOf === null && random() < 0.015 ? person : null;
    const none = { sasid: null, ssn_token: null };
    if (random() < 0.6) add(number, { source: 'early', ...noisy(person), ...none });
    if (random() < 0.9) {
      const id = add(number, { source: 'school', ...noisy(person), ...none, sasid: person.sasid });
      if (random() < 0.15) {
        rows.push({ entity_id: id, source: 'school', ...noisy(person), ...none, sasid: person.sasid });
      }
    }
    if (random() < 0.5) {
      const sasid = random() < 0.6 ? person.sasid : null;
      const ssn = random() < 0.9 ? person.ssn : null;
      add(number, { source: 'college', ...noisy(person), sasid, ssn_token: ssn });
    }
    if (random() < 0.6) {
      const { first_name, last_name } = noisy(person);
      add(number, {
        source: 'wage',
        first_name: first_name?.slice(0, 12) ?? null,
        middle_name: person.middle?.slice(0, 1) ?? null,
        last_name: last_name?.slice(0, 20) ?? null,
        birth_date: null,
        gender: null,
        zip: null,
        sasid: null,
        ssn_token: person.ssn,
      });
    }
  }
  return { rows, truth, twins };
}

/** Creates `entity_variant` and `truth` (entity_id, person_id) and `twin` (person_id, twin_id), temporary or not. */
export async function writePeople(session: Session, people: SyntheticPeople, schema: string): Promise<void> {
  await session.execute(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await writeJson(session, `${schema}.entity_variant`, people.rows, {
    entity_id: 'BIGINT',
    source: 'VARCHAR',
    first_name: 'VARCHAR',
    middle_name: 'VARCHAR',
    last_name: 'VARCHAR',
    birth_date: 'DATE',
    gender: 'VARCHAR',
    zip: 'VARCHAR',
    sasid: 'VARCHAR',
    ssn_token: 'VARCHAR',
  });
  await writeJson(
    session,
    `${schema}.truth`,
    [...people.truth].map(([entity_id, person_id]) => ({ entity_id, person_id })),
    {
      entity_id: 'BIGINT',
      person_id: 'BIGINT',
    },
  );
  await writeJson(
    session,
    `${schema}.twin`,
    people.twins.map(([person_id, twin_id]) => ({ person_id, twin_id })),
    {
      person_id: 'BIGINT',
      twin_id: 'BIGINT',
    },
  );
}

export async function writeJson(
  session: Session,
  table: string,
  rows: readonly object[],
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const names = Object.keys(columns);
  await session.execute(
    `CREATE OR REPLACE TABLE ${table} (${names.map((name) => `${name} ${columns[name]}`).join(', ')})`,
  );
  for (let at = 0; at < rows.length; at += 50_000) {
    await session.execute(
      `INSERT INTO ${table}
      SELECT ${names.map((name) => `CAST(row.${name} AS ${columns[name]})`).join(', ')}
      FROM (SELECT unnest(from_json($rows, '[{${names.map((name) => `"${name}":"VARCHAR"`).join(',')}}]')) AS row)`,
      { rows: JSON.stringify(rows.slice(at, at + 50_000)) },
    );
  }
}
