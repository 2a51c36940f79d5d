import { createHash } from 'node:crypto';

/** OpenLineage's specification 2-0-2, as far as the hub speaks it. Datasets and jobs are named by assets. */
export type EventType = 'START' | 'COMPLETE' | 'FAIL' | 'ABORT';

/** What every facet says of itself. */
export interface Facet {
  readonly _producer: string;
  readonly _schemaURL: string;
}

export interface Named {
  readonly namespace: string;
  readonly name: string;
}

export interface SchemaFacet extends Facet {
  readonly fields: readonly { readonly name: string; readonly type: string; readonly description: string }[];
}

export interface Transformation {
  readonly type: 'DIRECT' | 'INDIRECT';
  readonly subtype: 'IDENTITY' | 'TRANSFORMATION' | 'FILTER';
  readonly description: string;
  readonly masking: boolean;
}

export interface InputField extends Named {
  readonly field: string;
  readonly transformations: readonly Transformation[];
}

export interface ColumnLineageFacet extends Facet {
  readonly fields: Readonly<Record<string, { readonly inputFields: readonly InputField[] }>>;
  /** What decides about rows, and so about every column. */
  readonly dataset: readonly InputField[];
}

export interface InputDataset extends Named {
  readonly facets?: { readonly schema?: SchemaFacet };
}

export interface OutputDataset extends Named {
  readonly facets?: { readonly schema?: SchemaFacet; readonly columnLineage?: ColumnLineageFacet };
  readonly outputFacets?: { readonly outputStatistics: Facet & { readonly rowCount: number } };
}

export interface RunFacets {
  readonly parent?: Facet & { readonly run: { readonly runId: string }; readonly job: Named };
  readonly errorMessage?: Facet & { readonly message: string; readonly programmingLanguage: string };
  readonly processing_engine?: Facet & { readonly name: string; readonly version: string };
}

export interface JobTypeFacet extends Facet {
  readonly processingType: 'BATCH';
  readonly integration: string;
  readonly jobType: 'RUN' | 'STEP' | 'RELEASE';
}

export interface LineageEvent {
  readonly eventType: EventType;
  /** ISO 8601. */
  readonly eventTime: string;
  readonly producer: string;
  readonly schemaURL: string;
  readonly run: { readonly runId: string; readonly facets: RunFacets };
  readonly job: Named & { readonly facets: { readonly jobType: JobTypeFacet } };
  readonly inputs: readonly InputDataset[];
  readonly outputs: readonly OutputDataset[];
}

export const NAMESPACE = 'education-to-career-hub';
export const PRODUCER = 'urn:education-to-career-hub';
export const EVENT_SCHEMA = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent';

const FACETS = {
  SchemaDatasetFacet: '1-2-0',
  ColumnLineageDatasetFacet: '1-2-0',
  OutputStatisticsOutputDatasetFacet: '1-0-2',
  ParentRunFacet: '1-2-0',
  ErrorMessageRunFacet: '1-0-1',
  ProcessingEngineRunFacet: '1-1-1',
  JobTypeJobFacet: '2-0-4',
} as const;

/** A facet's own members, with what it says of itself. */
export function facet<T extends object>(name: keyof typeof FACETS, members: T): T & Facet {
  const _schemaURL = `https://openlineage.io/spec/facets/${FACETS[name]}/${name}.json#/$defs/${name}`;
  return { _producer: PRODUCER, _schemaURL, ...members };
}

/** The UUID that stands for a run or an attempt at a step: always the same, so that a repeated event says so. */
export function lineageRunId(...parts: readonly (string | number)[]): string {
  const bytes = createHash('sha256').update(parts.join('\0')).digest().subarray(0, 16);
  // Version 8, whose bits are the sender's own, in the common variant.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
