import type { AssetColumn, AssetLineage } from '../../activities/column-lineage.ts';
import type { Asset } from '../../assets/define-asset.ts';
import type { TableColumn } from '../../schemas/contract/table-contract.ts';
import {
  type ColumnLineageFacet,
  facet,
  type InputDataset,
  type InputField,
  NAMESPACE,
  type OutputDataset,
  type SchemaFacet,
  type Transformation,
} from './event.ts';

/** What an asset reads, as datasets. */
export function inputDatasets(asset: Asset): readonly InputDataset[] {
  return asset.upstream.map(({ key }) => ({ namespace: NAMESPACE, name: key }));
}

/** What an asset is, as a dataset. @param rows once it is made */
export function outputDataset(asset: Asset, lineage: AssetLineage | undefined, rows?: number): OutputDataset {
  const facets = {
    ...(asset.contract === undefined ? {} : { schema: schemaFacet(asset.contract.columns) }),
    ...(lineage === undefined || lineage.columns.length === 0 ? {} : { columnLineage: columnLineage(lineage) }),
  };
  return {
    namespace: NAMESPACE,
    name: asset.key,
    facets,
    ...(rows === undefined
      ? {}
      : { outputFacets: { outputStatistics: facet('OutputStatisticsOutputDatasetFacet', { rowCount: rows }) } }),
  };
}

function schemaFacet(columns: readonly TableColumn[]): SchemaFacet {
  return facet('SchemaDatasetFacet', {
    fields: columns.map((column) => ({
      name: column.name,
      type: column.type === 'decimal' ? `decimal(${column.precision},${column.scale})` : column.type,
      description: column.meaning,
    })),
  });
}

const FILTER: Transformation = {
  type: 'INDIRECT',
  subtype: 'FILTER',
  description: 'Decides which rows there are, by a condition, a join or a group.',
  masking: false,
};
const COPY: Transformation = { type: 'DIRECT', subtype: 'IDENTITY', description: 'Copied as it is.', masking: false };
const COMPUTED: Transformation = {
  type: 'DIRECT',
  subtype: 'TRANSFORMATION',
  description: 'Computed from it.',
  masking: false,
};
/** A person's key and what disclosure control leaves: made from the source so that it cannot be read off any more. */
const MASKED: Transformation = {
  type: 'DIRECT',
  subtype: 'TRANSFORMATION',
  description: 'Made from it by code that hides it: record linkage, or disclosure control.',
  masking: true,
};

function columnLineage({ columns, rowsBy }: AssetLineage): ColumnLineageFacet {
  return facet('ColumnLineageDatasetFacet', {
    fields: Object.fromEntries(
      columns.map(({ column, known, from }) => [
        column,
        {
          inputFields: from.map((source) => {
            const computed = known === 'declared' ? MASKED : COMPUTED;
            return inputField(source, source.how === 'same' ? COPY : computed);
          }),
        },
      ]),
    ),
    dataset: rowsBy.map((column) => inputField(column, FILTER)),
  });
}

function inputField({ asset, column }: AssetColumn, transformation: Transformation): InputField {
  return { namespace: NAMESPACE, name: asset, field: column, transformations: [transformation] };
}
