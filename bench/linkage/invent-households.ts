import { type Day, day, daysInMonth } from '../../fixtures/calendar.ts';
import type { Culture, NameBook, Sex } from '../../fixtures/names.ts';
import type { Random } from '../../fixtures/random.ts';

/** A person as they are, before any agency writes them down. */
export interface InventedPerson {
  readonly id: number;
  readonly first: string;
  readonly middle: string;
  readonly last: string;
  /** The surname after a marriage; the same for most. */
  readonly laterLast: string;
  readonly birth: Day;
  readonly sex: Sex;
  readonly postcode: string;
  readonly ssn: string;
}

const SYLLABLES =
  'ba be bor car dal den el far gar hal ken lan ley man mer nor pel ran ro sen son tan ton val ven wel win zan'.split(
    ' ',
  );
const OWN_SURNAME_SHARE = 0.25;
const TWIN_SHARE = 0.03;

/** A family at one address: same surname for most, same postcode, and now and then twins. */
export function inventHousehold(random: Random, names: NameBook, firstId: number): readonly InventedPerson[] {
  const culture = names.culture(random, random.chance(0.4) ? 'large_city' : 'suburban');
  const surname = familyName(random, names, culture);
  const postcode = inventPostcode(random);
  const size = 1 + random.below(4);
  const people: InventedPerson[] = [];
  for (let index = 0; index < size; index++) {
    const before = people.at(-1);
    const twin = before !== undefined && random.chance(TWIN_SHARE);
    const birth = twin ? before.birth : inventBirth(random);
    const sex: Sex = twin && random.chance(0.6) ? before.sex : random.chance(0.5) ? 'F' : 'M';
    const first = names.first(random, culture, sex, Math.floor(birth / 10000));
    const last = random.chance(0.92) ? surname : familyName(random, names, culture);
    people.push({
      id: firstId + index,
      first,
      middle: random.chance(0.7) ? names.first(random, 'us', sex, Math.floor(birth / 10000)) : '',
      last,
      laterLast: sex === 'F' && random.chance(0.14) ? familyName(random, names, culture) : last,
      birth,
      sex,
      postcode,
      ssn: ssnOf(firstId + index),
    });
  }
  return people;
}

export function inventPostcode(random: Random): string {
  // Squared, so that some places hold many people.
  return `0${1000 + Math.floor(random.next() * random.next() * 1780)}`;
}

/** A few thousand surnames are common; a long tail is not. */
function familyName(random: Random, names: NameBook, culture: Culture): string {
  if (!random.chance(OWN_SURNAME_SHARE)) return names.surname(random, culture);
  const parts = 2 + random.below(3);
  let name = '';
  for (let part = 0; part < parts; part++) name += random.pick(SYLLABLES);
  return name[0]!.toUpperCase() + name.slice(1);
}

function inventBirth(random: Random): Day {
  const month = 1 + random.below(12);
  return day(1970 + random.below(50), month, 1 + random.below(daysInMonth(month)));
}

/** Distinct for every person: multiplying by a unit modulo a prime-free range is a permutation of it. */
function ssnOf(id: number): string {
  return String(100_000_000 + Number((BigInt(id) * 387_420_489n + 1_234_567n) % 799_999_999n));
}
