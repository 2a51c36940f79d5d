import type { Warehouse } from '../../warehouse/warehouse.ts';

const turns = new WeakMap<Warehouse, Promise<unknown>>();

/** Runs `work` after every earlier turn on the same warehouse: loads are published one at a time. */
export function inWriteTurn<T>(warehouse: Warehouse, work: () => Promise<T>): Promise<T> {
  const before = turns.get(warehouse) ?? Promise.resolve();
  const turn = before.then(work, work);
  turns.set(
    warehouse,
    turn.catch(() => undefined),
  );
  return turn;
}
