import { ContractBreachError } from '../../schemas/errors.ts';
import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import type { EncodedSource } from '../encode-entities.ts';
import { codeColumn, variantTable } from '../names.ts';

/**
 * Refuses a rule that could never find a pair, because a column of its key is empty in every record of a source.
 * @throws ContractBreachError naming the rule's place in the model
 */
export async function refuseEmptyKeys(
  session: Session,
  model: LinkModel,
  sources: readonly EncodedSource[],
): Promise<void> {
  const empty = new Map<string, ReadonlySet<string>>();
  for (const { source } of sources) empty.set(source, await emptyColumns(session, model, source));
  model.source_pairs.forEach((pair, pairAt) => {
    pair.passes.forEach((pass, passAt) => {
      const rules =
        pass.type === 'deterministic'
          ? pass.rules.map(({ keys }) => ({ left: keys, right: keys, list: 'rules' }))
          : pass.blocking_rules.map(({ columns, right }) => ({
              left: columns,
              right: right ?? columns,
              list: 'blocking_rules',
            }));
      rules.forEach(({ left, right, list }, ruleAt) => {
        for (const [source, columns] of [
          [pair.left, left],
          [pair.right, right],
        ] as const) {
          const column = columns.find((name) => empty.get(source)?.has(name));
          if (column === undefined) continue;
          throw new ContractBreachError(
            `source_pairs.${pairAt}.passes.${passAt}.${list}.${ruleAt}: column ${column} is empty in every record of source ${source}`,
            {
              hint: 'Take the rule out of the model, or give a file in which the column is filled.',
              fields: { column, source },
            },
          );
        }
      });
    });
  });
}

async function emptyColumns(session: Session, model: LinkModel, source: string): Promise<ReadonlySet<string>> {
  const names = Object.keys(model.columns);
  const counts = names.map((name) => `COUNT(${codeColumn(name)}) AS ${codeColumn(name)}`);
  const [row] = await session.query<Record<string, number>>(`SELECT ${counts.join(', ')} FROM ${variantTable(source)}`);
  return new Set(names.filter((name) => row?.[codeColumn(name)] === 0));
}
