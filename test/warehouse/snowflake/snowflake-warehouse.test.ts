import { warehouseSuite } from '../warehouse-suite.ts';
import { openEmulated } from './open-emulated.ts';

warehouseSuite('Snowflake (emulated)', () => openEmulated());
