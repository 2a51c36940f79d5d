import { expect, test } from 'vitest';
import {
  identifyingColumns,
  rowAccessColumn,
  tablesOf,
} from '../../../../warehouse/snowflake/protection/identifying-columns.ts';
import type { Grant, ObservedProtection } from '../../../../warehouse/snowflake/protection/observe-protection.ts';
import { maskingPolicyName } from '../../../../warehouse/snowflake/protection/policy-sections.ts';
import {
  protectionFindings,
  wantedFutureGrants,
  wantedGrants,
} from '../../../../warehouse/snowflake/protection/protection-findings.ts';
import { hubPlan } from './plan.ts';

/** As Snowflake would tell it when everything is as planned. */
function asPlanned(): ObservedProtection {
  const live = new Set(
    hubPlan.objects.filter(({ kind }) => kind === 'table' || kind === 'view').map(({ name }) => name),
  );
  return {
    live,
    masked: new Map(
      identifyingColumns(hubPlan.objects).map((column) => [
        `${column.table}.${column.column}`,
        maskingPolicyName(hubPlan, column),
      ]),
    ),
    rowProtected: new Set(
      tablesOf(hubPlan.objects)
        .filter((table) => rowAccessColumn(table))
        .map(({ name }) => name),
    ),
    secureViews: new Set(hubPlan.objects.filter(({ name }) => name.startsWith('dashboard.')).map(({ name }) => name)),
    grants: wantedGrants(hubPlan, live),
    futureGrants: wantedFutureGrants(hubPlan),
  };
}

const sentences = (changes: Partial<ObservedProtection>) =>
  protectionFindings(hubPlan, { ...asPlanned(), ...changes }).map(({ sentence }) => sentence);

test('a warehouse that is protected as planned has nothing to tell', () => {
  expect(sentences({})).toEqual([]);
});

test('owners need no grant on what they own', () => {
  const { grants } = asPlanned();
  const built = 'hub_work.ecids.child';
  const owned: readonly Grant[] = [
    ...grants.filter(({ role, name }) => !(role === 'hub_engineer' && name === built)),
    { role: 'hub_engineer', privilege: 'ownership', kind: 'table', name: built },
  ];
  expect(sentences({ grants: owned })).toEqual([]);
});

test('a column without its policy, or under another one, is told', () => {
  const masked = new Map(asPlanned().masked);
  masked.delete('vault.dese_sims.last_name');
  masked.set('vault.dua_wage.ssn_token', 'hub_vault.governance.quasi_text');
  expect(sentences({ masked })).toEqual([
    'vault.dese_sims.last_name identifies people (direct) and is not masked by its policy',
    'vault.dua_wage.ssn_token identifies people (direct) and is not masked by its policy',
  ]);
});

test('a table of the vault whose rows are open, and a view that is not secure, are told', () => {
  const { rowProtected, secureViews } = asPlanned();
  expect(
    sentences({
      rowProtected: new Set([...rowProtected].filter((name) => name !== 'vault.entity')),
      secureViews: new Set([...secureViews].filter((name) => name !== 'dashboard.earnings_by_major')),
    }),
  ).toEqual([
    'The rows of vault.entity are open to every role that may read the table',
    'The view dashboard.earnings_by_major lets its readers find out what lies behind it',
  ]);
});

test('what is not there yet is not missed', () => {
  const planned = asPlanned();
  const live = new Set([...planned.live].filter((name) => !name.startsWith('ecids.')));
  expect(
    sentences({
      live,
      grants: wantedGrants(hubPlan, live),
      masked: new Map([...planned.masked].filter(([name]) => !name.startsWith('ecids.'))),
    }),
  ).toEqual([]);
});

test.each<[string, Grant, string]>([
  [
    'to read the vault',
    { role: 'hub_analyst', privilege: 'select', kind: 'table', name: 'hub_vault.vault.entity' },
    'The role hub_analyst has SELECT on table hub_vault.vault.entity, which nothing declares',
  ],
  [
    'to everybody',
    { role: 'public', privilege: 'usage', kind: 'schema', name: 'hub_public.public' },
    'The role public has USAGE on schema hub_public.public, which nothing declares',
  ],
  [
    'of a database to a stranger',
    { role: 'intern', privilege: 'usage', kind: 'database', name: 'hub_work' },
    'The role intern has USAGE on database hub_work, which nothing declares',
  ],
])('a grant %s that nothing declares is told, with whom to ask', (_, grant, sentence) => {
  const found = protectionFindings(hubPlan, { ...asPlanned(), grants: [...asPlanned().grants, grant] });
  expect(found).toEqual([
    expect.objectContaining({ sentence, hint: 'Find out who granted it and why, and revoke it by hand.' }),
  ]);
});

test('a grant that is lacking is told, also one on what is made later', () => {
  const { grants, futureGrants } = asPlanned();
  expect(
    sentences({
      grants: grants.filter(({ role, name }) => !(role === 'hub_auditor' && name === 'hub_work.linkage.step')),
      futureGrants: futureGrants.filter(({ role, name }) => !(role === 'hub_analyst' && name === 'hub_work.ecids')),
    }),
  ).toEqual([
    'The role hub_auditor lacks SELECT on table hub_work.linkage.step',
    'The role hub_analyst lacks SELECT on every table made later in hub_work.ecids',
  ]);
});
