import { tmpdir } from 'node:os';
import type { Connection, ConnectionOptions } from 'snowflake-sdk';

type Driver = typeof import('snowflake-sdk');

export type { Connection };

/** Half a second and many modules: only loaded where Snowflake is the warehouse. */
export async function loadDriver(): Promise<Driver> {
  // Where it keeps answers about certificates: in the user's home, if it is told no other place.
  process.env.SF_OCSP_RESPONSE_CACHE_DIR ??= tmpdir();
  process.env.SNOWFLAKE_CRL_ON_DISK_CACHE_DIR ??= tmpdir();
  const { default: driver } = (await import('snowflake-sdk')) as unknown as { readonly default: Driver };
  // It would keep a log file in the working folder, with statements in it.
  driver.configure({ logLevel: 'OFF', additionalLogToConsole: false });
  return driver;
}

/** Signs in. The driver tries again where that can help; what it rejects with has a `code`. */
export async function connect(driver: Driver, options: ConnectionOptions): Promise<Connection> {
  const connection = driver.createConnection(options);
  await new Promise<void>((resolve, reject) => {
    // Signing in with a browser is asynchronous, which the driver's `connect` refuses. It tells a failure both ways.
    connection
      .connectAsync((error) => {
        if (error) reject(error);
        else resolve();
      })
      .catch(reject);
  });
  return connection;
}

/** Ends the session. That the other side does not hear of it is its own matter: it ends idle sessions by itself. */
export function disconnect(connection: Connection): Promise<void> {
  return new Promise((resolve) => connection.destroy(() => resolve()));
}
