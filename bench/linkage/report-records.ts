import { isoDate } from '../../fixtures/calendar.ts';
import type { NameBook } from '../../fixtures/names.ts';
import type { Random } from '../../fixtures/random.ts';
import { misspell, plain, wrongBirth } from '../../fixtures/spelling.ts';
import { type InventedPerson, inventPostcode } from './invent-households.ts';
import { LINKAGE_SOURCES, type LinkageRecord, type LinkageSource } from './linkage-record.ts';

/** Chance that a source knows a person, and that its rows carry an SSN. */
const SOURCE_SHARE: Readonly<Record<LinkageSource, number>> = { eec: 0.35, dese: 0.65, dhe: 0.45, dua: 0.6 };
const SSN_SHARE: Readonly<Record<LinkageSource, number>> = { eec: 0.25, dese: 0, dhe: 0.85, dua: 1 };
const WAGE_LAST_NAME = 20;
const WAGE_FIRST_NAME = 12;

/** How a person is known to one source, before each row's own errors. */
interface KnownAs {
  readonly first: string;
  readonly last: string;
  readonly postcode: string;
  readonly ssn: string;
}

/**
 * The rows of a person in every source that knows them.
 * @param mostRows rows a person and source, 1 to this number; of one, three in a hundred have a second
 */
export function reportRecords(
  random: Random,
  names: NameBook,
  person: InventedPerson,
  mostRows: number,
): readonly Omit<LinkageRecord, 'record_id'>[] {
  const records: Omit<LinkageRecord, 'record_id'>[] = [];
  for (const source of LINKAGE_SOURCES) {
    if (!random.chance(SOURCE_SHARE[source])) continue;
    const known = knownAs(random, names, person, source);
    const rows = mostRows === 1 ? (random.chance(0.03) ? 2 : 1) : 1 + random.below(mostRows);
    for (let row = 0; row < rows; row++) records.push(writeRow(random, person, source, known));
  }
  return records;
}

function knownAs(random: Random, names: NameBook, person: InventedPerson, source: LinkageSource): KnownAs {
  const late = source === 'dhe' ? random.chance(0.4) : source === 'dua';
  const nickname = random.chance(0.05) ? names.nickname(random, person.first) : undefined;
  return {
    first: nickname ?? person.first,
    last: late ? person.laterLast : person.last,
    postcode: random.chance(0.15) ? inventPostcode(random) : person.postcode,
    ssn: random.chance(SSN_SHARE[source]) ? person.ssn : '',
  };
}

function writeRow(
  random: Random,
  person: InventedPerson,
  source: LinkageSource,
  known: KnownAs,
): Omit<LinkageRecord, 'record_id'> {
  let first = random.chance(0.025) ? misspell(known.first, random) : known.first;
  let last = random.chance(0.025) ? misspell(known.last, random) : known.last;
  if (random.chance(0.004)) [first, last] = [last, first];
  const wage = source === 'dua';
  const middle = wage || random.chance(0.4) ? person.middle.slice(0, 1) : person.middle;
  const birth = random.chance(0.012) ? wrongBirth(person.birth, random) : person.birth;
  const ssn = known.ssn !== '' && random.chance(0.008) ? wrongDigit(known.ssn, random) : known.ssn;
  const sex = random.chance(0.01) ? (person.sex === 'F' ? 'M' : 'F') : person.sex;
  return {
    true_id: `P${person.id}`,
    source,
    first_name: spell(first, wage ? WAGE_FIRST_NAME : 60),
    middle_name: random.chance(0.2) ? '' : spell(middle, 60),
    last_name: spell(last, wage ? WAGE_LAST_NAME : 60),
    dob: wage || random.chance(0.015) ? '' : isoDate(birth),
    gender: wage || random.chance(0.02) ? '' : sex,
    postcode: wage || random.chance(0.03) ? '' : known.postcode,
    ssn,
  };
}

function spell(name: string, longest: number): string {
  return plain(name).toUpperCase().slice(0, longest);
}

function wrongDigit(ssn: string, random: Random): string {
  const at = random.below(ssn.length);
  const digit = (Number(ssn[at]) + 1 + random.below(8)) % 10;
  return ssn.slice(0, at) + digit + ssn.slice(at + 1);
}
