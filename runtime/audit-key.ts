import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIT_ORIGIN } from '../control/audit/checkpoint.ts';
import { type NoteSigner, noteSigner } from '../control/audit/signed-note.ts';
import { UnavailableError, UsageError } from '../schemas/errors.ts';
import { secretFrom } from './secret-command.ts';
import { writeOnce } from './write-once.ts';

export interface AuditKeyOptions {
  /** Folder of the key files. */
  readonly folder: string;
  /** Source of randomness: `randomBytes` of `node:crypto`. */
  readonly randomBytes: (size: number) => Buffer;
  /** Whether nothing was signed yet. False: a missing key is an error, since others know the public half of it. */
  readonly mayMake: boolean;
  /** Command that prints a secret in base64 when given its name, in place of the folder. */
  readonly secretCommand?: string | undefined;
}

/** The name a secret command is asked for; the key file has the name with `.key`. */
const AUDIT = 'audit';
const SEED_BYTES = 32;

/**
 * Opens the Ed25519 key that signs the audit log, and makes it on first use.
 *
 * @throws UsageError when the key file is missing, open to others or not a key
 * @throws UnavailableError when the secret command fails
 */
export async function openAuditKey(options: AuditKeyOptions): Promise<NoteSigner> {
  const seed =
    options.secretCommand === undefined
      ? seedFrom(readOrMake(options), 'The key file audit.key')
      : seedFrom(await secretFrom(options.secretCommand, AUDIT), 'The secret command’s answer for audit');
  return noteSigner(AUDIT_ORIGIN, seed);
}

function readOrMake({ folder, randomBytes, mayMake }: AuditKeyOptions): string {
  const path = join(folder, `${AUDIT}.key`);
  if (!existsSync(path)) {
    if (!mayMake) {
      throw new UsageError(`The key file ${path} is missing, and checkpoints were signed with it`, {
        hint: 'Restore the key from a backup. Whoever keeps a checkpoint would not know a new one.',
      });
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeOnce(path, `${randomBytes(SEED_BYTES).toString('base64')}\n`);
  }
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new UsageError(`The key file ${path} is open to other users of this machine`, {
      hint: 'Take their rights away with chmod 600, and consider whether the key is still a secret.',
    });
  }
  return readFileSync(path, 'utf8');
}

function seedFrom(text: string, what: string): Buffer {
  const seed = Buffer.from(text.trim(), 'base64');
  if (seed.length === SEED_BYTES && seed.toString('base64') === text.trim()) return seed;
  throw new UnavailableError(`${what} is not ${SEED_BYTES} bytes in base64`, {
    hint: 'Restore the key from a backup, or let the command print it.',
  });
}
