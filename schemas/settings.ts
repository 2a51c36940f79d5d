import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from './errors.ts';
import { projectRoot } from './project-root.ts';

/** The variables of the environment, as they come. */
export type Environment = Readonly<Record<string, string | undefined>>;

const port = z.coerce.number().int().min(0).max(65_535);

const databaseName = /^[A-Za-z_][A-Za-z0-9_]{0,100}$/;

const snowflakeSchema = z.object({
  /** Account identifier, such as `orgname-account`. */
  account: z.string().min(1),
  /** Address in place of the account's own, as of a private link. */
  url: z
    .string()
    .regex(/^https?:\/\//, 'must begin with https://')
    .optional(),
  user: z.string().min(1),
  /** Where its secret is looked for: see `runtime/snowflake-sign-in.ts`. @default 'key-pair' */
  authenticator: z.enum(['key-pair', 'oauth', 'external-browser']).default('key-pair'),
  role: z.string().min(1).optional(),
  /** Virtual warehouse. */
  warehouse: z.string().min(1),
  /** What the names of the hub's databases begin with: `HUB` has HUB_WORK, HUB_VAULT and HUB_PUBLIC. @default 'HUB' */
  database: z.string().regex(databaseName, 'must be a name of letters, digits and underscores').default('HUB'),
  /** Sessions at once: steps run beside one another, and each holds up to three. @default 16 */
  sessions: z.coerce.number().int().min(12).max(128).default(16),
  /** Seconds after which Snowflake ends a statement. @default 3600 */
  statementTimeout: z.coerce.number().int().min(1).max(604_800).default(3_600),
  /** Credits after which a run is stopped. Absent: no limit. */
  runCreditLimit: z.coerce.number().positive().optional(),
});
export type SnowflakeSettings = Readonly<z.infer<typeof snowflakeSchema>>;

const settingsSchema = z.object({
  /** Folder of everything the hub keeps. @default the project's `data/` */
  data: z.string().min(1),
  /** @default 'duckdb' */
  warehouse: z.enum(['duckdb', 'snowflake']),
  snowflake: snowflakeSchema.optional(),
  /** A Temporal server that runs already, as `host:port`. Absent: the embedded one is started. */
  temporalAddress: z
    .string()
    .regex(/^(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}$/, 'must have the form host:port')
    .optional(),
  /** PostgreSQL's address of a control store. Absent: the embedded one is started. May hold a password. */
  controlUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
    .optional(),
  /** Address the web server listens on. @default '127.0.0.1' */
  webHost: z.string().min(1),
  /** Port of the web server; 0 takes a free one. @default 8080 */
  webPort: port,
  /** Port of the embedded Temporal; 0 takes a free one. @default 0 */
  temporalPort: port,
  /** Port of the embedded Temporal's own web page; 0 takes a free one. @default 0 */
  temporalUiPort: port,
  /** Threads of the embedded warehouse. @default 2 */
  threads: z.coerce.number().int().min(1).max(1_024),
  /** Memory of the embedded warehouse, in DuckDB's notation. @default '3GB' */
  memoryLimit: z.string().regex(/^[0-9]+(\.[0-9]+)?\s?(MB|GB|MiB|GiB)$/, 'must be like 3GB or 512MB'),
  /** Command that prints a secret, base64, when given its name. Absent: secrets are made and kept in the data folder. */
  secretCommand: z.string().min(1).optional(),
  /**
   * What of people's values staff see when they explain or review a pair: nothing but levels, the characters in which two
   * values differ, or the values. Strong keys such as SSN tokens are never shown whole. @default 'masked'
   */
  reviewValues: z.enum(['none', 'masked', 'shown']),
  /** File that lineage events are added to, one a line. Absent: none. */
  openLineageFile: z.string().min(1).optional(),
  /** Receiver of lineage events, such as `http://marquez:5000`. Absent: none. */
  openLineageUrl: z
    .string()
    .regex(/^https?:\/\//, 'must begin with https://')
    .optional(),
  /** @default 'info' */
  logLevel: z.enum(['debug', 'info', 'warn', 'error']),
});
export type Settings = Readonly<z.infer<typeof settingsSchema>>;

/** The variable behind each setting. */
const VARIABLES = {
  data: 'HUB_DATA',
  warehouse: 'HUB_WAREHOUSE',
  temporalAddress: 'TEMPORAL_ADDRESS',
  controlUrl: 'HUB_CONTROL_URL',
  webHost: 'HUB_WEB_HOST',
  webPort: 'HUB_WEB_PORT',
  temporalPort: 'HUB_TEMPORAL_PORT',
  temporalUiPort: 'HUB_TEMPORAL_UI_PORT',
  threads: 'HUB_THREADS',
  memoryLimit: 'HUB_MEMORY_LIMIT',
  secretCommand: 'HUB_SECRET_COMMAND',
  reviewValues: 'HUB_REVIEW_VALUES',
  openLineageFile: 'HUB_OPENLINEAGE_FILE',
  openLineageUrl: 'HUB_OPENLINEAGE_URL',
  logLevel: 'HUB_LOG_LEVEL',
} as const;

const SNOWFLAKE_VARIABLES = {
  account: 'SNOWFLAKE_ACCOUNT',
  url: 'SNOWFLAKE_URL',
  user: 'SNOWFLAKE_USER',
  authenticator: 'SNOWFLAKE_AUTHENTICATOR',
  role: 'SNOWFLAKE_ROLE',
  warehouse: 'SNOWFLAKE_WAREHOUSE',
  database: 'SNOWFLAKE_DATABASE',
  sessions: 'SNOWFLAKE_SESSIONS',
  statementTimeout: 'SNOWFLAKE_STATEMENT_TIMEOUT',
  runCreditLimit: 'SNOWFLAKE_RUN_CREDIT_LIMIT',
} as const;

/** Every variable that sets something. */
export const SETTING_VARIABLES: readonly string[] = Object.freeze([
  ...Object.values(VARIABLES),
  ...Object.values(SNOWFLAKE_VARIABLES),
]);

const DEFAULTS = {
  data: join(projectRoot, 'data'),
  warehouse: 'duckdb',
  webHost: '127.0.0.1',
  webPort: 8080,
  temporalPort: 0,
  temporalUiPort: 0,
  threads: 2,
  memoryLimit: '3GB',
  reviewValues: 'masked',
  logLevel: 'info',
} as const;

/** What changes no result and may differ between two runs that are the same. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'data',
  'temporalAddress',
  'controlUrl',
  'webHost',
  'webPort',
  'temporalPort',
  'temporalUiPort',
  'threads',
  'memoryLimit',
  'secretCommand',
  'reviewValues',
  'openLineageFile',
  'openLineageUrl',
  'logLevel',
]);

/**
 * Reads the settings from the environment; what is empty counts as unset. A relative data folder is taken from the
 * working folder.
 *
 * @throws UsageError that names the first variable that is wrong, never its value
 */
export function readSettings(environment: Environment, overrides: Partial<Settings> = {}): Settings {
  const given = { ...picked(environment, VARIABLES), ...defined(overrides) };
  const snowflake = picked(environment, SNOWFLAKE_VARIABLES);
  const candidate = {
    ...DEFAULTS,
    ...given,
    ...(given.warehouse === 'snowflake' && overrides.snowflake === undefined ? { snowflake } : {}),
  };
  const parsed = settingsSchema.safeParse(candidate);
  if (!parsed.success) throw wrongSetting(parsed.error);
  const { data, openLineageFile } = parsed.data;
  return Object.freeze({
    ...parsed.data,
    data: resolve(data),
    // Processes that were started with another working folder must mean the same file.
    ...(openLineageFile === undefined ? {} : { openLineageFile: resolve(openLineageFile) }),
  });
}

/** The settings as variables, for a child process that calls `readSettings` on its own. */
export function settingsEnvironment(settings: Settings): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const value = settings[name as keyof typeof VARIABLES];
    if (value !== undefined) variables[variable] = String(value);
  }
  for (const [name, variable] of Object.entries(SNOWFLAKE_VARIABLES)) {
    const value = settings.snowflake?.[name as keyof typeof SNOWFLAKE_VARIABLES];
    if (value !== undefined) variables[variable] = String(value);
  }
  return variables;
}

