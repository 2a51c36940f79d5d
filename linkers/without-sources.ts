import { type LinkModel, parseLinkModel } from '../schemas/link-model/link-model.ts';

/** The model without the sources named, for a warehouse that has not loaded them: their pairs go, the rest stays. */
export function withoutSources(model: LinkModel, absent: readonly string[]): LinkModel {
  return parseLinkModel({
    ...model,
    sources: Object.fromEntries(Object.entries(model.sources).filter(([source]) => !absent.includes(source))),
    source_pairs: model.source_pairs.filter((pair) => !absent.includes(pair.left) && !absent.includes(pair.right)),
    constraints: model.constraints.flatMap((constraint) => {
      if (constraint.sources === undefined) return [constraint];
      const sources = constraint.sources.filter((source) => !absent.includes(source));
      return sources.length === 0 ? [] : [{ ...constraint, sources }];
    }),
  });
}
