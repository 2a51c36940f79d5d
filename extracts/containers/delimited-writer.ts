import type { Column } from '../../schemas/contract/column.ts';
import type { Container, ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { UsageError } from '../../schemas/errors.ts';
import { headerName } from './column-header.ts';
import type { ExtractHeader, RawRow, RecordFormatter } from './record-writer.ts';

type Delimited = Extract<Container, { kind: 'delimited' }>;

/** Delimited text. A quoted container quotes every value. */
export function delimitedFormatter(contract: ExtractContract, container: Delimited): RecordFormatter {
  const { columns } = contract;
  const quoted = container.quoted === true;
  const line = quoted ? quotedLine(container.delimiter) : plainLine(container.delimiter);
  return {
    opening: container.header === 'none' ? '' : line(columns.map(headerName)),
    record: recordLine(columns, container.delimiter, quoted),
    closing: () => '',
  };
}

/** DOEHEADER lines, then records in the order of ELEMENTS. */
export function doeHeaderFormatter(contract: ExtractContract, header: ExtractHeader): RecordFormatter {
  const { columns } = contract;
  return {
    opening: [
      `DOEHEADER,SCHOOL=${header.submitter}`,
      `DOEHEADER,ELEMENTS=${columns.map(headerName).join(',')}`,
      'DOEHEADER,DATEFORMAT=D10',
      'DOEHEADER,GENDERFORMAT,M=MALE,F=FEMALE,N=NONBINARY',
      '',
    ].join('\n'),
    record: recordLine(columns, ',', false),
    closing: () => '',
  };
}

/** The Clearinghouse's detail file: a header line, no quoting, so that a comma shifts the rest as it does in real files. */
export function studentTrackerFormatter(contract: ExtractContract): RecordFormatter {
  const line = plainLine(',');
  const names = (columns: readonly Column[]) => columns.map(headerName);
  return {
    opening: line(names(contract.columns)),
    record: recordLine(contract.columns, ',', false),
    closing: () => '',
  };
}

/** One pass without intermediate lists: generators write millions of rows through it. */
function recordLine(columns: readonly Column[], delimiter: string, quoted: boolean): (row: RawRow) => string {
  const names = columns.map((column) => column.name);
  return (row) => {
    let text = '';
    for (let place = 0; place < names.length; place++) {
      const value = row[names[place]!] ?? '';
      if (place > 0) text += delimiter;
      text += quoted ? quote(value) : value;
    }
    return oneLine(text);
  };
}

/** Without quoting a delimiter inside a value stays as it is: that is the defect real files show, and readers must find. */
function plainLine(delimiter: string): (values: readonly string[]) => string {
  return (values) => oneLine(values.join(delimiter));
}

function quotedLine(delimiter: string): (values: readonly string[]) => string {
  return (values) => oneLine(values.map(quote).join(delimiter));
}

function quote(value: string): string {
  return value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`;
}

function oneLine(text: string): string {
  if (text.includes('\n')) {
    throw new UsageError('A value holds a line end, which no container of the hub can carry', {
      hint: 'Write hostile text with writeRaw.',
    });
  }
  return `${text}\n`;
}