/** A hash of the settings that can change a result. Holds no secret. */
export function settingsHash(settings: Settings): string {
  const kept = Object.entries(settings)
    .filter(([name]) => !WITHOUT_EFFECT.has(name))
    .map(([name, value]) => [name, name === 'snowflake' ? settings.snowflake?.database : value])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(kept)).digest('hex');
}

function picked(environment: Environment, variables: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(variables).map(([name, variable]) => [name, environment[variable]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''));
}

function defined(overrides: Partial<Settings>): Partial<Settings> {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}

function wrongSetting(error: z.ZodError): UsageError {
  const [issue] = error.issues;
  const [first, second] = issue?.path ?? [];
  const variable =
    first === 'snowflake'
      ? SNOWFLAKE_VARIABLES[second as keyof typeof SNOWFLAKE_VARIABLES]
      : VARIABLES[first as keyof typeof VARIABLES];
  // The issue's own words may quote what was given, and an address may hold a password.
  return new UsageError(`The setting ${variable ?? String(first)} ${whatIsWrong(issue)}`, {
    hint: 'hub doctor shows which settings are set.',
    fields: { variable },
  });
}

function whatIsWrong(issue: z.core.$ZodIssue | undefined): string {
  switch (issue?.code) {
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.message.startsWith('must') ? issue.message : 'has the wrong form';
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be ${String(issue.minimum)} or more`;
    case 'too_big':
      return `must be ${String(issue.maximum)} or less`;
    case 'invalid_type':
      return issue.expected === 'string' ? 'is missing' : 'must be a whole number';
    default:
      return 'is wrong';
  }
}
