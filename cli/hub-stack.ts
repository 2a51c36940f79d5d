import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PayloadCodec } from '@temporalio/common';
import { z } from 'zod';
import { type DataLayout, dataLayout } from '../runtime/data-layout.ts';
import { identityOf, isAlive, type ProcessIdentity } from '../runtime/process-identity.ts';
import type { Reporter } from '../runtime/reporter/reporter.ts';
import { type StackOptions, startStack } from '../runtime/stack.ts';
import { openPayloadCodec } from '../runtime/temporal-data.ts';
import type { Settings } from '../schemas/settings.ts';

/** Where the processes of a data folder are, for a command that uses them. */
export interface HubStack {
  readonly layout: DataLayout;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string | undefined;
  readonly controlUrl: string;
  readonly webUrl: string | undefined;
  /** Rejects when one of the processes ends by itself. Never settles for a stack that another command supervises. */
  readonly failed: Promise<never>;
  /** What encrypts what Temporal is told. */
  payloadCodec(): Promise<PayloadCodec>;
  /** Whether it lives as long as the command; otherwise another command holds it. */
  readonly owned: boolean;
  close(): Promise<void>;
}

const recordSchema = z.object({
  supervisor: z.object({ pid: z.number(), startedAt: z.union([z.string(), z.number()]) }).loose(),
  temporalAddress: z.string(),
  temporalUiUrl: z.string().optional(),
  controlUrl: z.string(),
  webUrl: z.string().optional(),
});

/** The stack that `hub up` holds on the data folder, or one that lives as long as the command. */
export async function openStack(settings: Settings, reporter: Reporter, web: boolean): Promise<HubStack> {
  return attached(settings) ?? (await ownStack(settings, reporter, web));
}

/** Starts a stack that other commands can find. */
export async function ownStack(
  settings: Settings,
  reporter: Reporter,
  web: boolean,
  options: Pick<StackOptions, 'workerEntry'> = {},
): Promise<HubStack> {
  const stack = await startStack({ settings, reporter, web, ...options });
  const { layout, temporalAddress, temporalUiUrl, controlUrl, webUrl } = stack;
  const record = recordPath(layout);
  const supervisor = identityOf(process.pid);
  await writeFile(record, JSON.stringify({ supervisor, temporalAddress, temporalUiUrl, controlUrl, webUrl }), {
    mode: 0o600,
  });
  const failed = stack.failed.then((error): never => {
    throw error;
  });
  // Whoever waits for it sees the failure; a command that is over already does not.
  failed.catch(() => undefined);
  return {
    layout,
    temporalAddress,
    temporalUiUrl,
    controlUrl,
    webUrl,
    failed,
    payloadCodec: codecOf(settings, layout),
    owned: true,
    close: async () => {
      await rm(record, { force: true });
      await stack.close();
    },
  };
}

function attached(settings: Settings): HubStack | undefined {
  const layout = dataLayout(settings.data);
  const path = recordPath(layout);
  if (!existsSync(path)) return undefined;
  const parsed = recordSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success || !isAlive(parsed.data.supervisor as unknown as ProcessIdentity)) return undefined;
  const { temporalAddress, temporalUiUrl, controlUrl, webUrl } = parsed.data;
  return {
    layout,
    temporalAddress,
    temporalUiUrl,
    controlUrl,
    webUrl,
    failed: new Promise<never>(() => undefined),
    payloadCodec: codecOf(settings, layout),
    owned: false,
    close: async () => undefined,
  };
}

function codecOf({ secretCommand }: Settings, { keys }: DataLayout): () => Promise<PayloadCodec> {
  return () => openPayloadCodec({ folder: keys, secretCommand });
}

function recordPath(layout: DataLayout): string {
  return join(layout.run, 'stack.json');
}
