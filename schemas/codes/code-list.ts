/** Code → label. JavaScript lists integer-like keys such as `10` first: sort the keys where order matters. */
export type CodeList = Readonly<Record<string, string>>;
