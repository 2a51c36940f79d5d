import { describe, expect, test } from 'vitest';
import { type AuditProof, faultOfProof, proveEntry, proveGrowth } from '../../../control/audit/prove-entry.ts';
import { readNoteKey } from '../../../control/audit/signed-note.ts';
import { InvariantError, UsageError } from '../../../schemas/errors.ts';
import { forger, logOf, reasons, signed, signer } from './made-up-log.ts';

const entries = logOf(reasons(11));
const keys = [readNoteKey(signer.publicKey)];
const newest = signed(entries);

describe('a proof', () => {
  test('shows one entry to be in the log, and names no other', () => {
    const proof = proveEntry(entries, 7, newest);
    expect(faultOfProof(proof, keys)).toBeUndefined();
    expect(JSON.stringify(proof)).not.toContain('reason 3');
  });

  test('shows the log to have only grown', () => {
    expect(faultOfProof(proveGrowth(entries, signed(entries, 5), newest), keys)).toBeUndefined();
  });

  test.each<[string, (proof: AuditProof & { kind: 'inclusion' }) => AuditProof, string]>([
    ['a changed entry', (proof) => ({ ...proof, entry: { ...proof.entry, actor: 'eve' } }), 'was changed'],
    ['another entry', (proof) => ({ ...proof, entry: entries[2]! }), 'is not in the log'],
    ['a step left out', (proof) => ({ ...proof, proof: proof.proof.slice(1) }), 'is not in the log'],
    ['another’s signature', (proof) => ({ ...proof, checkpoint: signed(entries, 11, forger).text }), 'is not signed'],
  ])('with %s proves nothing', (_, forge, sentence) => {
    const proof = proveEntry(entries, 7, newest) as AuditProof & { kind: 'inclusion' };
    expect(faultOfProof(forge(proof), keys)).toContain(sentence);
  });

  test('of growth fails for a log that was rewritten', () => {
    const rewritten = logOf(reasons(11).with(1, 'another'));
    const proof = proveGrowth(rewritten, signed(entries, 5), signed(rewritten));
    expect(faultOfProof(proof, keys)).toBe('The log at 11 does not begin with the log at 5');
  });

  test('is refused for an entry that the checkpoint has not, and for entries that are not its own', () => {
    expect(() => proveEntry(entries, 12, newest)).toThrow(UsageError);
    expect(() => proveGrowth(entries.slice(0, 5), newest, signed(entries, 5))).toThrow(UsageError);
    expect(() => proveEntry(logOf(reasons(10)), 2, newest)).toThrow(InvariantError);
  });
});
