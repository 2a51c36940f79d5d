import { readFile, stat } from 'node:fs/promises';
import { UsageError } from '../schemas/errors.ts';
import type { Environment, Settings } from '../schemas/settings.ts';
import type { SnowflakeSignIn } from '../warehouse/snowflake/connection-options.ts';
import { secretFrom } from './secret-command.ts';

/** Where a secret may be: a variable with it, a variable with the path of its file, or a name for the secret command. */
interface SecretPlaces {
  readonly variable: string;
  readonly pathVariable: string;
  readonly commandName: string;
}

const PRIVATE_KEY: SecretPlaces = {
  variable: 'SNOWFLAKE_PRIVATE_KEY',
  pathVariable: 'SNOWFLAKE_PRIVATE_KEY_PATH',
  commandName: 'snowflake-private-key',
};
const PASSPHRASE: SecretPlaces = {
  variable: 'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE',
  pathVariable: 'SNOWFLAKE_PRIVATE_KEY_PASSPHRASE_PATH',
  commandName: 'snowflake-private-key-passphrase',
};
const TOKEN: SecretPlaces = {
  variable: 'SNOWFLAKE_TOKEN',
  pathVariable: 'SNOWFLAKE_TOKEN_PATH',
  commandName: 'snowflake-token',
};

/** Every variable that may hold or name such a secret; only the worker is told of them. */
export const SIGN_IN_VARIABLES: readonly string[] = Object.freeze(
  [PRIVATE_KEY, PASSPHRASE, TOKEN].flatMap(({ variable, pathVariable }) => [variable, pathVariable]),
);

/**
 * What the hub signs in to Snowflake with: the secrets come from the environment, a file or the secret command, in that
 * order, and are kept out of the settings, which are recorded and handed on.
 * @throws UsageError when a secret is nowhere, or its file is open to other users
 */
export async function snowflakeSignIn(settings: Settings, environment: Environment): Promise<SnowflakeSignIn> {
  const secret = (places: SecretPlaces) => findSecret(places, settings.secretCommand, environment);
  switch (settings.snowflake?.authenticator) {
    case 'oauth':
      return { kind: 'oauth', token: (await required(TOKEN, secret)).trim() };
    case 'external-browser':
      return { kind: 'external-browser' };
    default: {
      const privateKey = await required(PRIVATE_KEY, secret);
      // Only an encrypted key has a passphrase, so the secret command is not asked for one in vain.
      const passphrase = privateKey.includes('ENCRYPTED') ? await secret(PASSPHRASE) : undefined;
      return { kind: 'key-pair', privateKey, passphrase: passphrase?.trim() };
    }
  }
}

async function required(
  places: SecretPlaces,
  secret: (places: SecretPlaces) => Promise<string | undefined>,
): Promise<string> {
  const found = await secret(places);
  if (found !== undefined) return found;
  throw new UsageError('There is nothing to sign in to Snowflake with', {
    hint: `Set ${places.variable} or ${places.pathVariable}, or let HUB_SECRET_COMMAND answer to ${places.commandName}.`,
  });
}

async function findSecret(
  { variable, pathVariable, commandName }: SecretPlaces,
  command: string | undefined,
  environment: Environment,
): Promise<string | undefined> {
  const given = environment[variable];
  // Some places that hold variables keep line ends as the two signs \\n.
  if (given !== undefined && given !== '') return given.replaceAll('\\n', '\n');
  const path = environment[pathVariable];
  if (path !== undefined && path !== '') return readSecretFile(path, pathVariable);
  return command === undefined ? undefined : secretFrom(command, commandName);
}

async function readSecretFile(path: string, pathVariable: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`The file that ${pathVariable} names is not there`);
  if ((found.mode & 0o077) !== 0) {
    throw new UsageError(`The file that ${pathVariable} names is open to other users of this machine`, {
      hint: 'Take their rights away with chmod 600, and consider whether it is still a secret.',
    });
  }
  return readFile(path, 'utf8');
}
