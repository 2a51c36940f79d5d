/** One row of a linkage file, in the order of its columns. Empty text is a missing value. */
export interface LinkageRecord {
  readonly record_id: string;
  /** Who the row is about; the linkers never see it. */
  readonly true_id: string;
  readonly source: LinkageSource;
  readonly first_name: string;
  readonly middle_name: string;
  readonly last_name: string;
  /** yyyy-MM-dd; wage rows have none. */
  readonly dob: string;
  readonly gender: string;
  readonly postcode: string;
  readonly ssn: string;
}

export const LINKAGE_SOURCES = ['eec', 'dese', 'dhe', 'dua'] as const;
export type LinkageSource = (typeof LINKAGE_SOURCES)[number];

export const LINKAGE_COLUMNS = [
  'record_id',
  'true_id',
  'source',
  'first_name',
  'middle_name',
  'last_name',
  'dob',
  'gender',
  'postcode',
  'ssn',
] as const satisfies readonly (keyof LinkageRecord)[];
