import { silentReporter } from '../../runtime/reporter/silent.ts';
import { startStack } from '../../runtime/stack.ts';
import { readSettings } from '../../schemas/settings.ts';

/** Brings up the stores of a data folder and keeps them, until it is killed. */
const settings = readSettings({ HUB_DATA: process.argv[2] });
const stack = await startStack({ settings, reporter: silentReporter, worker: false, web: false });
process.stdout.write(`${stack.temporalAddress}\n`);
setInterval(() => undefined, 1_000);
