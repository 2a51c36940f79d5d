import type { Highs } from 'highs';
import * as highsModule from 'highs';

// The package's types describe its CommonJS build; its ESM build, which Node loads here, exports the loader as default.
const load = highsModule.default as unknown as () => Promise<Highs>;

let loading: Promise<Highs> | undefined;

/** HiGHS as WebAssembly, loaded once a process. */
export function loadHighs(): Promise<Highs> {
  loading ??= load();
  return loading;
}
