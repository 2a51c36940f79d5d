import { warehouseSuite } from '../warehouse-suite.ts';
import { onRealAccount, openForSuite } from './open-for-suite.ts';

warehouseSuite(onRealAccount ? 'Snowflake' : 'Snowflake (emulated)', openForSuite);
