import { join } from 'node:path';

/** Where disclosure control keeps what nobody outside may see: `DATA/disclosure`. */
export const disclosureFolder = (dataRoot: string): string => join(dataRoot, 'disclosure');

/** The ledger's entry of a release. */
export const recordFolder = (disclosure: string, releaseId: string): string => join(disclosure, 'releases', releaseId);

/** What is kept of a release that its attack has blocked: the attack. */
export const blockedAttackPath = (disclosure: string, releaseId: string): string =>
  join(disclosure, 'blocked', `${releaseId}.json`);

/** Names of files within a record's folder. */
export const RECORD_FILE = 'record.json';
export const ATTACK_FILE = 'attack.json';

/** What was done to the tables that are held ready for the next release. */
export const protectionPath = (disclosure: string): string => join(disclosure, 'protection.json');
