import { serveAsChild } from '../../../runtime/serve-as-child.ts';
import { UnavailableError } from '../../../schemas/errors.ts';

/** Fails to start: with an error of the hub's, or a foreign one whose message quotes a value. */
await serveAsChild(() => {
  if (process.argv[2] === 'foreign') throw new TypeError('Cannot read Wrenfield');
  throw new UnavailableError('The made-up store is away', { hint: 'Bring it back.' });
});
