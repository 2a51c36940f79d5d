/** The innermost sentence of a failure: what happened, without who called whom. */
export function sentenceOf(error: unknown): string {
  let current: unknown = error;
  let sentence = '';
  while (current instanceof Error) {
    sentence = current.message;
    current = current.cause;
  }
  return sentence;
}
