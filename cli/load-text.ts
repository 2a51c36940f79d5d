import type { LoadRecord } from '../control/loads.ts';
import { reasonMeaning } from '../schemas/contract/reason-meaning.ts';
import { extractContracts } from '../schemas/extracts/index.ts';
import type { QuarantinedRow } from './quarantined-rows.ts';
import { textTable } from './text-table.ts';

/** A load for people: its facts, decisions about it, and why its rows were refused, in words. */
export function loadText(load: LoadRecord, rows?: readonly QuarantinedRow[]): string {
  const facts = Object.entries(load).filter(([name]) => name !== 'reasons');
  const parts = [
    textTable(
      ['', ''],
      facts.map(([name, value]) => [name, String(value ?? '–')]),
    ),
  ];
  const meanings = meaningsOf(load);
  if (Object.keys(meanings).length > 0) {
    const reasons = Object.entries(load.reasons).map(([code, count]) => [code, count, meanings[code] ?? '']);
    parts.push(textTable(['reason', 'rows', 'meaning'], reasons));
  }
  if (rows !== undefined) {
    parts.push(
      textTable(
        ['line', 'reasons', 'masked line'],
        rows.map(({ line, reasons, maskedLine }) => [String(line), reasons.join(' '), maskedLine]),
      ),
    );
    const left = load.rowsQuarantined - rows.length;
    if (left > 0) parts.push(`${left.toLocaleString('en-US')} more refused rows; --limit shows more.`);
  }
  return parts.join('\n\n');
}

/** Reason → what it means. */
export function meaningsOf({ extract, reasons }: LoadRecord): Readonly<Record<string, string>> {
  const contract = extractContracts.get(extract);
  return Object.fromEntries(Object.keys(reasons).map((code) => [code, reasonMeaning(contract, code)]));
}
