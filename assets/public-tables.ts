import type { TableContract } from '../schemas/contract/table-contract.ts';
import type { PublicTableDefinition } from '../schemas/releases/define-public-table.ts';
import { publicTables } from '../schemas/releases/tables/index.ts';
import {
  earlyCollegeStudent,
  earningsCell,
  graduateEarnings,
  studentGroup,
} from '../schemas/tables/public-stage/index.ts';
import { type Asset, type AssetCheck, defineAsset } from './define-asset.ts';
import { LINK_VERSION_ASSET, warningCheck } from './linked-table.ts';

function aggregates(contract: TableContract, upstream: readonly string[], checks: readonly AssetCheck[] = []): Asset {
  return defineAsset({
    key: contract.table,
    kind: 'table',
    group: 'public',
    description: `${contract.title}. ${contract.grain}`,
    upstream: upstream.map((key) => ({ key })),
    maker: { kind: 'sql', file: `${contract.table.replace('.', '/')}.sql` },
    contract,
    checks: [warningCheck('has_rows', 'public_stage/has_rows'), ...checks],
    owners: contract.owners,
    codeVersion: '1',
  });
}

/** The asset that the public sees. */
export const RELEASE_ASSET = 'public.release';

const GROUPS = 'public_stage.student_group';
const EARNINGS = 'public_stage.earnings_cell';

/** What the aggregates of each public table are counted from. */
const STAGE_UPSTREAM: Readonly<Record<string, readonly string[]>> = {
  early_college_participation: ['public_stage.early_college_student', GROUPS],
  early_college_credits: ['public_stage.early_college_student', GROUPS],
  early_college_outcomes: [
    'learn_to_earn.high_school_completion',
    'learn_to_earn.persistence',
    'learn_to_earn.credential',
    GROUPS,
  ],
  innovation_pathways_participation: [
    'learn_to_earn.program_participation',
    'learn_to_earn.k12_enrollment',
    'learn_to_earn.learner',
    GROUPS,
  ],
  college_career_outcomes: ['learn_to_earn.graduate_outcome', 'learn_to_earn.high_school_completion', GROUPS],
  earnings_by_group: [EARNINGS],
  earnings_by_attainment: [EARNINGS],
  earnings_by_high_school_type: [EARNINGS],
  earnings_by_major: [EARNINGS],
  third_grade_reading: ['ecids.third_grade_reading', 'ecids.participation', GROUPS],
  pseo_earnings: [
    'learn_to_earn.credential',
    'learn_to_earn.annual_earnings',
    'learn_to_earn.wage_coverage',
    'learn_to_earn.quarterly_job',
  ],
};

/** Beyond what every aggregate is asked. */
const STAGE_CHECKS: Readonly<Record<string, readonly AssetCheck[]>> = {
  college_career_outcomes: [warningCheck('years_reached', 'public_stage/college_career_outcomes_reach')],
};

function stage(definition: PublicTableDefinition): Asset {
  const upstream = STAGE_UPSTREAM[definition.table.name];
  if (upstream === undefined) throw new TypeError(`${definition.table.name} has no upstream`);
  return aggregates(definition.stage, upstream, STAGE_CHECKS[definition.table.name]);
}

/** All public tables are protected together, since what one shows can undo what another withholds. */
const protectedTables = defineAsset({
  key: 'public.tables',
  kind: 'public-table',
  group: 'public',
  description: 'The public tables after disclosure control, all of a release together.',
  upstream: [...publicTables.map((definition) => ({ key: definition.stage.table })), { key: 'reference.college' }],
  maker: { kind: 'step', step: 'protect-public-tables' },
  owners: ['DESE', 'DHE', 'DUA', 'EEC', 'NSC'],
  codeVersion: '1',
});

/** What the public sees: files of the protected tables, once somebody has approved them. */
const release = defineAsset({
  key: RELEASE_ASSET,
  kind: 'release',
  group: 'public',
  description: 'The release in force: the protected tables as files, made visible by a decision.',
  upstream: [{ key: protectedTables.key }],
  maker: { kind: 'decision' },
  owners: protectedTables.owners,
  codeVersion: '1',
});

/** The public tables, from aggregates to protected, and their release. */
export const publicTableAssets: readonly Asset[] = Object.freeze([
  aggregates(studentGroup, [LINK_VERSION_ASSET]),
  aggregates(earlyCollegeStudent, [
    'learn_to_earn.early_college_term',
    'learn_to_earn.k12_enrollment',
    'learn_to_earn.learner',
    'reference.college',
  ]),
  aggregates(graduateEarnings, [
    'learn_to_earn.graduate_outcome',
    'learn_to_earn.high_school_completion',
    'learn_to_earn.credential',
    'learn_to_earn.postsecondary_enrollment',
  ]),
  aggregates(earningsCell, ['public_stage.graduate_earnings', 'learn_to_earn.quarterly_job', GROUPS]),
  ...publicTables.map(stage),
  protectedTables,
  release,
]);
