import type { ComponentChildren } from 'preact';
import type { Wording } from '../wording.ts';

/** Text that comes from the release, which is written in English: says so on pages in another language. */
export function EnglishPart({ words, children }: { words: Wording; children: ComponentChildren }) {
  if (words.language === 'en') return <>{children}</>;
  return <div lang="en">{children}</div>;
}

export function EnglishNote({ words }: { words: Wording }) {
  return words.language === 'en' ? null : <p class="notice">{words.t.site.englishOnly}</p>;
}
