import { describe, expect, test } from 'vitest';
import { isSignedBy, noteSigner, readNoteKey, readSignedNote } from '../../../control/audit/signed-note.ts';
import { UsageError } from '../../../schemas/errors.ts';

const seed = Buffer.alloc(32, 7);
const signer = noteSigner('a.log', seed);
const key = readNoteKey(signer.publicKey);

describe('a signed note', () => {
  test('of another implementation is read and verified', () => {
    const other = readNoteKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const note = readSignedNote(
      'If you think cryptography is the answer to your problem,\n' +
        "then you don't know what your problem is.\n\n" +
        '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
    );
    expect(isSignedBy(note, other)).toBe(true);
    expect(isSignedBy(note, key)).toBe(false);
  });

  test('is verified with the public key, and with no other of the same name', () => {
    const note = readSignedNote(signer.sign('one\ntwo\n'));
    expect(note.body).toBe('one\ntwo\n');
    expect(isSignedBy(note, key)).toBe(true);
    expect(isSignedBy(note, readNoteKey(noteSigner('a.log', Buffer.alloc(32, 8)).publicKey))).toBe(false);
  });

  test('is not verified once a letter of it was changed', () => {
    const text = signer.sign('one\ntwo\n');
    expect(isSignedBy(readSignedNote(text.replace('two', 'too')), key)).toBe(false);
  });

  test.each([
    ['no signature', 'one\n'],
    ['a signature that was cut short', signer.sign('one\n').slice(0, -12)],
    ['words after its signature', `${signer.sign('one\n')}two\n`],
  ])('with %s is none', (_, text) => {
    expect(() => readSignedNote(text)).toThrow(UsageError);
  });

  test.each([
    ['nothing', ''],
    ['another name', signer.publicKey.replace('a.log', 'b.log')],
    ['another id', signer.publicKey.replace(`+${key.id}+`, '+00000000+')],
    ['a part of the key', signer.publicKey.slice(0, -6)],
  ])('has no public key of %s', (_, text) => {
    expect(() => readNoteKey(text)).toThrow(UsageError);
  });
});
