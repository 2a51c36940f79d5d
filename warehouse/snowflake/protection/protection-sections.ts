import { createTable, createView, REGISTER } from '../../migrations/migrate-warehouse.ts';
import type { WarehouseObject } from '../../migrations/warehouse-object.ts';
import { snowflakeObjects } from '../snowflake-objects.ts';
import { statementText } from '../statement-text.ts';
import { accountSection } from './account-section.ts';
import { grantSection, singleGrantSection } from './grant-sections.ts';
import { placeSection } from './place-section.ts';
import { attachmentSection, policySection } from './policy-sections.ts';
import type { ProtectionPlan } from './protection-plan.ts';
import type { ProtectionSection } from './statement.ts';

/** What must be there before anything is made in the databases. */
export function sectionsBefore(plan: ProtectionPlan): readonly ProtectionSection[] {
  return [placeSection(plan), grantSection(plan)];
}

/** What is attached to what was made. */
export function sectionsAfter(plan: ProtectionPlan): readonly ProtectionSection[] {
  return [policySection(plan), singleGrantSection(plan), attachmentSection(plan)];
}

/** Every statement behind the hub's warehouse in Snowflake, in the order in which they can run, each safe to repeat. */
export function snowflakeSections(plan: ProtectionPlan): readonly ProtectionSection[] {
  const built = plan.objects.filter((object) => object.kind === 'table' && object.rebuilt === true);
  const standing = [...snowflakeObjects, ...plan.objects.filter((object) => !built.includes(object))];
  return [
    accountSection(plan),
    ...sectionsBefore(plan),
    {
      title: 'Tables, views, functions and stages',
      runBy: 'deployer',
      statements: objectStatements(plan, [REGISTER, ...standing]),
    },
    {
      title: 'Tables that builds make, which so belong to the role that builds; their first run makes them',
      runBy: 'engineer',
      statements: objectStatements(plan, built),
    },
    ...sectionsAfter(plan),
  ];
}

function objectStatements(plan: ProtectionPlan, objects: readonly WarehouseObject[]): ProtectionSection['statements'] {
  return objects.map((object) => ({ text: statementText(statementOf(object), undefined, plan.databases).text }));
}

function statementOf(object: WarehouseObject): string {
  switch (object.kind) {
    case 'table':
      return createTable(object, 'snowflake');
    case 'view':
      return createView(object, 'snowflake');
    default:
      return object.statement;
  }
}
