import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { recordFormatter } from '../extracts/extract-writer.ts';
import type { Column } from '../schemas/contract/column.ts';
import type { ExtractContract } from '../schemas/contract/extract-contract.ts';
import { simsExtract } from '../schemas/extracts/dese/sims.ts';
import { wageExtract } from '../schemas/extracts/dua/wage.ts';

const FIRST = ['Ana', 'John', 'Maria', 'Wei', 'Patrick', 'Lucia', 'Priya', 'Kwame', 'Sofia', 'Daniel'];
const LAST = ['Smith', 'Garcia', 'Nguyen', "O'Connor", 'Silva', 'Rivera-Soto', 'Chen', 'Brown', 'Haddad', 'Kowalski'];

/** A small linear congruential generator: the files only have to look plausible and be the same every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 4294967296) * below);
  };
}

/** A quarter of wage rows, one in five hundred of them broken, in the extract's usual container. */
export async function writeWageFile(path: string, rows: number): Promise<void> {
  const next = numbers(11);
  const record = (index: number): string => {
    const ssn = 1_000_000 + next(664_000_000);
    const account = 10_000_000 + (index % 190_000);
    const cents = 100 + next(2_500_000);
    const hours = index % 500 === 7 ? 'n/a' : String(next(620));
    const dollars = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
    return `"${String(ssn).padStart(9, '0')}","${LAST[next(10)]}","${FIRST[next(10)]}","${'ABCDEFGH'[next(8)]}","${account}","000${index % 3}","04${String(account).slice(1)}","2024","3","${dollars}","${hours}","0"\n`;
  };
  await writeLines(path, opening(wageExtract, 'DUA', '2024Q3'), rows, record);
}

/** A collection of SIMS records of all 52 elements, one in five hundred of them broken. */
export async function writeSimsFile(path: string, rows: number): Promise<void> {
  const next = numbers(12);
  const formatter = recordFormatter(simsExtract, simsExtract.containers[0], {
    submitter: '00350000',
    period: '2024-10',
  });
  const known: Readonly<Record<string, string>> = {
    dob_format: 'D10',
    school_code: '00350560',
    enrollment_status: '01',
    immigrant_status: '00',
    days_in_attendance: '40',
    days_in_membership: '45',
    days_truant: '0',
    birth_city: 'Boston',
  };
  // Everything after the identity is drawn from some hundreds of students, so that writing is not what is measured.
  const templates = Array.from({ length: 400 }, () => {
    const values = simsExtract.columns.map(
      (column) => [column.name, known[column.name] ?? plausible(column, next)] as const,
    );
    const line = formatter.record({
      ...Object.fromEntries(values),
      lasid: '@lasid@',
      sasid: '@sasid@',
      first_name: '@first@',
      last_name: '@last@',
      birth_date: '@birth@',
    });
    return line.split(/@(?:lasid|sasid|first|last|birth)@/);
  });
  const order = simsExtract.columns
    .map((column) => column.name)
    .filter((name) => ['lasid', 'sasid', 'first_name', 'last_name', 'birth_date'].includes(name));
  const record = (index: number): string => {
    const parts = templates[next(templates.length)] ?? [];
    const day = `${String(1 + next(12)).padStart(2, '0')}/${String(1 + next(28)).padStart(2, '0')}/${2006 + next(13)}`;
    const values: Readonly<Record<string, string>> = {
      lasid: `L${index}`,
      sasid: String(1_000_000_000 + index),
      first_name: FIRST[next(10)]!,
      last_name: LAST[next(10)]!,
      birth_date: index % 500 === 7 ? '02/30/2010' : day,
    };
    return parts.map((part, at) => part + (values[order[at] ?? ''] ?? '')).join('');
  };
  await writeLines(path, formatter.opening, rows, record);
}

function opening(contract: ExtractContract, submitter: string, period: string): string {
  return recordFormatter(contract, contract.containers[0], { submitter, period }).opening;
}

/** Some raw text that meets a column's format. */
function plausible(column: Column, next: (below: number) => number): string {
  const { format } = column;
  switch (format.kind) {
    case 'codes':
      return format.codes[next(format.codes.length)]!;
    case 'digits':
      return String(1 + next(9)).padStart(format.length, '0');
    case 'integer':
    case 'decimal':
      return String(Math.max(format.min, 0) + next(Math.min(9, format.max)));
    case 'date':
      return '01/02/2010';
    case 'flag':
      return format.falseCodes[0]!;
    case 'ssn':
      return '012345678';
    case 'text':
      return column.nullCodes?.[0] ?? (format.pattern?.includes('0-9') ? '00000000' : 'Lee');
  }
}

async function writeLines(path: string, head: string, rows: number, record: (index: number) => string): Promise<void> {
  const out = createWriteStream(path);
  let pending = head;
  for (let index = 0; index < rows; index++) {
    pending += record(index);
    if (pending.length < 1 << 20) continue;
    if (!out.write(pending)) await once(out, 'drain');
    pending = '';
  }
  out.end(pending);
  await once(out, 'finish');
}
