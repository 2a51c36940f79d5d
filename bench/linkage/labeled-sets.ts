import { join } from 'node:path';

/** Files whose truth is known. */
export interface LabeledSet {
  readonly name: string;
  /** Which comparisons and rules fit its columns. */
  readonly kind: 'febrl' | 'fake_1000';
  /** One file is deduplicated, two are linked. */
  readonly files: readonly string[];
  readonly idColumn: string;
  readonly truthColumn: string;
  /** Columns of the rules by whose pairs both learn m; those of `splink-accuracy.py`. */
  readonly trainingRules: readonly (readonly string[])[];
}

/** @param folder holds the FEBRL files as CSV */
export function labeledSets(folder: string, fake1000: string | undefined): readonly LabeledSet[] {
  const febrl = (name: string, files: readonly string[]): LabeledSet => ({
    name,
    kind: 'febrl',
    files: files.map((file) => join(folder, `${file}.csv`)),
    idColumn: 'record_id',
    truthColumn: 'truth',
    trainingRules: [['date_of_birth'], ['postcode']],
  });
  return [
    febrl('febrl1', ['febrl1']),
    febrl('febrl2', ['febrl2']),
    febrl('febrl4', ['febrl4a', 'febrl4b']),
    ...(fake1000 === undefined
      ? []
      : [
          {
            name: 'fake_1000',
            kind: 'fake_1000' as const,
            files: [fake1000],
            idColumn: 'unique_id',
            truthColumn: 'cluster',
            trainingRules: [['first_name', 'surname'], ['dob']],
          },
        ]),
  ];
}
