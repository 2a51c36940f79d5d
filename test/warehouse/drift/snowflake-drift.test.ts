import { DATABASES, openEmulated } from '../snowflake/open-emulated.ts';
import { driftSuite } from './drift-suite.ts';

driftSuite('Snowflake', openEmulated, DATABASES);
