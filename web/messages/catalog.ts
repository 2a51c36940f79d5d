import { en } from './en.ts';
import { es } from './es.ts';
import { LANGUAGES, type Language, type Messages } from './messages.ts';

const CATALOGS: Readonly<Record<Language, Messages>> = Object.freeze({ en, es });

export function messagesIn(language: Language): Messages {
  return CATALOGS[language];
}

/** The language an address asks for; English when it asks for none or for one the site does not have. */
export function languageOf(query: unknown): Language {
  const asked = typeof query === 'object' && query !== null && 'lang' in query ? query.lang : undefined;
  const last = Array.isArray(asked) ? asked.at(-1) : asked;
  return LANGUAGES.find((language) => language === last) ?? 'en';
}
