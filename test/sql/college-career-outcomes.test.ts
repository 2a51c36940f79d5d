import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { learnToEarnAssets } from '../../assets/learn-to-earn.ts';
import { entityOf, type LinkedWorld, openLinkedWorld, student, wage } from './linked-world.ts';

const TABLE = 'public_stage.college_career_outcomes';
const QUARTERS = ['2024Q1', '2024Q2', '2024Q3', '2024Q4'];
const CLASS = Array.from({ length: 40 }, (_, index) => index + 1);

let world: LinkedWorld;
beforeEach(async () => {
  world = await openLinkedWorld();
  await world.insert('reference.college', [
    { unitid: '165112', opeid8: '01121000', sector: 'In-State Public 2-Year', is_heirs: true, status: 'Active' },
  ]);
  await world.load(
    { extract: 'dese.sims', period: '2023-06', submitter: '00350000' },
    CLASS.map((person) =>
      student(person, '00350501', { grade: '12', enrollment_status: '04', hs_completer_plans: '06' }),
    ),
  );
  for (const term of ['2024S', '2024F']) {
    await world.load({ extract: 'dhe.enrollment', period: term }, [
      { person: 1, unitid: '165112', term, student_level: 'UG', enrollment_intensity: 'F' },
    ]);
  }
});
afterEach(() => world.close());

const askedFor = (people: readonly number[]) =>
  world.load(
    { extract: 'nsc.studenttracker', period: '2025-06-30' },
    people.map((person) => ({ person, record_found: false })),
  );
const build = () => world.build([...learnToEarnAssets.map((asset) => asset.key), 'public_stage.student_group', TABLE]);
const counts = () =>
  world.warehouse.query(
    `SELECT outcome_type, grad_count, outcome_count FROM ${TABLE}
     WHERE stu_grp = 'ALL' AND district_code = '00000000' AND outcome_count IS NOT NULL ORDER BY outcome_type`,
  );
const checks = (built: Awaited<ReturnType<typeof build>>) =>
  built
    .get(TABLE)
    ?.checks.filter(({ passed }) => !passed)
    .map(({ name, failed }) => `${name} ${failed}`);

describe('college and career outcomes', () => {
  it('counts a year although the enrollment of a few graduates cannot be seen', async () => {
    await askedFor(CLASS.slice(0, 38));
    expect(checks(await build())).toEqual([]);
    expect(await counts()).toEqual([
      { outcome_type: 'In-State Private', grad_count: 40, outcome_count: 0 },
      { outcome_type: 'In-State Public 2-Year', grad_count: 40, outcome_count: 1 },
      { outcome_type: 'In-State Public 4-Year', grad_count: 40, outcome_count: 0 },
      { outcome_type: 'Out-of-State', grad_count: 40, outcome_count: 0 },
      { outcome_type: 'Total Postsecondary Enrollment', grad_count: 40, outcome_count: 1 },
    ]);
  });

  it('leaves a year out whose enrollment too few can be seen of, and says so', async () => {
    await askedFor(CLASS.slice(0, 37));
    expect(checks(await build())).toEqual(['has_rows 1', 'years_reached 1']);
    expect(await counts()).toEqual([]);
  });

  it('counts nobody as not found whose enrollment or wages cannot be seen', async () => {
    await askedFor(CLASS.slice(0, 39));
    const people = CLASS.slice(1);
    await world.load(
      { extract: 'bridge.roster', period: '2025-01-31' },
      people.map((person) => ({ person })),
    );
    await world.insert(
      'vault.entity_variant',
      people.map((person) => ({
        entity_id: entityOf('roster', person),
        source: 'roster',
        ssn_token: `token-${person}`,
      })),
    );
    for (const quarter of QUARTERS) {
      await world.load({ extract: 'dua.wage', period: quarter }, [wage(2, quarter, 6000), wage(40, quarter, 6000)]);
    }
    expect(checks(await build())).toEqual([]);
    expect(Object.fromEntries((await counts()).map((row) => [row.outcome_type, row.outcome_count]))).toMatchObject({
      'Total Postsecondary Enrollment': 1,
      'Total Employed': 1,
      'Total Missing': 37,
    });
  });
});
