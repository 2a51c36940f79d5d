import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildEntities } from '../../activities/build-entities.ts';
import { seededRandomKey } from '../../linkers/person-key.ts';
import { runLinkage } from '../../linkers/run-linkage.ts';
import { withoutSources } from '../../linkers/without-sources.ts';
import { type LinkModel, parseLinkModel } from '../../schemas/link-model/link-model.ts';
import { projectRoot } from '../../schemas/project-root.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { emptyWarehouse, type LoadedRow, putLoad, sims, wage } from '../activities/entities/loaded-rows.ts';

const model: LinkModel = parseLinkModel(
  JSON.parse(readFileSync(join(projectRoot, 'assets/models/massachusetts.json'), 'utf8')),
);

test('wages are reached only from sources that carry an SSN, and never by a probabilistic pass', () => {
  expect(model.sources.dua?.never_by_name_alone).toBe(true);
  const pairs = model.source_pairs.filter(({ left, right }) => [left, right].includes('dua'));
  expect(pairs.map(({ left, right }) => `${left}_${right}`)).toEqual(['dhe_dua', 'roster_dua']);
  for (const { passes } of pairs) {
    for (const pass of passes) {
      expect(pass.type).toBe('deterministic');
      if (pass.type !== 'deterministic') continue;
      for (const rule of pass.rules) {
        expect(rule.keys).toEqual(['ssn_token']);
        expect(rule.require).toBeDefined();
      }
    }
  }
});

test('no name is compared without its birth date where it may link', () => {
  for (const { passes } of model.source_pairs) {
    for (const pass of passes) {
      if (pass.type !== 'fellegi_sunter') continue;
      const demanded = pass.link_only_if.map(({ any }) => any.map(({ comparison }) => comparison));
      expect(demanded).toContainEqual(['first_name']);
      expect(demanded).toContainEqual(['birth_date']);
    }
  }
});

/** The deterministic part alone, which needs no population to learn from. */
function deterministic(): LinkModel {
  return parseLinkModel({
    ...model,
    source_pairs: model.source_pairs
      .map((pair) => ({ ...pair, passes: pair.passes.filter(({ type }) => type === 'deterministic') }))
      .filter((pair) => pair.passes.length > 0),
  });
}

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await emptyWarehouse();
});
afterAll(() => warehouse.close());

function college(student_id: string, first_name: string, last_name: string, more: LoadedRow): LoadedRow {
  return {
    unitid: '166629',
    student_id,
    first_name,
    last_name,
    birth_date: '2006-03-04',
    ssn_status: 'valid',
    ...more,
  };
}

test('strong keys link where names agree and wait for a person where they do not', async () => {
  await putLoad(warehouse, 'dese.sims', { submitter: '00350000', period: '2024-10' }, [
    sims('1000000001', 'Ana', 'Rivas Soto', { birth_date: '2006-03-04' }),
    sims('1000000002', 'Bo', 'Lee', { birth_date: '2006-05-06' }),
  ]);
  await putLoad(warehouse, 'dhe.enrollment', { submitter: '166629', period: '2024F' }, [
    college('a', 'Ana', 'Rivas', { sasid: '1000000001', ssn_token: 't1' }),
    college('b', 'Kevin', 'Obrien', { sasid: '1000000002', ssn_token: 't2', birth_date: '1999-01-01' }),
    college('c', 'Maria', 'Lopez', { ssn_token: 't3' }),
    college('d', 'Zoe', 'Adams', { ssn_token: 't4' }),
  ]);
  await putLoad(warehouse, 'dua.wage', { submitter: 'DUA', period: '2025Q1' }, [
    wage('t1', 'ANA', 'RIVAS SOTO'),
    wage('t3', 'MARIA', 'SILVA'),
    wage('t4', 'PEDRO', 'GOMEZ'),
    wage('t5', 'BO', 'LEE'),
  ]);
  const built = await buildEntities(warehouse);
  const absent = Object.keys(model.sources).filter((source) => built.entities[source] === undefined);
  await runLinkage(warehouse, withoutSources(deterministic(), absent), {
    entityTable: 'vault.entity_variant',
    linkVersion: 1,
    random: seededRandomKey(1),
    clock: () => new Date('2026-01-02T03:04:05Z'),
  });
  const named = (table: string) =>
    warehouse.query(
      `SELECT DISTINCT l.first_name AS "left", r.first_name AS "right", edge.source_pair
      FROM linkage.${table} AS edge
      JOIN vault.entity_variant AS l ON l.entity_id = edge.entity_id_l
      JOIN vault.entity_variant AS r ON r.entity_id = edge.entity_id_r
      ORDER BY ALL`,
    );
  expect(await named('edge')).toEqual([
    { left: 'ANA', right: 'ANA', source_pair: 'dese_dhe' },
    { left: 'ANA', right: 'ANA', source_pair: 'dhe_dua' },
    { left: 'MARIA', right: 'MARIA', source_pair: 'dhe_dua' },
  ]);
  expect(await named('review_pair')).toEqual([
    { left: 'BO', right: 'KEVIN', source_pair: 'dese_dhe' },
    { left: 'ZOE', right: 'PEDRO', source_pair: 'dhe_dua' },
  ]);
});
