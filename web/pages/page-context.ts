import type { ReleaseManifest } from '../../schemas/releases/release-manifest.ts';
import type { Wording } from '../wording.ts';

/** What every page knows about the request it answers. */
export interface PageContext {
  readonly words: Wording;
  /** The path asked for, without its query. */
  readonly path: string;
  /** The query asked for, without the language. */
  readonly query: URLSearchParams;
  /** Where the site is reached, such as `https://hub.example.org`: addresses that leave it begin with it. */
  readonly origin: string;
  /** The release shown; undefined where there is none. */
  readonly manifest: ReleaseManifest | undefined;
}

/** An address on this site that keeps the language. */
export function href(context: Pick<PageContext, 'words'>, path: string, params?: URLSearchParams): string {
  const all = new URLSearchParams(params);
  if (context.words.language !== 'en') all.set('lang', context.words.language);
  const query = all.toString();
  return query === '' ? path : `${path}?${query}`;
}
