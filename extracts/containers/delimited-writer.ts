import type { Column } from '../../schemas/contract/column.ts';
import type { Container, ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { UsageError } from '../../schemas/errors.ts';
import { headerName } from './column-header.ts';
import type { ExtractHeader, RawRow, RecordFormatter } from './record-writer.ts';

type Delimited = Extract<Container, { kind: 'delimited' }>;

/** Delimited text. A quoted container quotes every value. */
export function delimitedFormatter(contract: ExtractContract, container: Delimited): RecordFormatter {
  const { columns } = contract;
  const line = container.quoted === true ? quotedLine(container.delimiter) : plainLine(container.delimiter);
  return {
    opening: container.header === 'none' ? '' : line(columns.map(headerName)),
    record: (row) => line(columns.map((column) => row[column.name] ?? '')),
    closing: () => '',
  };
}

/** DOEHEADER lines, then records in the order of ELEMENTS. */
export function doeHeaderFormatter(contract: ExtractContract, header: ExtractHeader): RecordFormatter {
  const { columns } = contract;
  const line = plainLine(',');
  return {
    opening: [
      `DOEHEADER,SCHOOL=${header.submitter}`,
      `DOEHEADER,ELEMENTS=${columns.map(headerName).join(',')}`,
      'DOEHEADER,DATEFORMAT=D10',
      'DOEHEADER,GENDERFORMAT,M=MALE,F=FEMALE,N=NONBINARY',
      '',
    ].join('\n'),
    record: (row) => line(columns.map((column) => row[column.name] ?? '')),
    closing: () => '',
  };
}

/** The Clearinghouse's detail file: a header line, no quoting, so that a comma shifts the rest as it does in real files. */
export function studentTrackerFormatter(contract: ExtractContract): RecordFormatter {
  const line = plainLine(',');
  const names = (columns: readonly Column[]) => columns.map(headerName);
  return {
    opening: line(names(contract.columns)),
    record: (row: RawRow) => line(contract.columns.map((column) => row[column.name] ?? '')),
    closing: () => '',
  };
}

/** Without quoting a delimiter inside a value stays as it is: that is the defect real files show, and readers must find. */
function plainLine(delimiter: string): (values: readonly string[]) => string {
  return (values) => oneLine(values.join(delimiter));
}

function quotedLine(delimiter: string): (values: readonly string[]) => string {
  return (values) => oneLine(values.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter));
}

function oneLine(text: string): string {
  if (text.includes('\n')) {
    throw new UsageError('A value holds a line end, which no container of the hub can carry', {
      hint: 'Write hostile text with writeRaw.',
    });
  }
  return `${text}\n`;
}
