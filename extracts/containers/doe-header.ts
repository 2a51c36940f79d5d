import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { FileRefusedError } from '../../schemas/errors.ts';
import { headerName } from './column-header.ts';
import type { FileHead, FileLayout } from './file-layout.ts';

const PREFIX = 'DOEHEADER,';

/**
 * Reads the DOEHEADER lines: whose file it is, which elements it has and in what order, and how dates are written.
 * @throws FileRefusedError when they are not what the contract and the slot say
 */
export function readDoeHeader(contract: ExtractContract, head: FileHead): FileLayout {
  const refuse = (what: string, hint: string): never => {
    throw new FileRefusedError(`${head.name} ${what}`, { hint });
  };
  const end = head.lines.findIndex((line) => !line.startsWith(PREFIX));
  const headerLines = end === -1 ? head.lines.length : end;
  const entries = head.lines.slice(0, headerLines).map((line) => line.slice(PREFIX.length));
  const value = (key: string) => {
    const entry = entries.find((candidate) => candidate.startsWith(`${key}=`));
    return entry?.slice(key.length + 1).trim();
  };

  const school = value('SCHOOL');
  if (school === undefined) refuse('has no DOEHEADER,SCHOOL line', 'Export the file again from the student system.');
  else if (school !== head.submitter) {
    refuse(
      `says it comes from ${school.slice(0, 16)}, not from ${head.submitter}`,
      'Check that the file was sent under the right district.',
    );
  }
  const dates = value('DATEFORMAT');
  if (dates !== 'D10')
    refuse(`has no date format D10`, 'Dates must be written MM/DD/YYYY, declared as DATEFORMAT=D10.');

  const elements = (value('ELEMENTS') ?? '').split(',').map((element) => element.trim().toUpperCase());
  const expected = contract.columns.map((column) => headerName(column).toUpperCase());
  const missing = expected.filter((element) => !elements.includes(element));
  const extra = elements.filter((element) => !expected.includes(element));
  const repeated = elements.filter((element, index) => elements.indexOf(element) !== index);
  if (missing.length > 0 || extra.length > 0 || repeated.length > 0) {
    const parts = [
      ...(missing.length > 0 ? [`lacks ${missing.slice(0, 5).join(', ')}`] : []),
      ...(extra.length > 0 ? [`adds ${extra.slice(0, 5).join(', ').slice(0, 80)}`] : []),
      ...(repeated.length > 0 ? [`repeats ${repeated.slice(0, 5).join(', ')}`] : []),
    ];
    refuse(
      `does not have the ${expected.length} elements of ${contract.key}: it ${parts.join(' and ')}`,
      'Export all elements.',
    );
  }
  return {
    kind: 'separated',
    delimiter: ',',
    quoted: false,
    fieldCount: elements.length,
    positions: expected.map((element) => elements.indexOf(element) + 1),
    headerLines,
  };
}
