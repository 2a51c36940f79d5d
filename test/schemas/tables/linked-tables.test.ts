import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ecidsAssets } from '../../../assets/ecids.ts';
import { learnToEarnAssets } from '../../../assets/learn-to-earn.ts';
import { extractContracts } from '../../../schemas/extracts/index.ts';
import { projectRoot } from '../../../schemas/project-root.ts';
import { linkedTables } from '../../../schemas/tables/linked-tables.ts';
import { tableParametersSchema } from '../../../schemas/tables/parameters.ts';

const assets = [...ecidsAssets, ...learnToEarnAssets];

describe('the contracts of linked tables', () => {
  it('are each built by one asset, from its own SQL file', () => {
    expect(assets.map((asset) => asset.key).toSorted()).toEqual([...linkedTables.keys()].toSorted());
  });

  it('hold no column that any agency’s contract calls identifying', () => {
    const direct = new Set(
      [...extractContracts.values()].flatMap((contract) =>
        contract.columns.filter((column) => column.identifying === 'direct').map((column) => column.name),
      ),
    );
    expect(direct.size).toBeGreaterThan(10);
    for (const contract of linkedTables.values()) {
      expect(contract.columns.filter((column) => direct.has(column.name) || /ssn|token/.test(column.name))).toEqual([]);
      expect(contract.columns.filter((column) => column.identifying === 'direct')).toEqual([]);
    }
  });

  it('carry the link version, and a person only as a person key', () => {
    for (const contract of linkedTables.values()) {
      expect(contract.columns[0]?.name).toBe('link_version');
      expect(contract.columns.every((column) => column.meaning.endsWith('.') && column.meaning.length > 5)).toBe(true);
    }
  });

  it('look into the vault in one file only, and read no table that their asset does not name', async () => {
    const vaultReaders: string[] = [];
    for (const asset of assets) {
      const sql = await readFile(join(projectRoot, 'sql', `${asset.key.replace('.', '/')}.sql`), 'utf8');
      if (sql.includes('vault.')) vaultReaders.push(asset.key);
      const upstream = new Set(asset.upstream.map((edge) => edge.key));
      const read = [...sql.matchAll(/\b(?:FROM|JOIN)\s+((?:learn_to_earn|ecids|reference)\.[a-z0-9_]+)/g)];
      for (const [, table = ''] of read) expect(upstream, `${asset.key} reads ${table}`).toContain(table);
      for (const [, table = ''] of sql.matchAll(/\bstaging\.([a-z0-9_]+)_current\b/g)) {
        const [agency = '', ...extract] = table.split('_');
        expect(upstream, `${asset.key} reads ${table}`).toContain(`load.${agency}.${extract.join('_')}`);
      }
      expect(sql, asset.key).not.toMatch(/SELECT\s+(\w+\.)?\*/i);
    }
    expect(vaultReaders).toEqual(['learn_to_earn.wage_coverage']);
  });
});

describe('table parameters', () => {
  it('have defaults, and refuse what is not one of them or makes no sense', () => {
    expect(tableParametersSchema.parse({})).toMatchObject({ attachment_quarters: 3, attachment_earnings: 15_080 });
    expect(() => tableParametersSchema.parse({ attachment_quarters: 5 })).toThrow();
    expect(() => tableParametersSchema.parse({ attachment: 3 })).toThrow();
  });
});
