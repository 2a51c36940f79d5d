import { ownStack } from '../../cli/hub-stack.ts';
import { silentReporter } from '../../runtime/reporter/silent.ts';
import { readSettings } from '../../schemas/settings.ts';

/** Holds the processes of a data folder up, as `hub up` does without the site, until it is told to stop or one is lost. */
const data = process.argv[2];
if (data === undefined) throw new TypeError('The data folder is missing');
const stack = await ownStack(readSettings({ ...process.env, HUB_DATA: data }), silentReporter, false);
const told = new Promise<'told'>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve('told'));
  // Whoever observes holds the other end.
  process.stdin.once('end', () => resolve('told')).resume();
});
process.stdout.write('up\n');
const end = await Promise.race([told, stack.failed.catch(() => 'lost' as const)]);
await stack.close();
process.exit(end === 'told' ? 0 : 1);
