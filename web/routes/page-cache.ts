/** Pages made lately. A release never changes, so a page of it is the same until the next one takes its place. */
export interface PageCache {
  /** The page of a release at an address, made when it is not at hand. */
  page(release: string, address: string, make: () => Promise<string>): Promise<string>;
}

/** @param most how many pages are kept; the one asked for longest ago goes first */
export function createPageCache(most = 300): PageCache {
  const pages = new Map<string, string>();
  let current = '';
  return Object.freeze({
    async page(release: string, address: string, make: () => Promise<string>): Promise<string> {
      if (release !== current) {
        pages.clear();
        current = release;
      }
      const html = pages.get(address) ?? (await make());
      if (release !== current) return html;
      pages.delete(address);
      pages.set(address, html);
      const [oldest] = pages.keys();
      if (pages.size > most && oldest !== undefined) pages.delete(oldest);
      return html;
    },
  });
}
