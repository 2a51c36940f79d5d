import { ConflictError, InvariantError } from '../schemas/errors.ts';

/** Thrown when a staged release does not hold what its manifest says. It never becomes visible. */
export class ReleaseCheckError extends InvariantError {}

/** Thrown when a release is asked for that is not staged, or has been decided about already. */
export class ReleaseNotStagedError extends ConflictError {}
