export { extractContract, extractContracts } from './extract-contracts.ts';
