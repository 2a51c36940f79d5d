import { InvariantError } from '../schemas/errors.ts';
import { DIALECT_FUNCTIONS, type Dialect, type DialectFunction } from './dialect.ts';

const CALL = /\{\{\s*([a-z_0-9]+)\s*\(((?:[^{}]|\{(?!\{))*?)\)\s*\}\}/g;

/**
 * Renders `{{ function(arguments) }}` calls by an engine's dialect, innermost first.
 * @throws InvariantError when a call names an unknown function or is malformed, so that a bad file fails when read.
 */
export function renderSql(text: string, dialect: Dialect): string {
  let rendered = text;
  for (let previous = ''; previous !== rendered; ) {
    previous = rendered;
    rendered = rendered.replace(CALL, (_, name: string, list: string) => {
      if (!isDialectFunction(name)) {
        throw new InvariantError(`SQL calls an unknown dialect function ${name}`, {
          hint: `Known functions: ${DIALECT_FUNCTIONS.join(', ')}.`,
        });
      }
      return call(name, splitArguments(list), dialect);
    });
  }
  if (rendered.includes('{{') || rendered.includes('}}')) {
    throw new InvariantError('SQL holds a malformed {{ call }}', { fields: { near: near(rendered) } });
  }
  return rendered;
}

function call(name: DialectFunction, given: readonly string[], dialect: Dialect): string {
  const implementation = dialect.functions[name];
  // One that takes any number declares none, and needs at least one.
  const { length: taken } = implementation;
  if (taken === 0 ? given.length === 0 : given.length !== taken) {
    throw new InvariantError(`SQL calls ${name} with ${given.length} arguments`, {
      hint: taken === 0 ? 'It takes one or more.' : `It takes ${taken}.`,
    });
  }
  return implementation(...given);
}

function isDialectFunction(name: string): name is DialectFunction {
  return (DIALECT_FUNCTIONS as readonly string[]).includes(name);
}

/** Splits at top-level commas only, so that an argument may itself be a call. */
function splitArguments(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let inText = false;
  let start = 0;
  for (let index = 0; index < list.length; index++) {
    const character = list[index];
    if (character === "'") inText = !inText;
    if (inText) continue;
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) {
      parts.push(list.slice(start, index).trim());
      start = index + 1;
    }
  }
  const last = list.slice(start).trim();
  return parts.length === 0 && last === '' ? [] : [...parts, last];
}

function near(text: string): string {
  const at = Math.max(text.indexOf('{{'), text.indexOf('}}'));
  return text.slice(Math.max(0, at - 30), at + 50);
}
