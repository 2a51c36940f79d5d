import type { ConnectionOptions } from 'snowflake-sdk';
import type { SnowflakeDatabases } from './statement-text.ts';

/** How the hub proves who it is to Snowflake. Secrets are resolved already; they stay in memory and in no log. */
export type SnowflakeSignIn =
  | {
      readonly kind: 'key-pair';
      /** PEM, PKCS#8. */
      readonly privateKey: string;
      /** Of an encrypted key. */
      readonly passphrase?: string | undefined;
    }
  | { readonly kind: 'oauth'; readonly token: string }
  /** A person signs in with the browser; for a person's own machine, never for the daily path. */
  | { readonly kind: 'external-browser' };

export interface SnowflakeAddress {
  /** Account identifier, such as `orgname-account`. */
  readonly account: string;
  /** Address to use instead of the account's own, as of a private link. */
  readonly url?: string | undefined;
  readonly user: string;
  /** @default the user's own */
  readonly role?: string | undefined;
  /** Virtual warehouse that statements run in. */
  readonly warehouse: string;
}

const HEARTBEAT_SECONDS = 900;
/** A query that answers nothing for so long has lost its connection; the driver asks for its result again. */
const HTTP_TIMEOUT_MILLISECONDS = 90_000;

/** Where temporary tables of sessions lie, some of which hold names and birth dates: in the vault's database. */
export const SCRATCH_SCHEMA = 'scratch';

/** Options of the driver for one connection. */
export function connectionOptions(
  address: SnowflakeAddress,
  signIn: SnowflakeSignIn,
  databases: SnowflakeDatabases,
): ConnectionOptions {
  return {
    account: address.account,
    ...(address.url === undefined ? {} : { accessUrl: address.url }),
    username: address.user,
    ...(address.role === undefined ? {} : { role: address.role }),
    warehouse: address.warehouse,
    database: databases.vault,
    schema: SCRATCH_SCHEMA,
    application: 'EducationToCareerHub',
    clientSessionKeepAlive: true,
    clientSessionKeepAliveHeartbeatFrequency: HEARTBEAT_SECONDS,
    timeout: HTTP_TIMEOUT_MILLISECONDS,
    rowMode: 'array',
    // Numbers beyond 53 bits and dates without a time zone would lose what they say on their way through JavaScript's.
    fetchAsString: ['Number', 'Date'],
    representNullAsStringNull: false,
    // The driver's own ten rows would wait for the event loop twenty thousand times in a result of 200,000.
    rowStreamHighWaterMark: 1_024,
    ...signInOptions(signIn),
  };
}

function signInOptions(signIn: SnowflakeSignIn): ConnectionOptions {
  switch (signIn.kind) {
    case 'key-pair':
      return {
        authenticator: 'SNOWFLAKE_JWT',
        privateKey: signIn.privateKey,
        ...(signIn.passphrase === undefined ? {} : { privateKeyPass: signIn.passphrase }),
      };
    case 'oauth':
      return { authenticator: 'OAUTH', token: signIn.token };
    case 'external-browser':
      return { authenticator: 'EXTERNALBROWSER' };
  }
}
