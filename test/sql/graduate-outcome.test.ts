import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { learnToEarnAssets } from '../../assets/learn-to-earn.ts';
import { entityOf, type LinkedWorld, openLinkedWorld, student, type WorldRow, wage } from './linked-world.ts';

const QUARTERS = ['2024Q1', '2024Q2', '2024Q3', '2024Q4'];

let world: LinkedWorld;
beforeEach(async () => {
  world = await openLinkedWorld();
  await world.insert('reference.college', [
    { unitid: '167729', opeid8: '00218800', sector: 'In-State Public 4-Year', is_heirs: true, status: 'Active' },
    { unitid: '165112', opeid8: '01121000', sector: 'In-State Public 2-Year', is_heirs: true, status: 'Active' },
  ]);
});
afterEach(() => world.close());

const graduates = (people: readonly number[], changes: Partial<WorldRow> = {}) =>
  world.load(
    { extract: 'dese.sims', period: '2023-06', submitter: '00350000' },
    people.map((person) =>
      student(person, '00350501', { grade: '12', enrollment_status: '04', hs_completer_plans: '06', ...changes }),
    ),
  );
const college = (term: string, rows: readonly (readonly [number, string])[]) =>
  world.load(
    { extract: 'dhe.enrollment', period: term },
    rows.map(([person, unitid]) => ({ person, unitid, term, student_level: 'UG', enrollment_intensity: 'F' })),
  );
const withSsn = (source: 'dhe' | 'roster', people: readonly number[]) =>
  world.insert(
    'vault.entity_variant',
    people.map((person) => ({ entity_id: entityOf(source, person), source, ssn_token: `token-${person}` })),
  );
const roster = async (people: readonly number[]) => {
  await world.load(
    { extract: 'bridge.roster', period: '2025-01-31' },
    people.map((person) => ({ person })),
  );
  await withSsn('roster', people);
};
const wages = async (quarters: readonly string[], people: readonly number[]) => {
  for (const quarter of quarters) {
    await world.load(
      { extract: 'dua.wage', period: quarter },
      people.length === 0 ? [wage(null, quarter, 1)] : people.map((person) => wage(person, quarter, 6000)),
    );
  }
};
const build = () => world.build(learnToEarnAssets.map((asset) => asset.key));
const outcomes = async (columns: readonly string[]) => {
  const rows = await world.rows('learn_to_earn.graduate_outcome', ['person_key', 'outcome_year', ...columns]);
  return rows.map((row) =>
    Object.values(row)
      .map((value) => value ?? '–')
      .join(' '),
  );
};

describe('graduates by outcome year', () => {
  it('parts a class into enrolled, employed, both and not found, where both kinds of data reach', async () => {
    await graduates([1, 2, 3, 4]);
    await roster([1, 2, 3, 4]);
    await college('2024S', [[1, '165112']]);
    await college('2024F', [
      [1, '167729'],
      [2, '165112'],
    ]);
    await wages(QUARTERS, [2, 3]);
    await build();
    expect(await outcomes(['years_after', 'outcome', 'outcome_type', 'quarters_employed', 'annual_earnings'])).toEqual([
      '1 2024 1 enrolled In-State Public 4-Year 0 –',
      '2 2024 1 both In-State Public 2-Year 4 24000',
      '3 2024 1 employed Total Employed 4 24000',
      '4 2024 1 not_found Total Missing 0 –',
    ]);
    expect(await outcomes(['attached', 'employed', 'enrolled'])).toEqual([
      '1 2024 false false true',
      '2 2024 true true true',
      '3 2024 true true false',
      '4 2024 false false false',
    ]);
  });

  it('states nothing about the work of those whom no bridge carries to wages', async () => {
    await graduates([1, 2, 3]);
    await college('2024S', [[1, '165112']]);
    await college('2024F', [
      [1, '165112'],
      [2, '165112'],
    ]);
    await withSsn('dhe', [1]);
    await wages(QUARTERS, [1, 3]);
    await build();
    expect(await outcomes(['wage_coverage', 'outcome', 'employed', 'annual_earnings', 'attached'])).toEqual([
      '1 2024 bridge both true 24000 true',
      '2 2024 none enrolled – – –',
      '3 2024 none not_available – – –',
    ]);
  });

  it('states nothing about work in a year with a quarter missing', async () => {
    await graduates([1, 2]);
    await roster([1, 2]);
    await college('2024S', [[1, '165112']]);
    await college('2024F', [[1, '165112']]);
    await wages(QUARTERS.slice(0, 3), [2]);
    await build();
    expect(await outcomes(['wage_quarters_loaded', 'outcome', 'employed', 'annual_earnings'])).toEqual([
      '1 2024 3 enrolled – –',
      '2 2024 3 not_available – –',
    ]);
  });

  it('does not take a year for unenrolled when no file would show it', async () => {
    await graduates([1, 2]);
    await roster([1, 2]);
    await wages(QUARTERS, [1]);
    await world.load({ extract: 'nsc.studenttracker', period: '2024-11-30' }, [{ person: 1, record_found: false }]);
    await build();
    expect(await outcomes(['enrollment_coverage', 'enrolled', 'employed', 'outcome'])).toEqual([
      '1 2024 none – true not_available',
      '2 2024 none – false not_available',
    ]);
    await world.warehouse.execute("UPDATE hub.load SET period = '2025-01-31' WHERE extract = 'nsc.studenttracker'");
    await build();
    expect(await outcomes(['enrollment_coverage', 'enrolled', 'employed', 'outcome'])).toEqual([
      '1 2024 full false true employed',
      '2 2024 none – false not_available',
    ]);
  });

  it('follows graduates alone, in years after their class, up to the number of years asked for', async () => {
    await graduates([1]);
    await graduates([2], { enrollment_status: '10' });
    await roster([1, 2]);
    await wages(['2022Q1', '2023Q1', '2024Q1', '2025Q1', '2026Q1'], []);
    await build();
    expect(await outcomes([])).toEqual(['1 2024', '1 2025', '1 2026']);
    await world.build(['learn_to_earn.graduate_outcome'], { outcome_years: 2 });
    expect(await outcomes([])).toEqual(['1 2024', '1 2025']);
  });

  it('names the sector with most terms in the year, and the later one on a tie', async () => {
    await graduates([1, 2]);
    await college('2024S', [
      [1, '165112'],
      [2, '167729'],
    ]);
    await college('2024U', [[1, '165112']]);
    await college('2024F', [
      [1, '167729'],
      [2, '165112'],
    ]);
    await build();
    expect(await outcomes(['college_key', 'enrolled_sector'])).toEqual([
      '1 2024 165112 In-State Public 2-Year',
      '2 2024 165112 In-State Public 2-Year',
    ]);
  });
});
