import { register } from 'node:module';

/** Loaded first in every process of a hub whose code is to be changed while it is read. */
register('./hooks.js', import.meta.url);
