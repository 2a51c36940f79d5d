import { nameSchema } from '../../schemas/link-model/condition.ts';
import type { LinkColumn } from '../../schemas/link-model/link-model.ts';

/** The columns a converted model declares, and their names: lower case, with an expression where the file's differs. */
export interface ColumnNames {
  /** The model's name of a column of the file. */
  column(name: string): string;
  /** The model's name of an expression over columns of the file, such as the first letters of a name. */
  derived(expression: string): string;
  declared(): Readonly<Record<string, LinkColumn>>;
}

export function columnNames(): ColumnNames {
  const declared = new Map<string, LinkColumn>();
  const nameFor = (text: string): string => {
    const plain = text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '')
      .slice(0, 60);
    return nameSchema.safeParse(plain).success ? plain : `c_${plain}`.slice(0, 60);
  };
  const declare = (name: string, column: LinkColumn): string => {
    if (!declared.has(name)) declared.set(name, column);
    return name;
  };
  return {
    column: (file) => {
      const name = nameFor(file);
      const base = { type: 'text', role: roleOf(name) } as const;
      return declare(name, file === name ? base : { ...base, expression: `"${file.replaceAll('"', '""')}"` });
    },
    derived: (expression) =>
      declare(nameFor(expression), { type: 'text', role: roleOf(nameFor(expression)), expression }),
    declared: () => Object.fromEntries(declared),
  };
}

function roleOf(name: string): LinkColumn['role'] {
  if (/name|surname|forename/.test(name)) return 'name';
  if (/dob|birth/.test(name)) return 'birth_date';
  return /(^|_)(ssn|nino|sasid)($|_)/.test(name) ? 'strong_key' : 'other';
}
