/** `1 asset`, `1,200 assets`; `2 entries` where the plural is given. */
export function counted(count: number, thing: string, things: string = `${thing}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? thing : things}`;
}
