import type { ColumnSpec } from '../../contract/column.ts';
import { digits, text } from '../formats.ts';

/** Columns that open every extract of the public colleges. The layout of HEIRS is not public: all are assumed. */
export const collegeColumns = Object.freeze({
  unitid: {
    meaning: 'Institution, by its IPEDS UnitID.',
    element: 'INST_UNITID',
    format: digits(6),
    identifying: 'none',
    ceds: 'InstitutionIpedsUnitId',
    assumed: true,
  },
  term: {
    meaning: 'Term: calendar year and F fall, W winter, S spring or U summer.',
    element: 'TERM',
    format: text(5, '(19|20)[0-9]{2}[FWSU]'),
    identifying: 'none',
    ceds: 'AcademicTermDesignator',
    assumed: true,
  },
  student_id: {
    meaning: "The institution's own student id.",
    element: 'STU_ID',
    format: text(20),
    identifying: 'direct',
    ceds: 'StudentIdentifierSystem',
    assumed: true,
  },
}) satisfies Record<string, ColumnSpec>;

/** Classification of Instructional Programs, `99.9999`. */
export function cipColumn(meaning: string): ColumnSpec {
  return {
    meaning,
    element: 'CIP6',
    format: text(7, '[0-9]{2}\\.[0-9]{4}'),
    identifying: 'none',
    ceds: 'CipCode',
    assumed: true,
  };
}
